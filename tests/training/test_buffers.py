"""The rollout buffer and the running statistics."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
import torch

from rlcourse.training.buffers import RolloutBuffer
from rlcourse.training.normalize import RewardNormalizer, RunningMoments, StateNormalizer

CPU = torch.device("cpu")


def fill(buffer, steps, value=1.0):
    for t in range(steps):
        e = buffer.data.rewards.shape[1]
        row = np.full(e, value + t)
        buffer.append(
            np.full((e, 3), t), np.full((e, 2), 0.5), row, row * 0, row * 0,
            np.zeros((e, 1)), np.full((e, 3), t + 1),
        )  # fmt: skip


def test_keeps_time_and_environments_apart():
    buffer = RolloutBuffer(4, 2, (3,), (2,), CPU)
    fill(buffer, 4)
    rollout = buffer.get()
    assert rollout.states.shape == (4, 2, 3)
    assert rollout.actions.dtype == rollout.log_pis.dtype == torch.float64
    assert rollout.rewards[:, 0].tolist() == [1, 2, 3, 4]


def test_must_be_full_to_be_read_and_empty_to_be_filled():
    buffer = RolloutBuffer(2, 1, (3,), (2,), CPU)
    fill(buffer, 1)
    with pytest.raises(RuntimeError, match="1 of 2 steps"):
        buffer.get()
    fill(buffer, 1)
    with pytest.raises(RuntimeError, match="full"):
        fill(buffer, 1)


def test_moments_of_batches_are_those_of_the_whole():
    data = torch.randn(1000, 4, dtype=torch.float64) * 3 + 5
    moments = RunningMoments((4,))
    for batch in data.split([1, 299, 700]):
        moments.update(batch)
    torch.testing.assert_close(moments.mean, data.mean(0))
    torch.testing.assert_close(moments.var, data.var(0, unbiased=False))


def test_states_come_to_size_one_and_stay_there_until_updated():
    normalize = StateNormalizer((2,))
    states = torch.randn(50, 3, 2) * torch.tensor([10.0, 0.1]) + 7
    before = normalize(states)
    normalize.update(states)
    after = normalize(states)
    torch.testing.assert_close(before, states.clamp(-10, 10))
    torch.testing.assert_close(after.flatten(0, 1).std(0), torch.ones(2), rtol=0.02, atol=0)
    assert after.dtype == torch.float32


def test_rewards_are_scaled_by_the_size_of_the_discounted_return():
    normalize = RewardNormalizer(2, gamma=0.9)
    rewards = torch.randn(200, 2)
    ends = (torch.rand(200, 2) < 0.05).float()
    normalize.update(rewards, ends, ends * 0)
    returns, seen = np.zeros(2), []
    for reward, end in zip(rewards.numpy(), ends.numpy(), strict=True):
        returns = returns * 0.9 + reward
        seen.append(returns)
        returns = returns * (1 - end)
    size = np.sqrt(np.mean(np.square(seen)))
    torch.testing.assert_close(
        normalize(rewards), (rewards / size).clamp(-10, 10).float(), rtol=1e-4, atol=1e-4
    )


def test_returns_can_be_brought_to_another_size():
    one, ten = RewardNormalizer(1, gamma=0.9), RewardNormalizer(1, gamma=0.9, size=10.0)
    rewards = torch.randn(50, 1)
    for normalize in (one, ten):
        normalize.update(rewards, rewards * 0, rewards * 0)
    torch.testing.assert_close(ten(rewards), 10 * one(rewards))
    torch.testing.assert_close(ten(rewards) * ten.unit, rewards.double(), check_dtype=False)


def test_a_constant_return_is_no_trouble():
    normalize = RewardNormalizer(1, gamma=0.0)
    ones = torch.ones(10, 1)
    normalize.update(ones, ones, ones * 0)
    torch.testing.assert_close(normalize(ones), ones)


@pytest.mark.parametrize("copy", [deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_gives_what_is_appended_to_it(copy):
    buffer = RolloutBuffer(4, 2, (3,), (2,), CPU)
    twin = copy(buffer)
    fill(twin, 4)
    assert twin.get().rewards[:, 0].tolist() == [1, 2, 3, 4]
    assert not buffer.data.rewards.any()


def test_a_rollout_of_no_steps_is_refused():
    with pytest.raises(ValueError, match="rollout_length is 0"):
        RolloutBuffer(0, 2, (3,), (2,), CPU)
