"""Run a method that steps an optimiser, and record the gradients at the step."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.exercises.exercise import Case, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.run import (
    INPUTS_KEPT,
    RANDOM_KEPT,
    random_fingerprint,
    random_seeds,
    to_array,
)

STEPS = "steps of "
AT_STEP = "gradient at the step"
UNTOUCHED = "parameters change in the step alone"


class RecordingAdam(torch.optim.Adam):
    """Adam that remembers how often it stepped, and with which gradients."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        super().__init__(parameters, lr=1e-3)
        self.all = parameters
        self.steps = 0
        self.gradients = torch.zeros(0)
        self.moved = torch.zeros(0)

    def step(self, closure: Any = None) -> Any:
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.all]
        self.gradients = nn.utils.parameters_to_vector(grads).clone()
        self.steps += 1
        result = super().step(closure)
        self.moved = nn.utils.parameters_to_vector(self.all).detach().clone()
        return result


def run_update(
    method: str,
    build: Callable[[type, Case], Any],
    modules: Mapping[str, str],
    stepped: str,
) -> Callable[[Any, Case], Outcome]:
    """A runner for a method of an agent's class.

    Args:
        method: its name.
        build: (class, case) -> an agent with the case's networks.
        modules: attribute of each network -> attribute of its optimiser.
        stepped: the network that the method is to step.
    """

    def run(answer: Any, case: Case) -> Outcome:
        arguments = {n: torch.tensor(a) for n, a in case.inputs.items() if n not in modules}
        with random_seeds():
            try:
                agent = call(build, answer, case)
                optimizers = {}
                for name, attribute in modules.items():
                    optimizers[name] = RecordingAdam(list(getattr(agent, name).parameters()))
                    setattr(agent, attribute, optimizers[name])
                    leave_old_gradients(getattr(agent, name))
                before = random_fingerprint()
                call(getattr(agent, method), **arguments)
                kept = random_fingerprint() == before
            except BaseException as error:  # a stranger's code may raise anything
                return Outcome({}, describe_exception(error, code_of(getattr(answer, method))))
        outputs: dict[str, np.ndarray] = {}
        untouched = True
        for name in modules:
            optimizer = optimizers[name]
            now = parameters_of(getattr(agent, name))
            expected = optimizer.moved if optimizer.steps else torch.tensor(case.inputs[name])
            untouched &= torch.equal(now, expected)
            outputs[STEPS + name] = np.array(optimizer.steps)
        if optimizers[stepped].steps:
            outputs[AT_STEP] = to_array(optimizers[stepped].gradients)
        else:
            outputs[AT_STEP] = np.zeros_like(case.inputs[stepped])
        outputs[UNTOUCHED] = np.array(untouched)
        outputs[RANDOM_KEPT] = np.array(kept)
        outputs[INPUTS_KEPT] = np.array(
            all(np.array_equal(to_array(x), case.inputs[n]) for n, x in arguments.items())
        )
        return Outcome(outputs)

    return run


def leave_old_gradients(module: nn.Module) -> None:
    """Gradients of an earlier update, as there are in training."""
    for parameter in module.parameters():
        parameter.grad = torch.full_like(parameter, 0.3)


def parameters_of(module: nn.Module) -> Tensor:
    """All parameters, flat."""
    return nn.utils.parameters_to_vector(module.parameters()).detach()


def load_parameters(module: nn.Module, flat: np.ndarray) -> None:
    """Put a flat array of parameters into a network."""
    nn.utils.vector_to_parameters(torch.tensor(flat), module.parameters())
