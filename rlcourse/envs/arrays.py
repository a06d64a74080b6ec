"""The arrays through which actions go into many environments, and all else comes out."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Layout: TypeAlias = Sequence[tuple[tuple[int, ...], str]]

CACHE_LINE = 64  # bytes


class Arrays(NamedTuple):
    """What goes in and out of E environments; a row is an environment.

    Actions have an array for each precision, so that an environment gets exactly what was given.
    """

    actions32: Array  # (E, A) float32
    actions64: Array  # (E, A) float64
    observations: Array  # (E, S); where an episode ended, the first of the next one
    final_observations: Array  # (E, S); where an episode ended, its true last one
    rewards: Array  # (E,) float64
    terminateds: Array  # (E,) bool
    truncateds: Array  # (E,) bool

    def rows(self, first: int, last: int) -> "Arrays":
        """The part of the environments `first` to `last - 1`."""
        return Arrays(*(array[first:last] for array in self))


def layout(num_envs: int, observations: gym.spaces.Box, actions: gym.spaces.Box) -> Layout:
    """The (shape, dtype) of each of the `Arrays`."""
    seen = ((num_envs, *observations.shape), observations.dtype.str)
    done = ((num_envs,), np.dtype(np.bool_).str)
    shape = (num_envs, *actions.shape)
    return [(shape, "f4"), (shape, "f8"), seen, seen, ((num_envs,), "f8"), done, done]


def _padded_sizes(shapes: Layout) -> list[int]:
    sizes = [int(np.prod(shape)) * np.dtype(dtype).itemsize for shape, dtype in shapes]
    return [-(-size // CACHE_LINE) * CACHE_LINE for size in sizes]


def size_in_bytes(shapes: Layout) -> int:
    """The size of the buffer that `carve` needs."""
    return sum(_padded_sizes(shapes))


def carve(buffer: Any, shapes: Layout) -> Arrays:
    """Lay the arrays out in a buffer, one after the other."""
    arrays, offset = [], 0
    for (shape, dtype), size in zip(shapes, _padded_sizes(shapes), strict=True):
        arrays.append(np.ndarray(shape, dtype, buffer, offset))
        offset += size
    return Arrays(*arrays)


def is_finite(array: Array) -> bool:
    """Whether there is no nan and no inf in an array of any shape.

    Costs 2 microseconds for a few hundred numbers.
    """
    # The sum of the squares is not finite where one number is not, but it can also overflow.
    return math.isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())
