"""Seconds that `check` takes, for a right answer and for a wrong one that nothing names.

python -m tests.benchmarks.bench_check

A wrong answer without a name is the slowest: every known mistake and every pair is tried. The
first check of a session comes on top of what torch needs to start, and is shown apart.
"""

import inspect
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from rlcourse.exercises import EXERCISES
from rlcourse.exercises.checking import examine
from rlcourse.exercises.exercise import Exercise

ROUNDS = 5
GOAL, GOAL_UPDATE = 0.3, 1.0
SLOW = {"PPO.update_critic", "PPO.update_actor", "SAC.update_critic", "SAC.update_actor"}
GIVE_NO_NUMBERS = {"make_passes", "make_optimizer", "gradient_step"}


def wrong_answer(exercise: Exercise) -> Any:
    """An answer that is wrong in a way that no catalogue has."""
    reference = exercise.variant()
    name = exercise.function_name
    if exercise.base is None:
        return wrong_function(reference, name)

    def method(self: Any, *args: Any) -> Any:
        if not args:  # the update of the target network
            getattr(reference, name)(self)
            return next(self.critic_target.parameters()).data.mul_(1.1)
        if name == "sample":
            return tuple(map(distort, getattr(reference, name)(self, *args)))
        return getattr(reference, name)(self, *args[:-1], args[-1] ** 3 + 0.37)

    return type(f"My{exercise.base.__name__}", (exercise.base,), {name: method})


def wrong_function(reference: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The reference with a distorted result or, where it gives no numbers, a distorted input."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        named = inspect.signature(reference).bind(*args, **kwargs).arguments
        if name in GIVE_NO_NUMBERS:
            last = next(reversed(named))
            return reference(**{**named, last: distort(named[last])})
        result = reference(**named)
        return tuple(map(distort, result)) if isinstance(result, tuple) else distort(result)

    answer.__name__ = name
    return answer


def distort(x: Any) -> Any:
    return x * 1.1 + 0.07 * x**2


def seconds(answer: Any, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        examine(answer, {})
        times.append(time.perf_counter() - start)
    return times


def main() -> int:
    """Prints a table; gives 1 when a goal is missed, else 0."""
    os.environ["RLCOURSE_HOME"] = tempfile.mkdtemp()
    missed = 0
    print(f"{'check of':>22}  {'first':>7} {'right':>7} {'wrong, first':>13} {'wrong':>7}  seconds")
    for exercise in EXERCISES:
        goal = GOAL_UPDATE if exercise.name in SLOW else GOAL
        first, *right = seconds(exercise.variant(), ROUNDS)
        wrong_first, *wrong = seconds(wrong_answer(exercise), ROUNDS)
        report = examine(wrong_answer(exercise), {})
        slowest = sorted(right)[len(right) // 2], sorted(wrong)[len(wrong) // 2]
        print(
            f"{exercise.name:>22}  {first:7.3f} {slowest[0]:7.3f} {wrong_first:13.3f} "
            f"{slowest[1]:7.3f}  (goal {goal}; named {report.mistake})"
        )
        missed += max(wrong_first, *slowest) > goal
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
