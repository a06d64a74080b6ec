"""A policy in NumPy, that a worker can follow by itself."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rlcourse.envs.arrays import Array


def relu(x: Array) -> Array:
    """max(x, 0)."""
    return np.maximum(x, 0)


class Layer(NamedTuple):
    """What one layer does to (I,): bend(x @ weights + biases), (O,)."""

    weights: Array  # (I, O)
    biases: Array  # (O,)
    bend: Callable[[Array], Array]


class Policy(NamedTuple):
    """Layers over states that are shifted, scaled and clipped first."""

    mean: Array  # (S,) float64
    scale: Array  # (S,) float64
    limit: float
    layers: tuple[Layer, ...]

    def __call__(self, state: Array) -> Array:
        """The action without noise: (S,) -> (A,) float32."""
        # Weights without bounds are the agent's illness, and told as one; NumPy need not warn.
        with np.errstate(all="ignore"):
            x = (state.astype(np.float32) - self.mean) * self.scale
            x = np.maximum(np.minimum(x, self.limit), -self.limit).astype(np.float32)
            for weights, biases, bend in self.layers:
                x = bend(x @ weights + biases)
        return x
