"""What the probes say can be learned is true of them."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from rlcourse.envs import PROBES, make

GAMMA = 0.9

each_probe = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)


def episode(env, action, steps=200):
    """The states, the rewards of the steps between them, and whether it is over after that."""
    observation, _ = env.reset()
    states, rewards = [float(observation[0])], []
    for _ in range(steps):
        chosen = np.array([action(states[-1])], np.float32)
        observation, reward, terminated, _, _ = env.step(chosen)
        states.append(float(observation[0]))
        rewards.append(reward)
        if terminated:
            return states, rewards, True
    return states, rewards, False


@each_probe
def test_passes_gymnasiums_checker(probe):
    check_env(make(probe.id).unwrapped)


@each_probe
def test_its_values_are_the_discounted_returns_of_its_best_actions(probe):
    env = make(probe.id).unwrapped
    env.reset(seed=0)
    best = probe.action or (lambda state: 0.3)
    seen = set()
    for _ in range(20):
        states, rewards, is_over = episode(env, best)
        for t in range(len(rewards) if is_over else 1):
            value = sum(GAMMA**k * reward for k, reward in enumerate(rewards[t:]))
            assert value == pytest.approx(probe.value(states[t], GAMMA), abs=1e-6)
            seen.add(states[t])
    assert seen == set(probe.states)


@each_probe
def test_no_other_action_is_better(probe):
    env = make(probe.id).unwrapped
    env.reset(seed=0)
    for action in np.linspace(-1, 1, 21):
        states, rewards, _ = episode(env, lambda state, action=action: action, steps=100)
        best = probe.value(states[0], GAMMA)
        got = sum(GAMMA**k * reward for k, reward in enumerate(rewards))
        if probe.action is None:
            assert got == pytest.approx(best, abs=1e-3)
        elif abs(action - probe.action(states[0])) > 1e-6:
            assert got < best


def test_the_last_one_runs_out_of_time_and_never_terminates():
    env = make(PROBES[-1].id)
    env.reset(seed=0)
    assert [env.step(np.zeros(1))[2:4] for _ in range(5)] == [(False, False)] * 4 + [(False, True)]


@each_probe
def test_its_help_says_what_is_learned_and_where_to_look(probe):
    assert "A correct agent learns" in probe.help.en and "Look at" in probe.help.en
    assert "正しいエージェントは" in probe.help.ja and "確認しましょう" in probe.help.ja
    assert all(probe.tests)


def test_a_probe_has_no_picture():
    with pytest.raises(ValueError, match="no picture"):
        PROBES[0].env(render_mode="rgb_array")
