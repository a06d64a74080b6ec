"""The first episodes of a vector environment may end one after another."""

import numpy as np
import pytest

from rlcourse.envs import make_vec
from rlcourse.envs.pendulum import InvertedPendulum

CHEETAH = "HalfCheetahBulletEnv-v0"


def ends(envs, steps):
    """Steps at which each environment's episodes ran out of time."""
    found = [[] for _ in range(envs.num_envs)]
    for step in range(1, steps + 1):
        _, _, terminateds, truncateds, infos = envs.step(np.zeros((envs.num_envs, 6)))
        assert not terminateds.any()
        for i in np.flatnonzero(truncateds):
            assert infos["final_obs"][i].shape == (26,)
            found[i].append(step)
    return found


@pytest.mark.parametrize("num_workers", [0, 2])
def test_the_first_episodes_are_shorter_by_an_equal_share(num_workers):
    envs = make_vec(CHEETAH, 4, num_workers, stagger=True)
    envs.reset(seed=0)
    assert ends(envs, 1_300) == [[1_000], [750], [500], [250, 1_250]]
    envs.reset(seed=0)
    assert ends(envs, 260) == [[], [], [], [250]]
    envs.reset()
    assert ends(envs, 260) == [[], [], [], []]
    envs.close()


def test_a_task_without_a_time_limit_stays_as_it_is():
    envs = make_vec(InvertedPendulum, 2, stagger=True)
    envs.reset(seed=0)
    assert not envs.step(np.zeros((2, 1)))[3].any()
    envs.close()
