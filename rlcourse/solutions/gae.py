"""Notebook 03: how much better than expected was each action?"""

import torch
from torch import Tensor


def calculate_advantage(
    values: Tensor,
    rewards: Tensor,
    terminateds: Tensor,
    truncateds: Tensor,
    next_values: Tensor,
    gamma: float = 0.995,
    lambd: float = 0.97,
) -> tuple[Tensor, Tensor]:
    """Generalised advantage estimation over a rollout of T steps in E environments.

    Args:
        values: V(s_t), (T, E).
        rewards: r_t, (T, E).
        terminateds: 1.0 where the task ended at step t, else 0.0, (T, E).
        truncateds: 1.0 where time ran out at step t, else 0.0, (T, E). Where both are 1,
            terminated wins.
        next_values: V of the state that really followed, the last one of its episode where
            the episode ended, (T, E).
        gamma: discount, in [0, 1].
        lambd: weight of longer sums, in [0, 1].

    Returns:
        targets: lambda-returns, the raw advantages plus the values, (T, E).
        advantages: standardised over all entries, (T, E); 0 where T*E is 1 or the standard
            deviation is below 1e-6.

    Source: Schulman et al. 2016 (arXiv 1506.02438), equations 11, 12 and 16.
    """
    # A state after which nothing comes is worth 0. One where only time ran out keeps its value.
    futures = (1 - terminateds) * next_values
    deltas = rewards + gamma * futures - values
    # At either end the sum stops: the next step belongs to another episode.
    goes_on = (1 - terminateds) * (1 - truncateds)

    raw = torch.empty_like(deltas)
    following = torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        following = deltas[t] + gamma * lambd * goes_on[t] * following
        raw[t] = following

    targets = raw + values
    advantages = standardise(raw)
    return targets, advantages


def standardise(x: Tensor) -> Tensor:
    """Shift and scale x, of any shape, to mean 0 and standard deviation 1; all 0 without spread."""
    if x.numel() == 1 or x.std() < 1e-6:
        return torch.zeros_like(x)
    spread = x.std()
    return (x - x.mean()) / spread
