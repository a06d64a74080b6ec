"""Evaluations: processes that follow the policy by themselves find what a question a step finds."""

import gymnasium as gym
import numpy as np
import pytest
import torch
from torch import nn

from rlcourse.envs import make_vec
from rlcourse.envs.episodes import episode_returns
from rlcourse.solutions import PPO, SAC
from rlcourse.training import Trainer, TrainingError
from rlcourse.training.evaluation import evaluate, plain_policy
from tests.envs.toys import Toy

SEED = 7


def agent(kind=PPO):
    """One whose statistics and weights are no longer those of the start."""
    agent = kind((3,), (2,), seed=SEED)
    if kind is PPO:
        agent.normalize_states.update(torch.randn(50, 2, 3) * 4 + 1)
    for parameter in agent.actor.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    return agent


class Pays(Toy):
    """Pays 1 a step and the sum of the action."""

    def step(self, action):
        state, _, terminated, truncated, info = super().step(action)
        return state, float(1 + action.sum()), terminated, truncated, info


@pytest.mark.parametrize("kind", [PPO, SAC])
def test_the_policy_of_numpy_acts_as_the_agent(kind):
    one = agent(kind)
    policy = plain_policy(one)
    states = 10 * np.random.default_rng(SEED).normal(size=(100, 3)).astype(np.float32)
    actions = np.stack([policy(state) for state in states])
    assert actions.dtype == np.float32
    np.testing.assert_allclose(actions, one.exploit(states), atol=1e-5)


@pytest.mark.parametrize("num_workers", [0, 2])
@pytest.mark.parametrize("kind", [PPO, SAC])
def test_returns_are_those_of_a_question_at_every_step(kind, num_workers, monkeypatch):
    one, envs = agent(kind), make_vec(Pays, 3, num_workers)
    expected = episode_returns(one.exploit, envs, SEED)
    monkeypatch.delattr("rlcourse.training.evaluation.episode_returns")
    np.testing.assert_allclose(evaluate(one, envs, SEED), expected, atol=1e-4)
    envs.close()


def test_they_do_not_depend_on_the_number_of_processes():
    found = []
    for num_workers in (0, 1, 2):
        envs = make_vec("InvertedPendulumBulletEnv-v0", 3, num_workers)
        found.append(evaluate(PPO((5,), (1,), seed=SEED), envs, SEED).tolist())
        envs.close()
    assert found[0] == found[1] == found[2]


class Halved(nn.Module):
    """Halves what another actor does, which its layers do not show."""

    def __init__(self, actor):
        super().__init__()
        self.net = actor.net

    def forward(self, states):
        return torch.tanh(self.net(states)) / 2


def without_bias(net):
    return nn.Sequential(*net[:-1], nn.Linear(64, 2, bias=False))


def with_elu(net):
    return nn.Sequential(net[0], nn.ELU(), *net[2:])


def with_norm(net):
    return nn.Sequential(net[0], nn.LayerNorm(64), *net[1:])


@pytest.mark.parametrize(
    "net", [without_bias, with_elu, with_norm, lambda net: nn.Sequential(*net, nn.Tanh())]
)
def test_another_network_is_asked_at_every_step(net):
    one = agent()
    one.actor.net = net(one.actor.net)
    check_it_is_asked(one)


def test_another_forward_is_asked_at_every_step():
    one = agent()
    one.actor = Halved(one.actor)
    check_it_is_asked(one)


def check_it_is_asked(one):
    assert plain_policy(one) is None
    envs = make_vec(Pays, 3)
    np.testing.assert_array_equal(
        evaluate(one, envs, SEED), episode_returns(one.exploit, envs, SEED)
    )


def test_states_that_are_no_vectors_are_refused():
    one = agent()
    one.state_shape = (3, 1)
    assert plain_policy(one) is None


class Breaks(Toy):
    """Gives a nan in the second step, in the place that it was made with."""

    def __init__(self, place):
        self.place = place

    def step(self, action):
        state, reward, *rest = super().step(action)
        if self.count == 2 and self.place == "observation":
            state[1] = np.nan
        return state, np.nan if self.count == 2 and self.place == "reward" else reward, *rest


@pytest.mark.parametrize("num_workers", [0, 2])
@pytest.mark.parametrize(
    ("place", "message"),
    [("observation", "an observation with nan at index 1"), ("reward", "the reward nan")],
)
def test_what_is_wrong_in_an_evaluation_is_told_as_ever(place, message, num_workers):
    trainer = Trainer(lambda: Breaks(place), agent(), 1000, num_workers=num_workers)
    assert np.isnan(trainer.env_test.episodes(plain_policy(agent()), SEED)).any()
    with pytest.raises(TrainingError, match=message):
        trainer.evaluate(0)
    trainer.close()


class Raises(Toy):
    def step(self, action):
        raise ZeroDivisionError("the toy broke")


@pytest.mark.parametrize("num_workers", [0, 2])
def test_an_environment_that_raises_is_named(num_workers):
    trainer = Trainer(Raises, agent(), 1000, num_workers=num_workers)
    with pytest.raises(TrainingError, match="environment 0 raised ZeroDivisionError: the toy"):
        trainer.evaluate(0)
    with pytest.raises(TrainingError, match="these environments are closed"):
        trainer.evaluate(0)


class Endless(Toy):
    def step(self, action):
        state, reward, _, _, info = super().step(action)
        return state, reward, False, False, info


def test_an_episode_without_end_has_no_return(monkeypatch):
    monkeypatch.setattr("rlcourse.envs.group.MAX_STEPS", 50)
    envs = make_vec(Endless, 2)
    assert np.isnan(envs.episodes(plain_policy(agent()), SEED)).all()


def test_an_environment_may_keep_its_action():
    class Keeps(Toy):
        def step(self, action):
            self.kept = [*getattr(self, "kept", []), action]
            return super().step(action)

    envs = make_vec(Keeps, 1)
    envs.episodes(plain_policy(agent()), SEED)
    kept = envs._runner._group.envs[0].unwrapped.kept
    assert len({id(action) for action in kept}) == len(kept) > 1
    assert isinstance(envs._runner._group.envs[0], gym.Env)
