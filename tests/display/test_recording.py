"""One episode, frame by frame."""

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.display import record
from rlcourse.display.recording import MAX_STEPS


class Constant:
    def __init__(self) -> None:
        self.states: list[np.ndarray] = []

    def exploit(self, states: np.ndarray) -> np.ndarray:
        self.states.append(states)
        return np.full(2, 0.25, dtype=np.float32)


@pytest.mark.parametrize(
    ("fps", "num_frames", "shown_fps"), [(60, 10, 30), (30, 20, 30), (125, 5, 31.25), (15, 20, 15)]
)
def test_shows_one_episode_in_real_time(blinker, fps, num_frames, shown_fps):
    recording = record(Constant(), lambda: blinker(length=20, fps=fps))
    assert recording.frames.shape == (num_frames, 24, 32, 3)
    assert recording.frames.dtype == np.uint8
    assert recording.fps == shown_fps
    assert recording.seconds == pytest.approx(20 / fps)
    assert recording.total_reward == 10.0
    assert not recording.is_random


def test_frames_are_of_every_second_step(blinker):
    frames = record(Constant(), lambda: blinker(length=20)).frames
    assert frames[:, 0, 0, 0].tolist() == [20 * i for i in range(10)]


def test_policy_gets_one_float32_state(blinker):
    policy = Constant()
    record(policy, lambda: blinker(length=3))
    assert [(state.shape, state.dtype) for state in policy.states] == [((3,), np.float32)] * 3


def test_random_policy_really_samples_and_is_seeded(blinker):
    made = [blinker(), blinker(), blinker()]
    for env, seed in zip(made, (0, 0, 1), strict=True):
        assert record(None, lambda env=env: env, seed=seed).is_random
    actions = [np.array(env.actions) for env in made]
    assert np.array_equal(actions[0], actions[1])
    assert not np.array_equal(actions[0], actions[2])
    assert actions[0].std() > 0.3


def test_actions_are_rescaled_as_in_training(blinker):
    env = blinker(low=-2.0)
    record(Constant(), lambda: env)
    assert np.allclose(env.actions, 0.5)


def test_closes_the_environment_also_after_an_error(blinker):
    class Broken:
        def exploit(self, states):
            raise ZeroDivisionError

    env = blinker()
    with pytest.raises(ZeroDivisionError):
        record(Broken(), lambda: env)
    assert env.is_closed


def test_an_episode_without_end_is_cut(blinker):
    recording = record(Constant(), lambda: blinker(length=10**9, shape=(2, 2)))
    assert len(recording.frames) == MAX_STEPS / 2


def test_what_cannot_be_filmed_is_said_in_one_line(blinker, monkeypatch):
    def blind():
        env = blinker()
        env.render_mode = None
        return env

    def dark():
        env = blinker()
        env.render = lambda: None
        return env

    spec = gym.envs.registration.EnvSpec("Blind-v0", entry_point=lambda: blinker())
    monkeypatch.setitem(gym.registry, "Blind-v0", spec)
    for policy, env, error, words in [
        (None, blind, ValueError, "render_mode='rgb_array'"),
        (None, dark, ValueError, r"render\(\) gave None"),
        (None, "NoSuchEnv-v0", ValueError, "no environment 'NoSuchEnv-v0'"),
        (None, "no_such_module:Env-v0", ValueError, "No module named 'no_such_module'"),
        (None, "Blind-v0", ValueError, "Blind-v0 cannot be made with render_mode='rgb_array'"),
        (object(), blinker, TypeError, r"needs a method exploit\(state\)"),
    ]:
        with pytest.raises(error, match=words) as caught:
            record(policy, env)
        assert "\n" not in str(caught.value)


def test_environment_made_without_pictures_is_made_again(blinker):
    def entry_point(render_mode=None):
        env = blinker()
        env.render_mode = render_mode
        return env

    gym.register("Blinker-v0", entry_point=entry_point, max_episode_steps=4)
    try:
        recording = record(None, lambda: gym.make("Blinker-v0", disable_env_checker=True))
    finally:
        del gym.registry["Blinker-v0"]
    assert recording.env_id == "Blinker-v0"
    assert len(recording.frames) == 2


def test_the_world_of_an_environment_stays_as_large_as_it_is(blinker):
    class Arena(blinker):
        width, height = 8, 6

    arena = Arena(length=4)
    record(None, lambda: arena)
    assert (arena.width, arena.height) == (8, 6)


def test_films_the_pendulum_from_the_side():
    import rlcourse.envs  # noqa: F401  registers the tasks

    recording = record(None, "InvertedPendulumBulletEnv-v0", seed=3, width=160, height=120)
    assert recording.frames.shape[1:] == (120, 160, 3)
    assert recording.frames.std() > 5
    assert recording.total_reward == pytest.approx(2 * len(recording.frames), abs=1)
