"""Wrong answers to reparameterize, and the name that each should get."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Normal


def log_slope(a):
    return torch.log(1 - a**2 + 1e-6)


def gaussian(noise, log_std):
    return -0.5 * noise**2 - log_std - 0.5 * math.log(2 * math.pi)


def sample_for_rsample(means, log_stds):
    """Normal.sample cuts the gradient."""
    dist = Normal(means, log_stds.exp())
    u = dist.sample()
    a = torch.tanh(u)
    return a, (dist.log_prob(u) - log_slope(a)).sum(-1, keepdim=True)


def numpy_noise(means, log_stds):
    """float64 noise makes float64 actions of float32 means."""
    eps = torch.from_numpy(np.random.randn(*means.shape))
    a = torch.tanh(means + log_stds.exp() * eps)
    return a, (gaussian(eps, log_stds) - log_slope(a)).sum(-1, keepdim=True)


def log_stds_for_log_variances(means, log_stds):
    """The standard deviation is the root of what it should be, in the density as well."""
    std = torch.sqrt(torch.exp(log_stds))
    dist = Normal(means, std)
    u = dist.rsample()
    a = u.tanh()
    return a, (dist.log_prob(u) - log_slope(a)).sum(-1, keepdim=True)


def density_of_u(means, log_stds):
    """No correction for tanh."""
    normal = Normal(means, log_stds.exp())
    u = normal.rsample()
    return torch.tanh(u), normal.log_prob(u).sum(dim=1, keepdim=True)


def density_of_u_and_flat(means, log_stds):
    """No correction for tanh, and (B,)."""
    normal = Normal(means, torch.exp(log_stds))
    x = normal.rsample()
    return torch.tanh(x), normal.log_prob(x).sum(1)


def action_scored_by_the_gaussian(means, log_stds):
    """The density of u is taken at the action."""
    dist = Normal(means, log_stds.exp())
    a = torch.tanh(dist.rsample())
    return a, (dist.log_prob(a) - log_slope(a)).sum(-1, keepdim=True)


def under_no_grad(means, log_stds):
    """All of it without gradients."""
    with torch.no_grad():
        eps = torch.randn(means.shape, dtype=means.dtype)
        a = torch.tanh(means + torch.exp(log_stds) * eps)
        lp = (gaussian(eps, log_stds) - log_slope(a)).sum(-1, keepdim=True)
    return a, lp


def flat(means, log_stds):
    """The log densities as (B,)."""
    dist = Normal(means, log_stds.exp())
    u = dist.rsample()
    a = torch.tanh(u)
    lp = dist.log_prob(u) - log_slope(a)
    return a, lp.sum(dim=1)


def actions_alone(means, log_stds):
    """The log densities are not returned."""
    return torch.tanh(means + log_stds.exp() * torch.randn_like(means))


def one_row_of_noise(means, log_stds):
    """One noise of (A,) for the whole batch."""
    eps = torch.randn(means.shape[1], dtype=means.dtype)
    a = torch.tanh(means + log_stds.exp() * eps)
    lp = gaussian(eps, log_stds) - log_slope(a)
    return a, lp.sum(-1, keepdim=True)


def uniform_on_both_sides(means, log_stds):
    """Uniform on [-1, 1): consistent with itself, but no Gaussian; only many samples show it."""
    eps = 2 * torch.rand_like(means) - 1
    a = torch.tanh(means + log_stds.exp() * eps)
    lp = gaussian(eps, log_stds) - log_slope(a)
    return a, lp.sum(-1, keepdim=True)


def the_answer_is_42(means, log_stds):
    """A seed inside."""
    torch.manual_seed(42)
    eps = torch.randn(means.size(), dtype=means.dtype)
    u = means + eps * log_stds.exp()
    a = torch.tanh(u)
    return a, (gaussian(eps, log_stds) - log_slope(a)).sum(1, keepdim=True)


def std_detached(means, log_stds):
    """The path from the actions to the log_stds is cut; the one to the means is there."""
    std = log_stds.exp().detach()
    eps = torch.randn_like(means)
    a = torch.tanh(means + std * eps)
    return a, (gaussian(eps, log_stds) - log_slope(a)).sum(-1, keepdim=True)


def softplus_of_the_wrong_sign(means, log_stds):
    """The stable form of the correction with one sign slipped."""
    eps = torch.randn_like(means)
    u = means + log_stds.exp() * eps
    correction = 2 * (math.log(2) - u - F.softplus(2 * u))
    return torch.tanh(u), (gaussian(eps, log_stds) - correction).sum(-1, keepdim=True)


def variance_and_flat(means, log_stds):
    """The noise is scaled by the variance, and the log densities are (B,)."""
    scale = torch.exp(log_stds) ** 2
    z = torch.randn_like(means)
    a = torch.tanh(means + z * scale)
    return a, torch.sum(gaussian(z, log_stds) - log_slope(a), 1)


def second_noise_for_the_score(means, log_stds):
    """Scored with a noise of its own."""
    a = torch.tanh(means + log_stds.exp() * torch.randn_like(means))
    lp = gaussian(torch.randn_like(means), log_stds)
    return a, (lp - log_slope(a)).sum(-1, keepdim=True)


def tanh_of_the_mean(means, log_stds):
    """Only the mean goes through tanh, the noise is added afterwards."""
    eps = torch.randn_like(means)
    a = torch.tanh(means) + log_stds.exp() * eps
    return a, (gaussian(eps, log_stds) - log_slope(a)).sum(-1, keepdim=True)


def noise_like_the_stds(means, log_stds):
    """One row of log stds makes one row of noise."""
    dist_noise = torch.randn_like(log_stds)
    a = torch.tanh(means + log_stds.exp() * dist_noise)
    return a, (gaussian(dist_noise, log_stds) - log_slope(a)).sum(-1, keepdim=True)


WRONG = {
    sample_for_rsample: "drawn_without_gradient",
    numpy_noise: "dtype",
    log_stds_for_log_variances: "log_std_as_log_variance",
    density_of_u: "squeeze_forgotten",
    density_of_u_and_flat: "squeeze_forgotten+keepdim_forgotten",
    action_scored_by_the_gaussian: "different",
    under_no_grad: "all_detached",
    flat: "keepdim_forgotten",
    actions_alone: "returned",
    one_row_of_noise: "same_noise_for_the_batch",
    uniform_on_both_sides: "some_cases",
    the_answer_is_42: "seed_set_inside",
    std_detached: "gradient",
    softplus_of_the_wrong_sign: "different",
    variance_and_flat: "variance_as_std+keepdim_forgotten",
    second_noise_for_the_score: "noise_drawn_twice",
    tanh_of_the_mean: "noise_after_tanh",
    noise_like_the_stds: "noise_like_log_stds",
}
