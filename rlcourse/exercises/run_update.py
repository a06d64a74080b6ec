"""Run a method that steps an optimiser, and record the gradients at the step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.exercises.exercise import Case, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.run import (
    GRADIENT,
    INPUTS_KEPT,
    RANDOM_KEPT,
    VALUES_ALONE,
    fresh_session,
    random_fingerprint,
    seeded_fingerprint,
    to_array,
)
from rlcourse.language import Text

STEPS = "steps of "
AT_STEP = "gradient at the step"
# What the first update leaves behind must not leak into the next.
AGAIN = f"{AT_STEP} of a second update"
REACHED = f"{GRADIENT}so many parameters"
UNTOUCHED = "parameters change in the step alone"
# Whether all that learns can still get gradients.
LEARNS = "everything can still learn"

# Each number of a gradient that was left behind.
LEFT = 0.1

OWN = Text(
    "super().{method} is the course's own answer; write the step yourself",
    "super().{method} はこの教材の解答です．自分で書きましょう",
)


class RecordingOptimizer:
    """Plain gradient descent that remembers how often it stepped, and with which gradients.

    Not an optimiser of torch's: the first of those in a process imports torch._dynamo, which
    takes seconds. And Adam's step has full length even where the gradient is a rounding error,
    so two right answers would part in the second update.

    Args:
        module: the network that it steps.
        lr: step size.
    """

    def __init__(self, module: nn.Module, lr: float = 1e-2) -> None:
        self.parameters = list(module.parameters())
        self.defaults = {"lr": lr}
        self.param_groups: list[dict[str, Any]] = [{"params": self.parameters, "lr": lr}]
        self.state: dict[Any, Any] = {}
        self.gradients: list[Tensor] = []
        self.reached: list[int] = []
        self.moved = flat_parameters(self.parameters)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for parameter in self.parameters:
            parameter.grad = None if set_to_none else torch.zeros_like(parameter)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Record the gradients and go down them."""
        loss = closure() if closure is not None else None
        grads = [p.grad for p in self.parameters]
        self.reached.append(sum(grad is not None for grad in grads))
        filled = [
            torch.zeros_like(p) if grad is None else grad
            for p, grad in zip(self.parameters, grads, strict=True)
        ]
        self.gradients.append(flat_parameters(filled))
        with torch.no_grad():
            for parameter, grad in zip(self.parameters, filled, strict=True):
                parameter.sub_(self.param_groups[0]["lr"] * grad)
        self.moved = flat_parameters(self.parameters)
        return loss


def run_update(
    method: str,
    build: Callable[[type, Case], Any],
    modules: Mapping[str, str],
    stepped: str,
) -> Callable[[Any, Case], Outcome]:
    """A runner for a method of an agent's class: two updates in a row on the same minibatch.

    The networks that it is not to step hold a gradient, as their own updates leave it.

    Args:
        method: its name. It gets the case's inputs, all but the networks, in their order.
        build: (class, case) -> an agent with the case's networks.
        modules: attribute of each network -> attribute of its optimiser.
        stepped: the network that the method is to step.
    """

    def run(answer: Any, case: Case) -> Outcome:
        arguments = {n: torch.tensor(a) for n, a in case.inputs.items() if n not in modules}
        try:
            with reference_withheld(answer, method):
                with fresh_session():
                    agent = call(build, answer, case)
                optimizers = {}
                for name, attribute in modules.items():
                    optimizers[name] = RecordingOptimizer(getattr(agent, name))
                    setattr(agent, attribute, optimizers[name])
                # A constructor of the answer's own may have set a seed.
                with fresh_session():
                    updates = 1 if VALUES_ALONE in case.tags else 2
                    for _ in range(updates):
                        for name in modules.keys() - {stepped}:
                            leave_gradient(getattr(agent, name).parameters())
                        call(getattr(agent, method), *arguments.values())
                    kept = random_fingerprint() == seeded_fingerprint()
                    learns = can_learn(getattr(agent, name) for name in modules)
            outputs = outputs_of(agent, optimizers, stepped, updates)
        except BaseException as error:  # a stranger's code may raise anything
            return Outcome({}, describe_exception(error, code_of(getattr(answer, method, None))))
        outputs |= {RANDOM_KEPT: np.array(kept), LEARNS: np.array(learns)}
        outputs[INPUTS_KEPT] = np.array(
            all(np.array_equal(to_array(x), case.inputs[n]) for n, x in arguments.items())
        )
        return Outcome(outputs)

    return run


def leave_gradient(parameters: Iterable[Any]) -> None:
    """Add to what the parameters' gradients are, as another update does."""
    for parameter in parameters:
        left = torch.full_like(parameter, LEFT)
        parameter.grad = left if parameter.grad is None else parameter.grad + left


def can_learn(networks: Iterable[Any]) -> bool:
    """Whether gradients are on, in torch and for all parameters of the networks."""
    return torch.is_grad_enabled() and all(
        p.requires_grad for n in networks for p in n.parameters()
    )


def outputs_of(
    agent: Any, optimizers: dict[str, RecordingOptimizer], stepped: str, updates: int
) -> dict[str, np.ndarray]:
    """What the optimisers saw, and whether anything but they moved the networks."""
    outputs: dict[str, np.ndarray] = {}
    untouched = True
    for name, optimizer in optimizers.items():
        now = flat_parameters(list(getattr(agent, name).parameters()))
        untouched &= bool(torch.equal(now, optimizer.moved) or now.isnan().any())
        outputs[STEPS + name] = np.array(len(optimizer.gradients) / updates)
    optimizer = optimizers[stepped]
    nothing = torch.zeros_like(optimizer.moved)
    gradients = [*optimizer.gradients, nothing, nothing]
    for key, gradient in zip((AT_STEP, AGAIN)[:updates], gradients, strict=False):
        outputs[key] = to_array(gradient)
    outputs[REACHED] = np.array([*optimizer.reached, 0][0])
    outputs[UNTOUCHED] = np.array(untouched)
    return outputs


@contextmanager
def reference_withheld(answer: Any, method: str) -> Iterator[None]:
    """Inside, an answer that overrides the method cannot call the course's own."""
    owners = [c for c in answer.__mro__ if method in vars(c)]
    if len(owners) < 2:
        yield
        return

    def withheld(*args: Any, **kwargs: Any) -> None:
        """Stands in for the course's own. Raises RuntimeError always."""
        raise RuntimeError(str(OWN.format(method=method)))

    with replaced(owners[-1], method, withheld):
        yield


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Inside, an attribute has another value."""
    kept = vars(owner)[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def flat_parameters(parameters: list[Any]) -> Tensor:
    """A copy of all their numbers, flat."""
    return torch.cat([p.detach().reshape(-1) for p in parameters])


def load_parameters(module: nn.Module, flat: np.ndarray) -> None:
    """Put a flat array of parameters into a network."""
    nn.utils.vector_to_parameters(torch.tensor(flat), module.parameters())
