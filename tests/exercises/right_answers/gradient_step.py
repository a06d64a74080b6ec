"""Right answers to gradient_step, each in another style."""

import torch
from torch import nn


def cleared_afterwards(loss, network, optimizer, max_grad_norm):
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    optimizer.step()
    optimizer.zero_grad()


def the_network_clears(loss, network, optimizer, max_grad_norm):
    network.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), max_norm=max_grad_norm)
    optimizer.step()


def by_hand(loss, network, optimizer, max_grad_norm):
    optimizer.zero_grad()
    loss.backward()
    norm = sum(p.grad.pow(2).sum() for p in network.parameters()).sqrt()
    if norm > max_grad_norm:
        for p in network.parameters():
            p.grad.mul_(max_grad_norm / norm)
    optimizer.step()


def without_backward(loss, network, optimizer, max_grad_norm):
    parameters = list(network.parameters())
    grads = torch.autograd.grad(loss, parameters)
    for p, grad in zip(parameters, grads, strict=True):
        p.grad = grad
    nn.utils.clip_grad_norm_(parameters, max_grad_norm)
    optimizer.step()


def the_optimizers_parameters(loss, network, optimizer, max_grad_norm):
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    nn.utils.clip_grad_norm_(parameters, max_grad_norm, norm_type=2.0)
    optimizer.step()


def a_flat_vector(loss, network, optimizer, max_grad_norm):
    optimizer.zero_grad()
    loss.backward()
    flat = torch.cat([p.grad.flatten() for p in network.parameters()])
    scale = (max_grad_norm / (flat.norm() + 1e-6)).clamp(max=1)
    for p in network.parameters():
        p.grad = p.grad * scale
    optimizer.step()


RIGHT = [
    cleared_afterwards,
    the_network_clears,
    by_hand,
    without_backward,
    the_optimizers_parameters,
    a_flat_vector,
]
