"""The course's PPO without one of its parts, to see what the part is worth.

What an argument undoes needs no entry here: `rlcourse bench learn ... --set scale_states=False`.
"""

from typing import Any

import torch
from torch import Tensor, nn

from rlcourse.bench.ours import learn_with
from rlcourse.bench.run import Curve, Run
from rlcourse.solutions import PPO
from rlcourse.training.optim import adam


class Unchanged(nn.Module):
    """Stands in place of a normaliser and leaves everything as it is."""

    unit = torch.ones(())

    def forward(self, values: Tensor) -> Tensor:
        return values

    def update(self, *rollout: Tensor) -> None:
        """There is nothing to learn."""


class RawRewards(PPO):
    """PPO on rewards as the task gives them."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.normalize_rewards = Unchanged()  # type: ignore[assignment]


class PlainStart(PPO):
    """PPO whose networks start as torch makes them."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        with self.random_stream:
            for layer in (*self.actor.net, *self.critic.net):
                if isinstance(layer, nn.Linear):
                    layer.reset_parameters()
        self.optim_actor = adam(self.actor, self.lr_actor)
        self.optim_critic = adam(self.critic, self.lr_critic)


VARIANTS: dict[str, type[PPO]] = {
    "raw-rewards": RawRewards,
    "plain-start": PlainStart,
}


def learn(run: Run, curve: Curve) -> None:
    """Train the variant that the run names; the curve sees every step."""
    learn_with(VARIANTS[run.algo], run, curve)
