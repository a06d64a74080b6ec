"""A PPO agent to try an update on, with networks that a case gives."""

import copy
import inspect
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn

from rlcourse.exercises.exercise import Case
from rlcourse.exercises.run_update import (
    RecordingOptimizer,
    flat_parameters,
    load_parameters,
    replaced,
)
from rlcourse.solutions import ppo
from rlcourse.solutions.networks import PPOActor, PPOCritic
from rlcourse.solutions.ppo import PPO

MODULES = {"actor": "optim_actor", "critic": "optim_critic"}
HIDDEN = 8


def build_ppo(agent_class: type, case: Case) -> Any:
    """An agent of this class with the case's settings and networks."""
    states = case.inputs["states"].shape[-1]
    # One hidden layer: P = H (S + 1) + A (H + 1), and A log stds.
    actions = (case.inputs["actor"].size - HIDDEN * (states + 1)) // (HIDDEN + 2)
    if agent_class.__init__ is PPO.__init__:
        agent = object.__new__(agent_class)
        agent.__dict__.update(reference_agent(states, actions).__dict__)
    else:
        agent = construct(agent_class, states, actions, case)
    for name, value in case.options.items():
        setattr(agent, name, value)
    for name, network in small_networks(states, actions).items():
        network = copy.deepcopy(network)
        load_parameters(network, case.inputs[name])
        setattr(agent, name, network)
    return agent


def construct(agent_class: type, states: int, actions: int, case: Case) -> Any:
    """Call a constructor of the answer's own with whatever settings it takes."""
    settings = {"device": "cpu", "num_envs": 1, "rollout_length": 1, **case.options}
    parameters = inspect.signature(agent_class).parameters.values()
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        taken = {p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY}
        settings = {name: value for name, value in settings.items() if name in taken}
    # The optimisers are replaced anyway, and the first of torch's own takes seconds to make.
    with replaced(ppo, "adam", RecordingOptimizer):
        return agent_class((states,), (actions,), **settings)


@cache
def reference_agent(states: int, actions: int) -> PPO:
    """The reference agent of this size, for its attributes."""
    with replaced(ppo, "adam", RecordingOptimizer):
        return PPO((states,), (actions,), num_envs=1, rollout_length=1)


@cache
def small_networks(states: int, actions: int) -> dict[str, nn.Module]:
    """An actor and a critic with one small layer, so that many wrong answers are tried soon."""
    with torch.random.fork_rng(devices=[]):
        torch.random.default_generator.manual_seed(0)
        actor, critic = PPOActor((states,), (actions,)), PPOCritic((states,))
        for network, outputs in ((actor, actions), (critic, 1)):
            network.net = nn.Sequential(
                nn.Linear(states, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, outputs)
            )
    return {"actor": actor, "critic": critic}


def random_networks(rng: np.random.Generator, states: int, actions: int) -> dict[str, np.ndarray]:
    """Flat parameters of an actor and a critic whose means and values are of size 1."""
    arrays = {}
    for name, network in small_networks(states, actions).items():
        size = flat_parameters(list(network.parameters())).numel()
        arrays[name] = rng.uniform(-0.7, 0.7, size).astype("float32")
    return arrays
