"""What a run of `rlcourse grade` keeps, so that an interrupted one goes on where it was."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rlcourse.files import make_earlier_folder, remove_old_drafts, write_atomically
from rlcourse.grading.result import Grade, Status, Verdict
from rlcourse.language import Text

SEEDS = 2**31
# What a run writes, beside the tables for platforms; the mark of its end goes last.
WRITTEN = ("grades.csv", "results.json", "class.html", "feedback", "kept")


def grade_to_json(grade: Grade) -> dict[str, Any]:
    """The grade in what JSON knows; a Text becomes {"en": ..., "ja": ...}."""
    content = asdict(grade)
    for verdict in content["verdicts"]:
        for name in ("text", "case", "hint"):
            text = verdict[name]
            verdict[name] = None if text is None else {"en": text[0], "ja": text[1]}
    return content


def grade_from_json(content: Any) -> Grade:
    """The grade again.

    Raises:
        TypeError, KeyError, ValueError, AttributeError: it is none.
    """
    verdicts = []
    for values in content["verdicts"]:
        values = dict(values)
        for name in ("text", "case", "hint"):
            values[name] = None if values[name] is None else Text(**values[name])
        values["status"] = Status(values["status"])
        values["mistakes"] = tuple(values["mistakes"])
        verdicts.append(Verdict(**values))
    notes = tuple(content["notes"])
    return Grade(**{**content, "verdicts": tuple(verdicts), "notes": notes})


class Kept:
    """The finished grades of a run, one file a student.

    Args:
        out: the folder that the grades go to.
        about: what is graded, in words: other grades are never replaced by these.
    """

    def __init__(self, out: Path, about: list[str]) -> None:
        self.out, self.about = out, about
        self.folder = out / "kept"
        self._run = out / "run.json"

    def set_others_aside(self, tables: Iterable[str] = ()) -> Path | None:
        """Move the grades of a finished run about something else into a folder inside.

        Args:
            tables: files that such a run may have written for platforms.

        Returns:
            That folder, as `earlier-1`; None where there was no such run.

        Raises:
            OSError: it cannot be written.
        """
        run = self._read_run()
        if not run.get("finished") or run.get("about", self.about) == self.about:
            return None
        target = make_earlier_folder(self.out, self._run.name)
        for name in (*WRITTEN, *tables, self._run.name):
            if (self.out / name).exists():
                (self.out / name).rename(target / name)
        return target

    def choose_seed(self, wanted: int | None) -> int:
        """The wanted one; else that of a run that did not come to its end; else a fresh one."""
        seed = wanted
        if seed is None:
            seed = self._unfinished_seed()
        if seed is None:
            # Not from `random`: nobody should foresee the hidden cases.
            seed = secrets.randbelow(SEEDS)
        self._write(self._run, {"seed": seed, "finished": False, "about": self.about})
        remove_old_drafts(self.folder)
        return seed

    def finish(self, seed: int) -> None:
        """From here on a run without a seed begins anew."""
        self._write(self._run, {"seed": seed, "finished": True, "about": self.about})

    def load(self, stem: str, fingerprint: str) -> Grade | None:
        """A grade that was kept for just this task."""
        try:
            content = json.loads((self.folder / f"{stem}.json").read_text(encoding="utf-8"))
            if content["fingerprint"] == fingerprint:
                return grade_from_json(content["grade"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        return None

    def save(self, stem: str, fingerprint: str, grade: Grade) -> None:
        """Keep a grade, unless grading failed: then it is worth another try."""
        if any(verdict.status is Status.SANDBOX_FAILED for verdict in grade.verdicts):
            return
        content = {"fingerprint": fingerprint, "grade": grade_to_json(grade)}
        self._write(self.folder / f"{stem}.json", content)

    def _unfinished_seed(self) -> int | None:
        run = self._read_run()
        seed = run.get("seed")
        return seed if isinstance(seed, int) and run.get("finished") is False else None

    def _read_run(self) -> dict[str, Any]:
        try:
            run = json.loads(self._run.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return run if isinstance(run, dict) else {}

    def _write(self, path: Path, content: Any) -> None:
        text = json.dumps(content, indent=1)
        write_atomically(path, lambda file: file.write(text.encode()))
