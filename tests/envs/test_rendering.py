"""Pictures of the tasks: the same from every build of PyBullet."""

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.envs import TASKS, make
from rlcourse.envs.quiet import import_pybullet


@pytest.mark.parametrize("env_id", list(TASKS))
def test_a_picture_shows_something(env_id):
    env = make(env_id, render_mode="rgb_array")
    env.reset(seed=0)
    picture = env.render()
    assert picture.shape == (240, 320, 3)
    assert picture.dtype == np.uint8
    assert picture.flags.owndata and picture.flags.writeable
    # The robot, in the middle, is neither sky nor ground.
    assert len(np.unique(picture[80:200, 100:220].reshape(-1, 3), axis=0)) > 10


def test_the_size_can_be_set():
    env = make("HopperBulletEnv-v0", render_mode="rgb_array", width=64, height=48)
    env.reset(seed=0)
    assert env.render().shape == (48, 64, 3)


def as_numpy(pixels):
    return np.asarray(pixels, dtype=np.uint8).reshape(48, 64, 4)


def as_tuple(pixels):
    return tuple(np.asarray(pixels).ravel().tolist())


def test_a_pybullet_built_without_numpy_gives_the_same(monkeypatch):
    env = make("HalfCheetahBulletEnv-v0", render_mode="rgb_array", width=64, height=48)
    env.reset(seed=0)
    pybullet = import_pybullet()
    take = pybullet.getCameraImage
    pictures = []
    for convert in (as_numpy, as_tuple):

        def taken(*args, convert=convert, **kwargs):
            width, height, pixels, *rest = take(*args, **kwargs)
            return width, height, convert(pixels), *rest

        monkeypatch.setattr(pybullet, "getCameraImage", taken)
        pictures.append(env.render())
    assert pictures[1].dtype == np.uint8
    np.testing.assert_array_equal(pictures[0], pictures[1])


def test_the_camera_follows_the_robot():
    env = make("HalfCheetahBulletEnv-v0", render_mode="rgb_array").unwrapped
    env.reset(seed=0)
    for _ in range(60):
        env.step(env.action_space.sample())
    robot = env._torso_position
    assert env._camera_target() == robot
    assert (env.render()[80:180, 100:220] != 255).any()


def test_looking_changes_nothing():
    runs = []
    for looks in (False, True):
        env = make("AntBulletEnv-v0", render_mode="rgb_array", width=32, height=24).unwrapped
        env.reset(seed=0)
        states = []
        for _ in range(30):
            states.append(env.step(np.full(8, 0.5))[0])
            if looks:
                env.render()
        runs.append(np.array(states))
    np.testing.assert_array_equal(*runs)


def test_there_is_nothing_to_see_before_reset_or_without_a_render_mode():
    env = make("HopperBulletEnv-v0", render_mode="rgb_array").unwrapped
    with pytest.raises(gym.error.ResetNeeded, match=r"call reset\(\)"):
        env.render()
    env = make("HopperBulletEnv-v0").unwrapped
    env.reset(seed=0)
    assert env.render() is None


def test_an_unknown_render_mode_is_refused():
    from rlcourse.envs.walkers import Hopper

    with pytest.raises(ValueError, match='must be None or "rgb_array"'):
        Hopper(render_mode="ascii")
