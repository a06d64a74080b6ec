"""What a policy is worth, by whole episodes without noise."""

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import nn

from rlcourse.envs.arrays import Array
from rlcourse.envs.episodes import episode_returns
from rlcourse.envs.policy import Layer, Policy, relu
from rlcourse.training.algorithm import Algorithm
from rlcourse.training.normalize import StateNormalizer

BENDS: dict[type, Callable[[Array], Array]] = {nn.Tanh: np.tanh, nn.ReLU: relu}


def evaluate(agent: Algorithm, envs: Any, seed: int) -> np.ndarray:
    """Return of one whole episode in each environment, (E,).

    Where the policy is one of plain layers the environments' processes follow it by themselves,
    each to the end of its episodes. That takes a third of the time of a question at every step.

    Args:
        agent: its policy acts, without noise.
        envs: the vector environment.
        seed: environment i is reset with seed + i.

    Raises:
        EndlessEpisodeError: an episode does not end.
        TrainingError: an environment failed, or a number in it or in an action is not finite.
    """
    policy = plain_policy(agent)
    if policy is not None:
        returns: np.ndarray = envs.episodes(policy, seed)
        if np.isfinite(returns).all():
            return returns
    # State by state: slower, but it knows every policy, and says what is wrong where something is.
    return episode_returns(agent.exploit, envs, seed)


def plain_policy(agent: Algorithm) -> Policy | None:
    """What `agent.exploit` computes, in NumPy; None where it is not tanh of plain layers.

    It is only believed after it gave, in 32 states, the actions of `exploit` within 1e-4.
    """
    layers = plain_layers(getattr(agent.actor, "net", None), agent.action_shape)
    if layers is None or len(agent.state_shape) != 1:
        return None
    size = agent.state_shape[0]
    policy = Policy(np.zeros(size), np.ones(size), np.inf, layers)
    if isinstance(agent.normalize_states, StateNormalizer):
        moments = agent.normalize_states.moments
        scale = (moments.var + 1e-8).rsqrt()
        policy = Policy(moments.mean.cpu().numpy(), scale.cpu().numpy(), 10.0, layers)
    noise = np.random.default_rng(0).normal(size=(32, size))
    states = (policy.mean + 3 * noise / policy.scale).astype(np.float32)
    actions = np.stack([policy(state) for state in states])
    return policy if np.allclose(actions, agent.exploit(states), rtol=0, atol=1e-4) else None


def plain_layers(net: Any, action_shape: tuple[int, ...]) -> tuple[Layer, ...] | None:
    """The layers of `nn.Sequential(Linear, Tanh or ReLU, ..., Linear)`, and tanh after the last.

    Of the last only the first A outputs, the means. None where `net` is something else.
    """
    parts = [*net, nn.Tanh()] if isinstance(net, nn.Sequential) else []
    layers = []
    for linear, bend in zip(parts[::2], parts[1::2], strict=False):
        if type(linear) is not nn.Linear or linear.bias is None or type(bend) not in BENDS:
            return None
        weights = linear.weight.detach().cpu().numpy().T
        biases = linear.bias.detach().cpu().numpy()
        layers.append(Layer(weights, biases, BENDS[type(bend)]))
    if len(parts) % 2 or not layers:
        return None
    means, size = layers[-1], action_shape[0]
    layers[-1] = Layer(means.weights[:, :size], means.biases[:size], means.bend)
    return tuple(layers)
