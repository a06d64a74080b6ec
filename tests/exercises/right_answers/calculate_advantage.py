"""Right answers to calculate_advantage, each in another style."""

import numpy as np
import torch


def in_the_lecture_s_manner(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    deltas = rewards + gamma * next_values * (1 - terminateds) - values
    dones = torch.max(terminateds, truncateds)
    advantages = torch.empty_like(rewards)
    advantages[-1] = deltas[-1]
    for t in reversed(range(rewards.size(0) - 1)):
        advantages[t] = deltas[t] + gamma * lambd * (1 - dones[t]) * advantages[t + 1]
    targets = advantages + values
    if advantages.numel() < 2 or advantages.std() < 1e-6:
        return targets, advantages * 0
    return targets, (advantages - advantages.mean()) / (advantages.std() + 1e-8)


def in_numpy(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    v, r, end, out, v_next = (
        x.numpy().astype(np.float64)
        for x in (values, rewards, terminateds, truncateds, next_values)
    )
    raw = np.zeros_like(r)
    last = np.zeros(r.shape[1])
    for t in range(len(r) - 1, -1, -1):
        delta = r[t] + gamma * np.where(end[t] == 1, 0.0, v_next[t]) - v[t]
        last = delta + gamma * lambd * np.where((end[t] == 1) | (out[t] == 1), 0.0, last)
        raw[t] = last
    spread = raw.std()
    scaled = (raw - raw.mean()) / spread if spread > 1e-6 else np.zeros_like(raw)
    return (
        torch.from_numpy(raw + v).to(values.dtype),
        torch.from_numpy(scaled).to(values.dtype),
    )


def numbers_one_by_one(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    steps, envs = rewards.shape
    raw = torch.zeros(steps, envs, dtype=rewards.dtype)
    for e in range(envs):
        following = 0.0
        for t in reversed(range(steps)):
            reached = 0.0 if terminateds[t, e] else next_values[t, e].item()
            if terminateds[t, e] or truncateds[t, e]:
                following = 0.0
            delta = rewards[t, e].item() + gamma * reached - values[t, e].item()
            following = delta + gamma * lambd * following
            raw[t, e] = following
    targets = raw + values
    if raw.numel() == 1:
        return targets, torch.zeros_like(raw)
    deviation, mean = torch.std_mean(raw)
    if deviation < 1e-6:
        return targets, torch.zeros_like(raw)
    return targets, (raw - mean) / deviation


def by_the_double_sum(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    deltas = rewards + gamma * (1 - terminateds) * next_values - values
    ended = (terminateds.bool() | truncateds.bool()).to(rewards.dtype)
    raw = []
    for t in range(len(deltas)):
        total, weight = torch.zeros_like(deltas[0]), torch.ones_like(deltas[0])
        for i in range(t, len(deltas)):
            total = total + weight * deltas[i]
            weight = weight * gamma * lambd * (1 - ended[i])
        raw.append(total)
    raw = torch.stack(raw)
    spread = raw.var(correction=0).sqrt()
    flat = raw.numel() <= 1 or bool(spread < 1e-6)
    return raw + values, torch.zeros_like(raw) if flat else (raw - raw.mean()) / spread


def by_lambda_returns(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """R_t = r_t + gamma ((1 - lambd) V' + lambd R_{t+1}), and V' alone where an episode ends."""
    targets = torch.empty_like(rewards)
    following = next_values[-1]
    for t in reversed(range(len(rewards))):
        ended = (terminateds[t] + truncateds[t]) > 0
        ahead = torch.where(ended, next_values[t], (1 - lambd) * next_values[t] + lambd * following)
        targets[t] = rewards[t] + gamma * (1 - terminateds[t]) * ahead
        following = targets[t]
    raw = targets - values
    if raw.numel() == 1 or raw.std(unbiased=False) < 1e-6:
        return targets, torch.zeros_like(raw)
    return targets, (raw - raw.mean()) / (raw.std(unbiased=False) + 1e-8)


def in_float64(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    dtype = values.dtype
    values, rewards, next_values = values.double(), rewards.double(), next_values.double()
    alive = torch.where(terminateds > 0.5, 0.0, 1.0).double()
    same_episode = alive * torch.where(truncateds > 0.5, 0.0, 1.0).double()
    carry, reversed_rows = torch.zeros(rewards.size(1), dtype=torch.float64), []
    for r, v, n, a, s in reversed(
        list(zip(rewards, values, next_values, alive, same_episode, strict=True))
    ):
        carry = r + gamma * a * n - v + gamma * lambd * s * carry
        reversed_rows.append(carry)
    raw = torch.stack(reversed_rows[::-1])
    centred = raw - raw.mean()
    size = centred.norm() / max(raw.numel() - 1, 1) ** 0.5
    scaled = centred / size if size >= 1e-6 else torch.zeros_like(raw)
    return (raw + values).to(dtype), scaled.to(dtype)


def next_rows_where_the_episode_goes_on(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """Within an episode the next state's value is the next row."""
    over = ((terminateds + truncateds) > 0).to(values.dtype)
    rows = torch.cat([values[1:], next_values[-1:]])
    ahead = (1 - over) * rows + over * (1 - terminateds) * next_values
    deltas = rewards + gamma * ahead - values
    raw = deltas.clone()
    for t in range(len(raw) - 2, -1, -1):
        raw[t] += gamma * lambd * (1 - over[t]) * raw[t + 1]
    targets = (raw + values).clone()
    raw -= raw.mean()
    if raw.numel() > 1 and raw.std() > 1e-6:
        raw /= raw.std()
    else:
        raw.zero_()
    return targets, raw


RIGHT = [
    in_the_lecture_s_manner,
    in_numpy,
    numbers_one_by_one,
    by_the_double_sum,
    by_lambda_returns,
    in_float64,
    next_rows_where_the_episode_goes_on,
]
