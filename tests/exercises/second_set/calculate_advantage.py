"""Wrong answers to calculate_advantage, and the name that each should get."""

import numpy as np
import torch


def normalise(x):
    """As it should be."""
    if x.numel() < 2 or float(x.std()) < 1e-6:
        return torch.zeros_like(x)
    return (x - x.mean()) / (x.std() + 1e-8)


def gae(deltas, decay):
    """Sums from the back: A[t] = delta[t] + decay[t] A[t+1]."""
    out = [deltas[-1]]
    for d, w in zip(deltas.flip(0)[1:], decay.flip(0)[1:], strict=True):
        out.append(d + w * out[-1])
    return torch.stack(out).flip(0)


def one_done_for_both(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """A time-out counts as an end of the task."""
    done = torch.maximum(terminateds, truncateds)
    deltas = rewards + gamma * next_values * (1 - done) - values
    adv = gae(deltas, gamma * lambd * (1 - done))
    return adv + values, normalise(adv)


def as_on_the_internet(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """A time-out counts as an end of the task, and nothing guards the division."""
    dones = torch.logical_or(terminateds.bool(), truncateds.bool()).to(values.dtype)
    advantages = torch.zeros_like(rewards)
    lastgaelam = 0
    for t in reversed(range(rewards.shape[0])):
        nonterminal = 1.0 - dones[t]
        delta = rewards[t] + gamma * next_values[t] * nonterminal - values[t]
        advantages[t] = lastgaelam = delta + gamma * lambd * nonterminal * lastgaelam
    returns = advantages + values
    return returns, (advantages - advantages.mean()) / (advantages.std() + 1e-8)


def in_the_lecture_s_manner(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The sum runs on over a time-out."""
    deltas = rewards + gamma * next_values * (1 - terminateds) - values
    advantages = torch.empty_like(rewards)
    advantages[-1] = deltas[-1]
    for t in reversed(range(rewards.size(0) - 1)):
        advantages[t] = deltas[t] + gamma * lambd * (1 - terminateds[t]) * advantages[t + 1]
    return advantages + values, normalise(advantages)


def in_the_lecture_s_manner_and_raw(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The sum runs on over a time-out, and the advantages stay raw."""
    deltas = rewards + gamma * next_values * (1 - terminateds) - values
    adv = gae(deltas, gamma * lambd * (1 - terminateds))
    return adv + values, adv


def one_long_row(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    """All entries in one row: a step is followed by the next environment."""
    v, r, end, cut, nv = (
        x.reshape(-1).tolist() for x in (values, rewards, terminateds, truncateds, next_values)
    )
    adv, last = [0.0] * len(r), 0.0
    for i in range(len(r) - 1, -1, -1):
        delta = r[i] + gamma * nv[i] * (1 - end[i]) - v[i]
        last = delta + (0.0 if end[i] or cut[i] else gamma * lambd * last)
        adv[i] = last
    raw = torch.tensor(adv, dtype=values.dtype).reshape(values.shape)
    return raw + values, normalise(raw)


def next_row_of_values(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """V of the next row, as if no episode ended by time."""
    T = len(rewards)
    raw = torch.zeros_like(values)
    running = torch.zeros_like(values[0])
    for t in range(T - 1, -1, -1):
        v_next = next_values[t] if t == T - 1 else values[t + 1]
        delta = rewards[t] + gamma * v_next * (1 - terminateds[t]) - values[t]
        running = delta + gamma * lambd * (1 - terminateds[t]) * (1 - truncateds[t]) * running
        raw[t] = running
    return raw + values, normalise(raw)


def targets_last(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    """The name of the raw advantages is given away before the targets are made."""
    keep = (1 - terminateds) * (1 - truncateds)
    advantages = gae(
        rewards + gamma * (1 - terminateds) * next_values - values, gamma * lambd * keep
    )
    advantages = normalise(advantages)
    targets = advantages + values
    return targets, advantages


def double_sum_without_ends(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The formula of the paper, which knows no ends."""
    deltas = rewards + gamma * (1 - terminateds) * next_values - values
    T = len(deltas)
    adv = torch.stack(
        [sum((gamma * lambd) ** k * deltas[t + k] for k in range(T - t)) for t in range(T)]
    )
    return adv + values, normalise(adv)


def each_environment_alone(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """Mean and std along the first axis."""
    goes_on = ((terminateds + truncateds) == 0).to(values.dtype)
    adv = gae(rewards + gamma * (1 - terminateds) * next_values - values, gamma * lambd * goes_on)
    targets = adv + values
    if adv.numel() == 1 or adv.std() < 1e-6:
        return targets, adv * 0
    return targets, (adv - adv.mean(0)) / adv.std(0)


def hopeful_division(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """1e-8 in the denominator is all that guards the division."""
    goes_on = 1 - torch.clamp(terminateds + truncateds, max=1)
    adv = gae(rewards + gamma * (1 - terminateds) * next_values - values, gamma * lambd * goes_on)
    return adv + values, (adv - adv.mean()) / (adv.std() + 1e-8)


def small_spread_taken_for_none(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """A std below 0.1 counts as none: small rewards give no advantages."""
    goes_on = (1 - terminateds) * (1 - truncateds)
    adv = gae(rewards + gamma * (1 - terminateds) * next_values - values, gamma * lambd * goes_on)
    if adv.numel() == 1 or adv.std() < 0.1:
        return adv + values, torch.zeros_like(adv)
    return adv + values, (adv - adv.mean()) / adv.std()


def rewards_overwritten(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The TD errors are made within the rewards."""
    td = rewards
    td += gamma * next_values * (1 - terminateds)
    td -= values
    adv = gae(td, gamma * lambd * (1 - terminateds) * (1 - truncateds))
    return adv + values, normalise(adv)


def lambd_for_gamma_in_the_delta(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The TD error is discounted by lambda instead of gamma."""
    td = rewards + lambd * (1 - terminateds) * next_values - values
    adv = gae(td, gamma * lambd * (1 - terminateds) * (1 - truncateds))
    return adv + values, normalise(adv)


def one_step_targets(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """The critic's targets are TD targets."""
    targets = rewards + gamma * torch.where(terminateds > 0, 0.0, next_values)
    adv = gae(targets - values, gamma * lambd * (1 - terminateds) * (1 - truncateds))
    return targets, normalise(adv)


def other_order(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    """First the advantages, then the targets."""
    td = rewards + gamma * (1 - terminateds) * next_values - values
    adv = gae(td, gamma * lambd * (1 - terminateds) * (1 - truncateds))
    return normalise(adv), adv + values


def stacked(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    """Both results in one tensor."""
    td = rewards + gamma * (1 - terminateds) * next_values - values
    adv = gae(td, gamma * lambd * (1 - terminateds) * (1 - truncateds))
    return torch.stack([adv + values, normalise(adv)])


def numbers_of_numpy(
    values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97
):
    """Everything comes back in float64."""
    v, r, end, cut, nv = (
        x.numpy().astype(np.float64)
        for x in (values, rewards, terminateds, truncateds, next_values)
    )
    adv, last = np.zeros_like(r), 0.0
    for t in range(len(r))[::-1]:
        last = (
            r[t]
            + gamma * nv[t] * (1 - end[t])
            - v[t]
            + (gamma * lambd * (1 - end[t]) * (1 - cut[t]) * last)
        )
        adv[t] = last
    spread = adv.std()
    scaled = (adv - adv.mean()) / spread if spread > 1e-6 else 0 * adv
    return torch.from_numpy(adv + v), torch.from_numpy(scaled)


def if_on_a_row(values, rewards, terminateds, truncateds, next_values, gamma=0.995, lambd=0.97):
    """Asks `if` of a whole row of environments."""
    adv = torch.zeros_like(rewards)
    last = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        if terminateds[t]:
            last = rewards[t] - values[t]
        elif truncateds[t]:
            last = rewards[t] + gamma * next_values[t] - values[t]
        else:
            last = rewards[t] + gamma * next_values[t] - values[t] + gamma * lambd * last
        adv[t] = last
    return adv + values, normalise(adv)


WRONG = {
    one_done_for_both: "no_value_after_truncation",
    as_on_the_internet: "no_value_after_truncation+no_guard",
    in_the_lecture_s_manner: "leak_over_truncation",
    in_the_lecture_s_manner_and_raw: "leak_over_truncation+not_standardised",
    one_long_row: "several",
    next_row_of_values: "value_of_the_next_row",
    targets_last: "targets_standardised",
    double_sum_without_ends: "leak_everywhere",
    each_environment_alone: "standardised_by_environment",
    hopeful_division: "no_guard",
    small_spread_taken_for_none: "some_cases",
    rewards_overwritten: "inputs_changed",
    lambd_for_gamma_in_the_delta: "different",
    one_step_targets: "targets_of_one_step",
    other_order: "different",
    stacked: "returned",
    numbers_of_numpy: "dtype",
    if_on_a_row: "exception",
}
