"""Adam, in one fused call a step where this torch has it."""

from torch import nn, optim


def adam(part: nn.Module | nn.Parameter, lr: float) -> optim.Adam:
    """Adam over one parameter, or all of a module, with step size `lr`.

    Source: Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1.
    """
    parameters = list(part.parameters()) if isinstance(part, nn.Module) else [part]
    try:
        return optim.Adam(parameters, lr=lr, fused=True)
    except RuntimeError:  # torch before 2.4 has no fused Adam on the CPU
        return optim.Adam(parameters, lr=lr)


def set_step_size(optimizer: optim.Optimizer, lr: float) -> None:
    """Let the optimiser's next steps have the size `lr`."""
    for group in optimizer.param_groups:
        group["lr"] = lr
