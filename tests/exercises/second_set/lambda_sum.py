"""Wrong answers to lambda_sum, and the name that each should get."""

import torch


def only_terminated(deltas, terminateds, truncateds, gamma, lambd):
    """The bug as it came, in other words."""
    total, rows = torch.zeros_like(deltas[0]), []
    for d, end in zip(deltas.flip(0), terminateds.flip(0), strict=True):
        total = d + torch.where(end > 0, 0.0, gamma * lambd * total)
        rows.insert(0, total)
    return torch.stack(rows)


def either_with_xor(deltas, terminateds, truncateds, gamma, lambd):
    """Where both flags are up the sum goes on."""
    over = terminateds.bool() ^ truncateds.bool()
    sums, total = torch.zeros_like(deltas), torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        total = deltas[t] + gamma * lambd * (~over[t]) * total
        sums[t] = total
    return sums


def next_rows_flag(deltas, terminateds, truncateds, gamma, lambd):
    """CleanRL keeps its flags one row later; here they are not."""
    done = ((terminateds + truncateds) > 0).to(deltas)
    sums, total = torch.zeros_like(deltas), torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        over = done[t + 1] if t + 1 < len(deltas) else done[-1]
        total = deltas[t] + gamma * lambd * (1 - over) * total
        sums[t] = total
    return sums


def masked_whole(deltas, terminateds, truncateds, gamma, lambd):
    """At an end nothing is left, not even the step's own error."""
    sums, total = torch.zeros_like(deltas), torch.zeros_like(deltas[0])
    alive = (1 - terminateds) * (1 - truncateds)
    for t in reversed(range(len(deltas))):
        total = alive[t] * (deltas[t] + lambd * gamma * total)
        sums[t] = total
    return sums


def cut_by_sums(deltas, terminateds, truncateds, gamma, lambd):
    """With both flags the factor is -1."""
    sums = deltas.clone()
    for t in range(len(deltas) - 2, -1, -1):
        sums[t] += gamma * lambd * (1 - terminateds[t] - truncateds[t]) * sums[t + 1]
    return sums


def reset_before(deltas, terminateds, truncateds, gamma, lambd):
    """The sum is set to 0 after the step that ended was added, so the end itself is lost to all."""
    sums, total = torch.zeros_like(deltas), torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        total = deltas[t] + gamma * lambd * total
        sums[t] = total
        total = torch.where((terminateds[t] + truncateds[t]) > 0, 0.0, total)
    return sums


def whole_numbers(deltas, terminateds, truncateds, gamma, lambd):
    """All in float64, and left there."""
    d = deltas.double()
    over = ((terminateds + truncateds) > 0).double()
    total, rows = torch.zeros_like(d[0]), []
    for t in reversed(range(len(d))):
        total = d[t] + gamma * lambd * (1 - over[t]) * total
        rows.append(total)
    return torch.stack(rows[::-1])


def forgot_return(deltas, terminateds, truncateds, gamma, lambd):
    """The sums are made and thrown away."""
    total = torch.zeros_like(deltas[0])
    for t in reversed(range(len(deltas))):
        total = deltas[t] + gamma * lambd * (1 - terminateds[t]) * (1 - truncateds[t]) * total


WRONG = {
    only_terminated: "as_it_came",
    either_with_xor: "ends",
    next_rows_flag: "one_step_early",
    masked_whole: "own_error_lost",
    cut_by_sums: "flags_added",
    reset_before: "ends",
    whole_numbers: "dtype",
    forgot_return: "returned_none",
}
