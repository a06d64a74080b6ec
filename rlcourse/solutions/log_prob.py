"""Notebook 01: how likely is an action that went through tanh?"""

import math

import torch
from torch import Tensor


def calculate_log_pi(log_stds: Tensor, noises: Tensor, actions: Tensor) -> Tensor:
    """Log density of `actions = tanh(means + stds * noises)`.

    Args:
        log_stds: logarithms of the standard deviations, (B, A) or (1, A).
        noises: standard Gaussian noise that led to the actions, (B, A).
        actions: the actions, in [-1, 1], (B, A).

    Returns:
        log pi(a|s), summed over the action's dimensions, (B, 1).

    Source: Haarnoja et al. 2018 (arXiv 1801.01290), appendix C, equation 21.
    """
    # A density does not change when it is shifted, so the mean is not needed.
    exponent = -0.5 * noises.pow(2)
    height = -log_stds - 0.5 * math.log(2 * math.pi)
    # tanh squeezes space by 1 - a^2; the small constant keeps log finite at a = 1.
    squeeze = torch.log(1 - actions.pow(2) + 1e-6)
    log_pis = exponent + height - squeeze
    return log_pis.sum(dim=-1, keepdim=True)
