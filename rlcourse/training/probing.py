"""Try a whole agent on the probe environments: the first one that fails says where to look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rlcourse.envs.probes import PROBES, Probe
from rlcourse.language import Text
from rlcourse.training.practice import train

# Both are in the units of the probe; the answers of the probes differ by 0.1 and more.
VALUE_TOLERANCE = 0.08
ACTION_TOLERANCE = 0.15
GAMMA = 0.9

# Settings with which a right agent learns a probe in about a second.
PPO: dict[str, Any] = {"rollout_length": 32, "lr_actor": 3e-3, "lr_critic": 1e-2}
PPO_UPDATES = 24
# So little entropy that a value is that of the best action.
SAC: dict[str, Any] = {
    "batch_size": 64,
    "lr_actor": 3e-3,
    "lr_critic": 3e-3,
    "start_steps": 256,
    "tau": 0.1,
    "alpha": 0.01,
    "learn_alpha": False,
    "buffer_size": 4096,
}
SAC_UPDATES = 60  # eight environments make them 480

PROBE = Text("probe", "プローブ")
FAILS = Text("Probe {number} fails.", "プローブ {number} に失敗しました．")
VALUE = Text(
    "V({state:g}) is {value:.2f} and should be {right:.2f}.",
    "V({state:g}) は {value:.2f} になりました．正しくは {right:.2f} です．",
)
ACTION = Text(
    "The action at {state:g} is {action:.2f} and should be {right:.2f}.",
    "{state:g} での行動は {action:.2f} になりました．正しくは {right:.2f} です．",
)


@dataclass(frozen=True)
class ProbeResult:
    """What an agent knows after one probe.

    Attributes:
        probe: the probe.
        values: value of each of the probe's states.
        actions: action in each of them.
        passed: whether both are what can be worked out by hand.
    """

    probe: Probe
    values: tuple[float, ...]
    actions: tuple[float, ...]
    passed: bool

    def learned(self) -> list[str]:
        """What it learned beside what is right, one line for each value and action asked."""
        lines = []
        for state, value, action in zip(self.probe.states, self.values, self.actions, strict=True):
            right = self.probe.value(state, GAMMA)
            lines.append(str(VALUE.format(state=state, value=no_minus_zero(value), right=right)))
            if self.probe.action is not None:
                right = self.probe.action(state)
                lines.append(
                    str(ACTION.format(state=state, action=no_minus_zero(action), right=right))
                )
        return lines


@dataclass(frozen=True)
class ProbeReport:
    """Results of the probes, up to and with the first that failed."""

    results: tuple[ProbeResult, ...]

    @property
    def passed(self) -> bool:
        """Whether all probes were solved."""
        return len(self.results) == len(PROBES) and all(r.passed for r in self.results)

    def __repr__(self) -> str:
        lines = []
        for number, result in enumerate(self.results, start=1):
            mark = "✓" if result.passed else "✗"
            lines.append(f"{mark} {PROBE} {number}: {result.probe.tests}")
            if not result.passed:
                lines += ["", str(FAILS.format(number=number)), *result.learned(), ""]
                lines.append(str(result.probe.help))
        return "\n".join(lines)


def no_minus_zero(value: float) -> float:
    """Rounded to what is shown, so that -0.001 is not written as -0.00."""
    return round(value, 2) + 0.0


def run_probes(make_agent: Callable[..., Any]) -> ProbeReport:
    """Train an agent on each probe in turn, about a second each; stop at the first failure.

    Args:
        make_agent: the agent's class, such as PPO.
    """
    results: list[ProbeResult] = []
    for probe in PROBES:
        results.append(try_probe(make_agent, probe))
        if not results[-1].passed:
            break
    return ProbeReport(tuple(results))


def try_probe(make_agent: Callable[..., Any], probe: Probe) -> ProbeResult:
    """Train an agent on one probe and ask it what it knows."""
    is_sac = hasattr(make_agent, "update_alpha")
    agent = make_agent((1,), (1,), num_envs=8, gamma=GAMMA, **(SAC if is_sac else PPO))
    train(agent, probe.id, updates=SAC_UPDATES if is_sac else PPO_UPDATES)
    states = np.array(probe.states, dtype=np.float32).reshape(-1, 1)
    values = (values_of_sac if is_sac else values_of_ppo)(agent, agent.observe(states))
    actions = agent.exploit(states)[:, 0].tolist()
    right_values = [probe.value(s, GAMMA) for s in probe.states]
    passed = bool(np.allclose(values, right_values, rtol=VALUE_TOLERANCE, atol=VALUE_TOLERANCE))
    if probe.action is not None:
        right_actions = [probe.action(s) for s in probe.states]
        passed &= bool(np.allclose(actions, right_actions, rtol=0, atol=ACTION_TOLERANCE))
    return ProbeResult(probe, tuple(values), tuple(actions), passed)


@torch.no_grad()
def values_of_ppo(agent: Any, states: Tensor) -> list[float]:
    """V(s) in the units of the rewards: (B, S) -> B numbers."""
    scaled: Tensor = agent.critic(states) * agent.normalize_rewards.unit
    return scaled.squeeze(-1).tolist()


@torch.no_grad()
def values_of_sac(agent: Any, states: Tensor) -> list[float]:
    """Q(s, a) of the action without noise, the lower one: (B, S) -> B numbers."""
    q1, q2 = agent.critic(states, agent.actor(states))
    return torch.min(q1, q2).squeeze(-1).tolist()
