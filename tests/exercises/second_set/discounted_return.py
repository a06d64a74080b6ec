"""Wrong answers to discounted_return, and the name that each should get."""

import math

import torch


def horner_from_the_front(rewards, gamma):
    """Carries the sum along from the first reward, so the first is discounted most."""
    g = 0.0
    for r in rewards:
        g = r + gamma * g
    return g


def counting_from_one(rewards, gamma):
    """Numbers the steps from 1."""
    terms = [r * gamma**k for k, r in enumerate(rewards.tolist(), start=1)]
    return torch.tensor(math.fsum(terms), dtype=rewards.dtype)


def a_plain_number(rewards, gamma):
    """The right value as a float of Python."""
    total = 0.0
    for i in range(len(rewards)):
        total += (gamma**i) * rewards[i].item()
    return total


def always_single_precision(rewards, gamma):
    """The right value, but float64 becomes float32."""
    total = 0.0
    for r in reversed(rewards.tolist()):
        total = r + gamma * total
    return torch.tensor(total)


def in_the_caller_s_memory(rewards, gamma):
    """Adds up within the argument."""
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] += gamma * rewards[t + 1]
    return rewards[0]


def range_too_short(rewards, gamma):
    """Never reaches the last reward."""
    G = torch.tensor(0.0, dtype=rewards.dtype)
    for t in range(0, len(rewards) - 1):
        G = G + gamma**t * rewards[t]
    return G


def weighted_average(rewards, gamma):
    """Divides by the sum of the weights."""
    w = torch.tensor([gamma**t for t in range(len(rewards))], dtype=rewards.dtype)
    return torch.dot(w, rewards) / w.sum()


def two_discounts_a_step(rewards, gamma):
    """gamma^(2t): right for gamma 0 and 1 and for a single step only."""
    discount, total = 1.0, torch.zeros((), dtype=rewards.dtype)
    for r in rewards:
        total = total + discount * r
        discount *= gamma
        discount *= gamma
    return total


def powers_by_math_log(rewards, gamma):
    """The logarithm of gamma = 0 raises ValueError."""
    w = [math.exp(t * math.log(gamma)) for t in range(len(rewards))]
    return (torch.tensor(w, dtype=rewards.dtype) * rewards).sum()


def powers_by_torch_log(rewards, gamma):
    """0 times the logarithm of gamma = 0 is nan."""
    t = torch.arange(len(rewards), dtype=rewards.dtype)
    log_gamma = torch.log(torch.tensor(gamma, dtype=rewards.dtype))
    return torch.sum(torch.exp(t * log_gamma) * rewards)


def printed_only(rewards, gamma):
    """No return."""
    result = sum(r * gamma**t for t, r in enumerate(rewards))
    print(result)


def counter_forgotten(rewards, gamma):
    """The loop never ends."""
    t, total = 0, 0.0
    while t < len(rewards):
        total = total + gamma**t * rewards[t]
    return total


def average_from_the_front(rewards, gamma):
    """Runs the wrong way, and takes a mean."""
    running = torch.zeros_like(rewards[0])
    for reward in rewards:
        running = gamma * running + reward
    return running / len(rewards)


def now_and_later(rewards, gamma):
    """One discount for all that comes later."""
    now, later = rewards[0], rewards[1:]
    return now + gamma * later.sum()


def of_every_step(rewards, gamma):
    """The returns from every step on, (T,)."""
    out = []
    g = torch.zeros((), dtype=rewards.dtype)
    for r in rewards.flip(0):
        g = r + gamma * g
        out.insert(0, g)
    return torch.stack(out)


def as_a_loss(rewards, gamma):
    """Negative, to be minimised."""
    g = torch.zeros((), dtype=rewards.dtype)
    for i, r in enumerate(rewards):
        g -= r * gamma**i
    return g


def first_reward_twice(rewards, gamma):
    """Starts from the first reward, then adds it again."""
    total = rewards[0].clone()
    for i, r in enumerate(rewards):
        total += gamma**i * r
    return total


WRONG = {
    horner_from_the_front: "time_reversed",
    counting_from_one: "first_reward_discounted",
    a_plain_number: "returned",
    always_single_precision: "dtype",
    in_the_caller_s_memory: "inputs_changed",
    range_too_short: "last_reward_lost",
    weighted_average: "factor",
    two_discounts_a_step: "some_cases",
    powers_by_math_log: "exception",
    powers_by_torch_log: "not_finite",
    printed_only: "returned_none",
    counter_forgotten: "timeout",
    average_from_the_front: "time_reversed+mean_for_sum",
    now_and_later: "one_discount_for_all",
    of_every_step: "shape",
    as_a_loss: "sign",
    first_reward_twice: "different",
}
