"""PPO and SAC solve every probe; a broken PPO fails the probe that is about what is broken."""

import pytest
import torch

from rlcourse.envs.probes import PROBES
from rlcourse.language import use_language
from rlcourse.solutions import PPO, SAC, calculate_advantage
from rlcourse.solutions import ppo as ppo_module
from rlcourse.training.probing import ProbeReport, ProbeResult, run_probes, try_probe


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)
def test_ppo_solves(probe):
    result = try_probe(PPO, probe)
    assert result.passed, result


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)
def test_sac_solves(probe):
    result = try_probe(SAC, probe)
    assert result.passed, result


class EndIgnored(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        super().update_critic(states, actions, rewards, terminateds * 0, next_states)


class IdleActor(SAC):
    def update_actor(self, states):
        return self.actor.sample(states)[1].detach()


@pytest.mark.parametrize(("agent", "number"), [(EndIgnored, 3), (IdleActor, 4)])
def test_a_broken_sac_fails_its_probe(agent, number):
    assert not try_probe(agent, PROBES[number - 1]).passed


class BackwardsActor(PPO):
    def update_actor(self, states, actions, log_pis_old, advantages):
        super().update_actor(states, actions, log_pis_old, -advantages)


class IdleCritic(PPO):
    def update_critic(self, states, targets):
        pass


class ShapeBug(PPO):
    def update_critic(self, states, targets):
        super().update_critic(states, torch.zeros_like(targets) + targets.mean())


@pytest.mark.parametrize(("agent", "number"), [(IdleCritic, 1), (ShapeBug, 2), (BackwardsActor, 4)])
def test_a_broken_agent_fails_its_probe(agent, number):
    report = run_probes(agent)
    assert not report.passed
    assert len(report.results) == number
    assert f"probe {number} fails" in str(report).lower()


def test_a_report_says_what_was_learned_and_where_to_look_in_the_language_in_use():
    probe = PROBES[4]
    result = ProbeResult(probe, values=(1.0, 1.0), actions=(-0.5, 0.123), passed=False)
    report = ProbeReport((result,))
    assert "The action at 1 is 0.12 and should be 0.50." in str(report)
    assert probe.help.en in str(report)
    use_language("ja")
    try:
        assert "1 での行動は 0.12 になりました．" in str(report)
        assert probe.help.ja in str(report)
    finally:
        use_language("en")


def test_taking_a_time_out_for_the_end_fails_the_last_probe(monkeypatch):
    def cut_off(values, rewards, terminateds, truncateds, next_values, gamma, lambd):
        done = torch.maximum(terminateds, truncateds)
        return calculate_advantage(values, rewards, done, truncateds, next_values, gamma, lambd)

    monkeypatch.setattr(ppo_module, "calculate_advantage", cut_off)
    report = run_probes(PPO)
    assert not report.passed
    assert len(report.results) == 6
