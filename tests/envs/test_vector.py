"""Many environments at once give what Gymnasium's SyncVectorEnv gives, however many workers."""

import functools

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from rlcourse.envs import make, make_vec
from tests.envs.toys import Echo, Raises, RaisesAtOnce, Toy

each_number_of_workers = pytest.mark.parametrize("num_workers", [0, 1, 2])


def short_pendulum():
    return gym.make("Pendulum-v1", max_episode_steps=7)


def assert_same(got, expected, where=""):
    """Equal in types, shapes and bytes, all the way down."""
    assert type(got) is type(expected), where
    if isinstance(expected, dict):
        assert list(got) == list(expected), where
        for key in expected:
            assert_same(got[key], expected[key], f"{where}[{key!r}]")
    elif isinstance(expected, tuple | list):
        assert len(got) == len(expected), where
        for i, pair in enumerate(zip(got, expected, strict=True)):
            assert_same(*pair, f"{where}[{i}]")
    elif isinstance(expected, np.ndarray):
        assert (got.dtype, got.shape) == (expected.dtype, expected.shape), where
        if expected.dtype == object:
            assert_same(got.tolist(), expected.tolist(), where)
        else:
            assert got.tobytes() == expected.tobytes(), f"{where}: {got} is not {expected}"
    else:
        assert got == expected, where


@each_number_of_workers
@pytest.mark.parametrize(
    ("env", "steps"),
    [
        ("HopperBulletEnv-v0", 120),
        ("InvertedPendulumBulletEnv-v0", 80),
        ("Probe3DelayedReward-v0", 10),
        (short_pendulum, 20),
        (Toy, 40),
    ],
    ids=["hopper", "pendulum", "probe", "function", "toy"],
)
def test_equals_gymnasiums_own(env, steps, num_workers):
    theirs = SyncVectorEnv(
        [functools.partial(make, env)] * 3, autoreset_mode=AutoresetMode.SAME_STEP
    )
    mine = make_vec(env, 3, num_workers)
    for name in ("observation_space", "action_space", "num_envs", "metadata"):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert mine.single_observation_space == theirs.single_observation_space
    assert mine.single_action_space == theirs.single_action_space

    rng = np.random.default_rng(0)
    assert_same(mine.reset(seed=4), theirs.reset(seed=4))
    ends = 0
    for step in range(steps):
        actions = rng.uniform(-1, 1, mine.action_space.shape)
        if step % 2:
            actions = actions.astype(np.float32)
        got, expected = mine.step(actions), theirs.step(actions)
        assert_same(got, expected)
        ends += int(got[2].sum() + got[3].sum())
    assert ends > 3, "the test should have seen some episodes end"
    options = {"x": 1}
    assert_same(
        mine.reset(seed=[7, None, 9][:1] * 3, options=options),
        theirs.reset(seed=[7] * 3, options=options),
    )
    mine.close()


@each_number_of_workers
def test_environment_i_is_seeded_with_seed_plus_i(num_workers):
    alone = [make("HopperBulletEnv-v0").reset(seed=10 + i)[0] for i in range(3)]
    envs = make_vec("HopperBulletEnv-v0", 3, num_workers)
    for seed in (10, np.int64(10), [10, 11, 12], (10, 11, 12)):
        np.testing.assert_array_equal(envs.reset(seed=seed)[0], alone)
    with pytest.raises(ValueError, match="2 seeds were given for 3 environments"):
        envs.reset(seed=[1, 2])
    envs.close()


@each_number_of_workers
def test_without_a_seed_an_episode_goes_on_from_the_last(num_workers):
    runs = []
    for _ in range(2):
        envs = make_vec(Toy, 2, num_workers)
        envs.reset(seed=0)
        runs.append(envs.reset()[0])
        envs.close()
    np.testing.assert_array_equal(*runs)
    assert runs[0][0, 0] != runs[0][1, 0]


@each_number_of_workers
def test_what_is_given_out_stays_as_it_is(num_workers):
    envs = make_vec(Toy, 2, num_workers)
    kept = [envs.reset(seed=0)[0]]
    for _ in range(12):
        *arrays, infos = envs.step(envs.action_space.sample())
        kept += [*arrays, *(o for o in infos.get("final_obs", []) if o is not None)]
        for array in kept:
            array += np.ones((), array.dtype) * (array.dtype != bool)
        copies = [array.copy() for array in kept]
        envs.step(envs.action_space.sample())
        for array, copy in zip(kept, copies, strict=True):
            np.testing.assert_array_equal(array, copy)
    envs.close()


def test_workers_hold_several_environments_each():
    envs = make_vec(Echo, 5, 2)
    processes = envs.reset()[0][:, 0]
    assert len(set(processes)) == 2
    assert sorted(np.unique(processes, return_counts=True)[1]) == [2, 3]
    envs.close()


def test_there_are_never_more_workers_than_environments():
    envs = make_vec(Echo, 2, 8)
    assert len(set(envs.reset()[0][:, 0])) == 2
    envs.close()


@each_number_of_workers
def test_a_failure_names_the_environment(num_workers):
    envs = make_vec(Raises, 3, num_workers)
    envs.reset()
    actions = np.zeros((3, 2), np.float32)
    envs.step(actions)
    actions[1] = 1
    with pytest.raises(RuntimeError, match="environment 1 raised ZeroDivisionError: the toy") as e:
        envs.step(actions)
    if num_workers:
        # The place in the code, which is in another process.
        assert 'raise ZeroDivisionError("the toy broke")' in str(e.value)
        assert f"worker {num_workers - 1} (process " in str(e.value)
    else:
        assert isinstance(e.value.__cause__, ZeroDivisionError)
    with pytest.raises(RuntimeError, match="are closed"):
        envs.step(actions)
    envs.close()


@each_number_of_workers
def test_an_environment_that_cannot_be_made_says_why(num_workers):
    with pytest.raises(ZeroDivisionError, match="never worked"):
        make_vec(RaisesAtOnce, 2, num_workers)
    with pytest.raises(ValueError, match="CartPole-v1 has actions Discrete"):
        make_vec("CartPole-v1", 2, num_workers)
    with pytest.raises(ValueError, match="did you mean HopperBulletEnv-v0"):
        make_vec("HoperBulletEnv-v0", 2, num_workers)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_envs": 0}, "num_envs must be at least 1, not 0"),
        ({"num_envs": 2, "num_workers": -1}, "num_workers must not be negative"),
        ({"num_envs": 2, "context": "fork"}, 'context must be None or "spawn"'),
    ],
)
def test_bad_numbers_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        make_vec(Toy, **arguments)


def test_actions_of_another_shape_are_refused():
    envs = make_vec(Toy, 2)
    envs.reset()
    for wrong in (np.zeros(2), np.zeros((1, 2)), np.zeros((2, 1)), 0.0):
        with pytest.raises(ValueError, match=r"actions must be \(2, 2\)"):
            envs.step(wrong)
    envs.step([[0, 0], [0, 0]])


def test_an_id_that_only_this_process_knows_works_in_workers():
    gym.register("OnlyHere-v0", entry_point=lambda: Toy(), max_episode_steps=3)
    try:
        envs = make_vec("OnlyHere-v0", 2, 1)
        assert envs.spec.id == "OnlyHere-v0"
        envs.reset(seed=0)
        envs.close()
    finally:
        del gym.registry["OnlyHere-v0"]
