"""Right answers to calculate_log_pi, each in another style."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Independent, Normal


def two_sums(log_stds, noises, actions):
    gaussian = (-0.5 * noises.pow(2) - log_stds).sum(dim=-1, keepdim=True)
    gaussian = gaussian - 0.5 * math.log(2 * math.pi) * log_stds.size(-1)
    return gaussian - torch.log(1 - actions.pow(2) + 1e-6).sum(dim=-1, keepdim=True)


def distributions(log_stds, noises, actions):
    stds = log_stds.exp()
    log_probs = Normal(0.0, stds).log_prob(stds * noises) - torch.log(1 - actions**2 + 1e-6)
    return log_probs.sum(-1, keepdim=True)


def standard_normal(log_stds, noises, actions):
    noise = Normal(torch.zeros_like(noises), torch.ones_like(noises)).log_prob(noises)
    return (noise - log_stds - torch.log(1 - actions.square() + 1e-6)).sum(1, keepdim=True)


def independent(log_stds, noises, actions):
    stds = log_stds.exp().expand_as(noises)
    law = Independent(Normal(torch.zeros_like(stds), stds), 1)
    return (law.log_prob(stds * noises) - torch.log(1 - actions**2 + 1e-7).sum(-1)).unsqueeze(-1)


def loop_over_the_batch(log_stds, noises, actions):
    log_stds = log_stds.expand_as(noises)
    rows = []
    for b in range(len(noises)):
        total = noises.new_zeros(())
        for i in range(noises.shape[1]):
            total = total - noises[b, i] ** 2 / 2 - log_stds[b, i] - math.log(2 * math.pi) / 2
            total = total - torch.log(1 - actions[b, i] ** 2 + 1e-6)
        rows.append(total)
    return torch.stack(rows).reshape(-1, 1)


def double_precision_inside(log_stds, noises, actions):
    dtype = actions.dtype
    log_stds, noises, actions = log_stds.double(), noises.double(), actions.double()
    log_pis = -(noises**2) / 2 - log_stds - 0.5 * np.log(2 * np.pi)
    log_pis = log_pis - torch.log(1 - actions**2 + 1e-8)
    return log_pis.sum(-1, keepdim=True).to(dtype)


def clamped_logarithm(log_stds, noises, actions):
    slopes = (1 - actions * actions).clamp(min=1e-6)
    log_pis = -0.5 * noises**2 - log_stds - 0.5 * math.log(2 * math.pi) - slopes.log()
    return log_pis.sum(dim=1, keepdim=True)


def two_factors(log_stds, noises, actions):
    tiny = torch.finfo(actions.dtype).tiny
    squeeze = torch.log((1 - actions).clamp(min=tiny)) + torch.log((1 + actions).clamp(min=tiny))
    gaussian = -0.5 * (noises**2 + 2 * log_stds + math.log(2 * math.pi))
    return torch.sum(gaussian - squeeze, dim=-1, keepdim=True)


def log1p(log_stds, noises, actions):
    squeeze = torch.log1p(-actions.pow(2) + 1e-6).sum(-1)
    gaussian = -(0.5 * noises.pow(2) + log_stds + 0.5 * math.log(2 * math.pi)).sum(-1)
    return (gaussian - squeeze)[:, None]


def softplus_of_atanh(log_stds, noises, actions):
    limit = 1 - torch.finfo(actions.dtype).eps / 2
    us = torch.atanh(actions.clamp(-limit, limit))
    squeeze = 2 * (math.log(2) - us - F.softplus(-2 * us))
    gaussian = -0.5 * noises**2 - log_stds - 0.5 * math.log(2 * math.pi)
    return (gaussian - squeeze).sum(-1, keepdim=True)


def logarithm_of_the_density(log_stds, noises, actions):
    stds = torch.exp(log_stds)
    heights = torch.exp(-(noises**2) / 2) / (stds * (2 * math.pi) ** 0.5)
    return torch.log(heights / (1 - actions**2 + 1e-6)).sum(-1, keepdim=True)


RIGHT = [
    two_sums,
    distributions,
    standard_normal,
    independent,
    loop_over_the_batch,
    double_precision_inside,
    clamped_logarithm,
    two_factors,
    log1p,
    softplus_of_atanh,
    logarithm_of_the_density,
]
