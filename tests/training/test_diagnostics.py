"""The dashboard of an agent: by hand where that is possible, and on every planted bug."""

from functools import cache

import numpy as np
import pytest
import torch

from rlcourse.display.diagnostics import PANELS, dependence
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.sick import PLANTED, sick_ppo
from rlcourse.solutions import PPO
from rlcourse.solutions.patched_ppo import PIECES, patch
from rlcourse.training.diagnostics import Diagnostics, diagnose, measure_update
from rlcourse.training.probing import train

PENDULUM = "InvertedPendulumBulletEnv-v0"
SETTINGS = {"rollout_length": 128, "num_updates": 5, "lr_actor": 1e-3, "lr_critic": 1e-3}
UPDATES = 6


@cache
def run(name):
    """Curves of a healthy agent, or of the one with this bug."""
    agent_class = patch() if name == "healthy" else sick_ppo(name)
    return diagnose(agent_class((5,), (1,), **SETTINGS), PENDULUM, UPDATES)


def test_a_healthy_agent():
    curves = run("healthy")
    assert list(curves) == list(Diagnostics._fields)
    assert all(len(curve) == UPDATES for curve in curves.values())
    assert curves["ratio"].max() < 1e-5
    assert curves["clip_fraction"].min() > 0 and curves["clip_fraction"].max() < 0.3
    assert curves["kl"].min() > 0 and curves["kl"].max() < 0.05
    assert curves["explained_variance"][-1] > 0.5
    assert np.ptp(curves["std"]) > 0.02
    assert curves["gradient_norm"].max() < 0.501
    assert curves["episode_length"][-1] > 2 * curves["episode_length"][0]


def test_unsquash_shows_in_the_ratio():
    assert run("unsquash")["ratio"].min() > 1e-7 > 1e4 * run("healthy")["ratio"].max()


def test_make_passes_shows_in_clip_fraction_and_kl():
    sick = run("make_passes")
    assert (sick["clip_fraction"] == 0).all()
    assert sick["kl"].min() > 100 * run("healthy")["kl"].max()


def test_flatten_rollout_shows_in_the_explained_variance():
    assert run("flatten_rollout")["explained_variance"][-3:].max() < 0.2
    assert run("healthy")["explained_variance"][-3:].min() > 0.5


def test_make_optimizer_shows_in_the_std():
    assert np.ptp(run("make_optimizer")["std"]) == 0


def test_gradient_step_shows_in_the_longest_gradient():
    assert run("gradient_step")["gradient_norm"][:3].min() > 2


def test_lambda_sum_shows_in_no_curve_but_in_the_dependence():
    for curves in (run("healthy"), run("lambda_sum")):
        assert curves["episode_length"].max() < 1_000  # nobody ran out of time
    assert all(np.array_equal(run("healthy")[n], run("lambda_sum")[n]) for n in PANELS)
    ends = {7: "terminated", 15: "truncated"}
    episode = np.repeat([0, 1, 2], 8)
    beyond = episode[:, None] != episode[None, :]
    exercise = BY_NAME["lambda_sum"]
    assert not dependence(PIECES["lambda_sum"], ends, 24)[beyond].any()
    leaks = dependence(exercise.variant(exercise.mistakes[0].edits), ends, 24) * beyond
    assert leaks[8:16, 16:].all()
    assert not leaks[:8].any()


def test_every_planted_bug_has_a_test_here():
    for name in PLANTED:
        assert any(test.startswith(f"test_{name}_shows_in") for test in globals())


def test_watching_changes_nothing():
    watched, alone = PPO((5,), (1,), **SETTINGS), PPO((5,), (1,), **SETTINGS)
    diagnose(watched, PENDULUM, 2)
    train(alone, PENDULUM, 2)
    for ours, theirs in zip(watched.actor.parameters(), alone.actor.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert "update_actor" not in vars(watched) and "update_critic" not in vars(watched)
    assert not watched.optim_actor._optimizer_step_pre_hooks


def filled(**changes):
    """An agent that does not learn, with a rollout of 4 steps of 2 environments."""
    settings = {"num_envs": 2, "rollout_length": 4, "num_updates": 1, "lr_actor": 0, "lr_critic": 0}
    agent = PPO((3,), (1,), **settings | changes)
    rng = np.random.default_rng(0)
    ones = np.ones(2)
    for t in range(4):
        states = rng.normal(size=(2, 3)).astype("float32")
        actions, log_pis = agent.explore(states)
        agent.buffer.append(states, actions, ones * t, ones * (t == 3), ones * 0, log_pis, states)
    return agent


def test_numbers_by_hand():
    agent = filled()
    agent.buffer.data.log_pis.sub_(np.log(1.5))  # as if each action had been less likely then
    found = measure_update(agent)
    assert found.ratio == pytest.approx(0.5, abs=1e-4)
    assert found.clip_fraction == 1
    assert found.kl == pytest.approx(0.5 - np.log(1.5), abs=1e-4)
    assert found.std == pytest.approx(np.exp(-0.5), abs=1e-6)
    assert found.episode_length == 4


def test_a_critic_that_says_the_targets_explains_everything():
    agent = filled(gamma=0.0)
    agent.normalize_rewards.forward = lambda rewards: agent.buffer.data.states[..., 0]
    agent.critic.forward = lambda states: agent.critic.net(states) * 0 + states[..., :1]
    agent.normalize_states.forward = lambda states: states
    assert measure_update(agent).explained_variance == pytest.approx(1)
