"""Tables of grades as CSV, of which a spreadsheet takes no cell for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import category

from rlcourse.files import write_atomically
from rlcourse.grading.result import NOT_GRADED, Grade, Verdict
from rlcourse.grading.students import printable

# What begins a formula, also in the wide letters of a Japanese keyboard.
FORMULA = tuple("=+-@＝＋－＠")  # fmt: skip
# Categories of Unicode: control characters, separators of lines and paragraphs.
LINE_BREAKS = ("Cc", "Zl", "Zp")
Cell = str | int | float | None


def neutral(text: str) -> str:
    """The text on one line; a quote before it where a spreadsheet would compute it.

    Source: OWASP, "CSV Injection".
    """
    line = printable("".join(" " if category(c) in LINE_BREAKS else c for c in text))
    begins = text[:1] in ("\t", "\r", "\n") or line.lstrip().startswith(FORMULA)
    return f"'{line}" if begins else line


def number(value: float) -> str:
    """10.0 -> "10", 2.5 -> "2.5"; a whole number with all its digits."""
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def write_csv(path: Path, rows: Iterable[Sequence[Cell]], for_excel: bool = False) -> None:
    """Write a table whole or not at all; None is an empty cell.

    Args:
        path: where to.
        rows: the first one is the header.
        for_excel: begin with a byte-order mark, without which Excel garbles Japanese names. What
            a program imports does better without it.

    Raises:
        OSError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            ["" if c is None else neutral(c) if isinstance(c, str) else number(c) for c in row]
        )
    content = text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")
    write_atomically(path, lambda file: file.write(content))


def write_sheet(path: Path, grades: Sequence[Grade], exercises: Sequence[str]) -> None:
    """grades.csv: a row a student; what was not graded is empty, and its status says why."""
    header: list[Cell] = ["student", "total", "out of"]
    for name in exercises:
        header += [name, f"{name} status"]
    rows: list[list[Cell]] = [[*header, "seed", "sandboxed", "notes"]]
    for grade in grades:
        verdicts = {verdict.exercise: verdict for verdict in grade.verdicts}
        out_of = sum(verdict.out_of for verdict in grade.verdicts)
        row: list[Cell] = [grade.student, grade.points, out_of]
        for name in exercises:
            row += [verdicts[name].points, describe(verdicts[name])]
        sandboxed = "yes" if grade.sandboxed else "NO"
        rows.append([*row, grade.seed, sandboxed, "; ".join(notes_of(grade))])
    write_csv(path, rows, for_excel=True)


def describe(verdict: Verdict) -> str:
    """The status, with the mistake where one has a name: "wrong: sum_missing"."""
    named = "+".join(verdict.mistakes)
    return f"{verdict.status.value}: {named}" if named else verdict.status.value


def notes_of(grade: Grade) -> list[str]:
    """What the instructor should know about a student."""
    notes = list(grade.notes)
    if not grade.sandboxed:
        notes.append("graded without a sandbox")
    ungraded = [v for v in grade.verdicts if v.status in NOT_GRADED]
    if ungraded:
        why = ", ".join(sorted({v.status.value for v in ungraded}))
        notes.append(f"{len(ungraded)} of {len(grade.verdicts)} not graded ({why})")
    return notes
