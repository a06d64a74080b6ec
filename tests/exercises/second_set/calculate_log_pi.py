"""Wrong answers to calculate_log_pi, and the name that each should get."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Normal


def normal_with_the_std(log_stds, noises, actions):
    """The noise is standard already; Normal divides it by the std once more."""
    dist = Normal(torch.zeros_like(noises), log_stds.exp())
    lp = dist.log_prob(noises) - torch.log(1 - actions**2 + 1e-6)
    return lp.sum(1, keepdim=True)


def standard_normal(log_stds, noises, actions):
    """The density of the noise itself: the width is left out."""
    standard = Normal(0.0, 1.0)
    log_gauss = standard.log_prob(noises).sum(dim=1, keepdim=True)
    log_det = torch.log((1.0 - actions * actions) + 1e-6).sum(dim=1, keepdim=True)
    return log_gauss - log_det


def density_of_u(log_stds, noises, actions):
    """No correction for tanh."""
    std = torch.exp(log_stds)
    return Normal(0, std).log_prob(std * noises).sum(-1, keepdim=True)


def density_of_u_and_flat(log_stds, noises, actions):
    """No correction for tanh, and (B,)."""
    std = log_stds.exp()
    return Normal(torch.zeros_like(noises), std).log_prob(noises * std).sum(1)


def sample_by_sample(log_stds, noises, actions):
    """A loop that ends in (B,)."""
    log_stds = log_stds.expand_as(noises)
    out = []
    for ls, n, a in zip(log_stds, noises, actions, strict=True):
        total = 0
        for d in range(len(n)):
            total = total - n[d] ** 2 / 2 - ls[d] - math.log(math.sqrt(2 * math.pi))
            total = total - torch.log(1 - a[d] ** 2 + 1e-6)
        out.append(total)
    return torch.stack(out)


def product_of_densities(log_stds, noises, actions):
    """The density itself, not its logarithm."""
    sigma = log_stds.exp()
    p_u = torch.exp(-(noises**2) / 2) / (sigma * (2 * math.pi) ** 0.5)
    p_a = p_u / (1 - actions**2 + 1e-6)
    return torch.prod(p_a, dim=-1, keepdim=True)


def log_stds_for_log_variances(log_stds, noises, actions):
    """exp(log_stds) is put where the variance belongs."""
    var = torch.exp(log_stds)
    log_gauss = -0.5 * (noises**2 + torch.log(2 * math.pi * var))
    return (log_gauss - torch.log(1 - actions.square() + 1e-6)).sum(-1, keepdim=True)


def one_number_in_all(log_stds, noises, actions):
    """Summed over the batch and the dimensions, ()."""
    g = -0.5 * noises**2 - log_stds - 0.5 * math.log(2 * math.pi)
    return (g - torch.log(1 - actions**2 + 1e-6)).sum()


def decimal_logarithm(log_stds, noises, actions):
    """log10 in the constant: each number is off by a constant for each dimension."""
    const = 0.5 * math.log10(2 * math.pi)
    terms = -(noises**2) / 2 - log_stds - const - torch.log(1 - actions**2 + 1e-6)
    return terms.sum(1, keepdim=True)


def double_precision_left(log_stds, noises, actions):
    """Computed in float64 and never cast back."""
    ls, n, a = log_stds.double(), noises.double(), actions.double()
    lp = -0.5 * n**2 - ls - 0.5 * np.log(2 * np.pi) - torch.log(1 - a**2 + 1e-6)
    return lp.sum(-1, keepdim=True)


def by_numpy(log_stds, noises, actions):
    """NumPy knows no gradients."""
    ls, n, a = (x.detach().numpy() for x in (log_stds, noises, actions))
    gauss = -(n**2) / 2 - ls - math.log(2 * math.pi) / 2
    squash = np.log(1 - a**2 + 1e-6)
    return torch.from_numpy((gauss - squash).sum(axis=1, keepdims=True))


def index_by_index(log_stds, noises, actions):
    """Takes for granted that log_stds has a row for each sample: IndexError for (1, A)."""
    B, A = noises.shape
    rows = []
    for i in range(B):
        lp = 0.0
        for j in range(A):
            lp = lp - 0.5 * noises[i, j] ** 2 - log_stds[i, j] - 0.5 * math.log(2 * math.pi)
            lp = lp - torch.log(1 - actions[i, j] ** 2 + 1e-6)
        rows.append(lp)
    return torch.stack(rows).unsqueeze(1)


def softplus_of_an_infinite_u(log_stds, noises, actions):
    """The stable form, but atanh(1) is inf: right everywhere else."""
    u = torch.atanh(actions)
    log_slope = 2 * (math.log(2) - u - F.softplus(-2 * u))
    normal = -0.5 * noises.pow(2) - log_stds - 0.5 * math.log(2 * math.pi)
    return (normal - log_slope).sum(-1, keepdim=True)


def absolute_for_squared(log_stds, noises, actions):
    """The slope of tanh as 1 - |a|."""
    slope = 1 - torch.abs(actions) + 1e-6
    normal = -0.5 * noises.pow(2) - log_stds - 0.5 * math.log(2 * math.pi)
    return torch.sum(normal - slope.log(), dim=1, keepdim=True)


def slope_clamped_at_a_thousandth(log_stds, noises, actions):
    """The slope never falls below 1e-3, so it is wrong beyond u = 4 only."""
    slope = torch.clamp(1 - actions**2, min=1e-3)
    log_p = Normal(torch.zeros_like(noises), torch.ones_like(noises)).log_prob(noises) - log_stds
    return (log_p - torch.log(slope)).sum(-1, keepdim=True)


def seed_for_good_measure(log_stds, noises, actions):
    """Sets a seed although nothing is random."""
    torch.manual_seed(0)
    lp = -0.5 * (noises**2 + 2 * log_stds + math.log(2 * math.pi))
    lp -= torch.log(1 - actions**2 + 1e-6)
    return lp.sum(1, keepdim=True)


def averaged_and_added(log_stds, noises, actions):
    """A mean over the dimensions, and the correction added."""
    normal = -0.5 * noises**2 - log_stds - 0.5 * math.log(2 * math.pi)
    correction = torch.log(1 - actions**2 + 1e-6)
    return torch.mean(normal + correction, dim=1, keepdim=True)


def multivariate_constant(log_stds, noises, actions):
    """The constant of one dimension for the whole vector."""
    quadratic = (noises * noises).sum(-1, keepdim=True)
    log_det = log_stds.sum(-1, keepdim=True)
    log_tanh = torch.log(1 - actions**2 + 1e-6).sum(-1, keepdim=True)
    return -0.5 * quadratic - log_det - 0.5 * math.log(2 * math.pi) - log_tanh


WRONG = {
    normal_with_the_std: "noise_divided_by_std",
    standard_normal: "log_stds_forgotten",
    density_of_u: "squeeze_forgotten",
    density_of_u_and_flat: "squeeze_forgotten+keepdim_forgotten",
    sample_by_sample: "keepdim_forgotten",
    product_of_densities: "density_instead_of_log",
    log_stds_for_log_variances: "log_stds_halved",
    one_number_in_all: "shape",
    decimal_logarithm: "offset",
    double_precision_left: "dtype",
    by_numpy: "detached",
    index_by_index: "exception",
    softplus_of_an_infinite_u: "infinite_at_the_limits",
    absolute_for_squared: "different",
    slope_clamped_at_a_thousandth: "saturated",
    seed_for_good_measure: "random_state",
    averaged_and_added: "squeeze_added+mean_for_sum",
    multivariate_constant: "constant_once",
}
