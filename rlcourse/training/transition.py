"""One step of a vector environment, with the true last state of an episode that ended."""

from typing import Any, NamedTuple

import numpy as np


class Transition(NamedTuple):
    """What E environments gave for one step each."""

    rewards: np.ndarray  # (E,)
    terminateds: np.ndarray  # (E,), the task ended
    truncateds: np.ndarray  # (E,), time ran out
    final_states: np.ndarray  # (E, S), what followed, before any reset
    next_states: np.ndarray  # (E, S), where to act next, after the resets


def take_step(env: Any, actions: np.ndarray) -> Transition:
    """Step a vector environment with same-step autoreset; actions (E, A)."""
    next_states, rewards, terminateds, truncateds, infos = env.step(actions)
    final_states = next_states
    ended = terminateds | truncateds
    if ended.any():
        final_states = next_states.copy()
        for i in np.flatnonzero(ended):
            final_states[i] = infos["final_obs"][i]
    return Transition(rewards, terminateds, truncateds, final_states, next_states)
