"""Which two mistakes may be behind an outcome? Told from each alone, without running the pair.

There are hundreds of pairs, and a student waits. But an output that neither of two mistakes
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
    found = []
    for form in forms:
        right = run_variant(exercise, case, form)
        if right is None or right.failure is not None:
            return np.ones((size, size), bool)
        alone = [run_variant(exercise, case, m.edits + form) for m in exercise.mistakes]
        found.append(plausible_in_form(exercise, outcome, right, alone))
    # One mistake explains this case: then the other shows elsewhere.
    explained = [flags & some for flags, some in found if some.any()]
    return np.logical_or.reduce(explained or [flags for flags, _ in found])


def plausible_in_form(
    exercise: Exercise, outcome: Outcome, right: Outcome, alone: list[Outcome | None]
) -> tuple[np.ndarray, np.ndarray]:
    """`plausible` for one form of the reference, and the pairs of which one would do alone."""
    excluded = np.array([other is None for other in alone])
    known = np.array([fits_form(other, right) for other in alone])
    bad = np.zeros((len(alone), len(alone)), bool)
    alike, untouched = known.copy(), known.copy()
    for key, want in right.outputs.items():
        came = outcome.outputs.get(key)
        others = [
            other.outputs[key] if other is not None and fits else want
            for other, fits in zip(alone, known, strict=True)
        ]
        changed = np.array([not close(exercise, other, want, 1.0) for other in others])
        # Looser here: two small changes may add up.
        same = np.array([close(exercise, came, other, 3.0) for other in others])
        alike &= same
        untouched &= ~changed
        speaks = changed & ~same
        bad |= np.logical_and.outer(speaks, ~changed) | np.logical_and.outer(~changed, speaks)
        if not close(exercise, came, want, 3.0):
            bad |= np.logical_and.outer(~changed, ~changed)
    bad &= np.logical_and.outer(known, known)
    enough = alike & ~untouched
    return ~bad & ~np.logical_or.outer(excluded, excluded), np.logical_or.outer(enough, enough)


def fits_form(other: Outcome | None, right: Outcome) -> bool:
    """Whether two outcomes have the same outputs in the same shapes."""
    return (
        other is not None
        and other.failure is None
        and other.outputs.keys() == right.outputs.keys()
        and all(other.outputs[key].shape == want.shape for key, want in right.outputs.items())
    )


def close(exercise: Exercise, came: np.ndarray | None, want: np.ndarray, slack: float) -> bool:
    """Whether two outputs agree, within so many times the exercise's tolerance."""
    if came is None or came.shape != want.shape:
        return False
    came, want = came.astype(float), want.astype(float)
    finite = np.abs(want[np.isfinite(want)])
    tolerance = slack * (exercise.atol + exercise.rtol * (finite.max() if finite.size else 0.0))
    return np.allclose(came, want, rtol=0, atol=tolerance, equal_nan=True)
