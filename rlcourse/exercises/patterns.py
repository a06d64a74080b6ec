"""What all wrong numbers of an answer have in common: their sign, a factor, an offset."""

import numpy as np

from rlcourse.exercises.exercise import Outcome
from rlcourse.exercises.judge import Wrong
from rlcourse.language import Text

# A symptom: its id and its sentence.
Symptom = tuple[str, Text]


def of_pattern_in(wrong: list[Wrong], tried: int) -> Symptom | None:
    """`of_pattern`, and that it holds for the failed cases alone where others are right."""
    found = of_pattern(wrong)
    if found is None or len(wrong) == tried:
        return found
    name, text = found
    return name, Text(
        f"Right in some cases; where it is wrong: {text.en}",
        f"正しい場合もあります．間違っている場合について: {text.ja}",
    )


def of_pattern(wrong: list[Wrong]) -> Symptom | None:
    """Sign, factor or offset between what came and one right form in all cases."""
    if any(w.expected is None for w in wrong):
        return None
    for form in range(min(len(w.right) for w in wrong)):
        pairs = [
            (came[ok], want[ok])
            for w in wrong
            for key in [k for k in w.keys if is_number(w.outcome, k)][:1]
            for came in [w.outcome.outputs[key].astype(float).ravel()]
            for want in [w.right[form].outputs[key].astype(float).ravel()]
            for ok in [np.isfinite(came + want)]
        ]
        pairs = [(came, want) for came, want in pairs if came.size]
        found = of_pairs(pairs) or of_pairs_one_by_one(pairs) if pairs else None
        if found is not None:
            return found
    return None


def is_number(outcome: Outcome, key: str) -> bool:
    """Whether an output is there and no yes or no."""
    return key in outcome.outputs and outcome.outputs[key].dtype != bool


def of_pairs(pairs: list[tuple[np.ndarray, np.ndarray]]) -> Symptom | None:
    """The same sign, factor or offset in all numbers that came."""
    came, want = (np.concatenate(side) for side in zip(*pairs, strict=True))
    scale = np.abs(want).max() or 1.0
    if np.allclose(came, -want, atol=1e-3 * scale):
        return "sign", Text("Every number has the wrong sign.", "すべての値の符号が逆です．")
    if came.size == 1:  # there is always a factor
        return None
    factor = factor_of(came, want, 1e-3)
    if factor is not None:
        return "factor", Text(
            f"Every number is {factor:.4g} times what it should be.",
            f"すべての値が正しい値の {factor:.4g} 倍です．",
        )
    offset = offset_of(came, want, 1e-3 * scale)
    if offset is not None:
        return "offset", Text(
            f"Every number is off by the same {offset:.4g}.",
            f"すべての値が同じだけ({offset:.4g})ずれています．",
        )
    return None


def of_pairs_one_by_one(pairs: list[tuple[np.ndarray, np.ndarray]]) -> Symptom | None:
    """A factor or an offset that changes from case to case."""
    telling = sum(came.size > 1 for came, _ in pairs)
    if telling < 2:
        return None
    if all(factor_of(came, want, 2e-3) is not None for came, want in pairs):
        return "factor", Text(
            "In each case every number is off by one factor, and the factor changes from case to "
            "case. A sum where a mean belongs, or a setting left out?",
            "どの場合も全体がある倍率だけずれていて，倍率は場合ごとに違います．"
            "平均の代わりに和をとったり，設定を使い忘れたりしていませんか．",
        )
    if all(offset_of(c, want, 1e-3 * np.abs(want).max()) is not None for c, want in pairs):
        return "offset", Text(
            "In each case every number is off by the same amount, and the amount changes from case "
            "to case. Look at the constants, and at how often each of them counts.",
            "どの場合も全体が同じだけずれていて，ずれの大きさは場合ごとに違います．"
            "定数と，それを何回数えるかを確認しましょう．",
        )
    return None


def factor_of(came: np.ndarray, want: np.ndarray, tolerance: float) -> float | None:
    """The number, neither 0 nor 1, that all of `want` was multiplied by, if there is one."""
    if not want.any():
        return None
    factor = float(came @ want / (want @ want))
    atol = tolerance * np.abs(want).max() * max(abs(factor), 1e-3)
    is_none = abs(factor) < 1e-3 or abs(factor - 1) < 2 * tolerance
    if is_none or not np.allclose(came, factor * want, atol=atol):
        return None
    return factor


def offset_of(came: np.ndarray, want: np.ndarray, atol: float) -> float | None:
    """The number that was added to all of `want`, if there is one."""
    offset = float((came - want).mean())
    atol = min(atol, max(0.05 * abs(offset), 1e-6))
    return offset if np.allclose(came - want, offset, atol=atol) else None
