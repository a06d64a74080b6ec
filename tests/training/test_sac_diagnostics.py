"""The dashboard of SAC: by hand where that is possible, and on every planted bug."""

from functools import cache

import numpy as np
import pytest
import torch

from rlcourse.display.sac_diagnostics import FRAMES, PANELS, draw_sac_diagnostics, framed
from rlcourse.exercises.sick import PLANTED_IN_SAC, sick_sac
from rlcourse.solutions import SAC
from rlcourse.training.sac_diagnostics import SACDiagnostics, diagnose_sac, measure_sac

POLE, SWING_UP = ("InvertedPendulumBulletEnv-v0", 5), ("Pendulum-v1", 3)
SETTINGS = {"lr_actor": 1e-3, "lr_critic": 1e-3, "lr_alpha": 1e-2, "tau": 0.02}


@cache
def run(name, task=POLE):
    """Curves of a healthy agent, or of the one with this bug."""
    agent_class = SAC if name == "healthy" else sick_sac(name)
    agent = agent_class((task[1],), (1,), batch_size=64, start_steps=200, **SETTINGS)
    return diagnose_sac(agent, task[0], updates=400, every=100)


def test_a_healthy_agent():
    curves = run("healthy")
    assert list(curves) == [*SACDiagnostics._fields, "update"]
    assert curves["update"].tolist() == [100, 200, 300, 400]
    assert curves["value"][-1] > 5
    assert curves["explained_variance"][-1] > 0.7
    assert curves["target_twins"][-1] < 0.5
    assert curves["alpha"][-1] < 0.1


def test_update_critic_shows_in_the_explained_variance_where_rewards_differ():
    sick, healthy = run("SAC.update_critic"), run("healthy")
    assert np.abs(sick["value"] - healthy["value"]).max() < 0.5  # on the pole they are all 1
    assert run("SAC.update_critic", SWING_UP)["explained_variance"][-1] < 0.6
    assert run("healthy", SWING_UP)["explained_variance"][-1] > 0.95


def test_update_target_shows_in_the_value_and_its_twins():
    sick = run("SAC.update_target")
    assert sick["value"].max() < 1.5
    assert sick["target_twins"][-1] > 0.7


def test_update_alpha_shows_in_alpha_and_the_entropy():
    sick = run("SAC.update_alpha")
    assert sick["alpha"][-1] > 5
    assert sick["entropy"][-1] > 0.6


def test_every_planted_bug_has_a_test_here():
    for name in PLANTED_IN_SAC:
        assert any(t.startswith(f"test_{name.removeprefix('SAC.')}_shows_in") for t in globals())
    with pytest.raises(KeyError, match="no bug is planted in 'x'"):
        sick_sac("x")


def test_numbers_by_hand():
    """Critics that say 3 and 4, and copies that say 1 and 2."""
    agent = SAC((2,), (1,), gamma=0.5, alpha=1e-6)
    for network, values in ((agent.critic, (3.0, 4.0)), (agent.critic_target, (1.0, 2.0))):
        for net, value in zip((network.net1, network.net2), values, strict=True):
            torch.nn.init.zeros_(net[-1].weight)
            torch.nn.init.constant_(net[-1].bias, value)
    states = np.zeros((1, 2), "float32")
    for reward in (0.0, 2.0):
        row = np.array([reward])
        agent.buffer.append(states, np.zeros((1, 1)), row, np.zeros(1), states)
    before = agent.random_stream.state_dict()["cpu"]
    with agent.random_stream:
        found = measure_sac(agent)
    assert found.value == 3 and found.twins == 1 and found.target_twins == 1
    # The targets are 0.5 and 2.5, the critic says 3 to both, so it explains nothing.
    assert found.explained_variance == pytest.approx(0, abs=1e-3)
    assert found.alpha == pytest.approx(1e-6)
    assert not torch.equal(before, agent.random_stream.state_dict()["cpu"])


def test_the_picture_holds_what_ran_away():
    """Infinite and undefined numbers are drawn at the edge."""
    wild = {name: np.array([np.nan, np.inf, -np.inf]) for name in PANELS}
    wild["update"] = np.array([1, 2, 3])
    inside = framed(wild)
    for name, (low, high) in FRAMES.items():
        assert inside[name].tolist() == [high, high, low]
    calm = {**{name: np.ones(3) for name in PANELS}, "update": wild["update"]}
    figure = draw_sac_diagnostics(calm, wild, "C")
    assert figure.alt.startswith("C: at the last update, value -1.5e+02 (healthy 1)")
    assert len(figure.axes) == len(PANELS)
