"""The networks of PPO: a policy and a value, 64-64 with tanh between."""

import torch
from torch import Tensor, nn

from rlcourse.solutions.sampling import evaluate_log_pi, reparameterize


def build_net(inputs: int, outputs: int, last_gain: float) -> nn.Sequential:
    """Two hidden layers of 64 with tanh, orthogonal weights, biases 0.

    Orthogonal weights keep the size of signals and gradients through the layers
    (Saxe et al. 2014, arXiv 1312.6120).
    """
    net = nn.Sequential(
        nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, outputs)
    )
    gains = iter((2**0.5, 2**0.5, last_gain))
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.orthogonal_(layer.weight, next(gains))
            nn.init.zeros_(layer.bias)
    return net


class PPOActor(nn.Module):
    """The policy: a Gaussian whose mean depends on the state, squashed by tanh.

    Args:
        state_shape: (S,).
        action_shape: (A,).
        log_std: logarithm of the first standard deviations. At -0.5 they are 0.6, and fewer of the
            first actions are pressed against the limits than at 0.

    Actions are float64 from `sample` to `evaluate_log_pi`: float32 cannot tell tanh(10) from 1,
    and the ratio of an unchanged policy would not be 1.

    Source: Andrychowicz et al. 2020 (arXiv 2006.05990), section 3.2.
    """

    def __init__(
        self, state_shape: tuple[int, ...], action_shape: tuple[int, ...], log_std: float = -0.5
    ) -> None:
        super().__init__()
        # A last layer near 0 starts the policy at the centre of the actions.
        self.net = build_net(state_shape[0], action_shape[0], last_gain=0.01)
        self.log_stds = nn.Parameter(torch.full((1, action_shape[0]), log_std))

    def forward(self, states: Tensor) -> Tensor:
        """The action without noise, tanh(mean): (B, S) -> (B, A)."""
        return torch.tanh(self.net(states))

    def sample(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """An action with noise and its log density: (B, S) -> (B, A), (B, 1), float64."""
        return reparameterize(self.net(states).double(), self.log_stds.double())

    def evaluate_log_pi(self, states: Tensor, actions: Tensor) -> Tensor:
        """The log density of given actions: (B, S), (B, A) -> (B, 1), float64."""
        return evaluate_log_pi(self.net(states).double(), self.log_stds.double(), actions)


class PPOCritic(nn.Module):
    """The value of a state: `forward` takes states (B, S) and gives (B, 1).

    Args:
        state_shape: (S,).
    """

    def __init__(self, state_shape: tuple[int, ...]) -> None:
        super().__init__()
        self.net = build_net(state_shape[0], 1, last_gain=1.0)

    def forward(self, states: Tensor) -> Tensor:
        return self.net(states)
