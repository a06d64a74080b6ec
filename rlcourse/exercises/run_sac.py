"""Run a method of SAC twice in a row, and record what it does to the agent."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rlcourse.exercises.exercise import Case, Failure, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.run import (
    INPUTS_KEPT,
    RANDOM_KEPT,
    SEED,
    SEEN,
    VALUES_ALONE,
    fresh_session,
    random_fingerprint,
    seeded_fingerprint,
    to_array,
    usual_torch,
)
from rlcourse.exercises.run_update import (
    LEARNS,
    UNTOUCHED,
    RecordingOptimizer,
    can_learn,
    flat_parameters,
    leave_gradient,
    outputs_of,
    reference_withheld,
)
from rlcourse.exercises.sac_agent import PARTS, build_sac

# Whether gradients reach nothing that is a constant here.
NO_LEAK = "gradients stay where they belong"
# Whether the seed is the one that was set before.
SEED_KEPT = "seed as it was"
# Whether a target network stays where it is while the critic is trained.
APART = "two networks of their own"
# Whether it is nothing but numbers.
PLAIN = "no graph behind the target network"
# What the actor's update returns.
LOG_PIS = "log_pis"

# Parts that an optimiser of the agent steps.
STEPPED = ("actor", "critic", "alpha")


def run_sac_update(
    method: str,
    stepped: str,
    constants: tuple[str, ...] = (),
    gradient: str = "",
    draws: bool = False,
    returns: bool = False,
) -> Callable[[Any, Case], Outcome]:
    """A runner for a method that steps an optimiser: two updates in a row on the same batch.

    Args:
        method: its name. It gets the case's inputs, all but the agent's parts, in their order.
        stepped: "actor", "critic" or "alpha", whichever it is to step.
        constants: parts of the agent, and arguments, that no gradient may reach.
        gradient: a part that holds a gradient when an update begins, as other updates leave it.
        draws: whether it is meant to draw random numbers.
        returns: whether it returns log densities.
    """

    def run(answer: Any, case: Case) -> Outcome:
        updates = 1 if VALUES_ALONE in case.tags else 2
        clean, kept, seed_kept, results = True, True, True, []
        seen: dict[str, Any] = {}
        try:
            with reference_withheld(answer, method), usual_torch():
                with fresh_session():
                    agent = call(build_sac, answer, case)
                parts = parts_of(agent)
                optimizers = {n: RecordingOptimizer(getattr(parts, n)) for n in STEPPED}
                for name, optimizer in optimizers.items():
                    setattr(agent, f"optim_{name}", optimizer)
                for _ in range(updates):
                    arguments = arguments_of(case, constants)
                    begin(agent, gradient)
                    # A constructor of the answer's own may have set a seed.
                    with fresh_session():
                        results.append(call(getattr(agent, method), *arguments.values()))
                        kept &= draws or random_fingerprint() == seeded_fingerprint()
                        seed_kept &= torch.initial_seed() == SEED
                        learns = can_learn(getattr(parts, name) for name in STEPPED)
                    seen = seen or seen_in(parts, stepped)
                    clean &= not any(has_gradient(parts, arguments, n) for n in constants)
            outputs = outputs_of(parts, optimizers, stepped, updates)
            target = to_array(flat_parameters(list(agent.critic_target.parameters())))
            still = np.array_equal(target, case.inputs["critic_target"])
        except BaseException as error:  # a stranger's code may raise anything
            return Outcome({}, describe_exception(error, code_of(getattr(answer, method, None))))
        outputs[UNTOUCHED] = np.array(bool(outputs[UNTOUCHED]) and still)
        outputs |= seen | {RANDOM_KEPT: np.array(kept), NO_LEAK: np.array(clean)}
        outputs |= {SEED_KEPT: np.array(seed_kept), LEARNS: np.array(learns)}
        outputs[INPUTS_KEPT] = np.array(
            all(np.array_equal(to_array(x), case.inputs[n]) for n, x in arguments.items())
        )
        return with_log_pis(outputs, results[0]) if returns else Outcome(outputs)

    return run


def parts_of(agent: Any) -> SimpleNamespace:
    """The networks and the entropy coefficient, each with a method `parameters`."""
    alpha = SimpleNamespace(parameters=lambda: [agent.log_alpha])
    return SimpleNamespace(
        actor=agent.actor, critic=agent.critic, critic_target=agent.critic_target, alpha=alpha
    )


def arguments_of(case: Case, constants: tuple[str, ...]) -> dict[str, Tensor]:
    """What the method gets; an argument among the constants hangs on a graph, as it well may."""
    arguments = {n: torch.tensor(a) for n, a in case.inputs.items() if n not in PARTS}
    for name in arguments.keys() & set(constants):
        arguments[name] = arguments[name].requires_grad_() * 1
        arguments[name].retain_grad()
    return arguments


def begin(agent: Any, gradient: str) -> None:
    """An update begins, after others."""
    for network in (agent.actor, agent.critic, agent.critic_target):
        network.begin()
    if gradient:
        leave_gradient(getattr(parts_of(agent), gradient).parameters())


def seen_in(parts: SimpleNamespace, stepped: str) -> dict[str, np.ndarray]:
    """What was noted in one update: of what the values were asked, and the gradients in them."""
    in_log_pis = parts.actor.states.total(parts.actor.seen)
    if stepped != "actor":
        in_log_pis = (in_log_pis != 0).astype(np.float32)
    seen = {f"{SEEN}gradient in log_pis": in_log_pis}
    for name in ("critic", "critic_target"):
        critic = getattr(parts, name)
        size = critic.net1[0].in_features
        asked = torch.cat([torch.zeros(0, size), *critic.asked])
        seen[f"{SEEN}{name} was asked of"] = to_array(asked.sum(0) / max(len(asked), 1))
        gradients = [critic.states.total(of_twin) for of_twin in critic.seen]
        if name == "critic_target":
            # None of it is right; which twin it reaches, and how large it is there, depends on
            # other mistakes.
            gradients = [(np.sum(gradients, axis=0) != 0).astype(np.float32)]
        for twin, gradient in enumerate(gradients, 1):
            seen[f"{SEEN}gradient in value {twin} of {name}"] = gradient
    return seen


def has_gradient(parts: SimpleNamespace, arguments: dict[str, Tensor], name: str) -> bool:
    """Whether a gradient has reached an argument or a part."""
    tensors = [arguments[name]] if name in arguments else getattr(parts, name).parameters()
    return any(t.grad is not None and bool(t.grad.any()) for t in tensors)


def with_log_pis(outputs: dict[str, np.ndarray], result: Any) -> Outcome:
    """The outcome with the log densities that came back; none at all where nothing did."""
    if result is None:
        return Outcome(outputs | {LOG_PIS: np.zeros(0, "float32")})
    if type(result) is not Tensor:
        return Outcome({}, Failure("returned", type(result).__name__, LOG_PIS))
    return Outcome(outputs | {LOG_PIS: to_array(result)})
