"""Wrong answers that were written after the catalogue, each with the name that it should get.

`second_set/` holds them, in styles of their own; the names were fixed before they were first run.
A name is the id of a mistake, of two joined by "+", or of the symptom that is true of the answer;
a tuple where several are equally true. `tests/conftest.py` prints those that are named otherwise.
"""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from rlcourse.exercises.catalogue import EXERCISES
from rlcourse.exercises.checking import judge_answer

HERE = Path(__file__).parent
LEAST_SHARE = 0.8

# They stand around losses of the wrong shape and spreads of one number.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@cache
def wrong_answers(exercise):
    """The answers to one exercise: {function or class: its name or names}."""
    path = HERE / "second_set" / f"{exercise.name.lower().replace('.', '_')}.py"
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WRONG


@cache
def named(exercise):
    """(answer, names it should get, the one it got, whether it passed) of every answer."""
    rows = []
    for answer, names in wrong_answers(exercise).items():
        verdict, _ = judge_answer(exercise, answer)
        names = (names,) if isinstance(names, str) else names
        rows.append((answer.__name__, names, verdict.mistake or "", verdict.passed))
    return rows


def is_named(names, got):
    """Whether the name is one of these; two mistakes have no order."""
    return sorted(got.split("+")) in [sorted(name.split("+")) for name in names]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_every_answer_of_the_second_set_is_caught(exercise, record_property):
    rows = named(exercise)
    assert len(rows) >= 8
    assert not [answer for answer, _, _, passed in rows if passed]
    otherwise = [
        (answer, " or ".join(names), got)
        for answer, names, got, _ in rows
        if not is_named(names, got)
    ]
    record_property("second set", (exercise.name, len(rows), otherwise))


def test_most_of_the_second_set_are_named():
    rows = [row for exercise in EXERCISES for row in named(exercise)]
    assert sum(is_named(names, got) for _, names, got, _ in rows) >= LEAST_SHARE * len(rows)
