"""`check`: the one call that a student makes."""

import inspect
import warnings
from functools import cache
from time import monotonic
from typing import Any

from rlcourse.exercises.exercise import Case, Exercise, Outcome
from rlcourse.exercises.find import NotAnAnswer, find_exercises
from rlcourse.exercises.guard import TIME_LIMIT, Prints, quiet, time_limit
from rlcourse.exercises.report import Report
from rlcourse.exercises.run import usual_torch
from rlcourse.exercises.store import keep
from rlcourse.exercises.verdict import Verdict, judge
from rlcourse.language import Text
from rlcourse.training.threads import one_thread

# Notebooks use one seed, so that a report reads the same on every run.
SEED = 0


def check(answer: Any) -> Report:
    """Check an answer, say which mistake it makes, and keep it where it is right.

    Args:
        answer: a function named as its exercise, or a class derived from PPO or SAC that
            overrides some of the methods that are exercises.

    Returns:
        The report, already shown. It never raises because of what the student wrote.
    """
    frame = inspect.currentframe()
    caller = frame.f_back if frame is not None else None
    names = {**caller.f_globals, **caller.f_locals} if caller is not None else {}
    report = examine(answer, names)
    report.show()
    return report


def examine(answer: Any, names: dict[str, Any]) -> Report:
    """`check` without showing the report; `names` are the caller's variables."""
    try:
        found = find_exercises(answer, names)
    except Exception:  # an object that breaks when it is looked at
        found = NotAnAnswer(Text("This object cannot be checked.", "これは check できません．"))
    if isinstance(found, NotAnAnswer):
        return Report([], [found.text])
    report = Report([])
    for exercise in found:
        with one_thread(), warnings.catch_warnings():
            # Wrong answers give torch much to warn of; the verdict says it better.
            warnings.simplefilter("ignore")
            verdict, printed = judge_answer(exercise, answer)
        report.verdicts.append(verdict)
        report.notes += keep(exercise, answer, verdict)
        report.printed = report.printed or printed
    return report


@cache
def cases_of(exercise: Exercise) -> list[Case]:
    """The cases that notebooks use."""
    return exercise.cases(SEED)


@usual_torch()
def judge_answer(exercise: Exercise, answer: Any) -> tuple[Verdict, str]:
    """Run an answer on every case, five seconds in all; the verdict, and what case 1 printed."""
    cases = cases_of(exercise)
    deadline = monotonic() + TIME_LIMIT
    outcomes: list[Outcome] = []
    printed = ""
    for case in cases:
        with quiet() as prints, time_limit(deadline - monotonic()):
            outcome = exercise.run(answer, case)
        printed = printed or shown(prints)
        outcomes.append(outcome)
        failure = outcome.failure
        if failure is not None and failure.kind in ("timeout", "not_attempted"):
            outcomes += [Outcome({}, failure)] * (len(cases) - len(outcomes))
            break
    return judge(exercise, cases, outcomes), printed


def shown(prints: Prints) -> str:
    """What the answer printed, cut where it is long."""
    text = prints.kept.rstrip()
    if prints.dropped:
        text += f"\n... ({prints.dropped:,} more characters)"
    return text
