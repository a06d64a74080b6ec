"""What a SAC agent knows and does while it learns, measured from outside: six numbers.

Fujimoto et al. 2018 (arXiv 1802.09477, figure 1) watch the values in this way, Haarnoja et al.
2018 (arXiv 1812.05905) the entropy and its price.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from rlcourse.envs import make_vec
from rlcourse.training.threads import one_thread

SAMPLE = 256


class SACDiagnostics(NamedTuple):
    """One moment in numbers, over rows of the replay buffer."""

    value: float
    """Mean of the lower value of what the policy would do."""
    explained_variance: float
    """1 - Var(targets - values) / Var(targets): 1 is perfect, 0 no better than a constant."""
    twins: float
    """Mean distance between the critic's two values."""
    target_twins: float
    """The same of the target network."""
    entropy: float
    """Mean of -log pi of what the policy would do, nats."""
    alpha: float
    """The entropy coefficient."""


@torch.no_grad()
def measure_sac(agent: Any) -> SACDiagnostics:
    """Measure an agent that remembers something; it changes nothing but the random state.

    Args:
        agent: as SAC: `buffer`, `actor`, `critic`, `critic_target`, `alpha` and `gamma`.
    """
    batch = agent.buffer.sample(SAMPLE)
    actions, log_pis = agent.actor.sample(batch.states)
    q1, q2 = agent.critic(batch.states, actions)
    slow1, slow2 = agent.critic_target(batch.states, actions)
    # What the critic is to learn by the book, whatever the agent makes of it.
    next_actions, next_log_pis = agent.actor.sample(batch.next_states)
    guesses = agent.critic_target(batch.next_states, next_actions)
    next_values = torch.min(*guesses) - agent.alpha * next_log_pis
    targets = batch.rewards + agent.gamma * (1 - batch.terminateds) * next_values
    errors = targets - agent.critic(batch.states, batch.actions)[0]
    return SACDiagnostics(
        value=torch.min(q1, q2).mean().item(),
        explained_variance=1 - (errors.var() / targets.var()).item(),
        twins=(q1 - q2).abs().mean().item(),
        target_twins=(slow1 - slow2).abs().mean().item(),
        entropy=-log_pis.mean().item(),
        alpha=agent.alpha.item(),
    )


def diagnose_sac(
    agent: Any, env: str | Callable[[], Any], updates: int, every: int = 50, seed: int = 0
) -> dict[str, np.ndarray]:
    """Let an agent act and learn, and measure it now and then.

    Args:
        agent: as for `measure_sac`, and with `step`, `is_update` and `update`.
        env: an environment's id, or a function that makes one.
        updates: how many.
        every: updates between two measurements.
        seed: of the environments.

    Returns:
        A curve (updates // every,) for each of the `SACDiagnostics` by its name, and "update".
    """
    envs = make_vec(env, agent.num_envs)
    states, _ = envs.reset(seed=seed)
    steps, done = 0, 0
    measured: list[SACDiagnostics] = []
    with agent.random_stream, one_thread():
        while done < updates:
            states = agent.step(envs, states, steps)
            steps += agent.num_envs
            if agent.is_update(steps):
                agent.update()
                done += 1
                if done % every == 0:
                    measured.append(measure_sac(agent))
    envs.close()
    names = SACDiagnostics._fields
    curves = {name: np.array([getattr(m, name) for m in measured]) for name in names}
    return {**curves, "update": every * np.arange(1, len(measured) + 1)}
