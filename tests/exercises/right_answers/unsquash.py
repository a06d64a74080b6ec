"""Right answers to unsquash, each in another style."""

import numpy as np
import torch


def limit_of(actions):
    return 1 - torch.finfo(actions.dtype).eps / 2


def in_one_line(actions):
    return actions.clip(-limit_of(actions), limit_of(actions)).arctanh()


def two_logarithms(actions):
    a = actions.clamp(min=-limit_of(actions), max=limit_of(actions))
    return 0.5 * (torch.log(1 + a) - torch.log(1 - a))


def log1p(actions):
    a = torch.clamp(actions, -limit_of(actions), limit_of(actions))
    return (torch.log1p(a) - torch.log1p(-a)) / 2


def log_of_the_fraction(actions):
    a = actions.clamp(-limit_of(actions), limit_of(actions))
    return torch.log((1 + a) / (1 - a)) / 2


def only_where_needed(actions):
    below = torch.nextafter(torch.ones_like(actions), torch.zeros_like(actions))
    return torch.atanh(torch.where(actions.abs() < 1, actions, actions.sign() * below))


def in_float64(actions):
    a = actions.double().clamp(-limit_of(actions), limit_of(actions))
    return torch.atanh(a).to(actions.dtype)


def in_numpy(actions):
    a = actions.numpy()
    limit = np.nextafter(np.ones((), a.dtype), np.zeros((), a.dtype))
    return torch.from_numpy(np.arctanh(np.clip(a, -limit, limit)))


def by_the_sign(actions):
    size = actions.abs().clamp(max=limit_of(actions))
    return actions.sign() * torch.atanh(size)


RIGHT = [
    in_one_line,
    two_logarithms,
    log1p,
    log_of_the_fraction,
    only_where_needed,
    in_float64,
    in_numpy,
    by_the_sign,
]
