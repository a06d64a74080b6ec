"""From outcomes to a verdict: what the notebook's card, the tests and the grader all use."""

from dataclasses import dataclass

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Outcome
from rlcourse.exercises.judge import Wrong, find_wrong, name_mistakes
from rlcourse.exercises.symptoms import describe
from rlcourse.language import Text


@dataclass(frozen=True)
class Verdict:
    """What is said of one answer to one exercise.

    Args:
        exercise: its name.
        passed: whether it is right.
        attempted: False where it still raises NotImplementedError.
        mistake: id of the mistake or the symptom, two joined by "+", or None.
        messages: what is wrong, one sentence or two each.
        example: the smallest failing case: what was expected and what came.
    """

    exercise: str
    passed: bool
    attempted: bool
    mistake: str | None = None
    messages: tuple[Text, ...] = ()
    example: Text | None = None


def judge(exercise: Exercise, cases: list[Case], outcomes: list[Outcome]) -> Verdict:
    """Judge the outcomes that an answer gave on the cases."""
    if any(o.failure is not None and o.failure.kind == "not_attempted" for o in outcomes):
        return Verdict(exercise.name, passed=False, attempted=False)
    wrong = find_wrong(exercise, cases, outcomes)
    if not wrong:
        return Verdict(exercise.name, passed=True, attempted=True)
    example = show_example(exercise, wrong)
    if not any(w.outcome.failure and w.outcome.failure.kind == "timeout" for w in wrong):
        mistakes = name_mistakes(exercise, cases, outcomes)
        if mistakes:
            names = "+".join(mistake.id for mistake in mistakes)
            texts = tuple(mistake.text for mistake in mistakes)
            return Verdict(exercise.name, False, True, names, texts, example)
    symptom, text = describe(exercise, wrong, len(cases))
    return Verdict(exercise.name, False, True, symptom, (text,), example)


def show_example(exercise: Exercise, wrong: list[Wrong]) -> Text | None:
    """The smallest failing case with numbers on both sides."""
    shown = [w for w in wrong if w.expected is not None and w.keys and w.outcome.failure is None]
    for w in sorted(shown, key=lambda w: w.case.size):
        for key in w.keys:
            if w.expected is None or key not in w.outcome.outputs:
                continue
            want, came = w.expected.outputs[key], w.outcome.outputs[key]
            if want.dtype == bool:
                continue
            right, yours = numbers(want), numbers(came) + turned(came, want)
            lines = [f"{key}", f"  expected  {right}", f"  came      {yours}"]
            ja = [f"{key}", f"  正解      {right}", f"  あなた    {yours}"]
            return Text(
                "\n".join([f"Smallest failing case: {w.case.name.en}", *lines]),
                "\n".join([f"間違えた一番小さい例: {w.case.name.ja}", *ja]),
            )
    return None


def turned(came: np.ndarray, want: np.ndarray) -> str:
    """How far a long vector points away from the right one; of lengths alone it does not show."""
    lengths = float(np.linalg.norm(came)), float(np.linalg.norm(want))
    if not is_long(want) or came.shape != want.shape or min(lengths) == 0:
        return ""
    cosine = float(np.dot(came / lengths[0], want / lengths[1]))
    angle = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return f", turned by {angle:.0f}°" if angle >= 1 else ""


def is_long(array: np.ndarray, most: int = 4) -> bool:
    """Whether an array is a flat gradient, which says nothing entry by entry."""
    return array.ndim == 1 and array.size > most


def numbers(array: np.ndarray, most: int = 4) -> str:
    """The first few numbers at three digits, and the shape: the same text on every machine."""
    flat = np.ravel(array)
    if is_long(array, most):
        return f"length {float(np.linalg.norm(flat)):.3g}, over {flat.size:,} parameters"
    words = " ".join(f"{float(x) + 0.0:.3g}" for x in flat[:most])
    more = " ..." if flat.size > most else ""
    return f"{words}{more}   shape {array.shape}"
