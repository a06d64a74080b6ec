"""A SAC agent to try an update on, with networks and noise that a case gives."""

from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.exercises.exercise import Case
from rlcourse.exercises.ppo_agent import HIDDEN, construct, quick_optimizers, small_net
from rlcourse.exercises.run import SEED
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.sac import SAC
from rlcourse.solutions.sac_networks import SACActor, SACCritic

NETWORKS = ("actor", "critic", "critic_target")
# Names of a case's inputs that make up the agent; the others are the method's arguments.
PARTS = (*NETWORKS, "log_alpha")
# As many draws in one update differ; no answer needs more than one.
DRAWS = 4


class KnownStates:
    """The states of a batch, by which what happens to each of them is noted.

    Args:
        states: (K, S), all different; where there are next states, they follow the states.
    """

    def __init__(self, states: Tensor) -> None:
        self.states, self.size = states, states.shape[1]

    def places(self, states: Tensor) -> Tensor:
        """Which of the known ones these are, or are nearest to: (..., S) -> (N,)."""
        flat = states.detach().reshape(-1, 1, self.size)
        return (flat - self.states).abs().sum(-1).argmin(1)

    def watched(self, numbers: Tensor, states: Tensor, seen: list[np.ndarray]) -> Tensor:
        """The same numbers, one a state; the gradient that comes back to each goes into `seen`."""
        if numbers.requires_grad:

            def note(gradient: Tensor) -> None:
                places = self.places(states).numpy()
                total = np.zeros(len(self.states))
                np.add.at(total, places, gradient.detach().reshape(-1).numpy())
                seen.append(total)

            numbers.register_hook(note)
        return numbers

    def total(self, seen: list[np.ndarray]) -> np.ndarray:
        """What came back to each of the states in all, (K,)."""
        return np.sum([np.zeros(len(self.states)), *seen], axis=0)


def given_net(flat: Tensor, inputs: int, outputs: int) -> nn.Sequential:
    """The small network; its parameters are cut from one flat tensor."""
    # On this device no first weights are drawn.
    net = small_net(inputs, outputs, device="meta").to_empty(device="cpu")
    nn.utils.vector_to_parameters(flat, net.parameters())
    return net


class SmallSACActor(SACActor):
    """The policy with one small layer, and with noise that belongs to a state.

    An answer may draw for all states at once, for one after the other or in another order, and
    gets the same. A second draw for the same state gives other noise, as it should.

    The noise is what `torch.randn` gives from the seed for the whole batch, so an answer that
    draws its own has the same as well.

    Args:
        flat: all its parameters.
        states: the states of the batch.
        noises: for each draw, (D, B, A); of state i they are those of row i mod B.
    """

    def __init__(self, flat: Tensor, states: KnownStates, noises: Tensor) -> None:
        nn.Module.__init__(self)
        self.net = given_net(flat, states.size, 2 * noises.shape[2])
        self.states, self.noises = states, noises
        self.begin()

    def begin(self) -> None:
        """Forget what was drawn and seen: another update begins."""
        self.drawn = torch.zeros(len(self.states.states), dtype=torch.long)
        self.seen: list[np.ndarray] = []

    def sample(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """An action and its log density: (..., S) -> (..., A), (..., 1)."""
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds = log_stds.clamp(-20, 2)
        noises = self.noise_of(self.states.places(states)).reshape(means.shape)
        actions = torch.tanh(means + log_stds.exp() * noises)
        log_pis = calculate_log_pi(log_stds, noises, actions)
        return actions, self.states.watched(log_pis, states, self.seen)

    def noise_of(self, places: Tensor) -> Tensor:
        """The next noise of each of these states, (N, A)."""
        draws = self.drawn[places] % len(self.noises)
        self.drawn[places] += 1
        return self.noises[draws, places % self.noises.shape[1]]


class SmallSACCritic(SACCritic):
    """Two values with one small layer each, which note what they are asked and what comes of it.

    Args:
        flat: all its parameters.
        states: the states of the batch.
        actions: A.
    """

    def __init__(self, flat: Tensor, states: KnownStates, actions: int) -> None:
        nn.Module.__init__(self)
        inputs = states.size + actions
        first, second = flat.chunk(2)
        self.net1 = given_net(first, inputs, 1)
        self.net2 = given_net(second, inputs, 1)
        self.states = states
        self.begin()

    def begin(self) -> None:
        """Forget what was seen."""
        self.asked: list[Tensor] = []
        self.seen: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])

    def forward(self, states: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S), (B, A) -> two of (B, 1)."""
        x = torch.cat([states, actions], dim=-1)
        self.asked.append(x.detach().reshape(-1, x.shape[-1]))
        q1, q2 = (
            self.states.watched(net(x), states, seen)
            for net, seen in zip((self.net1, self.net2), self.seen, strict=True)
        )
        return q1, q2


def build_sac(agent_class: type[SAC], case: Case) -> Any:
    """An agent of this class with the case's settings, networks and entropy coefficient.

    Networks of the answer's own give way to the case's: the update is what is asked here.
    """
    states, actions = sizes_of(case)
    constructor = next(c for c in agent_class.__mro__ if "__init__" in vars(c))
    if constructor is SAC:
        agent: Any = object.__new__(agent_class)
        agent.__dict__.update(reference_agent(states, actions).__dict__)
    else:
        settings = {"device": "cpu", "num_envs": 1, "buffer_size": 1, **case.options}
        agent = construct(agent_class, states, actions, settings)
    for name, value in case.options.items():
        setattr(agent, name, value)
    known = [case.inputs[n] for n in ("states", "next_states") if n in case.inputs]
    known = known or [np.zeros((1, states), "float32")]
    noises = noises_of(len(known[0]), actions)
    known_states = KnownStates(torch.tensor(np.concatenate(known)))
    flat = {name: torch.tensor(case.inputs[name]) for name in NETWORKS}
    agent.actor = SmallSACActor(flat["actor"], known_states, noises)
    agent.critic = SmallSACCritic(flat["critic"], known_states, actions)
    agent.critic_target = SmallSACCritic(flat["critic_target"], known_states, actions)
    agent.critic_target.requires_grad_(False)
    agent.log_alpha = nn.Parameter(torch.tensor(case.inputs["log_alpha"]))
    return agent


def sizes_of(case: Case) -> tuple[int, int]:
    """Numbers of a state and of an action, told from the sizes of the case's networks."""
    # P = H (S + 1) + 2 A (H + 1) in the actor, 2 (H (S + A + 1) + H + 1) in the critic.
    inputs = (case.inputs["critic"].size // 2 - 1) // HIDDEN - 2
    actions = (case.inputs["actor"].size - HIDDEN * (inputs + 1)) // (HIDDEN + 2)
    return inputs - actions, actions


@cache
def noises_of(batch: int, actions: int) -> Tensor:
    """What `torch.randn(batch, actions)` gives from the seed, call after call, (D, B, A)."""
    generator = torch.Generator().manual_seed(SEED)
    return torch.stack([torch.randn(batch, actions, generator=generator) for _ in range(DRAWS)])


@cache
def reference_agent(states: int, actions: int) -> SAC:
    """The reference agent of this size, for its attributes."""
    with quick_optimizers():
        return SAC((states,), (actions,), num_envs=1, buffer_size=1)


def random_agent(
    rng: np.random.Generator, states: int, actions: int, alpha: float
) -> dict[str, np.ndarray]:
    """Flat parameters of the networks, their values of size 1, and the logarithm of alpha."""
    critic = 2 * (HIDDEN * (states + actions + 2) + 1)
    sizes = {
        "actor": HIDDEN * (states + 1) + 2 * actions * (HIDDEN + 1),
        "critic": critic,
        "critic_target": critic,
    }
    parts = {name: rng.uniform(-0.7, 0.7, size).astype("float32") for name, size in sizes.items()}
    return parts | {"log_alpha": np.array(np.log(alpha), "float32")}


def is_telling(case: Case, critic: str, states: str) -> bool:
    """Whether in these states now one, now the other of a critic's two values is the lower.

    Nor may an action lie so close to -1 or 1 that the small constant in its log density counts.
    """
    agent = build_sac(SAC, case)
    with torch.no_grad():
        inputs = torch.tensor(case.inputs[states])
        actions, _ = agent.actor.sample(inputs)
        q1, q2 = getattr(agent, critic)(inputs, actions)
    cross = len(inputs) == 1 or bool((q1 < q2).any() and (q1 > q2).any())
    return cross and float(actions.abs().max()) < 0.999
