"""A PPO agent to try an update on, with networks that a case gives."""

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import nn

from rlcourse.exercises.exercise import Case
from rlcourse.exercises.run_update import load_parameters
from rlcourse.solutions.networks import PPOActor, PPOCritic
from rlcourse.solutions.ppo import PPO

MODULES = {"actor": "optim_actor", "critic": "optim_critic"}


@lru_cache(maxsize=None)
def template(state_size: int, action_size: int) -> PPO:
    """The reference agent of this size."""
    return PPO((state_size,), (action_size,), num_envs=1, rollout_length=1)


def build_ppo(agent_class: type, case: Case) -> Any:
    """An agent of this class with the case's settings and networks."""
    states = case.inputs["states"].shape[-1]
    # The last layer's bias and weights, and the log stds, tell A: P = 64 S + 64 + 4160 + 66 A.
    actions = (case.inputs["actor"].size - 64 * states - 64 - 4160) // 66
    if agent_class.__init__ is PPO.__init__:
        agent = object.__new__(agent_class)
        agent.__dict__.update(template(states, actions).__dict__)
    else:
        agent = agent_class((states,), (actions,), num_envs=1, rollout_length=1)
    for name, value in case.options.items():
        setattr(agent, name, value)
    for name in MODULES:
        load_parameters(getattr(agent, name), case.inputs[name])
    return agent


def random_networks(rng: np.random.Generator, states: int, actions: int) -> dict[str, np.ndarray]:
    """Flat parameters of an actor and a critic, with a last layer that is not close to 0."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        actor, critic = PPOActor((states,), (actions,)), PPOCritic((states,))
        with torch.no_grad():
            actor.net[-1].weight.mul_(50)
            actor.log_stds.add_(torch.linspace(-0.4, 0.4, actions))
    modules = {"actor": actor, "critic": critic}
    return {
        name: nn.utils.parameters_to_vector(module.parameters()).detach().numpy()
        for name, module in modules.items()
    }
