"""What every agent of the course can do, and what each must say for itself."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.training.random_stream import RandomStream


class Algorithm(ABC):
    """An agent: it acts, stores what happened, and learns from it.

    A subclass sets `actor` (with `sample(states)` and `forward(states)`).

    Args:
        state_shape: (S,).
        action_shape: (A,).
        device: where it computes, "cpu" or "cuda".
        seed: of everything random in it.
        num_envs: environments that it acts in at once, E.
    """

    actor: Any
    # CPU threads that pay for networks of its size.
    threads = 1
    # Whether its environments begin with episodes of different lengths.
    stagger: bool = False

    def __init__(
        self,
        state_shape: tuple[int, ...],
        action_shape: tuple[int, ...],
        device: str | torch.device = "cpu",
        seed: int = 0,
        num_envs: int = 1,
    ) -> None:
        self.state_shape = tuple(state_shape)
        self.action_shape = tuple(action_shape)
        self.device = torch.device(device)
        self.seed = seed
        self.num_envs = num_envs
        self.random_stream = RandomStream(seed, self.device)
        self.normalize_states: Any = nn.Identity()

    def explore(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Actions with noise: (E, S) -> actions (E, A), log densities (E, 1).

        One state (S,) gives (A,) and (1,).
        """
        with torch.no_grad(), self.random_stream:
            actions, log_pis = self.actor.sample(self.observe(states))
        shape = states.shape[:-1]
        return (
            actions.cpu().numpy().reshape(*shape, -1),
            log_pis.cpu().numpy().reshape(*shape, 1),
        )

    def exploit(self, states: np.ndarray) -> np.ndarray:
        """Actions without noise: (E, S) -> (E, A); one state (S,) -> (A,)."""
        with torch.no_grad():
            actions = self.actor(self.observe(states))
        return actions.cpu().numpy().reshape(*states.shape[:-1], -1)

    def observe(self, states: np.ndarray) -> Tensor:
        """States as the networks see them: (..., S) -> (B, S) on the device, normalised."""
        batch = torch.as_tensor(states, dtype=torch.float32, device=self.device)
        normalized: Tensor = self.normalize_states(batch.reshape(-1, *self.state_shape))
        return normalized

    @abstractmethod
    def is_update(self, steps: int) -> bool:
        """Whether to learn now, after `steps` steps in all environments together."""

    @abstractmethod
    def step(self, env: Any, states: np.ndarray, steps: int) -> np.ndarray:
        """Take one step in every environment and store it: states (E, S) -> next (E, S)."""

    @abstractmethod
    def update(self) -> None:
        """Learn once from what is stored."""

    def schedule(self, steps: int, num_steps: int) -> None:  # noqa: B027
        """Told before each update that `steps` of `num_steps` are taken; may change step sizes."""

    def state_dict(self) -> dict[str, Any]:
        """Everything learned and the random state, as tensors and plain values."""
        return {
            name: part.detach() if isinstance(part, nn.Parameter) else part.state_dict()
            for name, part in self._parts().items()
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave.

        Raises:
            ValueError: it comes from another kind of agent.
        """
        parts = self._parts()
        if set(parts) != set(state):
            raise ValueError(
                f"it holds {', '.join(sorted(state))}; a {type(self).__name__} has "
                f"{', '.join(sorted(parts))}"
            )
        for name, part in parts.items():
            if isinstance(part, nn.Parameter):
                part.data.copy_(state[name])
            else:
                part.load_state_dict(state[name])

    def save_experience(self, folder: Path) -> dict[str, Any]:
        """Write what is remembered into files in `folder`, where the agent remembers anything.

        Returns:
            What `load_experience` wants to know; "files" are those that are needed.
        """
        return {"files": []}

    def load_experience(self, folder: Path, saved: dict[str, Any]) -> None:  # noqa: B027
        """Take over what `save_experience` wrote and gave.

        Raises:
            ValueError: it comes from another kind of agent.
            CheckpointError: files are missing or cut off.
        """

    def _parts(self) -> dict[str, Any]:
        kinds = (nn.Module, nn.Parameter, torch.optim.Optimizer, RandomStream)
        return {name: part for name, part in vars(self).items() if isinstance(part, kinds)}
