"""Inputs for the exercises on the tanh-Gaussian: parameters, noises and the actions they give."""

import numpy as np


def draw_policy(
    rng: np.random.Generator,
    batch: int,
    actions: int,
    rows: int,
    reach: tuple[float, float] = (0.1, 1.2),
    dtype: str = "float32",
) -> dict[str, np.ndarray]:
    """Means, log_stds, noises and actions that belong together.

    Args:
        rng: where the numbers come from.
        batch: B.
        actions: A.
        rows: of log_stds, B or 1.
        reach: the least and the greatest size of `u = means + stds * noises`: at 3 an action
            is 0.995, at 9 it is 1 in float32.
        dtype: of all of them.
    """
    log_stds = rng.uniform(-1.2, 0.3, (rows, actions))
    noises = rng.uniform(0.2, 1.4, (batch, actions)) * rng.choice([-1, 1], (batch, actions))
    us = rng.uniform(*reach, (batch, actions)) * rng.choice([-1, 1], (batch, actions))
    arrays = {
        "means": us - np.exp(log_stds) * noises,
        "log_stds": log_stds,
        "noises": noises,
        "actions": np.tanh(us),
    }
    return {name: array.astype(dtype) for name, array in arrays.items()}


def at_the_limits(dtype: str) -> dict[str, np.ndarray]:
    """Two rows whose actions are exactly -1 and 1."""
    arrays = {
        "means": [[-0.4], [0.9]],
        "log_stds": [[-0.5], [0.2]],
        "noises": [[-1.3], [0.7]],
        "actions": [[-1.0], [1.0]],
    }
    return {name: np.array(rows, dtype) for name, rows in arrays.items()}
