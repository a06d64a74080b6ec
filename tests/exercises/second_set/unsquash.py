"""Wrong answers to unsquash, and the name that each should get."""

import numpy as np
import torch


def the_lectures(actions):
    """A constant in both logarithms."""
    return 0.5 * (torch.log(1 + actions + 1e-6) - torch.log(1 - actions + 1e-6))


def clamped_in_float64(actions):
    """The dtype is right, the limit is the old one."""
    return torch.atanh(actions.clamp(-0.999999, 0.999999))


def clamped_far_in(actions):
    """Every action beyond tanh(3.8) is taken for the same u."""
    return torch.atanh(actions.clamp(-0.999, 0.999))


def without_a_limit(actions):
    """An action of exactly 1 gives inf."""
    return torch.log((1 + actions) / (1 - actions)) / 2


def twice(actions):
    """The factor in front of the logarithms is missing."""
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    a = actions.clamp(-limit, limit)
    return torch.log1p(a) - torch.log1p(-a)


def always_float64(actions):
    """What comes out is float64, whatever came in."""
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    return torch.atanh(actions.double().clamp(-limit, limit))


def tangent(actions):
    """The inverse of tan, not of tanh."""
    return torch.atan(actions)


def in_place(actions):
    """The caller's actions are pulled in as well."""
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    return torch.atanh(actions.mul_(limit).clamp_(-limit, limit))


def as_numpy(actions):
    """An array is no tensor."""
    a = actions.numpy()
    limit = 1 - np.finfo(a.dtype).epsneg
    return np.arctanh(np.clip(a, -limit, limit))


WRONG = {
    the_lectures: ("constant_in_the_logarithms", "saturated"),
    clamped_in_float64: "limit_as_it_came",
    clamped_far_in: "saturated",
    without_a_limit: ("no_limit", "not_finite"),
    twice: "half_forgotten",
    always_float64: "dtype",
    tangent: "different",
    in_place: "inputs_changed",
    as_numpy: "returned",
}
