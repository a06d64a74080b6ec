"""Right answers to lambda_sum, each in another style."""

import numpy as np
import torch


def with_either_flag(deltas, terminateds, truncateds, gamma, lambd):
    done = torch.maximum(terminateds, truncateds)
    sums, following = torch.zeros_like(deltas), torch.zeros(deltas.shape[1], dtype=deltas.dtype)
    for t in range(len(deltas) - 1, -1, -1):
        following = deltas[t] + gamma * lambd * (1 - done[t]) * following
        sums[t] = following
    return sums


def with_booleans(deltas, terminateds, truncateds, gamma, lambd):
    over = terminateds.bool() | truncateds.bool()
    rows, following = [], torch.zeros_like(deltas[0])
    for delta, is_over in zip(reversed(deltas), reversed(over), strict=True):
        following = delta + gamma * lambd * torch.where(is_over, 0.0, following)
        rows.append(following)
    return torch.stack(rows[::-1])


def clamped_sum_of_flags(deltas, terminateds, truncateds, gamma, lambd):
    goes_on = 1 - (terminateds + truncateds).clamp(max=1)
    sums = deltas.clone()
    for t in reversed(range(len(deltas) - 1)):
        sums[t] += gamma * lambd * goes_on[t] * sums[t + 1]
    return sums


def one_row_more(deltas, terminateds, truncateds, gamma, lambd):
    sums = torch.zeros(len(deltas) + 1, deltas.shape[1], dtype=deltas.dtype)
    for t in reversed(range(len(deltas))):
        decay = gamma * lambd * (1.0 - terminateds[t]) * (1.0 - truncateds[t])
        sums[t] = deltas[t] + decay * sums[t + 1]
    return sums[:-1]


def as_a_matrix(deltas, terminateds, truncateds, gamma, lambd):
    goes_on = gamma * lambd * (1 - terminateds) * (1 - truncateds)
    columns = []
    for delta, decay in zip(deltas.T, goes_on.T, strict=True):
        weights = torch.eye(len(delta), dtype=delta.dtype)
        for t in range(len(delta)):
            for k in range(t + 1, len(delta)):
                weights[t, k] = weights[t, k - 1] * decay[k - 1]
        columns.append(weights @ delta)
    return torch.stack(columns, dim=1)


def in_numpy(deltas, terminateds, truncateds, gamma, lambd):
    rows, over = deltas.numpy(), (terminateds + truncateds).numpy() > 0
    sums, following = np.zeros_like(rows), 0.0
    for t in reversed(range(len(rows))):
        following = rows[t] + gamma * lambd * np.where(over[t], 0.0, following)
        sums[t] = following
    return torch.from_numpy(sums)


RIGHT = [
    with_either_flag,
    with_booleans,
    clamped_sum_of_flags,
    one_row_more,
    as_a_matrix,
    in_numpy,
]
