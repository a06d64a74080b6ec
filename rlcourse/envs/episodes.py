"""Whole episodes of a policy, to see what it is worth."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

# A policy: states (E, S) -> actions (E, A).
Act: TypeAlias = Callable[[np.ndarray], np.ndarray]

# Evaluation episodes start from states of their own, far from every seed that trains.
EVALUATION_SEED = 2**30
# A hundred times as long as the episodes of the course's tasks.
MAX_STEPS = 100_000


class EndlessEpisodeError(RuntimeError):
    """An episode does not end. The message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            f"an episode has not ended after {MAX_STEPS:,} steps: give the environment a time "
            "limit, as gymnasium.wrappers.TimeLimit(env, 1000)"
        )


def episode_returns(act: Act, envs: Any, seed: int) -> np.ndarray:
    """Return of one whole episode in each environment of a vector environment, (E,).

    Args:
        act: the policy.
        envs: the vector environment.
        seed: environment i is reset with seed + i.

    Raises:
        EndlessEpisodeError: an episode has not ended after 100,000 steps.
    """
    returns = np.zeros(envs.num_envs)
    running = np.ones(envs.num_envs, dtype=bool)
    states, _ = envs.reset(seed=seed)
    for _ in range(MAX_STEPS):
        states, rewards, terminateds, truncateds, _ = envs.step(act(states))
        returns += rewards * running
        running &= ~(terminateds | truncateds)
        if not running.any():
            return returns
    raise EndlessEpisodeError
