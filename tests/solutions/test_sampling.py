"""Sampling and scoring belong together: the ratio of an unchanged policy is 1."""

import pytest
import torch
from torch.distributions import Normal

from rlcourse.solutions import PPOActor, calculate_log_pi, evaluate_log_pi, reparameterize


def test_shapes_range_and_dtype():
    actions, log_pis = reparameterize(torch.zeros(7, 3), torch.zeros(1, 3))
    assert actions.shape == (7, 3)
    assert log_pis.shape == (7, 1)
    assert actions.abs().max() < 1
    assert actions.dtype == log_pis.dtype == torch.float32


def test_moments_of_the_samples():
    torch.manual_seed(0)
    n = 200_000
    actions, _ = reparameterize(
        torch.full((n, 1), 0.4, dtype=torch.float64), torch.full((1, 1), -0.7).double()
    )
    us = torch.atanh(actions)
    std = 2.718281828**-0.7
    assert us.mean().item() == pytest.approx(0.4, abs=5 * std / n**0.5)
    assert us.std().item() == pytest.approx(std, rel=0.01)


def test_gradient_of_a_sample_reaches_mean_and_std():
    torch.manual_seed(0)
    means = torch.zeros(1, 1, requires_grad=True)
    log_stds = torch.zeros(1, 1, requires_grad=True)
    actions, _ = reparameterize(means, log_stds)
    actions.sum().backward()
    slope = 1 - actions.detach().pow(2)
    noise = torch.atanh(actions.detach())
    torch.testing.assert_close(means.grad, slope)
    torch.testing.assert_close(log_stds.grad, slope * noise)


@pytest.mark.parametrize("mean", [0.0, 2.0, 5.0, 7.0, 8.0, -8.0])
@pytest.mark.parametrize("log_std", [-2.302585, -1.0, 0.0])
@pytest.mark.parametrize("noise", [-2.0, 0.3, 2.0])
def test_scoring_undoes_sampling(mean, log_std, noise):
    means = torch.full((1, 2), mean, dtype=torch.float64, requires_grad=True)
    log_stds = torch.full((1, 2), log_std, dtype=torch.float64)
    noises = torch.full((1, 2), noise, dtype=torch.float64)
    actions = torch.tanh(means + log_stds.exp() * noises).detach()

    again = evaluate_log_pi(means, log_stds, actions)

    collected = calculate_log_pi(log_stds, noises, actions)
    assert (again - collected).exp().sub(1).abs().max() < 1e-5
    # d log N(u; mean, std) / d mean = noise / std: the squeeze does not depend on the mean.
    (gradient,) = torch.autograd.grad(again.sum(), means)
    torch.testing.assert_close(gradient, noises / log_stds.exp(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("mean", "log_std"), [(0.0, 0.0), (8.0, -2.3), (7.0, 0.0), (-8.0, -1.0)])
def test_ratio_of_an_unchanged_policy_is_one(mean, log_std):
    torch.manual_seed(3)
    actor = PPOActor((4,), (3,))
    with torch.no_grad():
        actor.net[-1].bias.fill_(mean)
        actor.log_stds.fill_(log_std)
    states = torch.randn(512, 4)
    with torch.no_grad():
        actions, log_pis = actor.sample(states)
        us = torch.atanh(actions)
        usual = ((us - mean).abs() / actor.log_stds.exp() <= 2).all(-1)
        same = actor.evaluate_log_pi(states, actions)
        singly = torch.cat([actor.evaluate_log_pi(s[None], a[None]) for s, a in
                            zip(states, actions, strict=True)])  # fmt: skip
    assert actions.dtype == log_pis.dtype == torch.float64
    assert (same - log_pis).exp().sub(1).abs()[usual].max() < 1e-5
    assert (singly - log_pis).exp().sub(1).abs()[usual].max() < 1e-4


def test_agrees_with_torch_distributions():
    torch.manual_seed(4)
    means, log_stds = torch.randn(2, 8, 2, dtype=torch.float64)
    actions = torch.rand(8, 2, dtype=torch.float64) * 1.8 - 0.9
    gaussian = Normal(means, log_stds.exp()).log_prob(torch.atanh(actions))
    truth = (gaussian - torch.log(1 - actions**2)).sum(-1, keepdim=True)
    torch.testing.assert_close(evaluate_log_pi(means, log_stds, actions), truth, atol=1e-4, rtol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_finite_at_the_limits(dtype):
    zero = torch.zeros(1, 1, dtype=dtype)
    assert evaluate_log_pi(zero, zero, torch.ones(1, 1, dtype=dtype)).isfinite()


def test_gradients_by_finite_differences():
    torch.manual_seed(5)
    means, log_stds = torch.randn(2, 3, 2, dtype=torch.float64)
    actions = torch.rand(3, 2, dtype=torch.float64) * 1.8 - 0.9
    assert torch.autograd.gradcheck(
        lambda m, s: evaluate_log_pi(m, s, actions),
        (means.requires_grad_(), log_stds.requires_grad_()),
    )
