"""Notebook 04: PPO, the whole agent."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.solutions.gae import calculate_advantage
from rlcourse.solutions.networks import PPOActor, PPOCritic
from rlcourse.training.algorithm import Algorithm
from rlcourse.training.buffers import RolloutBuffer
from rlcourse.training.normalize import RewardNormalizer, StateNormalizer
from rlcourse.training.optim import adam, set_step_size
from rlcourse.training.transition import take_step


class PPO(Algorithm):
    """Proximal policy optimisation with a tanh-Gaussian policy.

    Args:
        state_shape: (S,).
        action_shape: (A,).
        device: where the networks live, "cpu" or "cuda".
        seed: of the weights, the noise and the minibatches.
        num_envs: environments that run side by side, E.
        rollout_length: steps that each of them takes between two updates, T. Short ones make
            many updates: that is what learns fast, on both tasks of the course.
        batch_size: entries of a minibatch, B.
        num_updates: passes over the rollout at each update.
        gamma: discount.
        lambd: weight of longer sums in the advantage.
        lr_actor: step size of the policy's optimiser.
        lr_critic: step size of the value's optimiser.
        last_share: what is left of both step sizes at the end of a training; they fall in a
            straight line. Large steps learn soon, small ones keep what was learned.
        return_size: size that returns are brought to. At 1 the returns of a cheetah that stands
            and of one that begins to walk differ by less than one step moves the critic.
        clip_eps: how far from 1 the ratio may move before its gradient is cut.
        coef_ent: weight of the entropy bonus.
        max_grad_norm: longer gradients are shortened to this norm.
        log_std: logarithm of the policy's first standard deviations.
        stagger: whether the environments begin with episodes of different lengths. Else those of
            a task that only time ends all begin anew at once, and a rollout sees nothing but
            beginnings, or none.
        scale_states: whether the networks see states shifted and scaled to mean 0 and std 1.

    Source: Schulman et al. 2017 (arXiv 1707.06347), algorithm 1 and equation 7.
    """

    def __init__(
        self,
        state_shape: tuple[int, ...],
        action_shape: tuple[int, ...],
        device: str | torch.device = "cpu",
        seed: int = 0,
        num_envs: int = 8,
        rollout_length: int = 64,
        batch_size: int = 64,
        num_updates: int = 10,
        gamma: float = 0.99,
        lambd: float = 0.95,
        lr_actor: float = 3e-4,
        lr_critic: float = 3e-4,
        clip_eps: float = 0.2,
        coef_ent: float = 0.0,
        max_grad_norm: float = 0.5,
        log_std: float = -0.5,
        stagger: bool = False,
        scale_states: bool = True,
        last_share: float = 1.0,
        return_size: float = 1.0,
    ) -> None:
        super().__init__(state_shape, action_shape, device, seed, num_envs)
        with self.random_stream:
            self.actor = PPOActor(state_shape, action_shape, log_std).to(self.device)
            self.critic = PPOCritic(state_shape).to(self.device)
        self.optim_actor = adam(self.actor, lr_actor)
        self.optim_critic = adam(self.critic, lr_critic)

        self.buffer = RolloutBuffer(
            rollout_length, num_envs, state_shape, action_shape, self.device
        )
        # Inputs of like size learn at like speed, whatever units the task measures in. Without
        # `scale_states` its statistics stay at mean 0 and std 1.
        self.normalize_states = StateNormalizer(state_shape).to(self.device)
        # Returns of one size let one step size of the critic serve every task.
        self.normalize_rewards = RewardNormalizer(num_envs, gamma, return_size).to(self.device)

        self.stagger = stagger
        self.scale_states = scale_states
        self.batch_size = batch_size
        self.num_updates = num_updates
        self.gamma = gamma
        self.lambd = lambd
        self.clip_eps = clip_eps
        self.coef_ent = coef_ent
        self.max_grad_norm = max_grad_norm
        self.lr_actor, self.lr_critic, self.last_share = lr_actor, lr_critic, last_share

    def schedule(self, steps: int, num_steps: int) -> None:
        """Set the step sizes for the update after `steps` of `num_steps` steps."""
        share = 1 - (1 - self.last_share) * min(steps / num_steps, 1)
        set_step_size(self.optim_actor, share * self.lr_actor)
        set_step_size(self.optim_critic, share * self.lr_critic)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave, and forget half a rollout of another policy.

        Raises:
            ValueError: it comes from another kind of agent.
        """
        super().load_state_dict(state)
        self.buffer.clear()

    def is_update(self, steps: int) -> bool:
        """True when a rollout is complete."""
        return self.buffer.is_full

    def step(self, env: Any, states: np.ndarray, steps: int) -> np.ndarray:
        """One step of every environment into the buffer: states (E, S) -> next states (E, S)."""
        actions, log_pis = self.explore(states)
        transition = take_step(env, actions)
        self.buffer.append(
            states,
            actions,
            transition.rewards,
            transition.terminateds,
            transition.truncateds,
            log_pis,
            transition.final_states,
        )
        return transition.next_states

    def update(self) -> None:
        """Learn from one rollout, then forget it."""
        rollout = self.buffer.get()
        states = self.normalize_states(rollout.states)
        rewards = self.normalize_rewards(rollout.rewards)
        with torch.no_grad():
            values = self.critic(states).squeeze(-1)
            next_values = self.critic(self.normalize_states(rollout.next_states)).squeeze(-1)
        targets, advantages = calculate_advantage(
            values,
            rewards,
            rollout.terminateds,
            rollout.truncateds,
            next_values,
            self.gamma,
            self.lambd,
        )

        states, actions = states.flatten(0, 1), rollout.actions.flatten(0, 1)
        log_pis_old = rollout.log_pis.flatten(0, 1)
        targets, advantages = targets.reshape(-1, 1), advantages.reshape(-1, 1)
        for _ in range(self.num_updates):
            for i in torch.randperm(len(states), device=self.device).split(self.batch_size):
                self.update_critic(states[i], targets[i])
                self.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])

        # Not before: within a rollout and its updates a state must look the same.
        if self.scale_states:
            self.normalize_states.update(rollout.states)
        self.normalize_rewards.update(rollout.rewards, rollout.terminateds, rollout.truncateds)

    def update_critic(self, states: Tensor, targets: Tensor) -> None:
        """One step of the critic towards the targets: states (B, S), targets (B, 1).

        Source: Schulman et al. 2017, equation 9, the squared error.
        """
        errors = self.critic(states) - targets
        loss = errors.pow(2).mean()

        self.optim_critic.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()

    def update_actor(
        self, states: Tensor, actions: Tensor, log_pis_old: Tensor, advantages: Tensor
    ) -> None:
        """One step of the actor: (B, S), (B, A), (B, 1), (B, 1).

        Source: Schulman et al. 2017, equation 7; the bonus is the entropy of the Gaussian.
        """
        log_pis = self.actor.evaluate_log_pi(states, actions)
        ratios = (log_pis - log_pis_old).exp()
        clipped = ratios.clamp(1 - self.clip_eps, 1 + self.clip_eps)
        objective = torch.min(ratios * advantages, clipped * advantages).mean()
        loss = -objective - self.coef_ent * self.entropy()

        self.optim_actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()

    def entropy(self) -> Tensor:
        """Entropy of the Gaussian before tanh, in nats, a scalar."""
        log_stds = self.actor.log_stds
        return log_stds.sum() + 0.5 * log_stds.numel() * math.log(2 * math.pi * math.e)
