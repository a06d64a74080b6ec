"""Wrong answers to evaluate_log_pi, and the name that each should get."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Normal


def inverse_tanh(a):
    """As exact as the dtype allows."""
    limit = 1 - torch.finfo(a.dtype).eps / 2
    return torch.atanh(torch.clip(a, -limit, limit))


def log_slope(a):
    return torch.log(1 - a.square() + 1e-6)


def epsilon_in_the_fraction(means, log_stds, actions):
    """A constant inside the inverse of tanh."""
    u = 0.5 * torch.log((1 + actions + 1e-6) / (1 - actions + 1e-6))
    lp = Normal(means, log_stds.exp()).log_prob(u)
    return (lp - log_slope(actions)).sum(-1, keepdim=True)


def action_in_the_gaussian(means, log_stds, actions):
    """tanh is not undone."""
    pi = Normal(means, log_stds.exp())
    return (pi.log_prob(actions) - log_slope(actions)).sum(dim=1, keepdim=True)


def fraction_without_a_guard(means, log_stds, actions):
    """An action of exactly 1 gives inf."""
    u = torch.log((1 + actions) / (1 - actions)) / 2
    lp = Normal(means, log_stds.exp()).log_prob(u)
    return (lp - log_slope(actions)).sum(-1, keepdim=True)


def clamped_at_0_999(means, log_stds, actions):
    """Every action beyond tanh(3.8) is taken for the same u."""
    a = actions.clamp(-0.999, 0.999)
    z = (torch.atanh(a) - means) / log_stds.exp()
    lp = -0.5 * z**2 - log_stds - 0.5 * math.log(2 * math.pi) - log_slope(actions)
    return lp.sum(-1, keepdim=True)


def in_numpy(means, log_stds, actions):
    """NumPy knows no gradients."""
    mu, ls, a = (x.detach().numpy() for x in (means, log_stds, actions))
    edge = 1 - np.finfo(a.dtype).epsneg
    z = (np.arctanh(np.clip(a, -edge, edge)) - mu) / np.exp(ls)
    lp = -(z**2) / 2 - ls - math.log(2 * math.pi) / 2 - np.log(1 - a**2 + 1e-6)
    return torch.from_numpy(lp.sum(axis=-1, keepdims=True))


def log_stds_for_log_variances(means, log_stds, actions):
    """The standard deviation is the root of what it should be, in every term."""
    std = torch.sqrt(torch.exp(log_stds))
    lp = Normal(means, std).log_prob(inverse_tanh(actions)) - log_slope(actions)
    return lp.sum(-1, keepdim=True)


def distance_in_units_of_u(means, log_stds, actions):
    """The distance from the mean is never divided by the std."""
    distance = inverse_tanh(actions) - means
    log_gauss = -distance.pow(2) / 2 - log_stds - math.log(2 * math.pi) / 2
    return torch.sum(log_gauss - log_slope(actions), dim=-1, keepdim=True)


def slope_at_tanh_of_the_action(means, log_stds, actions):
    """The slope is taken of an action that is squashed once more."""
    u = inverse_tanh(actions)
    lp = Normal(means, log_stds.exp()).log_prob(u)
    lp = lp - torch.log(1 - torch.tanh(actions) ** 2 + 1e-6)
    return lp.sum(1, keepdim=True)


def density_of_u_and_flat(means, log_stds, actions):
    """No correction for tanh, and (B,)."""
    dist = Normal(means, torch.exp(log_stds))
    return dist.log_prob(inverse_tanh(actions)).sum(dim=-1)


def always_single_precision(means, log_stds, actions):
    """The right values, rounded to float32 at the end."""
    lp = Normal(means, log_stds.exp()).log_prob(inverse_tanh(actions)) - log_slope(actions)
    return lp.sum(-1, keepdim=True).float()


def mean_over_the_batch(means, log_stds, actions):
    """One number for the whole batch, ()."""
    lp = Normal(means, log_stds.exp()).log_prob(inverse_tanh(actions)) - log_slope(actions)
    return lp.sum(-1).mean()


def compared_in_action_space(means, log_stds, actions):
    """The action is compared with tanh of the mean."""
    z = (actions - torch.tanh(means)) / log_stds.exp()
    lp = -0.5 * z.pow(2) - log_stds - 0.5 * math.log(2 * math.pi) - log_slope(actions)
    return lp.sum(-1, keepdim=True)


def clamped_in_place(means, log_stds, actions):
    """Moves the caller's own actions off the limits."""
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    u = torch.atanh(actions.clamp_(-limit, limit))
    lp = Normal(means, log_stds.exp()).log_prob(u) - log_slope(actions)
    return lp.sum(-1, keepdim=True)


def one_for_each_dimension(means, log_stds, actions):
    """Not summed."""
    lp = Normal(means, log_stds.exp()).log_prob(inverse_tanh(actions))
    return lp - log_slope(actions)


def log_2_forgotten(means, log_stds, actions):
    """The stable form without its log 2: off by 2 log 2 for each dimension."""
    u = inverse_tanh(actions)
    correction = -2 * (u + F.softplus(-2 * u))
    lp = Normal(means, log_stds.exp()).log_prob(u) - correction
    return lp.sum(-1, keepdim=True)


def sigma_times(means, log_stds, actions):
    """Multiplies by the std, and adds the correction."""
    z = (inverse_tanh(actions) - means) * torch.exp(log_stds)
    lp = Normal(0, 1).log_prob(z) - log_stds + log_slope(actions)
    return lp.sum(-1, keepdim=True)


WRONG = {
    epsilon_in_the_fraction: "epsilon_in_atanh",
    action_in_the_gaussian: "atanh_forgotten",
    fraction_without_a_guard: "infinite_at_the_limits",
    clamped_at_0_999: "saturated",
    in_numpy: "detached",
    log_stds_for_log_variances: "log_std_as_log_variance",
    distance_in_units_of_u: "std_forgotten",
    slope_at_tanh_of_the_action: "different",
    density_of_u_and_flat: "squeeze_forgotten+keepdim_forgotten",
    always_single_precision: "dtype",
    mean_over_the_batch: "shape",
    compared_in_action_space: "different",
    clamped_in_place: "inputs_changed",
    one_for_each_dimension: "not_summed",
    log_2_forgotten: "offset",
    sigma_times: "times_std+squeeze_added",
}
