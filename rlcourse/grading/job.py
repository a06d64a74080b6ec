"""What goes into the sandbox: inputs, and the student's own text."""

import pickle
from collections.abc import Sequence
from functools import lru_cache

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.grading.answers import Answer
from rlcourse.grading.shell import pack_runner, shell


@lru_cache(maxsize=64)
def cases_of(name: str, seed: int) -> tuple[Case, ...]:
    """The hidden cases of an exercise; the same objects for every student, who share the work
    of computing what is right."""
    return tuple(BY_NAME[name].cases(seed))


@lru_cache(maxsize=64)
def packed(name: str, seed: int) -> bytes:
    """The runner and the cases."""
    return pack_runner(BY_NAME[name], cases_of(name, seed))


def make_job(exercise: Exercise, seed: int, answer: Answer) -> bytes:
    """All that the process of the answer needs."""
    content = packed(exercise.name, seed)
    parts: Sequence[object] = (answer.cells, answer.pieces, answer.target, answer.name)
    return pickle.dumps((shell(exercise), (content, *parts, answer.given)))
