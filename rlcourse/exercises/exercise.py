"""What an exercise is: its cases, its reference, its known mistakes, its hints."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np

from rlcourse.language import Text

# One edit of the reference's source: text that stands there exactly once, and what replaces it.
Edit = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Case:
    """Inputs of one trial, as plain arrays, so that they can cross a process border.

    Args:
        name: what is special about it.
        inputs: arrays by the names of the answer's arguments.
        options: numbers by name: arguments such as gamma, or settings of the agent.
        tags: what it probes; "saturated", "ends", "several" are used to describe symptoms.
    """

    name: Text
    inputs: Mapping[str, np.ndarray]
    options: Mapping[str, float] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """Numbers in it; the smallest failing case is the one to show."""
        return sum(array.size for array in self.inputs.values())


@dataclass(frozen=True)
class Failure:
    """Why an answer gave no arrays.

    Args:
        kind: "raised", "returned", "timeout" or "not_attempted".
        name: the exception's type, or the type that was returned.
        message: the exception's own words.
        line: the line of the answer that raised.
    """

    kind: str
    name: str = ""
    message: str = ""
    line: str = ""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an answer gave for one case: named arrays, or a failure."""

    outputs: Mapping[str, np.ndarray]
    failure: Failure | None = None


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong answer that students give.

    Args:
        id: its name, stable.
        edits: what turns the reference into it.
        text: what is wrong, why it matters, where to look; never the line itself.
    """

    id: str
    edits: tuple[Edit, ...]
    text: Text


# Runs an answer on a case.
Run = Callable[[Any, Case], Outcome]


@dataclass(frozen=True, eq=False)
class Exercise:
    """All that the course knows about one exercise.

    Args:
        name: "calculate_log_pi", or "PPO.update_actor" for a method.
        notebook: where it is set, as "01_log_prob".
        title: what it is about.
        points: weight in the grade.
        minutes: time it takes.
        difficulty: 1 to 5.
        parts: the reference answer, and helpers of it whose source belongs to it.
        cases: seed -> cases, the most telling first.
        run: runs an answer on a case.
        mistakes: the catalogue.
        hints: three, from a nudge to nearly the line.
        also_right: edits of the reference that give other right answers.
        seldom_right: the same, but so seldom that no mistake is looked for in them: each form
            takes as long again to name one.
        between: whether anything between the right answers is right too.
        atol: absolute tolerance.
        rtol: tolerance relative to the right value.
        judge: (case, outcome) -> names of the wrong outputs, for answers that draw at random.
        replay: (cases, outcomes) -> a runner in which a variant draws what these outcomes drew,
            or None where it does so from the seed already.
        base: the class whose method it is.
    """

    name: str
    notebook: str
    title: Text
    points: int
    minutes: int
    difficulty: int
    parts: tuple[Callable[..., Any], ...]
    cases: Callable[[int], list[Case]]
    run: Run
    mistakes: tuple[Mistake, ...]
    hints: tuple[Text, Text, Text]
    also_right: tuple[tuple[Edit, ...], ...] = ()
    seldom_right: tuple[tuple[Edit, ...], ...] = ()
    between: bool = False
    atol: float = 1e-4
    rtol: float = 1e-4
    judge: Callable[[Case, Outcome], list[str]] | None = None
    replay: Callable[[list[Case], list[Outcome]], Run | None] | None = None
    base: type | None = None

    @property
    def function_name(self) -> str:
        """The name that the answer's `def` bears."""
        return self.name.rpartition(".")[2]

    @property
    def source(self) -> str:
        """The reference answer's own source, helpers last."""
        return source_of(self.parts)

    def variant(self, edits: tuple[Edit, ...] = ()) -> Any:
        """The reference with its source edited: a function, or a class for a method."""
        return _variant(self, edits)


@cache
def source_of(parts: tuple[Callable[..., Any], ...]) -> str:
    """Source of functions or methods, without their common indentation."""
    return "\n\n".join(textwrap.dedent(inspect.getsource(part)).rstrip() for part in parts)


def apply_edits(source: str, edits: tuple[Edit, ...]) -> str:
    """Make every edit.

    Raises:
        LookupError: the text to replace does not stand there exactly once.
    """
    for old, new in edits:
        if source.count(old) != 1:
            raise LookupError(f"{old!r} stands {source.count(old)} times in the reference")
        source = source.replace(old, new)
    return source


def lines_touched(source: str, edits: tuple[Edit, ...]) -> set[int]:
    """Numbers of the lines that the edits change."""
    lines: set[int] = set()
    for old, _ in edits:
        start = source[: source.index(old)].count("\n")
        lines.update(range(start, start + old.count("\n") + 1))
    return lines


@lru_cache(maxsize=4096)
def _variant(exercise: Exercise, edits: tuple[Edit, ...]) -> Any:
    code = compile(apply_edits(exercise.source, edits), f"<{exercise.name}>", "exec")
    namespace: dict[str, Any] = {}
    for part in reversed(exercise.parts):
        namespace.update(inspect.unwrap(part).__globals__)
    exec(code, namespace)
    function = namespace[exercise.function_name]
    if exercise.base is None:
        return function
    return type(exercise.base.__name__, (exercise.base,), {exercise.function_name: function})
