"""Which two mistakes may be behind an outcome? Told from each alone, without running the pair.

There are hundreds of pairs, and a student waits. But a number that neither of two mistakes
touches must be right, and one that only the first touches must be what the first makes of it.
"""

from functools import lru_cache

import numpy as np

from rlcourse.exercises.exercise import Case, Edit, Exercise, Outcome


@lru_cache(maxsize=8192)
def run_variant(exercise: Exercise, case: Case, edits: tuple[Edit, ...]) -> Outcome | None:
    """What the edited reference gives; None where the edits exclude each other."""
    try:
        variant = exercise.variant(edits)
    except LookupError:
        return None
    return exercise.run(variant, case)


def plausible(
    exercise: Exercise, case: Case, outcome: Outcome, forms: tuple[tuple[Edit, ...], ...]
) -> np.ndarray:
    """(M, M) flags: whether two of the M mistakes may together give this outcome on this case.

    Args:
        exercise: whose mistakes.
        case: the case.
        outcome: what the answer gave for it.
        forms: edits of the reference that give right answers, () among them.
    """
    size = len(exercise.mistakes)
    flags = np.zeros((size, size), bool)
    for form in forms:
        right = run_variant(exercise, case, form)
        if right is None or right.failure is not None:
            return np.ones((size, size), bool)
        alone = [run_variant(exercise, case, m.edits + form) for m in exercise.mistakes]
        flags |= plausible_in_form(exercise, outcome, right, alone)
    return flags


def plausible_in_form(
    exercise: Exercise, outcome: Outcome, right: Outcome, alone: list[Outcome | None]
) -> np.ndarray:
    """`plausible` for one form of the reference."""
    excluded = np.array([other is None for other in alone])
    comparable = np.array([fits_form(other, right) for other in alone])
    bad = np.zeros((len(alone), len(alone)), bool)
    for key, want in right.outputs.items():
        came = outcome.outputs.get(key)
        others = np.stack(
            [
                np.ravel(other.outputs[key] if other is not None and fits else want)
                for other, fits in zip(alone, comparable, strict=True)
            ]
        )
        changed = ~close(exercise, others, want, 1.0)
        if came is None or came.shape != want.shape:
            kept, same = np.zeros(want.size, bool), np.zeros_like(changed)
        else:
            # Looser here: two small changes may add up.
            kept = close(exercise, np.ravel(came)[None], want, 3.0)[0]
            same = close(exercise, others, want, 3.0, np.ravel(came))
        bad |= both(changed & ~same, ~changed) | both(~changed, changed & ~same)
        bad |= both(~changed & ~kept, ~changed)
    known = comparable[:, None] & comparable[None, :]
    flags: np.ndarray = ~(bad & known) & ~excluded[:, None] & ~excluded[None, :]
    return flags


def fits_form(other: Outcome | None, right: Outcome) -> bool:
    """Whether two outcomes can be compared number by number."""
    return (
        other is not None
        and other.failure is None
        and other.outputs.keys() == right.outputs.keys()
        and all(other.outputs[key].shape == want.shape for key, want in right.outputs.items())
    )


def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(M, N) and (M, N) flags -> (M, M): whether any column is set in both rows."""
    flags: np.ndarray = first.astype(np.float32) @ second.astype(np.float32).T > 0
    return flags


def close(
    exercise: Exercise,
    rows: np.ndarray,
    want: np.ndarray,
    slack: float,
    to: np.ndarray | None = None,
) -> np.ndarray:
    """Which numbers of each row are those of `to`, or of `want`, by the exercise's tolerance."""
    target = np.ravel(want if to is None else to).astype(float)
    finite = np.abs(np.ravel(want).astype(float))
    finite = finite[np.isfinite(finite)]
    tolerance = exercise.atol + exercise.rtol * (finite.max() if finite.size else 0.0)
    flags: np.ndarray = np.isclose(
        rows.astype(float),
        target,
        rtol=slack * exercise.rtol,
        atol=slack * tolerance,
        equal_nan=True,
    )
    return flags
