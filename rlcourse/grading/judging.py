"""From what a process sent to a verdict. Here, and nowhere in the sandbox, is what is right."""

import re
import signal
import threading
import warnings
from dataclasses import dataclass

from rlcourse.exercises.exercise import Case, Exercise, Failure, Outcome
from rlcourse.exercises.judge import find_wrong
from rlcourse.exercises.run_update import OWN
from rlcourse.exercises.verdict import Verdict as CheckVerdict
from rlcourse.exercises.verdict import judge
from rlcourse.grading.box import Ended
from rlcourse.grading.decode import ForgedError, decode_outcomes
from rlcourse.grading.inside.withheld import ReferenceWithheldError
from rlcourse.grading.limits import Limits
from rlcourse.grading.result import Status
from rlcourse.grading.texts import say
from rlcourse.language import Text
from rlcourse.training.threads import one_thread

# The runners set the random state of the whole process, and a cluster may grade in threads.
ONE_AT_A_TIME = threading.Lock()
NO_MEMORY = re.compile(r"not enough memory|can't allocate memory|cannot allocate memory|bad_alloc")
# How the kernel ends a process whose CPU time is up; Windows has neither.
KILLS = [getattr(signal, name) for name in ("SIGKILL", "SIGXCPU") if hasattr(signal, name)]
# A process of this size that was killed was killed for it.
LARGE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """What is found out of one answer.

    Args:
        status: how it ended.
        mistakes: ids of the named mistakes.
        text: what is wrong.
        case: the smallest failing case, or the one in which it ended.
    """

    status: Status
    mistakes: tuple[str, ...] = ()
    text: Text | None = None
    case: Text | None = None


def find(exercise: Exercise, cases: tuple[Case, ...], ended: Ended, limits: Limits) -> Finding:
    """Judge what the process of an answer sent, and how it ended."""
    try:
        outcomes, complete = decode_outcomes(ended.data, len(cases))
    except ForgedError:
        return Finding(Status.FORGED, text=say(Status.FORGED, limits))
    honest_end = complete and not (ended.signal or ended.code or ended.late or ended.much)
    if not honest_end:
        return of_end(cases, len(outcomes), ended, limits)
    last = outcomes[-1].failure
    if len(outcomes) < len(cases):
        # One failure may speak for all cases, numbers may not.
        if last is None:
            return Finding(Status.FORGED, text=say(Status.FORGED, limits))
        outcomes += [Outcome({}, last)] * (len(cases) - len(outcomes))
    try:
        return of_outcomes(exercise, list(cases), outcomes, limits)
    except Exception:  # the judge knows honest arrays: these were made to break it
        require_judge(exercise, cases, limits)
        return Finding(Status.FORGED, text=say(Status.FORGED, limits))


def require_judge(exercise: Exercise, cases: tuple[Case, ...], limits: Limits) -> None:
    """See to it that the reference's own arrays can be judged.

    Raises:
        Exception: they cannot; then the fault is the course's, and nobody has forged anything.
    """
    with ONE_AT_A_TIME:
        outcomes = [exercise.run(exercise.variant(()), case) for case in cases]
    of_outcomes(exercise, list(cases), outcomes, limits)


def of_end(cases: tuple[Case, ...], done: int, ended: Ended, limits: Limits) -> Finding:
    """The process did not come to its end."""
    case = cases[min(done, len(cases) - 1)].name
    killed = ended.signal in KILLS
    if ended.much:
        status = Status.FORGED
    elif ended.late or (killed and ended.cpu > 0.8 * limits.cpu):
        status = Status.TIMED_OUT
    elif killed and ended.memory > LARGE:
        status = Status.OUT_OF_MEMORY
    else:
        status = Status.CRASHED
    how = f" ({signal.Signals(ended.signal).name})" if ended.signal else ""
    seconds = limits.wall if ended.late else limits.cpu
    return Finding(status, text=say(status, limits, how=how, seconds=seconds), case=case)


def of_outcomes(
    exercise: Exercise, cases: list[Case], outcomes: list[Outcome], limits: Limits
) -> Finding:
    """All cases gave arrays or failures."""
    failures = [o.failure for o in outcomes if o.failure is not None]
    if any(is_withheld(failure, exercise) for failure in failures):
        return Finding(Status.USES_REFERENCE, text=say(Status.USES_REFERENCE, limits))
    with ONE_AT_A_TIME, one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        verdict = judge(exercise, cases, outcomes)
        wrong = find_wrong(exercise, cases, outcomes) if verdict.attempted else []
    if not verdict.attempted:
        return Finding(Status.NOT_ATTEMPTED, text=say(Status.NOT_ATTEMPTED, limits))
    if verdict.passed:
        return Finding(Status.PASSED)
    mistakes = named(exercise, verdict)
    case = min((w.case for w in wrong), key=lambda c: c.size).name if wrong else None
    status = Status.WRONG if mistakes or not failures else status_of(failures[0])
    if status is Status.OUT_OF_MEMORY:
        return Finding(status, text=say(status, limits), case=case)
    return Finding(status, mistakes, join(verdict.messages), case)


def is_withheld(failure: Failure, exercise: Exercise) -> bool:
    """Whether an answer asked for the course's own."""
    own = str(OWN.en.format(method=exercise.function_name))
    return failure.name == ReferenceWithheldError.__name__ or own in failure.message


def status_of(failure: Failure) -> Status:
    """The status of an answer whose first failure is this."""
    if failure.kind != "raised":
        return Status.WRONG
    if failure.name in ("MemoryError", "OutOfMemoryError") or NO_MEMORY.search(failure.message):
        return Status.OUT_OF_MEMORY
    return Status.RAISED


def named(exercise: Exercise, verdict: CheckVerdict) -> tuple[str, ...]:
    """Ids of the catalogue's mistakes in a verdict; symptoms have none."""
    known = {mistake.id for mistake in exercise.mistakes}
    ids = (verdict.mistake or "").split("+")
    return tuple(ids) if known.issuperset(ids) else ()


def join(messages: tuple[Text, ...]) -> Text:
    """Several messages as one."""
    return Text("\n".join(m.en for m in messages), "\n".join(m.ja for m in messages))
