"""Notebooks as students hand them in, and their answers."""

import json
import textwrap
from functools import cache

from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.grading.boxes import Boxes
from rlcourse.grading.grading import grade_submission
from rlcourse.grading.limits import Limits
from rlcourse.grading.students import find_students

HEAD = """\
import math
import torch
from torch import Tensor, nn
from rlcourse.solutions import PPO
"""
# Exercises whose answer is a function of tensors alone.
FUNCTIONS = tuple(e.name for e in EXERCISES if e.base is None and e.name not in (
    "make_passes", "make_optimizer", "gradient_step"
))  # fmt: skip
# Short, for answers that never end; an honest one takes a tenth of a second.
LIMITS = Limits(cpu=2.0, wall=60.0)


@cache
def right(name):
    """A right answer: the reference, as a student would write it."""
    exercise = BY_NAME[name]
    if exercise.base is None:
        return exercise.source
    base = exercise.base.__name__
    return f"class My{base}({base}):\n{textwrap.indent(exercise.source, '    ')}"


def code(source, **more):
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
        **more,
    }


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def book(cells, **more):
    """A notebook as data; plain strings are code cells."""
    cells = [code(c) if isinstance(c, str) else c for c in cells]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def write(path, cells, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book(cells, **more)), encoding="utf-8")
    return path


def grade(folder, exercises, limits=LIMITS, seed=11, sandboxed=True):
    """Grades by student, of a folder of submissions; they share what a class shares."""
    boxes = Boxes()
    try:
        return {
            submission.student: grade_submission(
                submission, exercises, None, seed, sandboxed, limits, boxes
            )
            for submission in find_students(folder)
        }
    finally:
        boxes.close()


def verdict(grade, exercise):
    return next(v for v in grade.verdicts if v.exercise == exercise)


def words(verdict):
    """All that a verdict tells, in one text."""
    return f"{verdict.text} {verdict.case}"


def function(name, body):
    """A function of any arguments with this body."""
    return (
        f"def {name}(*args, **kwargs):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    )


def in_turn(table, names=FUNCTIONS):
    """Cut a table of bodies into groups, and give each body of a group an exercise of its own."""
    size = len(names)
    return [list(zip(names, table[i : i + size], strict=False)) for i in range(0, len(table), size)]
