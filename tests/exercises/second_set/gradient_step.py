"""Wrong answers to gradient_step, and the name that each should get."""

import torch
from torch import nn


def too_late(loss, network, optimizer, max_grad_norm):
    """The bug as it came, cleared afterwards."""
    loss.backward()
    optimizer.step()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    optimizer.zero_grad()


def too_soon(loss, network, optimizer, max_grad_norm):
    """There is no gradient yet."""
    optimizer.zero_grad()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    loss.backward()
    optimizer.step()


def summed_up(loss, network, optimizer, max_grad_norm):
    """Never cleared."""
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    optimizer.step()


def entry_by_entry(loss, network, optimizer, max_grad_norm):
    """Each number on its own."""
    optimizer.zero_grad()
    loss.backward()
    for p in network.parameters():
        p.grad.clamp_(-max_grad_norm, max_grad_norm)
    optimizer.step()


def layer_by_layer(loss, network, optimizer, max_grad_norm):
    """Each layer on its own."""
    optimizer.zero_grad()
    loss.backward()
    for p in network.parameters():
        p.grad *= (max_grad_norm / (p.grad.norm() + 1e-6)).clamp(max=1.0)
    optimizer.step()


def always_of_that_length(loss, network, optimizer, max_grad_norm):
    """Short gradients are lengthened."""
    optimizer.zero_grad()
    loss.backward()
    norm = torch.cat([p.grad.flatten() for p in network.parameters()]).norm()
    for p in network.parameters():
        p.grad *= max_grad_norm / norm
    optimizer.step()


def loss_clipped(loss, network, optimizer, max_grad_norm):
    """The loss is held down, not its gradient."""
    optimizer.zero_grad()
    loss.clamp(max=max_grad_norm).backward()
    optimizer.step()


def half_a_step(loss, network, optimizer, max_grad_norm):
    """The limit for a network, and the gradient halved."""
    optimizer.zero_grad()
    (loss / 2).backward()
    optimizer.step()


def no_step(loss, network, optimizer, max_grad_norm):
    """Everything but the step."""
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)


WRONG = {
    too_late: "as_it_came",
    too_soon: "as_it_came",
    summed_up: "no_zero_grad",
    entry_by_entry: "clip_value",
    layer_by_layer: "each_on_its_own",
    always_of_that_length: ("some_cases", "factor", "options"),
    loss_clipped: ("no_gradient", "options", "different"),
    half_a_step: ("factor", "different"),
    no_step: "step_missing",
}
