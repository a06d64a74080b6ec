"""Does an answer give other numbers than the reference? Told without the course's own judge."""

from contextlib import nullcontext

import numpy as np
import torch

from rlcourse.exercises.noise import drawing
from rlcourse.exercises.run import SEEN


def differs(exercise, case, answer, margin=1.0):
    """Whether it is off by more than `margin` times the tolerance on this case."""
    if exercise.replay is None:
        came = exercise.run(answer, case)
        return not agrees(exercise, came, right_forms(exercise, case), margin)
    # The same noise, or its mirror image: a standard Gaussian is symmetric.
    shape = case.inputs["means"].shape
    noises = torch.from_numpy(np.random.default_rng(5).normal(size=shape))
    came = run(exercise, answer, case, drawing(noises))
    return not any(
        agrees(exercise, came, right_forms(exercise, case, sign * noises), margin)
        for sign in (1, -1)
    )


def run(exercise, answer, case, context=None):
    with context or nullcontext():
        return exercise.run(answer, case)


def right_forms(exercise, case, noises=None):
    right = ((), *exercise.also_right, *exercise.seldom_right)
    forms = [exercise.variant(form) for form in right]
    contexts = [None if noises is None else drawing(noises) for _ in forms]
    return [run(exercise, f, case, c) for f, c in zip(forms, contexts, strict=True)]


def agrees(exercise, came, forms, margin):
    if came.failure is not None or came.outputs.keys() != forms[0].outputs.keys():
        return False
    sides = [forms] if exercise.between else [[form] for form in forms]
    return any(
        all(agree(exercise, came.outputs[k], [f.outputs[k] for f in side], margin) for k in want)
        for side in sides
        for want in [[key for key in side[0].outputs if not key.startswith(SEEN)]]
    )


def agree(exercise, came, forms, margin):
    if came.shape != forms[0].shape or came.dtype != forms[0].dtype:
        return False
    if came.dtype == bool or came.dtype.kind in "iu":
        return bool((came == forms[0]).all())
    if not np.isfinite(came).all():
        return False
    low, high = np.minimum.reduce(forms), np.maximum.reduce(forms)
    room = margin * (exercise.atol + exercise.rtol * np.abs(low).max(initial=0))
    return bool(((came >= low - room) & (came <= high + room)).all())
