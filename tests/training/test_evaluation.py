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
    torch.manual_seed(SEED)
    agent = kind((3,), (2,), seed=SEED)
    if kind is not SAC:
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


def change(**parts):
    """Put other layers in place of those with these numbers; None takes one away."""

    def changed(actor):
        layers = dict(enumerate(actor.net)) | {int(k[1:]): part for k, part in parts.items()}
        actor.net = nn.Sequential(*(layers[k] for k in sorted(layers) if layers[k] is not None))

    return changed


class Doubled(nn.Module):
    """Shows its network every state twice."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 2))

    def forward(self, states):
        return torch.tanh(self.net(torch.cat([states, states**2], dim=-1)))


class Spread(nn.Module):
    """Does with both motors what its network says for one."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 1))

    def forward(self, states):
        return torch.tanh(self.net(states)).expand(-1, 2)


class Headed(nn.Module):
    """Has a last layer outside its network."""

    def __init__(self):
        super().__init__()
        self.net, self.head = nn.Sequential(nn.Linear(3, 1)), nn.Linear(1, 2)

    def forward(self, states):
        return torch.tanh(self.head(self.net(states)))


def in_float64(actor):
    actor.double()
    actor.forward = lambda states: torch.tanh(actor.net(states.double()))


@pytest.mark.parametrize(
    "changed",
    [
        change(_4=nn.Linear(64, 2, bias=False)),
        change(_1=nn.ELU()),
        change(_1=nn.Sequential(nn.Tanh(), nn.Linear(64, 64))),
        change(_5=nn.Tanh()),
        change(_3=nn.LayerNorm(64)),
        in_float64,
    ],
)
def test_another_network_is_asked_at_every_step(changed):
    one = agent()
    changed(one.actor)
    check_it_is_asked(one)


@pytest.mark.parametrize("actor", [lambda: Halved(agent().actor), Doubled, Spread, Headed])
def test_another_forward_is_asked_at_every_step(actor):
    one = agent()
    one.actor = actor()
    check_it_is_asked(one)


class Careful(PPO):
    """Sees no state beyond its limits."""

    def observe(self, states):
        return super().observe(states.clip(-15, 15))


class Lazy(PPO):
    """Rests where a state is large."""

    def exploit(self, states):
        return super().exploit(states) * (abs(states) < 30).all(axis=-1, keepdims=True)


class Scripted(PPO):
    """Has no network to act with, and remembers what it did in each environment."""

    def __init__(self, *shapes, **options):
        super().__init__(*shapes, **options)
        del self.actor
        self.last = np.zeros((3, 2), np.float32)

    def exploit(self, states):
        self.last = (self.last + states[:, :2]) / 2
        return self.last


@pytest.mark.parametrize("kind", [Careful, Lazy])
def test_an_agent_that_acts_in_its_own_way_is_asked_at_every_step(kind):
    check_it_is_asked(agent(kind))


def test_an_agent_without_an_actor_is_asked_at_every_step():
    one, envs = Scripted((3,), (2,)), make_vec(Pays, 3)
    assert plain_policy(one) is None
    assert np.isfinite(evaluate(one, envs, SEED)).all()


def test_an_agent_with_a_method_of_its_own_is_asked_at_every_step():
    one = agent()
    one.exploit = lambda states: np.zeros((len(states), 2), np.float32)
    check_it_is_asked(one)


class Far(Pays):
    """Its states are a hundred times as large."""

    def see(self, value):
        return 100 * super().see(value)


def test_what_the_layers_do_not_show_is_noticed_in_the_states_of_the_task():
    one = agent(SAC)
    forward = one.actor.forward
    one.actor.forward = lambda states: forward(states.clamp(-50, 50))
    assert plain_policy(one) is not None
    envs = make_vec(Far, 3)
    expected = episode_returns(one.exploit, envs, SEED)
    np.testing.assert_array_equal(evaluate(one, envs, SEED), expected)


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
    episodes = trainer.env_test.episodes(plain_policy(agent()), SEED)
    assert all(np.isnan(episode.total) for episode in episodes)
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


def test_an_episode_without_end_is_told(monkeypatch):
    monkeypatch.setattr("rlcourse.envs.group.MAX_STEPS", 50)
    trainer = Trainer(Endless, agent(), 1000)
    with pytest.raises(TrainingError, match="has not ended after 100,000 steps: give the env"):
        trainer.evaluate(0)


def test_seeds_may_be_numbers_of_numpy():
    envs, one = make_vec(Pays, 3), agent()
    expected = evaluate(one, envs, SEED)
    np.testing.assert_array_equal(evaluate(one, envs, np.int64(SEED)), expected)


class InTorch(Pays):
    """Gives tensors, and rewards of half the precision."""

    def see(self, value):
        return torch.as_tensor(super().see(value))

    def step(self, action):
        state, reward, *rest = super().step(action)
        return state, np.float16(reward), *rest


def test_states_and_rewards_may_be_of_another_kind():
    envs, one = make_vec(InTorch, 3), agent()
    expected = episode_returns(one.exploit, envs, SEED)
    returns = [episode.total for episode in envs.episodes(plain_policy(one), SEED)]
    np.testing.assert_allclose(returns, expected, atol=1e-3)


class LastIsSick(Toy):
    """Ends with an observation that is no number."""

    def step(self, action):
        state, reward, terminated, truncated, info = super().step(action)
        factor = np.nan if terminated or truncated else 1.0
        return state * factor, reward, terminated, truncated, info


def test_a_last_observation_that_is_no_number_is_told():
    trainer = Trainer(LastIsSick, agent(), 1000)
    with pytest.raises(TrainingError, match="an observation with nan"):
        trainer.evaluate(0)


def test_weights_that_are_no_numbers_give_no_warning_and_are_told(recwarn):
    one = agent()
    trainer = Trainer(Pays, one, 1000)
    one.actor.net[4].weight.data[:] = np.nan
    with pytest.raises(TrainingError, match="an action with nan"):
        trainer.evaluate(0)
    assert not recwarn.list


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
