"""Notebook 00: what is a whole episode worth?"""

import torch
from torch import Tensor


def discounted_return(rewards: Tensor, gamma: float) -> Tensor:
    """Sum of an episode's rewards, each worth `gamma` times as much as one a step earlier.

    Args:
        rewards: r_0, r_1, ..., one for each of T steps, (T,).
        gamma: discount, in [0, 1].

    Returns:
        r_0 + gamma r_1 + gamma^2 r_2 + ..., one number, ().

    Source: Sutton & Barto 2018, equation 3.8.
    """
    steps = torch.arange(len(rewards)).to(rewards)
    weights = gamma**steps
    worths = weights * rewards
    return worths.sum()
