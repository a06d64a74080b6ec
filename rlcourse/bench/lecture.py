"""The PPO that the course grew from, faults and all, to measure what mending them is worth.

Kept as they were: the sum over advantages runs on into the next episode where time ran out; an
action is scored from its noise when drawn and from atanh(action) when learned from, so that the
ratio does not start at 1; one environment, raw states and rewards, torch's own initialisation.
Nothing here is an example: `rlcourse.solutions` is.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.bench.run import Curve, Run
from rlcourse.envs import make

ROLLOUT_LENGTH, BATCH_SIZE, NUM_UPDATES = 2048, 64, 10
GAMMA, LAMBDA, CLIP_EPS = 0.995, 0.97, 0.2
LEARNING_RATE, MAX_GRAD_NORM = 3e-4, 0.5
TINY = 1e-6  # against log(0); it is what makes the two ways to score an action differ


class Step(NamedTuple):
    """One step, or the rollout of T of them."""

    states: Any  # (S,), (T, S)
    actions: Any  # (A,), (T, A)
    rewards: Any  # scalar, (T, 1)
    dones: Any  # scalar, (T, 1); 0 where time ran out
    log_pis: Any  # scalar, (T, 1)
    next_states: Any  # (S,), (T, S)


class LecturePPO:
    """The agent: states of size S, actions of size A."""

    def __init__(self, state_size: int, action_size: int) -> None:
        self.net = network(state_size, action_size)
        self.log_stds = nn.Parameter(torch.zeros(1, action_size))
        self.critic = network(state_size, 1)
        self.policy = [*self.net.parameters(), self.log_stds]
        self.optim_actor = torch.optim.Adam(self.policy, lr=LEARNING_RATE)
        self.optim_critic = torch.optim.Adam(self.critic.parameters(), lr=LEARNING_RATE)
        self.rollout: list[Step] = []

    @torch.no_grad()
    def explore(self, state: np.ndarray) -> tuple[np.ndarray, float]:
        """State (S,) -> action (A,) with noise, its log density."""
        means = self.net(as_tensor(state[None]))
        noises = torch.randn_like(means)
        actions = torch.tanh(means + noises * self.log_stds.exp())
        return actions.numpy()[0], score(self.log_stds, noises, actions).item()

    @torch.no_grad()
    def exploit(self, states: np.ndarray) -> np.ndarray:
        """States (E, S) -> actions (E, A) without noise."""
        actions: np.ndarray = torch.tanh(self.net(as_tensor(states))).numpy()
        return actions

    def update(self) -> None:
        """Learn from a full rollout, then forget it."""
        rollout = Step(*(as_tensor(np.stack(field)) for field in zip(*self.rollout, strict=True)))
        self.rollout.clear()
        states, actions = rollout.states, rollout.actions
        rewards, dones, log_pis = (x[:, None] for x in rollout[2:5])
        with torch.no_grad():
            values, next_values = self.critic(states), self.critic(rollout.next_states)
        targets, advantages = advantages_with_leak(values, rewards, dones, next_values)
        for _ in range(NUM_UPDATES):
            for i in torch.randperm(len(states)).split(BATCH_SIZE):
                loss = (self.critic(states[i]) - targets[i]).pow(2).mean()
                take_step(self.optim_critic, loss, list(self.critic.parameters()))
                loss = self.policy_loss(states[i], actions[i], log_pis[i], advantages[i])
                take_step(self.optim_actor, loss, self.policy)

    def policy_loss(self, states: Tensor, actions: Tensor, log_pis: Tensor, adv: Tensor) -> Tensor:
        """The clipped objective, negative: (B, S), (B, A), (B, 1), (B, 1) -> scalar."""
        atanhs = 0.5 * (torch.log(1 + actions + TINY) - torch.log(1 - actions + TINY))
        noises = (atanhs - self.net(states)) / (self.log_stds.exp() + 1e-8)
        ratios = (score(self.log_stds, noises, actions) - log_pis).exp()
        clipped = ratios.clamp(1 - CLIP_EPS, 1 + CLIP_EPS)
        return -torch.min(ratios * adv, clipped * adv).mean()


def network(inputs: int, outputs: int) -> nn.Sequential:
    """Two hidden layers of 64."""
    hidden = [nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh()]
    return nn.Sequential(*hidden, nn.Linear(64, outputs))


def as_tensor(array: np.ndarray) -> Tensor:
    """float32, on the CPU."""
    return torch.as_tensor(array, dtype=torch.float32)


def score(log_stds: Tensor, noises: Tensor, actions: Tensor) -> Tensor:
    """Log density of tanh-Gaussian actions, (B, A) -> (B, 1)."""
    gaussian = -0.5 * noises.pow(2) - log_stds - 0.5 * math.log(2 * math.pi)
    return (gaussian - torch.log(1 - actions.pow(2) + TINY)).sum(-1, keepdim=True)


def advantages_with_leak(
    values: Tensor, rewards: Tensor, dones: Tensor, next_values: Tensor
) -> tuple[Tensor, Tensor]:
    """Targets and standardised advantages, (T, 1) each; the sum stops only where `dones` is 1."""
    deltas = rewards + GAMMA * next_values * (1 - dones) - values
    advantages = deltas.clone()
    for t in reversed(range(len(rewards) - 1)):
        advantages[t] += GAMMA * LAMBDA * (1 - dones[t]) * advantages[t + 1]
    standardised = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    return advantages + values, standardised


def take_step(optim: torch.optim.Optimizer, loss: Tensor, parameters: list[Any]) -> None:
    """One step of an optimiser, with the gradient shortened."""
    optim.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(parameters, MAX_GRAD_NORM)
    optim.step()


def learn(run: Run, curve: Curve) -> None:
    """Train; the curve sees every step."""
    torch.manual_seed(run.seed)
    env = make(run.env_id)
    assert env.observation_space.shape is not None and env.action_space.shape is not None
    agent = LecturePPO(env.observation_space.shape[0], env.action_space.shape[0])
    state, _ = env.reset(seed=run.seed)
    for steps in range(1, run.steps + 1):
        action, log_pi = agent.explore(state)
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = float(terminated and not truncated)
        agent.rollout.append(Step(state, action, float(reward), done, log_pi, next_state))
        state = env.reset()[0] if terminated or truncated else next_state
        if len(agent.rollout) == ROLLOUT_LENGTH:
            agent.update()
        curve.see(steps, agent.exploit)
    env.close()
