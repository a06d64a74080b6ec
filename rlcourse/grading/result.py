"""What grading finds out: one `Verdict` an exercise, one `Grade` a student."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rlcourse.language import Text


class Status(str, Enum):
    """How one exercise of one student ended."""

    PASSED = "passed"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not attempted"
    NOT_SUBMITTED = "not submitted"
    SYNTAX_ERROR = "syntax error"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    FORGED = "forged output"
    USES_REFERENCE = "uses the reference"
    UNREADABLE = "unreadable"
    SANDBOX_FAILED = "sandbox failed"


# Nobody can say what these answers are worth: their points stay empty, never 0.
NOT_GRADED = frozenset({Status.UNREADABLE, Status.SANDBOX_FAILED})


@dataclass(frozen=True)
class Verdict:
    """One exercise of one student.

    Args:
        exercise: "calculate_log_pi", or "PPO.update_actor" for a method.
        status: how it ended.
        points: what it earned; None where it was not graded.
        out_of: the most that it can earn.
        mistakes: ids of the named mistakes, one or two; empty where none is named.
        text: what is wrong, without hidden numbers; None where nothing is to say.
        case: what is special about the smallest failing case; None where no case failed.
        hint: the next hint; None where the answer passed.
        notebook: file name of the notebook that the answer stands in, "" for none.
    """

    exercise: str
    status: Status
    points: float | None
    out_of: float
    mistakes: tuple[str, ...] = ()
    text: Text | None = None
    case: Text | None = None
    hint: Text | None = None
    notebook: str = ""


@dataclass(frozen=True)
class Grade:
    """All exercises of one student.

    Args:
        student: the name that the roster, the folder or the file gives.
        language: "en" or "ja", the language of the notebooks handed in.
        verdicts: in the order of the course.
        seed: of the hidden cases.
        sandboxed: False where the answers ran without walls (`--unsafe-no-sandbox`).
        notes: what the instructor should know, as an unreadable file.
    """

    student: str
    language: str
    verdicts: tuple[Verdict, ...]
    seed: int
    sandboxed: bool = True
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float | None:
        """The sum; None where an exercise was not graded."""
        earned = [verdict.points for verdict in self.verdicts]
        known = [points for points in earned if points is not None]
        return sum(known) if len(known) == len(earned) else None


def count_ungraded(grades: Sequence[Grade]) -> int:
    """Answers without points."""
    return sum(v.status in NOT_GRADED for grade in grades for v in grade.verdicts)
