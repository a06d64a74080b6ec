"""What an agent does while it learns, measured from outside: six numbers for every update.

Return says that something is wrong, late and not where. These numbers say where.
Sources: Engstrom et al. 2020 (arXiv 2005.12729) and Andrychowicz et al. 2020 (arXiv 2006.05990)
watch the same ones; Huang et al. 2022 ("The 37 implementation details of PPO") log them.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.envs import make_vec
from rlcourse.training.threads import one_thread


class Diagnostics(NamedTuple):
    """One update in numbers."""

    ratio: float
    """Largest |ratio - 1| over the rollout, before the first step: 0 but for rounding."""
    clip_fraction: float
    """Share of entries whose ratio, as `update_actor` gets to see it, is beyond the clip."""
    kl: float
    """KL divergence from the policy that collected the rollout to the one after the update, nats.

    The mean of ratio - 1 - log ratio, which cannot be negative (Schulman 2020, "Approximating KL
    divergence", k3).
    """
    explained_variance: float
    """1 - Var(targets - values) / Var(targets), values from before the update: 1 is perfect, 0 no
    better than a constant."""
    std: float
    """Mean standard deviation of the policy before tanh, after the update."""
    gradient_norm: float
    """Longest gradient that reached an optimiser."""
    episode_length: float
    """Steps of the rollout for each episode that ended in it."""


class _Record:
    """What the agent's updates were given while it learned."""

    def __init__(self) -> None:
        self.states: list[Tensor] = []
        self.targets: list[Tensor] = []
        self.clipped: list[float] = []
        self.longest = 0.0

    def note_gradient(self, optimizer: Any, *_: Any) -> None:
        """Before an optimiser's step: the norm of all its gradients together."""
        parameters = (p for group in optimizer.param_groups for p in group["params"])
        norms = [p.grad.norm() for p in parameters if p.grad is not None]
        if norms:
            self.longest = max(self.longest, torch.stack(norms).norm().item())


def measure_update(agent: Any) -> Diagnostics:
    """Let an agent with a full rollout buffer learn from it, and measure how that goes.

    Args:
        agent: as PPO: `buffer`, `actor`, `critic`, their optimisers, `update`, `update_critic` and
            `update_actor`. It need not know that it is watched, and learns as if it were not.
    """
    rollout = type(agent.buffer.data)(*(field.clone() for field in agent.buffer.data))
    states = agent.normalize_states(rollout.states.to(agent.device))
    actions, log_pis = rollout.actions.to(agent.device), rollout.log_pis.to(agent.device)
    ends = (rollout.terminateds + rollout.truncateds).clamp(max=1).sum().item()
    critic = copy.deepcopy(agent.critic)

    def log_ratios() -> Tensor:
        # Step by step, as the actions were drawn: another size of batch is rounded otherwise.
        with torch.no_grad():
            steps = [
                agent.actor.evaluate_log_pi(*step) for step in zip(states, actions, strict=True)
            ]
        # Where a policy has run away, e^20 says enough.
        return (torch.stack(steps) - log_pis).clamp(max=20)

    before = log_ratios()
    with watched(agent) as record:
        agent.update()
    after = log_ratios()
    return Diagnostics(
        ratio=(before.exp() - 1).abs().max().item(),
        clip_fraction=float(np.mean(record.clipped)),
        kl=(after.exp() - 1 - after).mean().item(),
        explained_variance=explained_variance(critic, record, log_pis.numel()),
        std=agent.actor.log_stds.exp().mean().item(),
        gradient_norm=record.longest,
        episode_length=log_pis.numel() / max(1.0, ends),
    )


@contextmanager
def watched(agent: Any) -> Iterator[_Record]:
    """Inside, what the agent's two updates get is noted; afterwards the agent is as it was."""
    record = _Record()
    update_critic, update_actor = agent.update_critic, agent.update_actor

    def critic_watched(states: Tensor, targets: Tensor) -> None:
        record.states.append(states)
        record.targets.append(targets)
        update_critic(states, targets)

    def actor_watched(
        states: Tensor, actions: Tensor, log_pis_old: Tensor, advantages: Tensor
    ) -> None:
        with torch.no_grad():
            ratios = (agent.actor.evaluate_log_pi(states, actions) - log_pis_old).exp()
        record.clipped.append(((ratios - 1).abs() > agent.clip_eps).double().mean().item())
        update_actor(states, actions, log_pis_old, advantages)

    agent.update_critic, agent.update_actor = critic_watched, actor_watched
    optimizers = agent.optim_actor, agent.optim_critic
    hooks = [o.register_step_pre_hook(record.note_gradient) for o in optimizers]
    try:
        yield record
    finally:
        del agent.update_critic, agent.update_actor
        for hook in hooks:
            hook.remove()


def explained_variance(critic: nn.Module, record: _Record, entries: int) -> float:
    """How much of the targets' variance the critic knew beforehand, over the first pass."""
    states, targets = torch.cat(record.states)[:entries], torch.cat(record.targets)[:entries]
    with torch.no_grad():
        errors = targets - critic(states)
    return 1 - (errors.var() / targets.var()).item()


def diagnose(
    agent: Any, env: str | Callable[[], Any], updates: int, seed: int = 0
) -> dict[str, np.ndarray]:
    """Let an agent act and learn, and measure every update.

    Args:
        agent: as for `measure_update`.
        env: an environment's id, or a function that makes one.
        updates: how many.
        seed: of the environments.

    Returns:
        A curve (updates,) for each of the `Diagnostics`, by its name.
    """
    envs = make_vec(env, agent.num_envs)
    states, _ = envs.reset(seed=seed)
    measured: list[Diagnostics] = []
    with agent.random_stream, one_thread():
        while len(measured) < updates:
            states = agent.step(envs, states, steps=0)
            if agent.buffer.is_full:
                measured.append(measure_update(agent))
    envs.close()
    return {name: np.array([getattr(m, name) for m in measured]) for name in Diagnostics._fields}
