"""A PPO agent to try an update on, with networks that a case gives."""

import inspect
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn

from rlcourse.exercises.exercise import Case
from rlcourse.exercises.run_update import load_parameters, replaced
from rlcourse.solutions.networks import PPOActor, PPOCritic
from rlcourse.solutions.ppo import PPO

MODULES = {"actor": "optim_actor", "critic": "optim_critic"}
# Small, so that many wrong answers are tried soon.
HIDDEN = 8


class SmallActor(PPOActor):
    """The policy with one small layer: states, actions are their numbers."""

    def __init__(self, states: int, actions: int) -> None:
        nn.Module.__init__(self)
        self.net = small_net(states, actions)
        self.log_stds = nn.Parameter(torch.zeros(1, actions))


class SmallCritic(PPOCritic):
    """The value with one small layer."""

    def __init__(self, states: int) -> None:
        nn.Module.__init__(self)
        self.net = small_net(states, 1)


def small_net(inputs: int, outputs: int, device: str = "cpu") -> nn.Sequential:
    """One hidden layer."""
    first = nn.Linear(inputs, HIDDEN, device=device)
    return nn.Sequential(first, nn.Tanh(), nn.Linear(HIDDEN, outputs, device=device))


def build_ppo(agent_class: type[PPO], case: Case) -> Any:
    """An agent of this class with the case's settings and networks.

    Networks of the answer's own give way to the case's: the update is what is asked here.
    """
    states = case.inputs["states"].shape[-1]
    # P = H (S + 1) + A (H + 1) for the net, and A log stds.
    actions = (case.inputs["actor"].size - HIDDEN * (states + 1)) // (HIDDEN + 2)
    constructor = next(c for c in agent_class.__mro__ if "__init__" in vars(c))
    if constructor is PPO:
        agent: Any = object.__new__(agent_class)
        agent.__dict__.update(reference_agent(states, actions).__dict__)
    else:
        settings = {"device": "cpu", "num_envs": 1, "rollout_length": 1, **case.options}
        agent = construct(agent_class, states, actions, settings)
    for name, value in case.options.items():
        setattr(agent, name, value)
    agent.actor, agent.critic = SmallActor(states, actions), SmallCritic(states)
    for name in MODULES:
        load_parameters(getattr(agent, name), case.inputs[name])
    return agent


def construct(agent_class: type, states: int, actions: int, settings: dict[str, Any]) -> Any:
    """Call a constructor of the answer's own with whatever of these settings it takes."""
    parameters = inspect.signature(agent_class).parameters.values()
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        taken = {p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY}
        settings = {name: value for name, value in settings.items() if name in taken}
    with quick_optimizers():
        return agent_class((states,), (actions,), **settings)


def quick_optimizers() -> AbstractContextManager[None]:
    """Inside, the first optimiser of a process does not import torch._dynamo, which takes seconds.

    torch wraps the method that adds parameters so that its compiler leaves it alone. Nothing is
    compiled here.
    """
    optimizer = torch.optim.Optimizer
    return replaced(optimizer, "add_param_group", inspect.unwrap(optimizer.add_param_group))


@cache
def reference_agent(states: int, actions: int) -> PPO:
    """The reference agent of this size, for its attributes."""
    with quick_optimizers():
        return PPO((states,), (actions,), num_envs=1, rollout_length=1)


def random_networks(rng: np.random.Generator, states: int, actions: int) -> dict[str, np.ndarray]:
    """Flat parameters of an actor and a critic whose means and values are of size 1."""
    hidden = HIDDEN * (states + 1)
    sizes = {"actor": hidden + (HIDDEN + 2) * actions, "critic": hidden + HIDDEN + 1}
    return {name: rng.uniform(-0.7, 0.7, size).astype("float32") for name, size in sizes.items()}
