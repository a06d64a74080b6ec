"""Is an answer right? If not, which known mistake, or which two, reproduce it everywhere?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np

from rlcourse.exercises.exercise import (
    Case,
    Edit,
    Exercise,
    Failure,
    Mistake,
    Outcome,
    lines_touched,
)
from rlcourse.exercises.plausible import plausible, run_variant
from rlcourse.exercises.run import SEEN, VALUES_ALONE

# Tag of a case on which right forms agree but the same mistake in two of them does not.
EVERY_FORM = "every form"


@dataclass(frozen=True, eq=False)
class Wrong:
    """One case that an answer fails.

    Args:
        case: the case.
        outcome: what the answer gave.
        expected: what the reference gives; None where the answer draws at random.
        keys: names of the outputs that are wrong; empty where there are none at all.
        right: what the reference and its equally right forms give; where the answer draws at
            random only the shapes and dtypes of it tell something.
    """

    case: Case
    outcome: Outcome
    expected: Outcome | None
    keys: tuple[str, ...]
    right: tuple[Outcome, ...]


def find_wrong(exercise: Exercise, cases: list[Case], outcomes: list[Outcome]) -> list[Wrong]:
    """The cases that an answer fails; none if it is right."""
    found = []
    forms = ((), *exercise.also_right, *exercise.seldom_right)
    for case, outcome in zip(cases, outcomes, strict=True):
        if exercise.judge is not None:
            expected = None
            keys = [] if outcome.failure else exercise.judge(case, outcome)
        else:
            right = right_outcomes(exercise, case, forms=forms)
            expected = right[0]
            keys = wrong_keys(exercise, outcome, right)
        if outcome.failure is not None or keys:
            right = right_outcomes(exercise, case)
            found.append(Wrong(case, outcome, expected, tuple(keys), tuple(right)))
    return found


def name_mistakes(
    exercise: Exercise, cases: list[Case], outcomes: list[Outcome]
) -> tuple[Mistake, ...]:
    """The known mistake that reproduces the outcomes on every case, or the two, or none."""
    found = find_mistakes(exercise, cases, outcomes)
    replay = None if exercise.replay is None or found else exercise.replay(cases, outcomes)
    if replay is None:
        return found
    return find_mistakes(replace(exercise, run=replay), cases, outcomes)


def find_mistakes(
    exercise: Exercise, cases: list[Case], outcomes: list[Outcome]
) -> tuple[Mistake, ...]:
    """`name_mistakes` for answers that draw as the reference does, or not at all."""
    for mistake in exercise.mistakes:
        if reproduces(exercise, mistake.edits, cases, outcomes):
            return (mistake,)
    for first, second in likely_pairs(exercise, cases[0], outcomes[0]):
        if reproduces(exercise, first.edits + second.edits, cases, outcomes):
            return first, second
    return ()


def likely_pairs(
    exercise: Exercise, case: Case, outcome: Outcome
) -> Iterator[tuple[Mistake, Mistake]]:
    """The pairs that each mistake alone does not speak against."""
    flags = plausible(exercise, glance(case), outcome, telling_forms(exercise, glance(case)))
    number = {mistake.id: i for i, mistake in enumerate(exercise.mistakes)}
    for first, second in pairs(exercise):
        if flags[number[first.id], number[second.id]]:
            yield first, second


def pairs(exercise: Exercise) -> Iterator[tuple[Mistake, Mistake]]:
    """Every two mistakes that can be made at once, on different lines."""
    touched = {m.id: lines_touched(exercise.source, m.edits) for m in exercise.mistakes}
    for first, second in combinations(exercise.mistakes, 2):
        if not touched[first.id] & touched[second.id]:
            yield first, second


def reproduces(
    exercise: Exercise, edits: tuple[Edit, ...], cases: list[Case], outcomes: list[Outcome]
) -> bool:
    """Whether the reference with these edits gives the same outcomes on every case."""
    # Most candidates differ in the values of the first case already, which cost the least.
    if outcomes[0].failure is None and not fits_variant(
        exercise, edits, glance(cases[0]), outcomes[0]
    ):
        return False
    # One and the same right form for all cases, unless anything between them is right.
    forms = (None,) if exercise.between else ((), *exercise.also_right)
    return any(
        all(
            fits_variant(exercise, edits, case, outcome, form)
            for case, outcome in zip(cases, outcomes, strict=True)
        )
        for form in forms
    )


@lru_cache(maxsize=256)
def glance(case: Case) -> Case:
    """The same case, without its gradients."""
    return replace(case, tags=case.tags | {VALUES_ALONE})


def fits_variant(
    exercise: Exercise,
    edits: tuple[Edit, ...],
    case: Case,
    outcome: Outcome,
    form: tuple[Edit, ...] | None = None,
) -> bool:
    """Whether the edited reference gives this outcome, in one right form, or in any for None."""
    forms = telling_forms(exercise, case)
    if form is not None:
        forms = (form,) if form in forms else ((),)
    return fits(exercise, outcome, right_outcomes(exercise, case, edits, forms))


@lru_cache(maxsize=256)
def telling_forms(exercise: Exercise, case: Case) -> tuple[tuple[Edit, ...], ...]:
    """The reference as it stands, and those of its right forms that differ on this case.

    Most do not, and a run of every form of every pair is what naming a mistake costs.
    """
    if EVERY_FORM in case.tags:
        return ((), *exercise.also_right)
    right = right_outcomes(exercise, case)
    differ = [
        form
        for form, o in zip(exercise.also_right, right[1:], strict=True)
        if not same(exercise, o, right[0])
    ]
    return ((), *differ)


def same(exercise: Exercise, outcome: Outcome, other: Outcome) -> bool:
    """Whether two outcomes agree better than an answer has to."""
    return outcome.outputs.keys() == other.outputs.keys() and all(
        np.allclose(
            array,
            other.outputs[key],
            rtol=exercise.rtol / 2,
            atol=exercise.atol / 2,
            equal_nan=True,
        )
        for key, array in outcome.outputs.items()
    )


def right_outcomes(
    exercise: Exercise,
    case: Case,
    edits: tuple[Edit, ...] = (),
    forms: tuple[tuple[Edit, ...], ...] | None = None,
) -> list[Outcome]:
    """What the reference and its equally right forms give, all with the same edits."""
    outcomes = []
    for form in ((), *exercise.also_right) if forms is None else forms:
        outcome = run_variant(exercise, case, edits + form)
        if outcome is not None:  # else the edits changed the very words that this form changes
            outcomes.append(outcome)
    return outcomes


def wrong_keys(exercise: Exercise, outcome: Outcome, right: list[Outcome]) -> list[str]:
    """Names of the outputs that fit none of the right outcomes.

    A failure fits a failure of the same kind; then, and only then, the list is empty.
    """
    failures = [r.failure for r in right if r.failure is not None]
    if failures:
        return [] if fits_failure(outcome.failure, failures) else ["failure"]
    if outcome.failure is not None:
        return ["failure"]
    if exercise.between:
        return [key for key in right[0].outputs if not lies_between(exercise, key, outcome, right)]
    lists = [
        [key for key in r.outputs if not lies_between(exercise, key, outcome, [r])] for r in right
    ]
    return min(lists, key=len)


def fits(exercise: Exercise, outcome: Outcome, right: list[Outcome]) -> bool:
    """Whether no key is wrong, found out at the first that is."""
    if outcome.failure is not None or any(r.failure is not None for r in right):
        return not wrong_keys(exercise, outcome, right)
    sides = [right] if exercise.between else [[r] for r in right]
    return any(
        all(lies_between(exercise, key, outcome, side) for key in side[0].outputs) for side in sides
    )


def fits_failure(failure: Failure | None, others: Iterable[Failure]) -> bool:
    """Whether it is of the same kind and type, in the same words, as one of the others."""
    return failure is not None and any(
        (failure.kind, failure.name, failure.message) == (other.kind, other.name, other.message)
        for other in others
    )


def lies_between(exercise: Exercise, key: str, outcome: Outcome, right: list[Outcome]) -> bool:
    """Whether one output has the right shape and dtype and lies between the right values."""
    if key.startswith(SEEN):
        return True
    value = outcome.outputs.get(key)
    bounds = [r.outputs[key] for r in right]
    if value is None or value.shape != bounds[0].shape or value.dtype != bounds[0].dtype:
        return False
    if value.dtype == bool:
        # The form of the reference itself: what is finite there has to be finite.
        return np.array_equal(value, bounds[0])
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(bounds), np.fmax.reduce(bounds)
        # Relative to the largest number: in a gradient the small entries are sums of large ones.
        finite = np.abs(low[np.isfinite(low)])
        tolerance = exercise.atol + exercise.rtol * (finite.max() if finite.size else 0.0)
        near = (value >= low - tolerance) & (value <= high + tolerance)
    same = ~np.isfinite(low) & ((value == low) | (np.isnan(low) & np.isnan(value)))
    finite_or_same = np.isfinite(value) | same
    return bool(np.all((near | same) & finite_or_same))
