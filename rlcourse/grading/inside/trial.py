"""The process of one answer: take the job, close every door, run, send arrays, end."""

import os
import pickle
import warnings
from dataclasses import dataclass
from typing import Any

from . import importer
from .answer import AnswerFailure, Piece, define
from .frames import ALTOGETHER, END, encode_outcome, fits
from .pipes import write_all

# Failures after which the other cases are not worth their time.
HOPELESS = {"not_attempted", "MemoryError"}


@dataclass(frozen=True)
class Job:
    """What the grader sends for one answer.

    Args:
        modules: the course as this answer may see it.
        content: a pickle of (runner of the exercise, its cases), to be read with those modules.
        cells: source by the name of the cell.
        pieces: statements of them.
        target: which piece defines the answer.
        name: what it is called.
        given: names of the course that the notebook uses and does not define.
    """

    modules: dict[str, tuple[bool, bytes]]
    content: bytes
    cells: dict[str, str]
    pieces: tuple[Piece, ...]
    target: int
    name: str
    given: tuple[str, ...]


def load(job: bytes) -> tuple[Job, Any, Any, dict[str, Any]]:
    """The job, the runner, the cases, the given names: all of it comes from the grader."""
    modules, fields = pickle.loads(job)
    importer.install(modules)
    work = Job(modules, *fields)
    run, cases = pickle.loads(work.content)
    given = {}
    if work.given:
        from rlcourse import solutions

        given = {name: getattr(solutions, name) for name in work.given}
    return work, run, cases, given


def run_cases(work: Job, run: Any, cases: Any, given: dict[str, Any], pipe: int) -> None:
    """Send one frame a case; one alone where the answer cannot even be defined."""
    from rlcourse.exercises.exercise import Outcome
    from rlcourse.exercises.guard import describe_exception

    warnings.simplefilter("ignore")
    try:
        answer = define(work.cells, work.pieces, work.target, work.name, given)
    except AnswerFailure as failure:
        outcome = Outcome({}, describe_exception(failure.error, failure.code))
        write_all(pipe, encode_outcome(outcome) + END)
        return
    room = ALTOGETHER
    for case in cases:
        outcome = run(answer, case)
        data = encode_outcome(outcome, room)
        write_all(pipe, data)
        if is_hopeless(outcome) or not fits(outcome, room):
            break
        room -= len(data)
    write_all(pipe, END)


def is_hopeless(outcome: Any) -> bool:
    """Whether it failed in such a way that the other cases would, too."""
    failure = outcome.failure
    return failure is not None and bool({failure.kind, failure.name} & HOPELESS)


def leave(code: int) -> None:
    """End at once: nothing that an answer left behind is run."""
    os._exit(code)
