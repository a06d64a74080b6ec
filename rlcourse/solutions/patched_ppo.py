"""PPO put together from small functions, any of which can be replaced."""

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor

from rlcourse.solutions import pieces
from rlcourse.solutions.gae import standardise
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.networks import PPOActor
from rlcourse.solutions.ppo import PPO

PIECES: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        pieces.lambda_sum,
        pieces.unsquash,
        pieces.make_passes,
        pieces.flatten_rollout,
        pieces.make_optimizer,
        pieces.gradient_step,
    )
}


class PatchedActor(PPOActor):
    """The policy of `PPO`, with its own way to find the noise behind an action."""

    unsquash: Callable[[Tensor], Tensor]

    def evaluate_log_pi(self, states: Tensor, actions: Tensor) -> Tensor:
        """The log density of given actions: (B, S), (B, A) -> (B, 1)."""
        log_stds = self.log_stds.double()
        us = self.unsquash(actions)
        noises = (us - self.net(states).double()) / log_stds.exp()
        return calculate_log_pi(log_stds, noises, actions)


class PatchedPPO(PPO):
    """PPO, step by step through the functions in `steps`; with those of `PIECES` it is `PPO`."""

    steps: ClassVar[dict[str, Callable[..., Any]]] = PIECES

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.actor.__class__ = PatchedActor
        self.actor.unsquash = self.steps["unsquash"]
        lr = self.optim_actor.param_groups[0]["lr"]
        self.optim_actor = self.steps["make_optimizer"](self.actor, lr)

    def update(self) -> None:
        """Learn from one rollout, then forget it."""
        rollout = self.buffer.get()
        states = self.normalize_states(rollout.states)
        rewards = self.normalize_rewards(rollout.rewards)
        with torch.no_grad():
            values = self.critic(states).squeeze(-1)
            next_values = self.critic(self.normalize_states(rollout.next_states)).squeeze(-1)
        ends = rollout.terminateds, rollout.truncateds
        deltas = rewards + self.gamma * (1 - rollout.terminateds) * next_values - values
        sums = self.steps["lambda_sum"](deltas, *ends, self.gamma, self.lambd)
        fields = states, rollout.actions, rollout.log_pis, sums + values, standardise(sums)
        self.steps["make_passes"](self, *self.steps["flatten_rollout"](*fields))
        if self.scale_states:
            self.normalize_states.update(rollout.states)
        self.normalize_rewards.update(rollout.rewards, *ends)

    def update_critic(self, states: Tensor, targets: Tensor) -> None:
        """One step of the critic towards the targets."""
        loss = (self.critic(states) - targets).pow(2).mean()
        self.steps["gradient_step"](loss, self.critic, self.optim_critic, self.max_grad_norm)

    def update_actor(
        self, states: Tensor, actions: Tensor, log_pis_old: Tensor, advantages: Tensor
    ) -> None:
        """One step of the actor on the clipped objective."""
        ratios = (self.actor.evaluate_log_pi(states, actions) - log_pis_old).exp()
        clipped = ratios.clamp(1 - self.clip_eps, 1 + self.clip_eps)
        objective = torch.min(ratios * advantages, clipped * advantages).mean()
        loss = -objective - self.coef_ent * self.entropy()
        self.steps["gradient_step"](loss, self.actor, self.optim_actor, self.max_grad_norm)


def patch(*functions: Callable[..., Any]) -> type[PatchedPPO]:
    """A PPO in which these functions stand in place of the pieces that bear their names.

    Raises:
        ValueError: a function bears the name of no piece.
    """
    steps = dict(PIECES)
    for function in functions:
        if function.__name__ not in steps:
            raise ValueError(f"{function.__name__!r} is no piece; there are: {', '.join(steps)}")
        steps[function.__name__] = function
    return type("PatchedPPO", (PatchedPPO,), {"steps": steps})
