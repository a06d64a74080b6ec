"""Notebook 07: SAC, the whole agent."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.solutions.sac_networks import SACActor, SACCritic
from rlcourse.training.algorithm import Algorithm
from rlcourse.training.frozen import frozen
from rlcourse.training.optim import adam
from rlcourse.training.replay import ReplayBuffer
from rlcourse.training.transition import take_step


class SAC(Algorithm):
    """Soft actor-critic with a tanh-Gaussian policy.

    Args:
        state_shape: (S,).
        action_shape: (A,).
        device: where the networks live, "cpu" or "cuda".
        seed: of the weights, the noise and the batches.
        num_envs: environments that run side by side, E; after a step of all there are E updates.
        batch_size: entries of a batch, B.
        gamma: discount.
        lr_actor: step size of the policy's optimiser.
        lr_critic: step size of the values' optimiser.
        lr_alpha: step size of the temperature's optimiser.
        start_steps: steps with actions drawn uniformly, before which nothing is learned.
        tau: share of the critic that the target network takes over at every update.
        alpha: temperature (the coefficient of the entropy), where it starts; 0 counts
            as 1e-8.
        learn_alpha: whether it is learned, so that the policy's entropy comes to -A, or stays.
        buffer_size: steps that are remembered.

    Raises:
        ValueError: alpha is negative.

    Source: Haarnoja et al. 2018 (arXiv 1812.05905), algorithm 1.
    """

    threads = 2

    def __init__(
        self,
        state_shape: tuple[int, ...],
        action_shape: tuple[int, ...],
        device: str | torch.device = "cpu",
        seed: int = 0,
        num_envs: int = 1,
        batch_size: int = 256,
        gamma: float = 0.99,
        lr_actor: float = 3e-4,
        lr_critic: float = 3e-4,
        lr_alpha: float = 3e-4,
        start_steps: int = 10_000,
        tau: float = 0.005,
        alpha: float = 0.2,
        learn_alpha: bool = True,
        buffer_size: int = 10**6,
    ) -> None:
        super().__init__(state_shape, action_shape, device, seed, num_envs)
        if alpha < 0:
            raise ValueError(f"alpha is {alpha}; entropy has a price of 0 or more")
        with self.random_stream:
            self.actor = SACActor(state_shape, action_shape).to(self.device)
            self.critic = SACCritic(state_shape, action_shape).to(self.device)
        self.critic_target = deepcopy(self.critic).requires_grad_(False)
        # As a logarithm it can take any value, and alpha is never negative.
        self.log_alpha = nn.Parameter(torch.tensor(max(alpha, 1e-8), device=self.device).log())
        self.optim_actor = adam(self.actor, lr_actor)
        self.optim_critic = adam(self.critic, lr_critic)
        self.optim_alpha = adam(self.log_alpha, lr_alpha)

        self.buffer = ReplayBuffer(buffer_size, state_shape, action_shape, self.device, seed)

        self.batch_size = batch_size
        self.gamma = gamma
        self.start_steps = start_steps
        self.tau = tau
        self.learn_alpha = learn_alpha
        # Section 5: one nat less than none for each dimension of the action.
        self.target_entropy = -float(action_shape[0])

    @property
    def alpha(self) -> Tensor:
        """The temperature, a scalar without a gradient."""
        return self.log_alpha.detach().exp()

    def is_update(self, steps: int) -> bool:
        """True at every step when the random ones are over."""
        return steps > self.start_steps

    def step(self, env: Any, states: np.ndarray, steps: int) -> np.ndarray:
        """One step of every environment into the buffer: states (E, S) -> next states (E, S)."""
        actions = self.explore(states)[0] if steps >= self.start_steps else self.draw_actions()
        transition = take_step(env, actions)
        self.buffer.append(
            states,
            actions,
            transition.rewards,
            # Where only time ran out, the state that followed still has its value.
            transition.terminateds,
            transition.final_states,
        )
        return transition.next_states

    def draw_actions(self) -> np.ndarray:
        """Actions drawn uniformly from (-1, 1), (E, A)."""
        with self.random_stream:
            return (2 * torch.rand(self.num_envs, *self.action_shape) - 1).numpy()

    def save_experience(self, folder: Path) -> dict[str, Any]:
        """Write the steps that are new since the last time into files in `folder`."""
        return self.buffer.save(folder)

    def load_experience(self, folder: Path, saved: dict[str, Any]) -> None:
        """Remember again what `save_experience` wrote."""
        self.buffer.load(folder, saved)

    def update(self) -> None:
        """Learn once for each step that the environments took."""
        for _ in range(self.num_envs):
            batch = self.buffer.sample(self.batch_size)
            self.update_critic(*batch)
            log_pis = self.update_actor(batch.states)
            if self.learn_alpha:
                self.update_alpha(log_pis)
            self.update_target()

    def update_critic(
        self,
        states: Tensor,
        actions: Tensor,
        rewards: Tensor,
        terminateds: Tensor,
        next_states: Tensor,
    ) -> None:
        """One step of both values towards the soft target: (B, S), (B, A), (B, 1) twice, (B, S).

        Source: Haarnoja et al. 2018 (arXiv 1812.05905), equations 5 and 6.
        """
        with torch.no_grad():
            next_actions, next_log_pis = self.actor.sample(next_states)
            next_q1, next_q2 = self.critic_target(next_states, next_actions)
            # Of two guesses the lower one: what the policy seeks out is what is overestimated.
            next_values = torch.min(next_q1, next_q2) - self.alpha * next_log_pis
            targets = rewards + self.gamma * (1 - terminateds) * next_values
        q1, q2 = self.critic(states, actions)
        loss = (q1 - targets).pow(2).mean() + (q2 - targets).pow(2).mean()

        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()

    def update_actor(self, states: Tensor) -> Tensor:
        """One step of the policy to actions of high value and entropy: states (B, S).

        Returns:
            Log densities of the actions that it drew, without a gradient, (B, 1).

        Source: Haarnoja et al. 2018 (arXiv 1812.05905), equation 9.
        """
        actions, log_pis = self.actor.sample(states)
        with frozen(self.critic):
            q1, q2 = self.critic(states, actions)
        loss = (self.alpha * log_pis - torch.min(q1, q2)).mean()

        self.optim_actor.zero_grad()
        loss.backward()
        self.optim_actor.step()
        return log_pis.detach()

    def update_alpha(self, log_pis: Tensor) -> None:
        """One step of the temperature: up where the entropy is below its target, else down.

        Args:
            log_pis: of actions that the policy drew just now, (B, 1).

        Source: Haarnoja et al. 2018 (arXiv 1812.05905), equation 18.
        """
        missing = self.target_entropy + log_pis.detach()
        loss = -(self.log_alpha.exp() * missing).mean()

        self.optim_alpha.zero_grad()
        loss.backward()
        self.optim_alpha.step()

    @torch.no_grad()
    def update_target(self) -> None:
        """Let the target network follow the critic: target <- (1 - tau) target + tau critic.

        Source: Haarnoja et al. 2018 (arXiv 1812.05905), algorithm 1.
        """
        pairs = zip(self.critic_target.parameters(), self.critic.parameters(), strict=True)
        for target, online in pairs:
            target.lerp_(online, self.tau)
