"""Notebook 06: the networks of SAC, a policy and two values of actions, 256-256 with ReLU."""

import torch
from torch import Tensor, nn

from rlcourse.solutions.sampling import reparameterize


def build_relu_net(inputs: int, outputs: int) -> nn.Sequential:
    """Two hidden layers of 256 with ReLU, torch's own first weights."""
    return nn.Sequential(
        nn.Linear(inputs, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, outputs)
    )


class SACActor(nn.Module):
    """The policy: a Gaussian whose mean and width depend on the state, squashed by tanh.

    Args:
        state_shape: (S,).
        action_shape: (A,).
    """

    def __init__(self, state_shape: tuple[int, ...], action_shape: tuple[int, ...]) -> None:
        super().__init__()
        self.net = build_relu_net(state_shape[0], 2 * action_shape[0])

    def forward(self, states: Tensor) -> Tensor:
        """The action without noise, tanh(mean): (B, S) -> (B, A)."""
        means, _ = self.net(states).chunk(2, dim=-1)
        return torch.tanh(means)

    def sample(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """An action with noise and its log density: (B, S) -> (B, A), (B, 1).

        Source: Haarnoja et al. 2018 (arXiv 1812.05905), appendix C.
        """
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds = log_stds.clamp(-20, 2)
        return reparameterize(means, log_stds)


class SACCritic(nn.Module):
    """Two values of an action in a state, from two networks that know nothing of each other.

    Args:
        state_shape: (S,).
        action_shape: (A,).

    Source: Fujimoto et al. 2018 (arXiv 1802.09477), section 4.2.
    """

    def __init__(self, state_shape: tuple[int, ...], action_shape: tuple[int, ...]) -> None:
        super().__init__()
        self.net1 = build_relu_net(state_shape[0] + action_shape[0], 1)
        self.net2 = build_relu_net(state_shape[0] + action_shape[0], 1)

    def forward(self, states: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S), (B, A) -> two of (B, 1)."""
        x = torch.cat([states, actions], dim=-1)
        return self.net1(x), self.net2(x)
