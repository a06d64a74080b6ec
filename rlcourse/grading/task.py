"""One student's answers, to be graded here or on another machine."""

import atexit
import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import rlcourse
from rlcourse.grading.result import Grade, Status, Verdict
from rlcourse.grading.submission import Submission
from rlcourse.language import Text

if TYPE_CHECKING:
    from rlcourse.grading.boxes import Boxes

LONGEST_NOTE = 300
FAILED = Text(
    "It could not be graded, and no points were taken for it. Your instructor's sheet says so.",
    "採点できませんでした．減点はされていません．担当教員の成績表にもそう記されています．",
)


@dataclass(frozen=True)
class Task:
    """What there is to grade, and how.

    Args:
        submission: of one student.
        exercises: names, in the order of the course.
        points: what each is worth.
        seed: of the hidden cases.
        sandboxed: whether the answers run behind walls.
    """

    submission: Submission
    exercises: tuple[str, ...]
    points: Mapping[str, float]
    seed: int
    sandboxed: bool = True

    def fingerprint(self) -> str:
        """A hash of all that the grade depends on.

        Raises:
            OSError: a notebook cannot be read.
        """
        hashes = []
        for path in self.submission.notebooks:
            hashes.append([path.name, hash_of(path)])
        content = [
            hash_of_course(),
            self.submission.student,
            self.submission.notes,
            hashes,
            self.exercises,
            [self.points[name] for name in self.exercises],
            self.seed,
            self.sandboxed,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def hash_of(path: Path) -> str:
    """Of a file's content; of a size that no notebook has, the size.

    Raises:
        OSError: it is no file, or cannot be read.
    """
    from rlcourse.grading.notebook import LARGEST_FILE

    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path.name} is no file")
    if status.st_size > LARGEST_FILE:
        return f"{status.st_size} bytes"
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


@cache
def hash_of_course() -> str:
    """Of the code that makes a grade: after a change to it nothing that was kept counts."""
    digest = hashlib.sha256()
    for path in sorted(Path(rlcourse.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def grade_one(task: Task) -> Grade:
    """Grade a student; where the grading itself fails that is the grade, and no exception.

    Raises:
        SandboxUnavailableError: answers cannot be run behind walls on this machine.
    """
    from rlcourse.grading.grading import SandboxUnavailableError, grade_submission
    from rlcourse.training.threads import one_thread

    try:
        with one_thread():
            return grade_submission(
                task.submission,
                task.exercises,
                task.points,
                task.seed,
                task.sandboxed,
                boxes=kept_boxes(),
            )
    except SandboxUnavailableError:
        raise
    except Exception as error:
        return without_grade(task, f"{type(error).__name__}: {error}")


@cache
def kept_boxes() -> "Boxes":
    """The sandboxes that this process keeps from one student to the next."""
    from rlcourse.grading.boxes import Boxes

    boxes = Boxes()
    atexit.register(boxes.close)
    return boxes


def without_grade(task: Task, reason: str) -> Grade:
    """The grade of a student whose answers could not be graded, through no fault of theirs."""
    verdicts = tuple(
        Verdict(name, Status.SANDBOX_FAILED, None, task.points[name], text=FAILED)
        for name in task.exercises
    )
    note = " ".join(f"could not be graded: {reason}".split())[:LONGEST_NOTE]
    return Grade(
        task.submission.student,
        "en",
        verdicts,
        task.seed,
        task.sandboxed,
        (*task.submission.notes, note),
    )
