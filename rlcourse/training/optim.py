"""Adam, in one fused call a step where this torch has it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn, optim
from torch.optim.optimizer import _global_optimizer_post_hooks, _global_optimizer_pre_hooks

ONE = torch.ones(())
GLOBAL_HOOKS = (_global_optimizer_pre_hooks, _global_optimizer_post_hooks)
MORE_THAN_ADAM = ("weight_decay", "amsgrad", "maximize")


def adam(part: nn.Module | nn.Parameter, lr: float) -> optim.Adam:
    """Adam over one parameter, or all of a module, with step size `lr`.

    Source: Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1.
    """
    parameters = list(part.parameters()) if isinstance(part, nn.Module) else [part]
    try:
        return QuickAdam(parameters, lr=lr, fused=True)
    except RuntimeError:  # torch before 2.4 has no fused Adam on the CPU
        return optim.Adam(parameters, lr=lr)


class QuickAdam(optim.Adam):
    """The fused Adam of torch, its steps to the last bit, at half of what they cost.

    At every step torch sorts the parameters by device and kind, and opens a profiler's record: for
    networks as small as the course's that takes longer than the step itself.
    """

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        if not set_to_none:
            return super().zero_grad(set_to_none)
        for group in self.param_groups:
            for weight in group["params"]:
                weight.grad = None

    def step(self, closure: Callable[[], Any] | None = None) -> Any:  # type: ignore[override]
        """One step along the gradients of all parameters that have one."""
        if any((self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks, *GLOBAL_HOOKS)):
            return self._step_with_hooks(closure)
        return self._step(closure)

    # Else torch wraps it in hooks and in a profiler's record.
    step.hooked = True  # type: ignore[attr-defined]

    def _step(self, closure: Callable[[], Any] | None) -> Any:
        weights = [w for group in self.param_groups for w in group["params"] if w.grad is not None]
        states: list[Any] = [self.state.get(weight) for weight in weights]
        # At the first step torch makes the moments; and it knows what is rare.
        if closure is not None or not (states and all(states) and self._is_plain()):
            plain = optim.Adam.step
            plain = plain.__wrapped__ if getattr(plain, "hooked", False) else plain  # type: ignore[attr-defined]
            return plain(self, closure)
        (group,) = self.param_groups
        gradients: list[Any] = [weight.grad for weight in weights]
        steps = [state["step"] for state in states]
        with torch.no_grad():
            # One for each of them: with one for all it takes three times as long.
            torch._foreach_add_(steps, [ONE.to(steps[0].device)] * len(steps))
            torch._fused_adam_(
                weights,
                gradients,
                [state["exp_avg"] for state in states],
                [state["exp_avg_sq"] for state in states],
                [],
                steps,
                lr=group["lr"],
                beta1=group["betas"][0],
                beta2=group["betas"][1],
                weight_decay=0.0,
                eps=group["eps"],
                amsgrad=False,
                maximize=False,
            )

    def _is_plain(self) -> bool:
        """Whether nothing is asked for but Adam, fused."""
        if len(self.param_groups) > 1 or getattr(self, "grad_scale", None) is not None:
            return False
        group = self.param_groups[0]
        return bool(group["fused"]) and not any(group[name] for name in MORE_THAN_ADAM)

    _step_with_hooks = optim.Optimizer.profile_hook_step(_step)


def set_step_size(optimizer: optim.Optimizer, lr: float) -> None:
    """Let the optimiser's next steps have the size `lr`."""
    for group in optimizer.param_groups:
        group["lr"] = lr
