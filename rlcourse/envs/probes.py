"""Probe environments: each can only be learned by an agent in which one more part is right.

Take them in order. An agent that solves probe 3 and fails at probe 4 has a value function that
works and a policy that does not. The answer of every probe can be worked out by hand. The idea is
Andy Jones's ("Debugging RL, Without the Agonizing Pain"); these are for continuous actions.

Observations (1,) and actions (1,) are both in [-1, 1].
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, ClassVar

import gymnasium as gym
import numpy as np

from rlcourse.envs.arrays import Array


class ProbeEnv(gym.Env[Array, Array]):
    """An episode of one step from 0; a probe overrides what it is about."""

    def __init__(self, render_mode: str | None = None) -> None:
        if render_mode is not None:
            raise ValueError(f"a probe has no picture; render_mode must be None, not {render_mode}")
        self.observation_space = gym.spaces.Box(-1, 1, (1,), np.float32)
        self.action_space = gym.spaces.Box(-1, 1, (1,), np.float32)

    starts: ClassVar[tuple[float, ...]] = (0.0,)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Array, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = float(self.np_random.choice(self.starts))
        return self._observation(), {}

    def step(self, action: Array) -> tuple[Array, float, bool, bool, dict[str, Any]]:
        reward, terminated = self._rule(float(np.clip(action[0], -1, 1)))
        return self._observation(), reward, terminated, False, {}

    def _observation(self) -> Array:
        return np.array([self.state], dtype=np.float32)

    def _rule(self, action: float) -> tuple[float, bool]:
        """The reward of an action, and whether the episode is over."""
        raise NotImplementedError


class ConstantReward(ProbeEnv):
    """One step, reward 1 whatever is seen or done.

    A correct agent learns V(0) = 1.
    If it does not: look at the value loss (its sign, prediction and target mixed up), at the
    critic's optimiser (is it stepped? has it the critic's parameters?), and at the learning rate.
    """

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0, True


class ObservedReward(ProbeEnv):
    """One step, seen -1 or +1; the reward is what was seen.

    A correct agent learns V(-1) = -1 and V(+1) = +1.
    If it does not, and the probe before is solved: look at how observations reach the critic (the
    wrong step's, shuffled apart from their targets, divided by a wrong deviation), at shapes
    that broadcast, (B,) against (B, 1), and at whether its gradient reaches every layer.
    """

    starts = (-1.0, 1.0)

    def _rule(self, action: float) -> tuple[float, bool]:
        return self.state, True


class DelayedReward(ProbeEnv):
    """Two steps, seen 0 and then 1; the reward, 1, comes with the second.

    A correct agent learns V(1) = 1 and V(0) = gamma.
    If it does not, and the probes before are solved: look at the discount and at the value of the
    next state (V(0) = 0: it is not added; V(0) = 1: it is not discounted; V(1) > 1: the end of the
    episode is ignored, or the value of the next episode's first state is used).
    """

    def _rule(self, action: float) -> tuple[float, bool]:
        if self.state == 0.0:
            self.state = 1.0
            return 0.0, False
        return 1.0, True


class ActionReward(ProbeEnv):
    """One step; the reward is 1 - (action - 0.5)^2, best at 0.5.

    A correct agent learns to act 0.5.
    If it does not, and the probes before are solved: look at the policy loss (an action of -1: its
    sign; about 0: no gradient, or advantages that are all zero), at the log-probability (is it that
    of the action taken, with the tanh's correction?), and at the actor's optimiser.
    """

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0 - (action - 0.5) ** 2, True


class ObservedActionReward(ProbeEnv):
    """One step, seen -1 or +1; the reward is 1 - (action - seen / 2)^2.

    A correct agent learns to act -0.5 on seeing -1 and +0.5 on seeing +1.
    If it does not, and the probes before are solved: look at what is paired with what (each
    observation with its own action, log-probability and advantage, in the buffer and after
    shuffling), and at shapes that broadcast in the policy loss.
    """

    starts = (-1.0, 1.0)

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0 - (action - self.state / 2) ** 2, True


class NeverOver(ProbeEnv):
    """Reward 1 for ever: the episodes run out of time after 5 steps, and never terminate.

    A correct agent learns V(0) = 1 / (1 - gamma).
    If it does not, and the probes before are solved: look at the end of time. A value of at most 5
    says that running out of time is taken for the end, after which nothing comes. The value of the
    next state is cut off by `terminated` alone, never by `terminated or truncated`. A value that
    grows without end says that the discount is missing.
    """

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0, False


@dataclass(frozen=True)
class Probe:
    """A probe, and what a correct agent knows after it.

    Attributes:
        id: for `make`.
        tests: the part of an agent that it is about.
        states: every observation from which it acts.
        value: (state, gamma) -> the value of a state under the best policy.
        action: state -> the best action; None where it does not matter.
        help: what a correct agent learns, and where to look if it does not.
    """

    id: str
    tests: str
    env: type[ProbeEnv]
    states: tuple[float, ...]
    value: Callable[[float, float], float]
    action: Callable[[float], float] | None = None
    max_episode_steps: int | None = None

    @property
    def help(self) -> str:
        return cleandoc(self.env.__doc__ or "")


PROBES: list[Probe] = [
    Probe(
        "Probe1ConstantReward-v0",
        "the value of a constant reward",
        ConstantReward,
        states=(0.0,),
        value=lambda state, gamma: 1.0,
    ),
    Probe(
        "Probe2ObservedReward-v0",
        "the value of an observation",
        ObservedReward,
        states=(-1.0, 1.0),
        value=lambda state, gamma: state,
    ),
    Probe(
        "Probe3DelayedReward-v0",
        "the discount over two steps",
        DelayedReward,
        states=(0.0, 1.0),
        value=lambda state, gamma: 1.0 if state == 1.0 else gamma,
    ),
    Probe(
        "Probe4ActionReward-v0",
        "a policy that depends on nothing",
        ActionReward,
        states=(0.0,),
        value=lambda state, gamma: 1.0,
        action=lambda state: 0.5,
    ),
    Probe(
        "Probe5ObservedActionReward-v0",
        "a policy that depends on the observation",
        ObservedActionReward,
        states=(-1.0, 1.0),
        value=lambda state, gamma: 1.0,
        action=lambda state: state / 2,
    ),
    Probe(
        "Probe6NeverOver-v0",
        "the value beyond the end of time",
        NeverOver,
        states=(0.0,),
        value=lambda state, gamma: 1.0 / (1.0 - gamma),
        max_episode_steps=5,
    ),
]


def register_probes() -> None:
    """Make the probes known to Gymnasium."""
    for probe in PROBES:
        gym.registry.pop(probe.id, None)
        gym.register(
            id=probe.id,
            entry_point=f"rlcourse.envs.probes:{probe.env.__name__}",
            max_episode_steps=probe.max_episode_steps,
        )
