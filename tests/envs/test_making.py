"""`make`: any environment with bounded continuous actions, and one clear line for the others."""

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.envs import TASKS, make, make_vec


def test_actions_in_minus_one_to_one_are_left_alone():
    env = make("HalfCheetahBulletEnv-v0")
    assert not isinstance(env, gym.wrappers.RescaleAction)
    assert env.spec.id == "HalfCheetahBulletEnv-v0"


def test_other_bounds_are_rescaled():
    env, plain = make("Pendulum-v1"), gym.make("Pendulum-v1")
    np.testing.assert_array_equal(env.action_space.low, [-1])
    np.testing.assert_array_equal(env.action_space.high, [1])
    assert env.action_space.dtype == np.float32
    env.reset(seed=0)
    plain.reset(seed=0)
    for action in (-1.0, 0.25, 1.0):
        got = env.step(np.array([action], np.float32))
        expected = plain.step(np.array([2 * action], np.float32))
        np.testing.assert_array_equal(got[0], expected[0])
        assert got[1:4] == expected[1:4]


class Odd(gym.Env):
    def __init__(self, observations, actions):
        self.observation_space, self.action_space = observations, actions


NUMBERS = gym.spaces.Box(-np.inf, np.inf, (3,))
BOUNDED = gym.spaces.Box(-1, 1, (2,))


@pytest.mark.parametrize(
    ("observations", "actions", "message"),
    [
        (NUMBERS, gym.spaces.Discrete(2), r"actions Discrete\(2\): the course covers"),
        (NUMBERS, gym.spaces.Box(-np.inf, np.inf, (2,)), "has actions Box"),
        (NUMBERS, gym.spaces.Box(-1, 1, (2, 2)), "has actions Box"),
        (NUMBERS, gym.spaces.Box(0, 0, (2,)), "has actions Box"),
        (NUMBERS, gym.spaces.Box(-1, 1, (2,), np.int64), "has actions Box"),
        (gym.spaces.Box(0, 255, (8, 8, 3), np.uint8), BOUNDED, "has observations Box"),
        (gym.spaces.Dict({"a": NUMBERS}), BOUNDED, "has observations Dict"),
        (None, BOUNDED, "has observations None"),
    ],
)
def test_what_the_course_does_not_cover_is_refused_in_one_line(observations, actions, message):
    with pytest.raises(ValueError, match=message) as caught:
        make(lambda: Odd(observations, actions))
    assert "\n" not in str(caught.value)
    assert "Odd" in str(caught.value)


@pytest.mark.parametrize(
    ("env_id", "message"),
    [
        ("CartPole-v1", "CartPole-v1 has actions Discrete"),
        ("HalfCheetah", "did you mean HalfCheetahBulletEnv-v0"),
        ("halfcheetahbulletenv-v0", "did you mean HalfCheetahBulletEnv-v0"),
        ("InvertedPendulumBullet-v0", "did you mean InvertedPendulumBulletEnv-v0"),
        ("Pendulum-v0", "did you mean.*Pendulum-v1"),
        ("xyzzy", "no environment 'xyzzy'; see gymnasium.registry"),
        ("no_such_module:Env-v0", "cannot import 'no_such_module'"),
        ("./task:Env-v0", "cannot import './task'"),
        ("Reacher-v2", "cannot make 'Reacher-v2'"),
    ],
)
def test_an_id_that_does_not_work_says_why_in_one_line(env_id, message):
    with pytest.raises(ValueError, match=message) as caught:
        make(env_id)
    assert "\n" not in str(caught.value)


def test_a_function_makes_an_environment_too():
    env = make(lambda: gym.make("Pendulum-v1"))
    np.testing.assert_array_equal(env.action_space.high, [1])
    with pytest.raises(ValueError, match="gives it its render_mode itself"):
        make(lambda: gym.make("Pendulum-v1"), render_mode="rgb_array")
    with pytest.raises(ValueError, match="an id or a function"):
        make(gym.make("Pendulum-v1"))


def test_making_a_task_does_not_start_pybullet():
    """Spaces can be asked for at no cost; the simulation starts with the first reset."""
    envs = [make(env_id).unwrapped for env_id in TASKS]
    assert all(env._client is None for env in envs)


@pytest.mark.parametrize("num_workers", [0, 1])
def test_a_function_that_gives_one_environment_again_and_again_is_refused(num_workers):
    env = gym.make("Pendulum-v1")
    with pytest.raises((ValueError, RuntimeError), match="gave the same one twice"):
        make_vec(lambda: env, 2, num_workers)


def test_a_function_that_returns_nothing_is_told_so():
    with pytest.raises(ValueError, match="must return it, not None"):
        make(lambda: None)
