"""The judge of samplers: right noise passes in any order, wrong noise does not, in any order."""

import math

import numpy as np
import pytest
import torch
from torch.distributions import Normal

from rlcourse.exercises.judge import find_wrong, name_mistakes
from rlcourse.exercises.noise import (
    ACROSS_ACTIONS,
    ACROSS_BATCH,
    LAW,
    MEAN,
    VARIANCE,
    unlike_standard_noise,
)
from rlcourse.exercises.reparameterize import EXERCISE
from rlcourse.solutions import calculate_log_pi

CASES = EXERCISE.cases(0)
SHAPE = (1200, 4)


def normal(seed=0):
    return np.random.default_rng(seed).normal(size=SHAPE)


def test_standard_noise_passes():
    assert not any(unlike_standard_noise(normal(seed)) for seed in range(100))


def test_no_false_alarm_in_many_draws_of_the_reference():
    cases = EXERCISE.cases(3)
    for seed in range(60):
        generator = np.random.default_rng(seed)

        def answer(means, log_stds, generator=generator):
            noises = torch.as_tensor(generator.normal(size=means.shape), dtype=means.dtype)
            actions = torch.tanh(means + log_stds.exp() * noises)
            return actions, calculate_log_pi(log_stds, noises, actions)

        assert not find_wrong(EXERCISE, cases, [EXERCISE.run(answer, case) for case in cases])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda x: x + 0.2, MEAN),
        (lambda x: x + np.array([0.5, -0.5, 0, 0]), MEAN),
        (lambda x: 1.2 * x, VARIANCE),
        (lambda x: x.clip(-1.5, 1.5), VARIANCE),
        (lambda x: np.sign(x), LAW),
        (lambda x: math.sqrt(12) * (np.random.default_rng(0).random(SHAPE) - 0.5), LAW),
        (lambda x: np.random.default_rng(0).laplace(0, 0.5**0.5, SHAPE), LAW),
        (lambda x: np.tile(x[:600], (2, 1)), ACROSS_BATCH),
        (lambda x: np.repeat(x[:600], 2, axis=0), ACROSS_BATCH),
        (lambda x: np.concatenate([x[:600], -x[:600]]), ACROSS_BATCH),
        (lambda x: x[:, [0, 0, 1, 2]], ACROSS_ACTIONS),
        (lambda x: x[:, [0, 1, 2, 0]] * [1, 1, 1, -1], ACROSS_ACTIONS),
    ],
)
def test_other_noise_does_not(spoil, said):
    for seed in range(20):
        assert said in unlike_standard_noise(spoil(normal(seed)))


def named(answer):
    outcomes = [EXERCISE.run(answer, case) for case in CASES]
    assert find_wrong(EXERCISE, CASES, outcomes)
    return [mistake.id for mistake in name_mistakes(EXERCISE, CASES, outcomes)]


def sample_for_rsample(means, log_stds):
    law = Normal(means, log_stds.exp())
    us = law.sample()
    actions = torch.tanh(us)
    log_pis = law.log_prob(us) - torch.log(1 - actions.pow(2) + 1e-6)
    return actions, log_pis.sum(-1, keepdim=True)


def standard_deviation_left_as_a_logarithm(means, log_stds):
    noises = Normal(torch.zeros_like(means), torch.ones_like(means)).sample()
    actions = torch.tanh(means + noises * log_stds)
    return actions, calculate_log_pi(log_stds, noises, actions)


def without_gradient(means, log_stds):
    with torch.no_grad():
        noises = torch.randn_like(means)
        actions = torch.tanh(means + noises * log_stds.exp())
        return actions, calculate_log_pi(log_stds, noises, actions)


def no_correction_and_noise_of_numpy(means, log_stds):
    noises = torch.as_tensor(np.random.normal(size=means.shape), dtype=means.dtype)
    us = means + noises * log_stds.exp()
    return us.tanh(), Normal(means, log_stds.exp()).log_prob(us).sum(-1, keepdim=True)


def not_summed_and_row_by_row(means, log_stds):
    noises = torch.stack([torch.randn_like(row) for row in means.flip(0)])
    actions = torch.tanh(means + noises * log_stds.exp())
    log_pis = -0.5 * noises**2 - log_stds - 0.5 * math.log(2 * math.pi)
    return actions, log_pis - torch.log(1 - actions**2 + 1e-6)


def another_seed(means, log_stds):
    torch.manual_seed(42)
    noises = torch.randn_like(means)
    actions = torch.tanh(means + noises * log_stds.exp())
    return actions, calculate_log_pi(log_stds, noises, actions)


def seeded_and_not_summed(means, log_stds):
    actions, _ = another_seed(means, log_stds)
    noises = (torch.atanh(actions) - means) / log_stds.exp()
    log_pis = -0.5 * noises.detach() ** 2 - log_stds - 0.5 * math.log(2 * math.pi)
    return actions, log_pis - torch.log(1 - actions**2 + 1e-6)


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (sample_for_rsample, ["drawn_without_gradient"]),
        (standard_deviation_left_as_a_logarithm, ["log_std_as_std"]),
        (without_gradient, ["all_detached"]),
        (no_correction_and_noise_of_numpy, ["squeeze_forgotten"]),
        (not_summed_and_row_by_row, ["not_summed"]),
        (another_seed, ["seed_set_inside"]),
        (seeded_and_not_summed, ["seed_set_inside", "not_summed"]),
    ],
)
def test_a_mistake_is_named_in_whatever_order_it_draws(answer, names):
    assert named(answer) == names
