"""`calculate_log_pi` against torch.distributions and against calculus."""

import math

import pytest
import torch
from torch.distributions import Normal, TanhTransform, TransformedDistribution

from rlcourse.solutions import calculate_log_pi


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("actions_dim", [1, 3])
def test_agrees_with_torch_distributions(dtype, actions_dim):
    torch.manual_seed(0)
    means, log_stds = torch.randn(2, 16, actions_dim, dtype=torch.float64) * 0.5
    noises = torch.rand(16, actions_dim, dtype=torch.float64) * 2 - 1
    us = means + log_stds.exp() * noises
    actions = us.tanh()
    law = TransformedDistribution(Normal(means, log_stds.exp()), TanhTransform(cache_size=1))
    truth = (
        Normal(means, log_stds.exp()).log_prob(us)
        - law.transforms[0].log_abs_det_jacobian(us, actions)
    ).sum(-1, keepdim=True)

    ours = calculate_log_pi(log_stds.to(dtype), noises.to(dtype), actions.to(dtype))

    assert ours.shape == (16, 1)
    assert ours.dtype == dtype
    torch.testing.assert_close(ours.double(), truth, atol=2e-4, rtol=0)


def test_by_hand():
    # A = 1, std 1, noise 0, action 0: the height of the standard Gaussian at 0.
    zero = torch.zeros(1, 1)
    expected = -0.5 * math.log(2 * math.pi)
    assert calculate_log_pi(zero, zero, zero).item() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("mean", "log_std"), [(0.0, 0.0), (0.7, -1.0), (-0.5, -0.5)])
def test_density_integrates_to_one(mean, log_std):
    edges = torch.linspace(-1, 1, 400_001, dtype=torch.float64)
    actions = ((edges[1:] + edges[:-1]) / 2).unsqueeze(-1)
    log_stds = torch.full((1, 1), log_std, dtype=torch.float64)
    noises = (torch.atanh(actions) - mean) / log_stds.exp()
    density = calculate_log_pi(log_stds, noises, actions).exp()
    assert (density.sum() * (edges[1] - edges[0])).item() == pytest.approx(1, abs=1e-3)


def test_log_stds_of_one_row_serve_the_batch():
    torch.manual_seed(1)
    noises, actions = torch.randn(5, 2), torch.rand(5, 2)
    row = torch.tensor([[-0.3, 0.2]])
    torch.testing.assert_close(
        calculate_log_pi(row, noises, actions),
        calculate_log_pi(row.expand(5, 2), noises, actions),
    )


def test_finite_at_the_limits():
    assert calculate_log_pi(torch.zeros(1, 1), torch.zeros(1, 1), torch.ones(1, 1)).isfinite()


def test_gradients_by_finite_differences():
    torch.manual_seed(2)
    log_stds = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    noises = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    actions = (torch.rand(3, 2, dtype=torch.float64) * 1.8 - 0.9).requires_grad_()
    assert torch.autograd.gradcheck(calculate_log_pi, (log_stds, noises, actions))
