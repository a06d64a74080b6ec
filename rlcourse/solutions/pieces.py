"""Six small steps of a PPO update as functions of their own, each of which is easily got wrong.

`rlcourse.solutions.ppo` has the same steps in one place; `patched_ppo` puts these together.
"""

from typing import Any

import torch
from torch import Tensor, nn, optim


def lambda_sum(
    deltas: Tensor, terminateds: Tensor, truncateds: Tensor, gamma: float, lambd: float
) -> Tensor:
    """Add to the TD error of each step those of the steps after it, fading.

    Args:
        deltas: TD errors, (T, E).
        terminateds: 1.0 where the task ended at step t, else 0.0, (T, E).
        truncateds: 1.0 where time ran out at step t, else 0.0, (T, E).
        gamma: discount, in [0, 1].
        lambd: weight of longer sums, in [0, 1].

    Returns:
        The advantages before they are standardised, (T, E).

    Source: Schulman et al. 2016 (arXiv 1506.02438), equation 16.
    """
    goes_on = (1 - terminateds) * (1 - truncateds)
    sums = torch.empty_like(deltas)
    following = torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        following = deltas[t] + gamma * lambd * goes_on[t] * following
        sums[t] = following
    return sums


def unsquash(actions: Tensor) -> Tensor:
    """Undo tanh.

    Args:
        actions: in [-1, 1], (B, A). In float64 they still tell tanh(10) from 1.

    Returns:
        us with tanh(us) = actions, finite, in the dtype of the actions, (B, A).
    """
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    inside = actions.clamp(-limit, limit)
    return torch.atanh(inside)


def make_passes(
    agent: Any,
    states: Tensor,
    actions: Tensor,
    log_pis_old: Tensor,
    targets: Tensor,
    advantages: Tensor,
) -> None:
    """Let an agent learn from a rollout of N entries, in shuffled minibatches, several times.

    Args:
        agent: has `num_updates`, `batch_size`, `actor`, and the methods `update_critic(states,
            targets)` and `update_actor(states, actions, log_pis_old, advantages)`.
        states: (N, S).
        actions: (N, A).
        log_pis_old: log densities of the actions when they were taken, (N, 1).
        targets: (N, 1).
        advantages: (N, 1).

    Source: Schulman et al. 2017 (arXiv 1707.06347), algorithm 1.
    """
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def flatten_rollout(
    states: Tensor, actions: Tensor, log_pis: Tensor, targets: Tensor, advantages: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Lay a rollout of T steps in E environments out in one row of N = T * E entries.

    Args:
        states: (T, E, S).
        actions: (T, E, A).
        log_pis: (T, E, 1).
        targets: (T, E).
        advantages: (T, E).

    Returns:
        The same five, (N, S), (N, A) and three of (N, 1): entry i of each is of the same step.
    """
    states = states.flatten(0, 1)
    actions = actions.flatten(0, 1)
    log_pis = log_pis.flatten(0, 1)
    targets = targets.reshape(-1, 1)
    advantages = advantages.reshape(-1, 1)
    return states, actions, log_pis, targets, advantages


def make_optimizer(actor: nn.Module, lr: float) -> optim.Optimizer:
    """Adam over all that a policy can learn.

    Args:
        actor: has the layers `net` and the parameter `log_stds`.
        lr: step size.

    Source: Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1.
    """
    parameters = list(actor.parameters())
    return optim.Adam(parameters, lr=lr)


def gradient_step(
    loss: Tensor, network: nn.Module, optimizer: optim.Optimizer, max_grad_norm: float
) -> None:
    """Make a loss smaller by one step with a gradient of limited length.

    Args:
        loss: a scalar.
        network: what is to learn.
        optimizer: of the network's parameters.
        max_grad_norm: longer gradients are shortened to this norm.

    Source: Pascanu et al. 2013 (arXiv 1211.5063), algorithm 1.
    """
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    optimizer.step()
