"""Right answers to make_optimizer, each in another style."""

import itertools

import torch
from torch import nn, optim


def in_one_line(actor, lr):
    return torch.optim.Adam(actor.parameters(), lr)


def layers_and_the_log_std(actor, lr):
    layers = [m for m in actor.modules() if isinstance(m, nn.Linear)]
    parameters = [p for layer in layers for p in layer.parameters()]
    return optim.Adam([*parameters, actor.log_stds], lr=lr)


def net_and_the_log_std(actor, lr):
    return optim.Adam([{"params": actor.net.parameters()}, {"params": actor.log_stds}], lr=lr)


def a_group_added(actor, lr):
    optimizer = optim.Adam(actor.net.parameters(), lr=lr)
    optimizer.add_param_group({"params": [actor.log_stds]})
    return optimizer


def by_name(actor, lr):
    parameters = [p for _, p in actor.named_parameters() if p.requires_grad]
    return optim.Adam(parameters, lr=lr, eps=1e-5)


def chained(actor, lr):
    return optim.Adam(itertools.chain(actor.net.parameters(), [actor.log_stds]), lr=lr)


def without_foreach(actor, lr):
    return optim.Adam(params=list(actor.parameters()), lr=lr, betas=(0.9, 0.999), foreach=False)


RIGHT = [
    in_one_line,
    layers_and_the_log_std,
    net_and_the_log_std,
    a_group_added,
    by_name,
    chained,
    without_foreach,
]
