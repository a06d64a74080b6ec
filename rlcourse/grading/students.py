"""A folder of submissions -> students."""

import os
from collections.abc import Iterable
from pathlib import Path

from rlcourse.grading.rows import read_rows
from rlcourse.grading.submission import Submission
from rlcourse.language import Text

SUFFIX = ".ipynb"
# What students hand in by mistake: it is said that it cannot be read, and no points are given.
OTHER_KINDS = (".zip", ".rar", ".7z", ".tar", ".gz", ".py", ".html", ".pdf", ".docx", ".ipynb.txt")
# Of one student; more are no homework.
MOST_NOTEBOOKS = 30
DEEPEST = 12
TOO_MANY = Text(
    f"only {MOST_NOTEBOOKS} notebooks were read",
    f"{MOST_NOTEBOOKS} 個のノートブックだけを読みました",
)
# Made by programs, not by students.
IGNORED = {"__MACOSX", ".ipynb_checkpoints", "__pycache__"}


class RosterError(ValueError):
    """The roster cannot be used; the message is one line."""


def find_students(folder: Path, roster: Path | None = None) -> list[Submission]:
    """Everybody who handed something in, or stands in the roster, in the order of the names.

    A student is a folder with notebooks, or a file, or what the roster says of them. A file that is
    no notebook is there as well, and cannot be read. Links are not followed where they leave what
    the student handed in.

    Args:
        folder: of the submissions.
        roster: a CSV file with the name of a file or folder and a student in each row.

    Raises:
        OSError: the folder cannot be read.
        RosterError: the roster cannot.
    """
    entries = {e.name: Path(e.path) for e in os.scandir(folder) if is_submission(e)}
    owners = read_roster(roster) if roster is not None else []
    found: dict[str, list[Submission]] = {}
    claimed: set[str] = set()
    for name, student in owners:
        matching = next((n for n in (name, name + SUFFIX) if n in entries), None)
        if matching is not None:
            claimed.add(matching)
            part = read_entry(student, entries[matching])
        else:
            missing = Text(f"{name}: nothing of this name", f"{name}: この名前の提出物がありません")
            part = Submission(student, (), (str(missing),))
        found.setdefault(student, []).append(part)
    for name in sorted(entries.keys() - claimed):
        student = without_suffix(name)
        if student in found:
            student = name if name not in found else f"{name} (2)"
        part = read_entry(printable(student), entries[name])
        if roster is not None:
            note = str(Text("not in the roster", "名簿にありません"))
            part = Submission(part.student, part.notebooks, (*part.notes, note))
        found.setdefault(student, []).append(part)
    if roster is not None and owners and entries and not claimed:
        raise RosterError(
            f"--roster {roster}: none of its files is in {folder}; it must begin with file,student"
        )
    merged = [merge(parts) for parts in found.values()]
    return sorted(merged, key=lambda submission: submission.student)


def is_submission(entry: "os.DirEntry[str]") -> bool:
    """Whether it is homework: a notebook, a folder, a link called so, or a file of a wrong kind."""
    name = entry.name
    if name.startswith(".") or name in IGNORED:
        return False
    return name.lower().endswith((SUFFIX, *OTHER_KINDS)) or entry.is_dir(follow_symlinks=True)


def without_suffix(name: str) -> str:
    """A file's name without .ipynb."""
    return name[: -len(SUFFIX)] or name if name.lower().endswith(SUFFIX) else name


def printable(name: str) -> str:
    """A name that can be written as UTF-8; bytes of another encoding become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def read_entry(student: str, path: Path) -> Submission:
    """What stands at one place of the folder."""
    if path.is_symlink():
        return Submission(student, (), (not_followed(path.name),))
    if not path.is_dir():
        return Submission(student, (path,))
    notebooks: list[Path] = []
    others: list[Path] = []
    notes: list[str] = []
    for place, folders, files in os.walk(path, followlinks=False):
        depth = len(Path(place).relative_to(path).parts)
        links = [f for f in folders if Path(place, f).is_symlink()]
        notes += [not_followed(link) for link in sorted(links)]
        keep = [f for f in folders if not f.startswith(".") and f not in IGNORED]
        folders[:] = sorted(set(keep) - set(links)) if depth < DEEPEST else []
        for name in sorted(files):
            file, kind = Path(place, name), name.lower()
            if name.startswith("."):
                continue
            if kind.endswith(OTHER_KINDS) and not file.is_symlink():
                others.append(file)
            if not kind.endswith(SUFFIX):
                continue
            if file.is_symlink() and not leads_into(file, path):
                notes.append(not_followed(name))
            else:
                notebooks.append(file.resolve() if file.is_symlink() else file)
        if len(notebooks) > MOST_NOTEBOOKS:
            notes.append(str(TOO_MANY))
            break
    if not notebooks:
        notes.append(str(Text("no notebook in the folder", "フォルダにノートブックがありません")))
        notebooks = others
    return Submission(student, tuple(dict.fromkeys(notebooks[:MOST_NOTEBOOKS])), tuple(notes))


def leads_into(link: Path, folder: Path) -> bool:
    """Whether a link ends at a place below the folder."""
    try:
        return link.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # nowhere, or in a circle
        return False


def not_followed(name: str) -> str:
    """What is noted of a link."""
    shown = printable(name)
    return str(Text(f"{shown}: a link, not followed", f"{shown}: リンクなので読みません"))


def read_roster(path: Path) -> list[tuple[str, str]]:
    """(name of a file or folder, student) of every row.

    Raises:
        RosterError: it cannot be read as such.
    """
    rows = read_rows(path, "--roster", RosterError)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "student" in head or head[:1] == ["file"]:
        if head[:2] != ["file", "student"]:
            raise RosterError(
                f"--roster {path}: it must begin with file,student, not {','.join(head)}"
            )
        rows = rows[1:]
    short = next((row for row in rows if len(row) < 2 or not row[1].strip()), None)
    if short is not None:
        line = ",".join(short)
        raise RosterError(f"--roster {path}: a row needs file,student, with a comma: {line}")
    return [(row[0].strip(), row[1].strip()) for row in rows]


def merge(parts: Iterable[Submission]) -> Submission:
    """Everything of one student."""
    parts = list(parts)
    notebooks = tuple(notebook for part in parts for notebook in part.notebooks)
    return Submission(parts[0].student, notebooks, tuple(note for p in parts for note in p.notes))
