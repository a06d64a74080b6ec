"""From outcomes to a verdict: what the notebook's card, the tests and the grader all use."""

import re
from dataclasses import dataclass

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Outcome
from rlcourse.exercises.judge import Wrong, find_wrong, name_mistakes
from rlcourse.exercises.run import GRADIENT
from rlcourse.exercises.run_update import AGAIN, AT_STEP, REACHED, STEPS
from rlcourse.exercises.symptoms import describe
from rlcourse.language import Text

# Names that the runners give what they measure, and how a Japanese card shows them.
IN_JAPANESE = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (re.escape(AGAIN), "2回目の更新での勾配"),
        (re.escape(AT_STEP), "更新に使われた勾配"),
        (re.escape(REACHED), "勾配が届いたパラメータの数"),
        (rf"{GRADIENT}(.+) in (.+)", r"\1 の \2 についての勾配"),
        (rf"{STEPS}(.+)", r"\1 の更新の回数"),
        ("target network after a second update", "2回目の更新後のターゲットネットワーク"),
        ("target network", "ターゲットネットワーク"),
        ("log_pis_old - log_pis of the rollout", "log_pis_old とロールアウトの log_pis の差"),
        (re.escape("1000 * step size of each parameter"), "各パラメータの学習率 × 1000"),
        (re.escape("1000 * weight decay"), "重み減衰 (weight decay) × 1000"),
        ("visits", "使われた回数"),
    )
)


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
            name, right, yours = named(key), numbers(want), came_as(came, want)
            lines = [name.en, f"  expected  {right.en}", f"  came      {yours.en}"]
            ja = [name.ja, f"  正解      {right.ja}", f"  あなた    {yours.ja}"]
            return Text(
                "\n".join([f"Smallest failing case: {w.case.name.en}", *lines]),
                "\n".join([f"間違えた一番小さい例: {w.case.name.ja}", *ja]),
            )
    return None


def named(key: str) -> Text:
    """An output's name as it is shown; the answer's own names are the same in both languages."""
    for pattern, japanese in IN_JAPANESE:
        if match := pattern.fullmatch(key):
            return Text(key, match.expand(japanese))
    return Text(key, key)


def came_as(came: np.ndarray, want: np.ndarray) -> Text:
    """The numbers that came, and how far they point away from the right ones."""
    shown, angle = numbers(came), turned(came, want)
    # Where there is no number in it there is no direction.
    if not angle >= 1:
        return shown
    return Text(
        f"{shown.en}, turned by {angle:.0f}°", f"{shown.ja}，向きが {angle:.0f}° ずれています"
    )


def turned(came: np.ndarray, want: np.ndarray) -> float:
    """Degrees by which a long vector (N,) points away from the right one (N,); else 0.

    Of lengths alone it does not show.
    """
    lengths = float(np.linalg.norm(came)), float(np.linalg.norm(want))
    if not is_long(want) or came.shape != want.shape or min(lengths) == 0:
        return 0.0
    cosine = float(np.dot(came / lengths[0], want / lengths[1]))
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def is_long(array: np.ndarray, most: int = 4) -> bool:
    """Whether an array is a flat gradient, which says nothing entry by entry."""
    return array.ndim == 1 and array.size > most


def numbers(array: np.ndarray, most: int = 4) -> Text:
    """The first few numbers at three digits, and the shape: the same text on every machine."""
    flat = np.ravel(array)
    if is_long(array, most):
        length = f"{float(np.linalg.norm(flat)):.3g}"
        return Text(
            f"length {length}, over {flat.size:,} parameters",
            f"長さ {length}，パラメータ {flat.size:,} 個",
        )
    words = " ".join(f"{float(x) + 0.0:.3g}" for x in flat[:most])
    more = " ..." if flat.size > most else ""
    text = f"{words}{more}   shape {array.shape}"
    return Text(text, text)
