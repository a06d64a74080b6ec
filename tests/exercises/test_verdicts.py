"""What is said of answers that were once misjudged."""

import math

import pytest
import torch
from torch import nn

from rlcourse import check
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.exercise import Failure, Outcome
from rlcourse.exercises.plausible import run_variant
from rlcourse.exercises.verdict import judge
from rlcourse.solutions import PPO, SAC, SACActor
from rlcourse.solutions import calculate_log_pi as log_pi
from rlcourse.solutions import reparameterize as sample


def verdicts(answer, name, seeds):
    """The verdicts on the hidden cases of these seeds."""
    exercise = BY_NAME[name]
    for seed in seeds:
        cases = exercise.cases(seed)
        yield judge(exercise, cases, [exercise.run(answer, case) for case in cases])


def test_the_gradient_must_reach_the_mean_through_the_noise():
    def calculate_log_pi(log_stds, noises, actions):
        return log_pi(log_stds, noises.detach(), actions)

    assert not check(calculate_log_pi).passed


class Clamped(PPO):
    def clamped(self, log_ratios):
        raise NotImplementedError

    def update_actor(self, states, actions, log_pis_old, advantages):
        log_ratios = self.actor.evaluate_log_pi(states, actions) - log_pis_old
        clipped = self.clamped(log_ratios)
        loss = -torch.min(log_ratios.exp() * advantages, clipped * advantages).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class AroundTheLogarithm(Clamped):
    def clamped(self, log_ratios):
        return log_ratios.clamp(-self.clip_eps, self.clip_eps).exp()


class Reciprocal(Clamped):
    def clamped(self, log_ratios):
        return log_ratios.exp().clamp(1 / (1 + self.clip_eps), 1 + self.clip_eps)


@pytest.mark.parametrize("answer", [AroundTheLogarithm, Reciprocal])
def test_a_clip_range_that_is_nearly_right_fails_whatever_the_seed(answer):
    assert not any(v.passed for v in verdicts(answer, "PPO.update_actor", range(6)))


def test_an_action_that_is_kept_off_the_limits_fails_whatever_the_seed():
    def clamped(means, log_stds):
        actions, log_pis = sample(means, log_stds)
        return actions.clamp(-1 + 1e-6, 1 - 1e-6), log_pis

    def bounded(means, log_stds):
        noises = torch.randn_like(means).clamp(-2, 2)
        actions = torch.tanh(means + log_stds.exp() * noises)
        return actions, log_pi(log_stds, noises, actions)

    for answer in (clamped, bounded):
        assert not any(v.passed for v in verdicts(answer, "reparameterize", range(4)))


class NoBackward(PPO):
    def update_critic(self, states, targets):
        loss = (self.critic(states) - targets).pow(2).mean()
        self.optim_critic.zero_grad()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()
        return loss


def test_a_missing_backward_is_among_the_causes():
    assert "backward() is missing" in check(NoBackward).text


@pytest.mark.parametrize(
    "call",
    [
        lambda states: torch.randn_like(torch.arange(3)),
        lambda states: torch.distributions.Distribution().entropy(),
    ],
)
def test_what_torch_does_not_implement_is_an_error_of_the_answer(call):
    class MyPPO(PPO):
        def update_critic(self, states, targets):
            call(states)

    report = check(MyPPO)
    assert report.attempted
    assert report.mistake == "exception"


def test_numbers_that_are_no_actions_are_told():
    def reparameterize(means, log_stds):
        actions, log_pis = sample(means, log_stds)
        return actions.long(), log_pis

    assert check(reparameterize).mistake == "dtype"


def test_an_interrupt_of_the_reference_is_not_remembered():
    class Interrupted:
        calls = 0

        def variant(self, edits):
            return None

        def run(self, variant, case):
            self.calls += 1
            return Outcome({}, Failure("raised", "KeyboardInterrupt") if self.calls == 1 else None)

    exercise = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        run_variant(exercise, None, ())
    assert run_variant(exercise, None, ()).failure is None


class LogsFirst(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        self.entropy = -self.actor.sample(states)[1].mean().item()
        with torch.no_grad():
            next_actions, next_log_pis = self.actor.sample(next_states)
            next_values = torch.min(*self.critic_target(next_states, next_actions))
            next_values = next_values - self.alpha * next_log_pis
            targets = rewards + self.gamma * (1 - terminateds) * next_values
        q1, q2 = self.critic(states, actions)
        loss = (q1 - targets).pow(2).mean() + (q2 - targets).pow(2).mean()
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()


class LayerByLayer(SAC):
    @torch.no_grad()
    def update_target(self):
        for name in ("net1", "net2"):
            slow, fast = getattr(self.critic_target, name), getattr(self.critic, name)
            for theirs, ours in zip(slow, fast, strict=True):
                if isinstance(theirs, nn.Linear):
                    theirs.weight.lerp_(ours.weight, self.tau)
                    theirs.bias.lerp_(ours.bias, self.tau)


class AsksTheLastLayer(SACActor):
    def sample(self, states):
        x = states
        for layer in self.net:
            x = layer(x)
        size = self.net[-1].out_features // 2
        return sample(x[..., :size], x[..., size:].clamp(-20, 2))


@pytest.mark.parametrize("answer", [LogsFirst, LayerByLayer, AsksTheLastLayer])
def test_a_right_answer_may_look_at_the_networks_as_they_are(answer):
    assert check(answer).passed


class OtherLimits(SACActor):
    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return sample(means, log_stds.clamp(-20, 1))


def test_limits_that_differ_are_told_as_such():
    assert "between -20 and 2, wrong outside" in check(OtherLimits).text


def test_a_clamp_in_place_of_tanh_is_not_taken_for_old_noise():
    def reparameterize(means, log_stds):
        noises = torch.randn_like(means)
        actions = (means + log_stds.exp() * noises).clamp(-1, 1)
        return actions, log_pi(log_stds, noises, actions)

    assert check(reparameterize).mistake != "fresh_noise"


def test_a_rough_constant_is_an_offset_and_no_factor_of_1():
    def calculate_log_pi(log_stds, noises, actions):
        rough = 0.5 * (math.log(2 * 3.14) - math.log(2 * math.pi))
        return log_pi(log_stds, noises, actions) - rough * actions.shape[-1]

    assert check(calculate_log_pi).mistake == "offset"


class Divided(PPO):
    def update_critic(self, states, targets):
        targets = (targets - targets.mean()) / targets.std()
        loss = (self.critic(states) - targets).pow(2).mean()
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()


def test_a_gradient_that_is_no_number_has_no_direction():
    assert "nan°" not in check(Divided).text


class SetsAlpha(SAC):
    def update_alpha(self, log_pis):
        self.alpha = self.log_alpha.exp()


def test_alpha_follows_by_itself():
    assert "follows from another attribute by itself" in check(SetsAlpha).text


def at_the_ends(**ends):
    def unsquash(actions):
        return torch.nan_to_num(torch.atanh(actions), **ends)

    return unsquash


@pytest.mark.parametrize("ends", [{}, {"posinf": 0, "neginf": 0}, {"posinf": 19, "neginf": 19}])
def test_at_the_ends_not_every_finite_number_will_do(ends):
    assert not any(v.passed for v in verdicts(at_the_ends(**ends), "unsquash", range(3)))


@pytest.mark.parametrize("ends", [{"posinf": 0, "neginf": 0}, {"posinf": 19, "neginf": 19}])
def test_at_the_limits_the_means_are_drawn_to_the_action(ends):
    def evaluate_log_pi(means, log_stds, actions):
        us = torch.nan_to_num(torch.atanh(actions), **ends)
        return log_pi(log_stds, (us - means) / log_stds.exp(), actions)

    assert not any(v.passed for v in verdicts(evaluate_log_pi, "evaluate_log_pi", range(3)))


def test_at_the_ends_too_the_actions_stay_as_they_are():
    def unsquash(actions):
        limit = 1 - torch.finfo(actions.dtype).eps / 2
        return torch.atanh(actions.clamp_(-limit, limit))

    assert not any(v.passed for v in verdicts(unsquash, "unsquash", range(3)))


def test_minibatches_that_stay_together_are_not_shuffled():
    def make_passes(agent, states, actions, log_pis_old, targets, advantages):
        batches = torch.randperm(len(states)).split(agent.batch_size)
        for _ in range(agent.num_updates):
            for k in torch.randperm(len(batches)):
                i = batches[k]
                agent.update_critic(states[i], targets[i])
                agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])

    assert check(make_passes).mistake == "shuffled_once"


def test_advantages_that_are_standardised_again_are_no_targets():
    def make_passes(agent, states, actions, log_pis_old, targets, advantages):
        for _ in range(agent.num_updates):
            for i in torch.randperm(len(states)).split(agent.batch_size):
                again = (advantages[i] - advantages[i].mean()) / (advantages[i].std() + 1e-8)
                agent.update_critic(states[i], targets[i])
                agent.update_actor(states[i], actions[i], log_pis_old[i], again)

    assert check(make_passes).mistake == "not_together"


def test_an_error_is_told_with_the_cases_that_raise_it():
    def discounted_return(rewards, gamma):
        return rewards[0] + gamma * rewards[1]

    text = check(discounted_return).text
    assert "Only for: a single step" in text


def test_a_little_weight_decay_is_too_much():
    def make_optimizer(actor, lr):
        return torch.optim.Adam(actor.parameters(), lr=lr, weight_decay=1e-4)

    assert not check(make_optimizer).passed
