"""Hints, the reference's source, and how far one has come."""

from dataclasses import dataclass
from html import escape
from typing import Any

from rlcourse import solutions
from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.exercises.exercise import Exercise
from rlcourse.exercises.store import attempted, is_kept
from rlcourse.exercises.words import NOT_ATTEMPTED, NOT_YET, PASSED
from rlcourse.language import Text


class Words(str):
    """Text that a notebook shows as it is, without quotes."""

    def __repr__(self) -> str:
        return str(self)


def find_by_name(name: Any) -> Exercise:
    """An exercise by its name, or by the function itself.

    Raises:
        ValueError: there is none of this name.
    """
    wanted = name if isinstance(name, str) else getattr(name, "__name__", repr(name))
    # Two classes may have a method of the same name, and a method knows its class.
    for full in (wanted, getattr(name, "__qualname__", "")):
        if full in BY_NAME:
            return BY_NAME[full]
    for exercise in EXERCISES:
        if wanted == exercise.function_name:
            return exercise
    raise ValueError(f"no exercise is called {wanted!r}; there are: {', '.join(BY_NAME)}")


def hint(name: str, number: int = 1) -> Words:
    """A hint for an exercise: 1 a nudge, 3 nearly the line.

    Raises:
        ValueError: there is no such exercise or hint.
    """
    exercise = find_by_name(name)
    count = len(exercise.hints)
    if not 1 <= number <= count:
        raise ValueError(f"hint {number!r}: the hints are numbered 1 to {count}")
    if number < count:
        after = f'hint("{exercise.name}", {number + 1})'
    else:
        after = f'solution("{exercise.name}")'
    following = Text(f"Still stuck? {after}", f"まだ難しければ: {after}")
    return Words(f"{exercise.hints[number - 1]}\n{following}")


def solution(name: str) -> Words:
    """The reference answer, from the package's own source.

    Raises:
        ValueError: there is no such exercise.
    """
    return Words(find_by_name(name).source)


@dataclass(frozen=True)
class Row:
    """One exercise in the table of `progress`."""

    exercise: Exercise
    attempted: bool
    passed: bool


@dataclass(frozen=True)
class Progress:
    """How far one has come: a table in a notebook, text elsewhere."""

    rows: tuple[Row, ...]

    @property
    def points(self) -> tuple[int, int]:
        """Points earned, and points to be had."""
        earned = sum(row.exercise.points for row in self.rows if row.passed)
        return earned, sum(row.exercise.points for row in self.rows)

    def __repr__(self) -> str:
        lines = []
        for row in self.rows:
            exercise = row.exercise
            state = str(state_of(row))
            lines.append(
                f"{mark_of(row)} {exercise.name:<22}{exercise.notebook:<19}"
                f"{exercise.points:>3} {POINTS}  {exercise.minutes:>3} {MINUTES}  {state}"
            )
        earned, total = self.points
        return "\n".join([*lines, f"{earned} / {total} {POINTS}"])

    def _repr_html_(self) -> str:
        cell = '<td style="padding:.2em .8em;text-align:left">{}</td>'
        body = ""
        for row in self.rows:
            exercise = row.exercise
            values = (
                mark_of(row),
                f"<code>{exercise.name}</code>",
                escape(exercise.notebook),
                f"{exercise.points} {POINTS}",
                f"{exercise.minutes} {MINUTES}",
                escape(str(state_of(row))),
            )
            body += "<tr>" + "".join(cell.format(value) for value in values) + "</tr>"
        earned, total = self.points
        foot = (
            f'<tr><td></td><td colspan="5"><strong>{earned} / {total} {POINTS}</strong></td></tr>'
        )
        return f"<table>{body}{foot}</table>"


POINTS = Text("points", "点")
MINUTES = Text("min", "分")


def mark_of(row: Row) -> str:
    """A sign for the state."""
    return "✓" if row.passed else ("✗" if row.attempted else "○")


def state_of(row: Row) -> Text:
    """The state in words; what has passed is what `rlcourse.mine` uses."""
    if row.passed:
        if not is_in_mine(row.exercise):
            return PASSED
        return Text(
            "passed; rlcourse.mine uses yours", "合格．rlcourse.mine はあなたの解答を使います"
        )
    if row.attempted:
        if not is_in_mine(row.exercise):
            return NOT_YET
        return Text(
            "not right yet; rlcourse.mine uses the course's",
            "まだ正しくありません．rlcourse.mine は解答例を使います",
        )
    return NOT_ATTEMPTED


def is_in_mine(exercise: Exercise) -> bool:
    """Whether the answer is a piece of an agent; a few exercises stand for themselves."""
    return exercise.base is not None or exercise.name in solutions.__all__


def progress() -> Progress:
    """A table of all exercises: tried, passed, points, minutes, and whose answer is in use."""
    tried = attempted()
    rows = []
    for exercise in EXERCISES:
        passed = is_kept(exercise.name)
        rows.append(Row(exercise, exercise.name in tried or passed, passed))
    return Progress(tuple(rows))
