"""Right answers to discounted_return in other styles than the reference's."""

import numpy as np
import torch


def backwards(rewards, gamma):
    total = 0.0
    for reward in reversed(rewards):
        total = reward + gamma * total
    return total


def forwards(rewards, gamma):
    total = torch.zeros(())
    for t, reward in enumerate(rewards):
        total = total + gamma**t * reward
    return total.to(rewards.dtype)


def with_a_running_factor(rewards, gamma):
    total, factor = torch.zeros_like(rewards[0]), 1.0
    for i in range(rewards.shape[0]):
        total += factor * rewards[i]
        factor *= gamma
    return total


def one_dot_product(rewards, gamma):
    powers = torch.tensor([gamma**t for t in range(len(rewards))], dtype=rewards.dtype)
    return powers @ rewards


def recursion(rewards, gamma):
    if len(rewards) == 1:
        return rewards[0]
    return rewards[0] + gamma * recursion(rewards[1:], gamma)


def through_numpy(rewards, gamma):
    values = rewards.numpy().astype(np.float64)
    total = sum(r * gamma**t for t, r in enumerate(values))
    return torch.tensor(total, dtype=rewards.dtype)


def polynomial(rewards, gamma):
    total = np.polynomial.polynomial.polyval(gamma, rewards.double().numpy())
    return torch.as_tensor(total).to(rewards)


def einsum(rewards, gamma):
    ones = torch.full((len(rewards) - 1,), gamma, dtype=rewards.dtype)
    powers = torch.cat([torch.ones(1, dtype=rewards.dtype), ones.cumprod(0)])
    return torch.einsum("t,t->", powers, rewards)


RIGHT = [
    backwards,
    forwards,
    with_a_running_factor,
    one_dot_product,
    recursion,
    through_numpy,
    polynomial,
    einsum,
]
