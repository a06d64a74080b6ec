"""Passed answers are kept, and come back in another process with all that they need."""

import os
import subprocess
import sys
import textwrap

import pytest

from rlcourse.exercises import hint, progress, solution


def run(code, home):
    """Run code as a script of its own; what it printed."""
    script = home.parent / "student.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    env = {**os.environ, "RLCOURSE_HOME": str(home), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


ANSWERS = """
    import math as m
    import torch
    from functools import partial
    from torch import nn
    from torch.distributions import Normal as Gaussian
    import rlcourse.solutions
    from rlcourse import check
    from rlcourse.solutions import PPO
    from rlcourse.mine import calculate_log_pi as given

    SMALL = 1e-6
    UNIT = torch.tensor(1.0)

    def gaussian(noises):
        return Gaussian(0, UNIT).log_prob(noises)

    def squeeze(actions):
        return torch.log(UNIT - actions ** 2 + SMALL)

    def calculate_log_pi(log_stds, noises, actions):
        # MARK one
        log_pis = gaussian(noises) - log_stds - squeeze(actions)
        return log_pis.sum(dim=-1, keepdim=True)

    assert check(calculate_log_pi).passed

    calls = []

    class Learner(PPO):
        "My agent."
        rate = 0.5

        def update_critic(self, states, targets):
            # MARK two
            loss = self.loss(states, targets)
            self.optim_critic.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
            self.optim_critic.step()

        def loss(self, states, targets):
            return nn.functional.mse_loss(self.critic(states), targets)

        def update_actor(self, states, actions, log_pis_old, advantages):
            raise NotImplementedError

    report = check(Learner)
    assert report.parts["PPO.update_critic"].passed
"""

USE = """
    import inspect
    import numpy as np
    import torch
    from rlcourse.mine import PPO, PPOActor, calculate_log_pi, reparameterize
    agent = PPO((3,), (2,), num_envs=1, rollout_length=4)
    assert "MARK one" in inspect.getsource(calculate_log_pi)
    assert "MARK two" in inspect.getsource(PPO.update_critic)
    assert reparameterize.__globals__["calculate_log_pi"] is calculate_log_pi
    assert type(agent.actor) is PPOActor
    for _ in range(4):
        s = np.zeros((1, 3), dtype="float32")
        a, l = agent.explore(s)
        agent.buffer.append(s, a, np.ones(1), np.zeros(1), np.zeros(1), l, s)
    agent.update()
    print("trained")
"""


def test_answers_come_back_in_another_process(home):
    run(ANSWERS, home)
    assert sorted(p.name for p in home.glob("*.py")) == [
        "PPO.update_critic.py",
        "calculate_log_pi.py",
    ]
    out = run(USE, home)
    assert "PPO: your own calculate_log_pi, PPO.update_critic; the course's" in out
    assert "calculate_log_pi: your own." in out
    assert out.endswith("trained\n")


HELPED = """
    import torch
    from rlcourse import check
    from rlcourse.solutions import SAC

    class Errors:
        def error(self, q, targets):
            return (q - targets).pow(2).mean()

    class MySAC(Errors, SAC):
        def soft_value(self, states):
            actions, log_pis = self.actor.sample(states)
            return torch.min(*self.critic_target(states, actions)) - self.alpha * log_pis

        def update_critic(self, *batch):
            raise NotImplementedError

    def derived(factor):
        class MySAC(Base):
            def update_critic(self, states, actions, rewards, terminateds, next_states):
                # MARK three
                with torch.no_grad():
                    going_on = self.gamma * (1 - terminateds)
                    targets = rewards + going_on * self.soft_value(next_states)
                q1, q2 = self.critic(states, actions)
                loss = factor * (self.error(q1, targets) + self.error(q2, targets))
                self.optim_critic.zero_grad()
                loss.backward()
                self.optim_critic.step()
        return MySAC

    Base = MySAC
    assert check(derived(1.0)).passed
"""


def test_helpers_of_other_classes_and_closures_come_back(home):
    run(HELPED, home)
    code = """
        import inspect, torch
        from rlcourse.mine import SAC
        agent = SAC((3,), (1,), num_envs=1, buffer_size=1)
        assert "MARK three" in inspect.getsource(SAC.update_critic)
        states, one = torch.zeros(2, 3), torch.ones(2, 1)
        agent.update_critic(states, one, one, one, states)
        print("trained")
    """
    assert run(code, home).endswith("trained\n")


def test_a_variable_called_as_an_argument_is_is_not_kept(home):
    run(f"actions = noises = log_pis = [0.5] * 100_000\n{textwrap.dedent(ANSWERS)}", home)
    kept = (home / "calculate_log_pi.py").read_text(encoding="utf-8")
    assert "SMALL = 1e-06" in kept
    assert len(kept) < 2_000


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"# A checked answer. Seal: 0\ndef f(:"])
def test_a_damaged_answer_is_left_out_with_a_word(home, damage):
    run(ANSWERS, home)
    (home / "calculate_log_pi.py").write_bytes(damage)
    out = run("from rlcourse.mine import calculate_log_pi\nprint(calculate_log_pi)", home)
    assert "left out" in out
    assert "calculate_log_pi: the course's." in out


def test_an_answer_that_does_not_load_is_not_called_your_own(home):
    from rlcourse.exercises.store import sealed

    home.mkdir(exist_ok=True)
    broken = "import a_module_beside_another_notebook\n\ndef calculate_log_pi(*args):\n    pass\n"
    (home / "calculate_log_pi.py").write_text(sealed(broken), encoding="utf-8")
    out = run("from rlcourse.mine import calculate_log_pi\nfrom rlcourse.mine import PPO", home)
    lines = out.splitlines()
    assert sum("calculate_log_pi: the kept answer does not load" in line for line in lines) == 2
    assert "your own" not in out
    assert "no answer of yours" not in out
    assert "calculate_log_pi: the course's." in lines


def test_home_is_found_under_a_tilde(monkeypatch, tmp_path):
    from rlcourse.exercises.store import home

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("RLCOURSE_HOME", "~/answers")
    assert home() == tmp_path / "answers"


def test_nothing_kept_is_said_loudly(home):
    out = run("from rlcourse.mine import PPO", home)
    assert "no answer of yours" in out


@pytest.mark.parametrize(
    "definition",
    [
        "calculate_log_pi = lambda log_stds, noises, actions: reference(log_stds, noises, actions)",
        "calculate_log_pi = functools.partial(reference_with, flag=True)",
        "mine = reference_with\ncalculate_log_pi = mine",
    ],
)
def test_lambdas_partials_and_other_names_come_back(home, definition):
    setup = """
import functools
import torch
from rlcourse import check

def reference(log_stds, noises, actions):
    log_pis = -0.5 * noises**2 - log_stds - torch.log(1 - actions**2 + 1e-6)
    return log_pis.sum(-1, keepdim=True) - 0.9189385332 * actions.shape[-1]

def reference_with(log_stds, noises, actions, flag=True):
    return reference(log_stds, noises, actions)

"""
    run(setup + definition + "\nassert check(calculate_log_pi).passed", home)
    out = run(
        "import torch\nfrom rlcourse.mine import calculate_log_pi\n"
        "print(calculate_log_pi(torch.zeros(1, 1), torch.zeros(1, 1), torch.zeros(1, 1)))",
        home,
    )
    assert "your own" in out
    assert "-0.9189" in out


def test_a_folder_that_cannot_be_written_costs_no_report(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be")
    out = run(ANSWERS, home)
    assert "calculate_log_pi: passed" in out
    assert "could not be kept" in out


def test_progress(home):
    assert all(not row.attempted for row in progress().rows)
    run(ANSWERS, home)
    table = progress()
    rows = {row.exercise.name: row for row in table.rows}
    assert rows["calculate_log_pi"].passed
    assert rows["PPO.update_critic"].passed
    assert not rows["PPO.update_actor"].attempted
    assert table.points[0] == 20
    assert "✓ calculate_log_pi" in repr(table)
    assert "<table" in table._repr_html_()


def test_hints_and_solutions():
    assert 'hint("calculate_log_pi", 2)' in repr(hint("calculate_log_pi"))
    assert "solution" in hint("PPO.update_actor", 3)
    assert "def calculate_log_pi" in solution("calculate_log_pi")
    assert "def update_actor" in solution("update_actor")
    with pytest.raises(ValueError, match="there are: discounted_return"):
        hint("gae")
    with pytest.raises(ValueError, match="1 to 3"):
        hint("calculate_log_pi", 4)
