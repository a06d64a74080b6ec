"""Notebook 02: draw an action so that gradients flow, and score one that was drawn before."""

import torch
from torch import Tensor

from rlcourse.solutions.log_prob import calculate_log_pi


def reparameterize(means: Tensor, log_stds: Tensor) -> tuple[Tensor, Tensor]:
    """Draw `actions = tanh(means + stds * noises)` with noises from N(0, I).

    Args:
        means: means of the Gaussian before tanh, (B, A).
        log_stds: logarithms of its standard deviations, (B, A) or (1, A).

    Returns:
        actions in (-1, 1), (B, A), and their log densities, (B, 1). Both are differentiable
        in the means and the log standard deviations.

    Source: Kingma and Welling 2014 (arXiv 1312.6114), section 2.4.
    """
    noises = torch.randn_like(means)
    us = means + log_stds.exp() * noises
    actions = torch.tanh(us)
    log_pis = calculate_log_pi(log_stds, noises, actions)
    return actions, log_pis


def evaluate_log_pi(means: Tensor, log_stds: Tensor, actions: Tensor) -> Tensor:
    """Log density of given actions under the tanh-Gaussian with these parameters.

    Args:
        means: means of the Gaussian before tanh, (B, A).
        log_stds: logarithms of its standard deviations, (B, A) or (1, A).
        actions: actions in [-1, 1], (B, A). In float64 they still tell tanh(10) from 1;
            in float32 everything above tanh(9) is 1.

    Returns:
        log pi(a|s), (B, 1), differentiable in the means and the log standard deviations.

    Source: the inverse of `reparameterize`.
    """
    # Only an action that is exactly 1 in its own precision is moved, by the least step there is.
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    us = torch.atanh(actions.clamp(-limit, limit))
    noises = (us - means) / log_stds.exp()
    return calculate_log_pi(log_stds, noises, actions)
