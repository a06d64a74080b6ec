"""Where experience waits until it is learned from."""

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor


class Rollout(NamedTuple):
    """T steps of E environments."""

    states: Tensor  # (T, E, S)
    actions: Tensor  # (T, E, A), float64
    rewards: Tensor  # (T, E)
    terminateds: Tensor  # (T, E), 0.0 or 1.0
    truncateds: Tensor  # (T, E), 0.0 or 1.0
    log_pis: Tensor  # (T, E, 1), float64, as scored when the action was drawn
    next_states: Tensor  # (T, E, S), the true last state where an episode ended


class RolloutBuffer:
    """One rollout: filled step by step, read once when full, then filled again.

    Args:
        rollout_length: T.
        num_envs: E.
        state_shape: (S,).
        action_shape: (A,).
        device: where `get` gives the rollout; it is kept in the memory of the CPU.

    Raises:
        ValueError: it would hold nothing.
    """

    def __init__(
        self,
        rollout_length: int,
        num_envs: int,
        state_shape: tuple[int, ...],
        action_shape: tuple[int, ...],
        device: torch.device,
    ) -> None:
        if rollout_length < 1:
            raise ValueError(f"rollout_length is {rollout_length}; it must be 1 or more")

        def empty(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
            return torch.zeros(rollout_length, num_envs, *shape, dtype=dtype)

        self.device = device
        self.data = Rollout(
            states=empty(*state_shape),
            actions=empty(*action_shape, dtype=torch.float64),
            rewards=empty(),
            terminateds=empty(),
            truncateds=empty(),
            log_pis=empty(1, dtype=torch.float64),
            next_states=empty(*state_shape),
        )
        self._look_at_data()
        self.rollout_length = rollout_length
        self.position = 0

    def _look_at_data(self) -> None:
        """The same memory, seen by NumPy: a row is written at a tenth of the cost."""
        self._rows = [field.numpy() for field in self.data]

    def __getstate__(self) -> dict[str, Any]:
        # A copy of a view would be memory of its own, which nobody reads.
        return {name: part for name, part in vars(self).items() if name != "_rows"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._look_at_data()

    @property
    def is_full(self) -> bool:
        """Whether T steps are in."""
        return self.position == self.rollout_length

    def clear(self) -> None:
        """Forget the steps that are in; the next `append` begins a new rollout."""
        self.position = 0

    def append(
        self,
        states: np.ndarray,
        actions: np.ndarray,
        rewards: np.ndarray,
        terminateds: np.ndarray,
        truncateds: np.ndarray,
        log_pis: np.ndarray,
        next_states: np.ndarray,
    ) -> None:
        """Store one step of every environment: fields of `Rollout` without the first axis.

        Raises:
            RuntimeError: the rollout is full.
        """
        if self.is_full:
            raise RuntimeError("the rollout is full: call get() before the next append()")
        step = (states, actions, rewards, terminateds, truncateds, log_pis, next_states)
        for rows, row in zip(self._rows, step, strict=True):
            rows[self.position] = row
        self.position += 1

    def get(self) -> Rollout:
        """The whole rollout on the device; the next `append` begins a new one.

        Raises:
            RuntimeError: the rollout is not full yet.
        """
        if not self.is_full:
            raise RuntimeError(
                f"the rollout has {self.position} of {self.rollout_length} steps: fill it first"
            )
        self.position = 0
        return Rollout(*(field.to(self.device) for field in self.data))
