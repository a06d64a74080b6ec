"""All experience of the last million steps, to learn from in any order."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from rlcourse.training.experience import RowFiles


class Batch(NamedTuple):
    """B steps, float32."""

    states: Tensor  # (B, S)
    actions: Tensor  # (B, A)
    rewards: Tensor  # (B, 1)
    terminateds: Tensor  # (B, 1), 0.0 or 1.0
    next_states: Tensor  # (B, S), the true last state where an episode ended


class ReplayBuffer:
    """The last `capacity` steps; a new one takes the place of the oldest.

    Args:
        capacity: steps that it holds.
        state_shape: (S,).
        action_shape: (A,).
        device: where batches go.
        seed: of the batches.

    Attributes:
        num_appended: steps ever stored, those that were replaced among them.

    Raises:
        ValueError: it would hold nothing.
    """

    def __init__(
        self,
        capacity: int,
        state_shape: tuple[int, ...],
        action_shape: tuple[int, ...],
        device: torch.device,
        seed: int = 0,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"the buffer's size is {capacity}; it must be 1 or more")
        self.capacity = capacity
        self.device = device
        self.num_appended = 0
        self.widths = (state_shape[0], action_shape[0], 1, 1, state_shape[0])
        # One step is one row, so that a batch is gathered in one call. NumPy's zeros take no
        # memory before they are written; torch's do.
        self.rows = np.zeros((capacity, sum(self.widths)), dtype=np.float32)
        self._look_at_rows()
        self._generator = torch.Generator().manual_seed(seed)
        self._files = RowFiles(self.rows)

    def _look_at_rows(self) -> None:
        """The same memory, as one tensor to read from and as fields to write into."""
        self._tensor = torch.from_numpy(self.rows)
        self._fields = np.split(self.rows, np.cumsum(self.widths)[:-1], axis=1)

    def __getstate__(self) -> dict[str, Any]:
        # A copy of a view would be memory of its own, into which nothing is ever written.
        return {n: part for n, part in vars(self).items() if n not in ("_tensor", "_fields")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._look_at_rows()

    def __len__(self) -> int:
        return min(self.num_appended, self.capacity)

    def append(
        self,
        states: np.ndarray,
        actions: np.ndarray,
        rewards: np.ndarray,
        terminateds: np.ndarray,
        next_states: np.ndarray,
    ) -> None:
        """Store one step of every environment: (E, S), (E, A), (E,), (E,), (E, S)."""
        places = (self.num_appended + np.arange(len(states))) % self.capacity
        step = (states, actions, rewards[:, None], terminateds[:, None], next_states)
        for field, values in zip(self._fields, step, strict=True):
            field[places] = values
        self.num_appended += len(states)

    def sample(self, batch_size: int) -> Batch:
        """Steps drawn at random, each as likely as any other, on the device.

        Raises:
            RuntimeError: nothing is stored yet.
            ValueError: no steps are asked for.
        """
        if not len(self):
            raise RuntimeError("the buffer is empty: append() something first")
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; it must be 1 or more")
        drawn = torch.randint(len(self), (batch_size,), generator=self._generator)
        rows = self._tensor.index_select(0, drawn).to(self.device)
        return Batch(*rows.split(self.widths, dim=1))

    def save(self, folder: Path) -> dict[str, Any]:
        """Write the rows that are new into files in `folder`; gives what `load` wants to know.

        Raises:
            OSError: the folder cannot be written.
        """
        return {
            "files": self._files.write(folder, self.num_appended),
            "num_appended": self.num_appended,
            "shape": list(self.rows.shape),
            "generator": self._generator.get_state(),
        }

    def load(self, folder: Path, saved: dict[str, Any]) -> None:
        """Take over what `save` gave, with the files in `folder`.

        Raises:
            ValueError: it comes from a buffer of another size.
            CheckpointError: files are missing or cut off.
        """
        if saved["shape"] != list(self.rows.shape):
            sizes = (" x ".join(map(str, shape)) for shape in (saved["shape"], self.rows.shape))
            raise ValueError("its buffer is {}, this one's {}".format(*sizes))
        generator = torch.Generator()
        generator.set_state(saved["generator"])
        self._files.read(folder, saved["files"], saved["num_appended"])
        self.num_appended = saved["num_appended"]
        self._generator = generator
