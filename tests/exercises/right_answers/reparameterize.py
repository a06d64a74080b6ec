"""Right answers to reparameterize, each in another style or drawing in another order."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Independent, Normal, TanhTransform, TransformedDistribution

from rlcourse.solutions import calculate_log_pi


def plain(means, log_stds):
    noises = torch.randn_like(means)
    actions = torch.tanh(means + torch.exp(log_stds) * noises)
    return actions, calculate_log_pi(log_stds, noises, actions)


def minus_the_noise(means, log_stds):
    noises = torch.randn(means.shape, dtype=means.dtype, device=means.device)
    actions = (means - log_stds.exp() * noises).tanh()
    return actions, calculate_log_pi(log_stds, noises, actions)


def single_precision_noise(means, log_stds):
    noises = torch.randn(means.shape)
    actions = torch.tanh(means + log_stds.exp() * noises)
    return actions, calculate_log_pi(log_stds, noises, actions)


def rsample(means, log_stds):
    law = Normal(means, log_stds.exp())
    us = law.rsample()
    actions = torch.tanh(us)
    log_pis = law.log_prob(us) - torch.log(1 - actions.pow(2) + 1e-6)
    return actions, log_pis.sum(-1, keepdim=True)


def standard_normal_sample(means, log_stds):
    noises = Normal(0.0, 1.0).sample(means.shape)
    actions = torch.tanh(means + noises.to(means) * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises.to(means), actions)


def torch_normal(means, log_stds):
    noises = torch.normal(torch.zeros_like(means), torch.ones_like(means))
    actions = torch.tanh(means + noises * log_stds.exp())
    return [actions, calculate_log_pi(log_stds, noises, actions)]


def numpy_noise(means, log_stds):
    noises = torch.as_tensor(np.random.standard_normal(means.shape), dtype=means.dtype)
    actions = torch.tanh(means + noises * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises, actions)


def own_generator(means, log_stds):
    noises = torch.from_numpy(np.random.default_rng().normal(size=means.shape)).to(means)
    actions = torch.tanh(means + noises * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises, actions)


def row_by_row(means, log_stds):
    log_stds = log_stds.expand_as(means)
    actions, log_pis = [], []
    for mean, log_std in zip(means, log_stds, strict=True):
        noise = torch.randn_like(mean)
        action = torch.tanh(mean + log_std.exp() * noise)
        actions.append(action)
        log_pis.append(calculate_log_pi(log_std[None], noise[None], action[None])[0])
    return torch.stack(actions), torch.stack(log_pis)


def column_by_column(means, log_stds):
    noises = torch.stack([torch.randn_like(column) for column in means.T], dim=1)
    actions = torch.tanh(means + noises * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises, actions)


def in_place_noise(means, log_stds):
    noises = torch.empty_like(means).normal_()
    actions = torch.tanh(torch.addcmul(means, log_stds.exp(), noises))
    return actions, calculate_log_pi(log_stds, noises, actions)


def box_muller(means, log_stds):
    radius = (-2 * torch.log1p(-torch.rand_like(means))).sqrt()
    noises = radius * torch.cos(2 * math.pi * torch.rand_like(means))
    actions = torch.tanh(means + noises * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises, actions)


def softplus(means, log_stds):
    stds = log_stds.exp()
    us = Normal(means, stds).rsample()
    gaussian = Normal(means, stds).log_prob(us).sum(-1, keepdim=True)
    squeeze = (2 * (math.log(2) - us - F.softplus(-2 * us))).sum(-1, keepdim=True)
    return torch.tanh(us), gaussian - squeeze


def transformed_distribution(means, log_stds):
    law = Independent(Normal(means, log_stds.exp()), 1)
    law = TransformedDistribution(law, [TanhTransform(cache_size=1)])
    actions = law.rsample()
    return actions, law.log_prob(actions).unsqueeze(-1)


RIGHT = [
    plain,
    minus_the_noise,
    single_precision_noise,
    rsample,
    standard_normal_sample,
    torch_normal,
    numpy_noise,
    own_generator,
    row_by_row,
    column_by_column,
    in_place_noise,
    box_muller,
    softplus,
    transformed_distribution,
]
