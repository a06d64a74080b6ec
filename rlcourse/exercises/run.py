"""Run an answer on a case and bring home plain arrays. Nothing here knows a right answer."""

import ctypes
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rlcourse.exercises.exercise import Case, Failure, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception

# Keys of outputs that are not values: whether the inputs are as they were, whether a random
# state is where it was.
INPUTS_KEPT = "inputs as they were"
RANDOM_KEPT = "random state as it was"
GRADIENT = "gradient of "
# Whether numbers are finite.
FINITE = "finite "
# What tells mistakes apart but is not judged: right answers may differ in it.
SEEN = "seen: "
# Whether a second call draws other numbers.
FRESH = "fresh noise"
# Tags of cases: no value is the right one as long as all are finite; the log stds lie where they
# are clipped; no gradient is asked for.
AT_LIMIT = "at the limit"
BEYOND = "beyond the limits"
VALUES_ALONE = "values alone"

# Not one that an answer would set.
SEED = 730_411
# What np.random draws from while an answer runs.
NUMPY = np.random.MT19937()


def run_function(
    returns: tuple[str, ...], gradients: tuple[str, ...] = (), draws: bool = False
) -> Callable[[Any, Case], Outcome]:
    """A runner for a plain function.

    Args:
        returns: names of what it returns, in order.
        gradients: inputs whose gradient is taken, of each returned value in turn.
        draws: whether it is meant to draw random numbers; then it is called twice.
    """

    def run(answer: Any, case: Case) -> Outcome:
        inputs = {name: torch.tensor(array) for name, array in case.inputs.items()}
        for name in gradients:
            inputs[name].requires_grad_()
        with fresh_session():
            try:
                result = call(answer, **inputs, **case.options)
                unasked = draws or VALUES_ALONE in case.tags
                kept = unasked or random_fingerprint() == seeded_fingerprint()
                values, failure = name_values(result, returns)
                if failure is not None:
                    return Outcome({}, failure)
                outputs = {name: to_array(value) for name, value in values.items()}
                if VALUES_ALONE in case.tags:
                    return Outcome(outputs)
                if draws:
                    again = call(answer, **inputs, **case.options)
                    first, second = (np.ravel(to_array(x[0])) for x in (result, again))
                    # At the ends of a clamp all draws are alike.
                    at_ends = (np.abs(first) == np.abs(first[:1])).all()
                    outputs[FRESH] = np.array(at_ends or not np.array_equal(first, second))
                else:
                    outputs[RANDOM_KEPT] = np.array(kept)
                outputs.update(gradients_of(values, {n: inputs[n] for n in gradients}))
                if AT_LIMIT in case.tags:
                    outputs = only_finiteness(outputs)
            except BaseException as error:  # a stranger's code may raise anything
                return Outcome({}, describe_exception(error, code_of(answer)))
        outputs[INPUTS_KEPT] = np.array(are_kept(inputs, case))
        return Outcome(outputs)

    return run


def name_values(result: Any, names: tuple[str, ...]) -> tuple[dict[str, Tensor], Failure | None]:
    """The returned tensors by name, or what is wrong with them as a return value."""
    if len(names) == 1 and type(result) is Tensor:
        return {names[0]: result}, None
    if isinstance(result, tuple | list) and len(result) == len(names) > 1:
        wrong = [type(x).__name__ for x in result if type(x) is not Tensor]
        if not wrong:
            return dict(zip(names, result, strict=True)), None
        return {}, Failure("returned", f"a tuple with {wrong[0]}", ", ".join(names))
    if isinstance(result, tuple | list):
        kind = f"{type(result).__name__} of {len(result)}"
    else:
        kind = type(result).__name__
    return {}, Failure("returned", kind, ", ".join(names))


def gradients_of(values: dict[str, Tensor], inputs: dict[str, Tensor]) -> dict[str, np.ndarray]:
    """Gradient of a weighted sum of each value in each input; zeros where none flows."""
    outputs: dict[str, np.ndarray] = {}
    if not inputs:
        return outputs
    for value_name, value in values.items():
        flows = value.requires_grad
        # Unequal weights: a plain sum would hide a mean, a swap or a sign.
        weights = torch.linspace(0.5, 1.5, value.numel(), dtype=value.dtype).reshape(value.shape)
        grads: tuple[Tensor | None, ...] = (None,) * len(inputs)
        if flows:
            total = (value * weights).sum()
            grads = torch.autograd.grad(
                total, list(inputs.values()), retain_graph=True, allow_unused=True
            )
        for (name, x), grad in zip(inputs.items(), grads, strict=True):
            filled = torch.zeros_like(x) if grad is None else grad
            outputs[f"{GRADIENT}{value_name} in {name}"] = to_array(filled)
    return outputs


def only_finiteness(outputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Where float outputs are finite; at an action of exactly 1 no value is the right one."""
    seen = {}
    for name, array in outputs.items():
        if array.dtype == bool:
            seen[name] = array
        else:
            seen[FINITE + name] = np.isfinite(array)
    return seen


def to_array(tensor: Tensor) -> np.ndarray:
    """A copy of a tensor's numbers, in its own dtype where NumPy has it."""
    tensor = tensor.detach().cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return np.array(tensor.resolve_conj().resolve_neg().numpy())


def are_kept(inputs: dict[str, Tensor], case: Case) -> bool:
    """Whether the inputs still hold what the case gave."""
    return all(
        np.array_equal(to_array(inputs[name]), array, equal_nan=True)
        for name, array in case.inputs.items()
    )


@contextmanager
def usual_torch() -> Iterator[None]:
    """Gradients and float32 inside the block, and afterwards what the session had.

    Also where an answer is stopped inside `torch.no_grad()`, just before it would tidy up.
    """
    gradients, dtype = torch.is_grad_enabled(), torch.get_default_dtype()
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_grad_enabled(gradients)
        torch.set_default_dtype(dtype)


@contextmanager
def fresh_session(seed: int = SEED) -> Iterator[None]:
    """The same random numbers and the usual torch for every answer; the session's own come back."""
    python, torch_state = random.getstate(), torch.get_rng_state()
    # Put aside as a whole: reading and writing its state takes longer than most answers.
    numpy: Any = np.random
    generator = numpy.get_bit_generator()
    numpy.set_bit_generator(NUMPY)
    random.seed(seed)
    numpy.seed(seed)
    torch.random.default_generator.manual_seed(seed)
    try:
        with usual_torch():
            yield
    finally:
        random.setstate(python)
        numpy.set_bit_generator(generator)
        torch.set_rng_state(torch_state)


def random_fingerprint() -> tuple[Any, ...]:
    """A value that changes when any global random state does, inside `fresh_session`."""
    # 624 words and a position.
    numpy = ctypes.string_at(NUMPY.ctypes.state_address, 4 * 625)
    return hash(random.getstate()), numpy, torch.get_rng_state().numpy().tobytes()


@cache
def seeded_fingerprint() -> tuple[Any, ...]:
    """The fingerprint with which every run begins."""
    with fresh_session():
        return random_fingerprint()
