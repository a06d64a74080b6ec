"""How an update of SAC is tried: whatever its class, however it draws, in whatever company."""

import numpy as np
import pytest
import torch

from rlcourse import check
from rlcourse.exercises import hint
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.judge import find_wrong, name_mistakes, pairs, telling_forms
from rlcourse.exercises.plausible import plausible, run_variant
from rlcourse.exercises.run import SEED, SEEN
from rlcourse.exercises.run_update import AGAIN, AT_STEP
from rlcourse.exercises.sac_agent import build_sac
from rlcourse.exercises.source import answer_source
from rlcourse.exercises.verdict import judge
from rlcourse.solutions import SAC, SACActor

CRITIC, ACTOR = BY_NAME["SAC.update_critic"], BY_NAME["SAC.update_actor"]
ALPHA, TARGET = BY_NAME["SAC.update_alpha"], BY_NAME["SAC.update_target"]


def verdict_on(answer, exercise):
    cases = exercise.cases(0)
    return judge(exercise, cases, [exercise.run(answer, case) for case in cases])


def agent_of(case):
    return build_sac(SAC, case)


def test_the_noise_belongs_to_the_state_in_whatever_order():
    case = CRITIC.cases(0)[0]
    states = torch.tensor(case.inputs["next_states"])
    whole, _ = agent_of(case).actor.sample(states)
    turned, _ = agent_of(case).actor.sample(states.flip(0))
    actor = agent_of(case).actor
    one_by_one = torch.cat([actor.sample(state[None])[0] for state in states])
    assert torch.allclose(whole, turned.flip(0))
    assert torch.allclose(whole, one_by_one)
    assert not torch.allclose(whole, actor.sample(states)[0])


def test_an_answer_that_draws_its_own_gets_the_same_noise():
    case = ACTOR.cases(0)[0]
    actor = agent_of(case).actor
    torch.random.default_generator.manual_seed(SEED)
    for noises in actor.noises:
        assert torch.equal(noises, torch.randn(noises.shape))


def test_gradients_are_those_at_the_two_steps():
    for exercise in (CRITIC, ACTOR, ALPHA):
        outputs = exercise.run(exercise.variant(()), exercise.cases(0)[0]).outputs
        assert not np.allclose(outputs[AT_STEP], outputs[AGAIN], rtol=1e-4)


def test_what_the_actor_s_update_leaves_in_the_critic_is_added_to_its_next_step():
    """It does no harm where it arises, and is a mistake where it is not cleared."""

    class Leaves(SAC):
        def update_actor(self, states):
            actions, log_pis = self.actor.sample(states)
            q1, q2 = self.critic(states, actions)
            self.optim_actor.zero_grad()
            (self.alpha * log_pis - torch.min(q1, q2)).mean().backward()
            self.optim_actor.step()
            return log_pis.detach()

    assert verdict_on(Leaves, ACTOR).passed
    mistake = next(m for m in CRITIC.mistakes if m.id == "cleared_only_after")
    verdict = verdict_on(CRITIC.variant(mistake.edits), CRITIC)
    assert verdict.mistake == "cleared_only_after"
    assert "actor" in verdict.messages[0].en


def test_what_is_seen_is_not_judged():
    """Answers that pass by what the harness watches are as right as others."""

    class PassesBy(SAC):
        def update_actor(self, states):
            actions, log_pis = self.actor.sample(states)
            x = torch.cat([states, actions], dim=1)
            q = torch.min(self.critic.net1(x), self.critic.net2(x))
            self.optim_actor.zero_grad()
            (self.alpha * log_pis - q).mean().backward()
            self.optim_actor.step()
            return log_pis.detach()

    case = ACTOR.cases(0)[0]
    own, right = ACTOR.run(PassesBy, case), ACTOR.run(ACTOR.variant(()), case)
    seen = [key for key in right.outputs if key.startswith(SEEN)]
    assert any(not np.allclose(own.outputs[key], right.outputs[key]) for key in seen)
    assert verdict_on(PassesBy, ACTOR).passed


@pytest.mark.parametrize("exercise", [CRITIC, ACTOR], ids=lambda e: e.name)
def test_pairs_are_not_ruled_out_by_mistake(exercise):
    """Where a pair gives numbers of its own, it stays among the likely ones."""
    case = exercise.cases(0)[0]
    forms = telling_forms(exercise, case)
    number = {mistake.id: i for i, mistake in enumerate(exercise.mistakes)}
    for first, second in list(pairs(exercise))[::25]:
        outcome = run_variant(exercise, case, first.edits + second.edits)
        if outcome.failure is None:
            flags = plausible(exercise, case, outcome, forms)
            likely = flags[number[first.id], number[second.id]]
            right = not find_wrong(exercise, [case], [outcome])
            alone = right or len(name_mistakes(exercise, [case], [outcome])) == 1
            assert likely or alone, (first.id, second.id)


class WithBoth(SAC):
    @torch.no_grad()
    def update_target(self):
        for old, new in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            old.lerp_(new, self.tau)

    def update_alpha(self, log_pis):
        raise NotImplementedError


def test_a_class_answers_the_methods_that_it_overrides(home):
    report = check(WithBoth)
    assert list(report.parts) == ["SAC.update_alpha", "SAC.update_target"]
    assert report.parts["SAC.update_target"].passed
    assert not report.parts["SAC.update_alpha"].attempted
    assert (home / "SAC.update_target.py").exists()


def test_a_decorated_method_is_kept_with_its_decorator_and_without_the_others():
    source = answer_source(TARGET, WithBoth)
    assert "@torch.no_grad()" in source
    assert "import torch" in source
    assert "update_alpha" not in source


def test_a_method_s_hint_is_that_of_its_own_class():
    assert "next states" in hint(SAC.update_critic, 2)
    assert "class MySAC(SAC)" in check(SAC.update_actor).text
    assert "class MySACActor(SACActor)" in check(SACActor.sample).text


def test_an_agent_left_unable_to_learn_is_told_so():
    class Frozen(SAC):
        def update_alpha(self, log_pis):
            loss = -(self.log_alpha * (log_pis.detach() + self.target_entropy)).mean()
            self.optim_alpha.zero_grad()
            loss.backward()
            self.optim_alpha.step()
            self.critic.requires_grad_(False)

    assert verdict_on(Frozen, ALPHA).mistake == "frozen"
