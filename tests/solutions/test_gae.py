"""`calculate_advantage` against the definition, without recursion."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rlcourse.solutions import calculate_advantage


def by_definition(values, rewards, terminateds, truncateds, next_values, gamma, lambd):
    """Schulman et al. 2016, equation 16, as the double sum it is, episode by episode."""
    steps, envs = rewards.shape
    raw = np.zeros((steps, envs))
    for e in range(envs):
        for t in range(steps):
            for i in range(t, steps):
                alive = 0.0 if terminateds[i, e] else 1.0
                delta = rewards[i, e] + gamma * alive * next_values[i, e] - values[i, e]
                raw[t, e] += (gamma * lambd) ** (i - t) * delta
                if terminateds[i, e] or truncateds[i, e]:
                    break
    return raw


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    steps=st.integers(1, 12),
    envs=st.integers(1, 3),
    gamma=st.sampled_from([0.0, 0.5, 0.9, 0.995, 1.0]),
    lambd=st.sampled_from([0.0, 0.7, 0.97, 1.0]),
    ends=st.sampled_from([0.0, 0.2, 0.6]),
)
def test_agrees_with_the_definition(seed, steps, envs, gamma, lambd, ends):
    random = np.random.default_rng(seed)
    values, rewards, next_values = random.normal(size=(3, steps, envs))
    terminateds, truncateds = (random.random((2, steps, envs)) < ends).astype(float)
    arrays = (values, rewards, terminateds, truncateds, next_values)
    raw = by_definition(*arrays, gamma, lambd)

    targets, advantages = calculate_advantage(*map(torch.tensor, arrays), gamma, lambd)

    np.testing.assert_allclose(targets.numpy(), raw + values, atol=1e-9)
    if raw.size > 1:
        expected = (raw - raw.mean()) / raw.std(ddof=1)
        np.testing.assert_allclose(advantages.numpy(), expected, atol=1e-6)
    else:
        assert advantages.item() == 0


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64).unsqueeze(-1)


def test_time_out_keeps_the_value_of_the_last_state():
    # One step each, gamma 0.5: 1 + 0.5 * 8 where time ran out, 1 where the task ended.
    one, eight, zero = column(1.0, 1.0), column(8.0, 8.0), column(0.0, 0.0)
    terminated, truncated = column(0.0, 1.0), column(1.0, 1.0)
    targets, _ = calculate_advantage(zero, one, terminated, truncated, eight, 0.5, 0.9)
    assert targets.squeeze().tolist() == [5.0, 1.0]


def test_nothing_leaks_from_the_next_episode():
    rewards = column(0.0, 1000.0)
    zero = torch.zeros_like(rewards)
    targets, _ = calculate_advantage(rewards * 0, rewards, zero, column(1.0, 0.0), zero, 0.9, 0.9)
    assert targets[0].item() == 0


@pytest.mark.parametrize("size", [(1, 1), (4, 2)])
def test_no_spread_gives_zero_advantages(size):
    x = torch.zeros(size)
    _, advantages = calculate_advantage(x, x + 1, x + 1, x, x)
    assert (advantages == 0).all()


def test_inputs_stay_as_they_are():
    inputs = [torch.rand(5, 2) for _ in range(5)]
    copies = [x.clone() for x in inputs]
    calculate_advantage(*inputs)
    assert all(torch.equal(x, y) for x, y in zip(inputs, copies, strict=True))
