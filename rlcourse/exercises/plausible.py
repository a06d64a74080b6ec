"""Which two mistakes may be behind an outcome? Told from each alone, without running the pair.

There are hundreds of pairs, and a student waits. But an output that neither of two mistakes
touches must be right, and one that only the first touches must be what the first makes of it.
"""

from functools import lru_cache

import numpy as np

from rlcourse.exercises.exercise import Case, Edit, Exercise, Outcome


@lru_cache(maxsize=8192)
def run_variant(exercise: Exercise, case: Case, edits: tuple[Edit, ...]) -> Outcome | None:
    """What the edited reference gives; None where the edits exclude each other.

    Raises:
        KeyboardInterrupt: it was interrupted; such an outcome must not be remembered.
    """
    try:
        variant = exercise.variant(edits)
    except LookupError:
        return None
    outcome = exercise.run(variant, case)
    if outcome.failure is not None and outcome.failure.name == KeyboardInterrupt.__name__:
        raise KeyboardInterrupt
    return outcome


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
        others = np.stack(
            [
                other.outputs[key] if other is not None and fits else want
                for other, fits in zip(alone, known, strict=True)
            ]
        ).reshape(len(alone), -1)
        given = outcome.outputs.get(key)
        has_shape = given is not None and given.shape == want.shape
        came = given.reshape(1, -1) if given is not None and has_shape else want.reshape(1, -1)
        want = want.reshape(1, -1)
        touched = ~close(exercise, others, want, 1.0)
        # Looser here: two small changes may add up.
        wrong = ~(close(exercise, came, want, 3.0) & has_shape)
        bad |= at_one_number(~touched & wrong, ~touched)
        same = (close(exercise, came, others, 3.0) & has_shape).all(axis=1)
        changed = touched.any(axis=1)
        speaks = changed & ~same
        bad |= np.logical_and.outer(speaks, ~changed) | np.logical_and.outer(~changed, speaks)
        alike &= same
        untouched &= ~changed
    bad &= np.logical_and.outer(known, known)
    enough = alike & ~untouched
    return ~bad & ~np.logical_or.outer(excluded, excluded), np.logical_or.outer(enough, enough)


def at_one_number(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(M, N), (M, N) -> (M, M): whether there is a number where i has the first, j the second."""
    together: np.ndarray = first.astype(np.float32) @ second.T.astype(np.float32) > 0
    return together


def fits_form(other: Outcome | None, right: Outcome) -> bool:
    """Whether two outcomes have the same outputs in the same shapes."""
    return (
        other is not None
        and other.failure is None
        and other.outputs.keys() == right.outputs.keys()
        and all(other.outputs[key].shape == want.shape for key, want in right.outputs.items())
    )


def close(exercise: Exercise, came: np.ndarray, want: np.ndarray, slack: float) -> np.ndarray:
    """Which numbers agree, within so many times the exercise's tolerance, row by row."""
    came, want = came.astype(float), want.astype(float)
    size = np.abs(np.where(np.isfinite(want), want, 0.0)).max(axis=1, initial=0.0, keepdims=True)
    tolerance = slack * (exercise.atol + exercise.rtol * size)
    with np.errstate(invalid="ignore"):
        near = np.abs(came - want) <= tolerance
    agree: np.ndarray = near | (came == want) | (np.isnan(came) & np.isnan(want))
    return agree
