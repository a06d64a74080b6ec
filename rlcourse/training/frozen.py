"""A network through which gradients flow, and in which none stay."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


@contextmanager
def frozen(module: nn.Module) -> Iterator[None]:
    """What is computed inside the block is differentiable, but not in the module's parameters.

    It also saves computing their gradients, a third of what a backward pass through it costs.
    """
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    for weight in weights:
        weight.requires_grad = False
    try:
        yield
    finally:
        for weight in weights:
            weight.requires_grad = True
