"""The two updates of PPO, by hand and by finite differences."""

import math

import pytest
import torch

from rlcourse.solutions import PPO


def make_ppo(**changes):
    return PPO((3,), (2,), seed=0, num_envs=2, rollout_length=8, **changes)


def gradients(module):
    return torch.cat([p.grad.flatten() for p in module.parameters()])


def batch(ppo, size=16, scale=0.3):
    """States, actions, log densities that are off by a little, and advantages of both signs."""
    torch.manual_seed(1)
    states = torch.randn(size, 3)
    with torch.no_grad():
        actions, log_pis = ppo.actor.sample(states)
    return states, actions, log_pis + scale * torch.randn(size, 1), torch.randn(size, 1)


@pytest.mark.parametrize(
    ("ratio", "advantage", "objective", "slope"),
    [
        # inside the clip range: ratio * advantage, gradient alive
        (1.1, 2.0, 2.2, 1),
        (0.9, -2.0, -1.8, 1),
        # better than before and already far: cut at 1 + eps
        (1.5, 2.0, 2.4, 0),
        # worse, and already far below: cut at 1 - eps
        (0.5, -2.0, -1.6, 0),
        # on the wrong side: never cut, so that it can come back
        (0.5, 2.0, 1.0, 1),
        (1.5, -2.0, -3.0, 1),
    ],
)
def test_clipped_objective_by_hand(ratio, advantage, objective, slope):
    ppo = make_ppo(max_grad_norm=1e9)
    states = torch.zeros(1, 3)
    with torch.no_grad():
        actions, log_pis = ppo.actor.sample(states)
    log_pi = ppo.actor.evaluate_log_pi(states, actions)
    (direction,) = torch.autograd.grad(log_pi.sum(), ppo.actor.log_stds)

    ppo.update_actor(states, actions, log_pis - math.log(ratio), torch.full((1, 1), advantage))

    # d loss / d log_stds = -ratio * advantage * d log pi / d log_stds, or 0 where it was cut
    expected = -slope * ratio * advantage * direction
    torch.testing.assert_close(ppo.actor.log_stds.grad, expected, rtol=1e-4, atol=1e-6)
    clipped = min(max(ratio, 0.8), 1.2)
    assert min(ratio * advantage, clipped * advantage) == pytest.approx(objective)


def test_critic_gradient_by_finite_differences():
    ppo = make_ppo(max_grad_norm=1e9)
    torch.manual_seed(0)
    states, targets = torch.randn(16, 3), torch.randn(16, 1)
    bias = ppo.critic.net[-1].bias

    def loss(shift):
        with torch.no_grad():
            return (ppo.critic(states) + shift - targets).pow(2).mean().item()

    slope = (loss(1e-2) - loss(-1e-2)) / 2e-2
    ppo.update_critic(states, targets)
    assert bias.grad.item() == pytest.approx(slope, rel=1e-3)


def test_actor_gradient_by_finite_differences():
    ppo = make_ppo(max_grad_norm=1e9)
    states, actions, log_pis, advantages = batch(ppo, scale=0.05)
    start = ppo.actor.log_stds.detach().clone()

    def loss(shift):
        with torch.no_grad():
            ppo.actor.log_stds.copy_(start)
            ppo.actor.log_stds[0, 0] += shift
            ratios = (ppo.actor.evaluate_log_pi(states, actions) - log_pis).exp()
            ppo.actor.log_stds.copy_(start)
            cut = ratios.clamp(0.8, 1.2)
            return -torch.min(ratios * advantages, cut * advantages).mean().item()

    slope = (loss(1e-4) - loss(-1e-4)) / 2e-4
    ppo.update_actor(states, actions, log_pis, advantages)
    assert ppo.actor.log_stds.grad[0, 0].item() == pytest.approx(slope, rel=1e-2)


@pytest.mark.parametrize("part", ["actor", "critic"])
def test_gradient_is_shortened(part):
    ppo = make_ppo(max_grad_norm=1e-3)
    states, actions, log_pis, advantages = batch(ppo)
    ppo.update_critic(states, advantages)
    ppo.update_actor(states, actions, log_pis, advantages)
    assert gradients(getattr(ppo, part)).norm().item() == pytest.approx(1e-3, rel=1e-3)


def test_entropy_is_that_of_the_gaussian():
    ppo = make_ppo()
    stds = ppo.actor.log_stds.detach().exp().squeeze(0)
    truth = torch.distributions.Normal(torch.zeros(2), stds).entropy().sum()
    assert ppo.entropy().item() == pytest.approx(truth.item(), rel=1e-6)


def test_entropy_bonus_widens_the_policy():
    ppo = make_ppo(coef_ent=0.1, max_grad_norm=1e9)
    states, actions, log_pis, advantages = batch(ppo)
    ppo.update_actor(states, actions, log_pis, advantages * 0)
    torch.testing.assert_close(ppo.actor.log_stds.grad, torch.full((1, 2), -0.1))


def test_one_update_learns_and_then_refreshes_the_statistics():
    ppo = make_ppo()
    for _ in range(8):
        states = torch.randn(2, 3).numpy()
        actions, log_pis = ppo.explore(states)
        ones = torch.ones(2).numpy()
        ppo.buffer.append(states, actions, ones, ones * 0, ones * 0, log_pis, states)
    before = [p.clone() for p in ppo.actor.parameters()]
    assert ppo.is_update(16)
    assert ppo.normalize_states.moments.count == 0
    ppo.update()
    assert ppo.normalize_states.moments.count == 16
    assert not ppo.is_update(16)
    assert any(not torch.equal(a, b) for a, b in zip(before, ppo.actor.parameters(), strict=True))


@pytest.mark.parametrize(("steps", "share"), [(0, 1.0), (50, 0.6), (100, 0.2), (150, 0.2)])
def test_the_step_sizes_fall_to_their_last_share(steps, share):
    ppo = make_ppo(lr_actor=1e-3, lr_critic=2e-3, last_share=0.2)
    ppo.schedule(steps, 100)
    assert ppo.optim_actor.param_groups[0]["lr"] == pytest.approx(share * 1e-3)
    assert ppo.optim_critic.param_groups[0]["lr"] == pytest.approx(share * 2e-3)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")
def test_on_a_cuda_device():
    ppo = make_ppo(device="cuda")
    states, actions, log_pis, advantages = (x.cuda() for x in batch(make_ppo()))
    ppo.update_actor(states, actions, log_pis, advantages)
    ppo.update_critic(states, advantages)
    assert ppo.exploit(torch.zeros(3).numpy()).shape == (2,)
