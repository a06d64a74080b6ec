"""How an update is tried: whatever class it stands in, twice in a row, and soon."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from rlcourse.exercises import ppo_update_actor, ppo_update_critic
from rlcourse.exercises.judge import find_wrong, name_mistakes, pairs, telling_forms
from rlcourse.exercises.plausible import plausible, run_variant
from rlcourse.exercises.run_update import AGAIN, AT_STEP
from rlcourse.exercises.verdict import judge
from rlcourse.solutions import PPO, PPOActor, PPOCritic

CRITIC, ACTOR = ppo_update_critic.EXERCISE, ppo_update_actor.EXERCISE


def verdict_on(answer, exercise=CRITIC, seed=0):
    cases = exercise.cases(seed)
    return judge(exercise, cases, [exercise.run(answer, case) for case in cases])


class Good(PPO):
    def update_critic(self, states, targets):
        loss = (self.critic(states) - targets).pow(2).mean()
        self.optim_critic.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()


class ConstructorOfItsOwn(Good):
    """As in the lecture: every part made anew, a seed set, other arguments."""

    def __init__(self, state_shape, action_shape, device="cpu", seed=0, lr_critic=3e-4):
        torch.manual_seed(seed)
        self.actor, self.critic = PPOActor(state_shape, action_shape), PPOCritic(state_shape)
        self.optim_actor = torch.optim.Adam(self.actor.parameters())
        self.optim_critic = torch.optim.Adam(self.critic.parameters(), lr=lr_critic)
        self.max_grad_norm = 0.5


class CallsTheReference(PPO):
    def update_critic(self, states, targets):
        super().update_critic(states, targets)


class NamesTheReference(PPO):
    def update_critic(self, states, targets):
        PPO.update_critic(self, states, targets)


class LeavesSomethingBehind(PPO):
    """The gradients of the update before, halved."""

    def update_critic(self, states, targets):
        for parameter in self.critic.parameters():
            if parameter.grad is not None:
                parameter.grad *= 0.5
        (self.critic(states) - targets).pow(2).mean().backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()


@pytest.mark.parametrize("answer", [Good, ConstructorOfItsOwn])
def test_right_in_any_class(answer):
    assert verdict_on(answer).passed


@pytest.mark.parametrize("answer", [CallsTheReference, NamesTheReference])
def test_the_reference_is_withheld_from_answers_that_override_it(answer):
    reference = PPO.update_critic
    verdict = verdict_on(answer)
    assert not verdict.passed
    assert "write the step yourself" in verdict.messages[0].en
    assert PPO.update_critic is reference


def test_a_setting_in_the_constructor_s_own_default_does_not_hide_a_constant():
    class Fixed(Good):
        def update_critic(self, states, targets):
            self.max_grad_norm = 0.5
            super().update_critic(states, targets)

    assert verdict_on(Fixed).mistake == "max_norm_fixed"


def test_what_one_update_leaves_to_the_next_is_seen():
    verdict = verdict_on(LeavesSomethingBehind)
    assert verdict.mistake == "left_over"


def test_gradients_are_those_at_the_two_steps():
    case = CRITIC.cases(0)[0]
    outputs = CRITIC.run(CRITIC.variant(()), case).outputs
    assert not np.allclose(outputs[AT_STEP], outputs[AGAIN], rtol=1e-3)
    outputs = CRITIC.run(CRITIC.variant((("self.optim_critic.step()", "pass"),)), case).outputs
    assert not outputs[AT_STEP].any()


@pytest.mark.parametrize("exercise", [CRITIC, ACTOR], ids=lambda e: e.name)
def test_pairs_are_not_ruled_out_by_mistake(exercise):
    """Where a pair gives numbers of its own, it stays among the likely ones."""
    case = exercise.cases(0)[0]
    forms = telling_forms(exercise, case)
    number = {mistake.id: i for i, mistake in enumerate(exercise.mistakes)}
    for first, second in list(pairs(exercise))[::9]:
        outcome = run_variant(exercise, case, first.edits + second.edits)
        if outcome.failure is None:
            flags = plausible(exercise, case, outcome, forms)
            likely = flags[number[first.id], number[second.id]]
            assert likely or name_alone(exercise, case, outcome), (first.id, second.id)


def name_alone(exercise, case, outcome):
    return len(name_mistakes(exercise, [case], [outcome])) == 1 or not find_wrong(
        exercise, [case], [outcome]
    )


def test_a_check_does_not_wait_for_the_compiler_of_torch():
    code = (
        "import sys\n"
        "from rlcourse.exercises.ppo_update_actor import EXERCISE as e\n"
        "case = e.cases(0)[0]\n"
        "assert not e.run(e.variant(()), case).failure\n"
        "assert 'torch._dynamo' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
