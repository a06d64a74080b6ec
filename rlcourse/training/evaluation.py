"""What a policy is worth, by whole episodes without noise."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from rlcourse.envs.arrays import Array
from rlcourse.envs.episodes import EndlessEpisodeError, episode_returns
from rlcourse.envs.group import Episode
from rlcourse.envs.policy import Layer, Policy, relu
from rlcourse.envs.vector import ManyEnvs
from rlcourse.training.algorithm import Algorithm
from rlcourse.training.normalize import StateNormalizer

BENDS: dict[type, Callable[[Array], Array]] = {nn.Tanh: np.tanh, nn.ReLU: relu}


def evaluate(agent: Algorithm, envs: Any, seed: int) -> np.ndarray:
    """Return of one whole episode in each environment, (E,).

    Where the policy is one of plain layers the environments' processes follow it by themselves,
    each to the end of its episodes: no question at every step, and no waiting for the others.

    Args:
        agent: its policy acts, without noise.
        envs: the vector environment.
        seed: environment i is reset with seed + i.

    Raises:
        EndlessEpisodeError: an episode does not end.
        TrainingError: an environment failed, or a number in it or in an action is not finite.
    """
    policy = plain_policy(agent)
    if policy is not None and isinstance(getattr(envs, "envs", envs), ManyEnvs):
        episodes: list[Episode] = envs.episodes(policy, seed)
        returns = np.array([episode.total for episode in episodes])
        if np.isneginf(returns).any():
            raise EndlessEpisodeError
        states = np.concatenate([episode.states for episode in episodes])
        actions = np.concatenate([episode.actions for episode in episodes])
        if np.isfinite(returns).all() and is_close(actions, agent.exploit(states)):
            return returns
    # State by state: slower, but it knows every policy, and says what is wrong where something is.
    return episode_returns(agent.exploit, envs, seed)


def plain_policy(agent: Algorithm) -> Policy | None:
    """What `agent.exploit` computes, in NumPy; None where it is not tanh of plain layers.

    It is only believed after it gave the actions of `exploit` in 32 states.
    """
    layers = plain_layers(getattr(getattr(agent, "actor", None), "net", None), agent.action_shape)
    if layers is None or agent.state_shape != layers[0].weights.shape[:1]:
        return None
    # The layers do not show what an agent of one's own does to states and actions beside them.
    for method, usual in ((agent.exploit, Algorithm.exploit), (agent.observe, Algorithm.observe)):
        if getattr(method, "__func__", None) is not usual:
            return None
    size = agent.state_shape[0]
    normalizer = agent.normalize_states
    if type(normalizer) is nn.Identity:
        policy = Policy(np.zeros(size), np.ones(size), np.inf, layers)
    elif type(normalizer) is StateNormalizer:
        mean, scale = normalizer.moments.mean.cpu().numpy(), normalizer.scale.cpu().numpy()
        policy = Policy(mean, scale, normalizer.limit, layers)
    else:
        return None
    noise = np.random.default_rng(0).normal(size=(32, size))
    states = (policy.mean + 3 * noise / policy.scale).astype(np.float32)
    actions = np.stack([policy(state) for state in states])
    return policy if is_close(actions, agent.exploit(states)) else None


def is_close(actions: np.ndarray, expected: np.ndarray) -> bool:
    """Whether actions (B, A) are of the same kind as those expected, and within 1e-4 of them."""
    return (
        actions.dtype == expected.dtype
        and actions.shape == expected.shape
        and np.allclose(actions, expected, rtol=0, atol=1e-4)
    )


def plain_layers(net: Any, action_shape: tuple[int, ...]) -> tuple[Layer, ...] | None:
    """The layers of `nn.Sequential(Linear, Tanh or ReLU, ..., Linear)`, and tanh after the last.

    Of the last only the first A outputs, the means. None where `net` is something else.
    """
    parts = [*net, nn.Tanh()] if isinstance(net, nn.Sequential) else []
    if len(parts) < 2 or len(parts) % 2:
        return None
    layers = []
    for linear, bend in zip(parts[::2], parts[1::2], strict=True):
        if type(linear) is not nn.Linear or linear.bias is None or type(bend) not in BENDS:
            return None
        if linear.weight.dtype != torch.float32:
            return None
        weights = linear.weight.detach().cpu().numpy().T
        layers.append(Layer(weights, linear.bias.detach().cpu().numpy(), BENDS[type(bend)]))
    means, size = layers[-1], action_shape[0]
    layers[-1] = Layer(means.weights[:, :size], means.biases[:size], means.bend)
    return tuple(layers)
