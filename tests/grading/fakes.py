"""Grading that takes no time, to try what stands around it; found by its name in every process."""

import os
import random
import time
from pathlib import Path

from rlcourse.grading.result import NOT_GRADED, Grade, Status, Verdict
from rlcourse.grading.task import Task
from rlcourse.language import Text

LOG = "RLCOURSE_TEST_LOG"
STATUSES = (Status.PASSED, Status.PASSED, Status.WRONG, Status.RAISED, Status.NOT_ATTEMPTED)


def make_verdict(exercise: str, status: Status, out_of: float = 10.0, **values: object) -> Verdict:
    """A verdict as grading would give it."""
    points = None if status in NOT_GRADED else out_of if status is Status.PASSED else 0.0
    is_wrong = status is Status.WRONG
    said = {
        "mistakes": ("no_clip",) if is_wrong else (),
        "text": Text("Nothing is clipped.", "クリップが効いていません．") if is_wrong else None,
        "case": Text("a batch of one", "バッチ1") if is_wrong else None,
        "hint": None if status is Status.PASSED else Text("Think.", "考えましょう．"),
        "notebook": "book.ipynb",
    }
    return Verdict(exercise, status, points, out_of, **{**said, **values})


def fake_grade(task: Task) -> Grade:
    """A grade that follows from the student, the seed and the notebooks' bytes."""
    log = os.environ.get(LOG)
    student = task.submission.student
    if log:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{student}\n")
    content = b"".join(path.read_bytes() for path in task.submission.notebooks)
    if b"dies" in content:
        os._exit(9)
    chance = random.Random(f"{student} {task.seed} {content!r}")
    verdicts = tuple(
        make_verdict(name, chance.choice(STATUSES), task.points[name]) for name in task.exercises
    )
    language = "ja" if b"ja" in content else "en"
    return Grade(student, language, verdicts, task.seed, task.sandboxed, task.submission.notes)


def slow_grade(task: Task) -> Grade:
    """As `fake_grade`; the student z takes for ever."""
    if task.submission.student == "z":
        time.sleep(600)
    return fake_grade(task)
