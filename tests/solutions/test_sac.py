"""SAC against truths that can be worked out without it."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Independent, Normal, TanhTransform, TransformedDistribution

from rlcourse.solutions import SAC, SACActor, SACCritic
from rlcourse.training import Trainer

S, A, B = 3, 2, 16


@pytest.fixture(autouse=True)
def the_same_every_time():
    torch.manual_seed(0)


def make_sac(**changes):
    return SAC((S,), (A,), **{"buffer_size": 100, **changes})


def make_batch(seed=1):
    torch.manual_seed(seed)
    states, next_states = torch.randn(2, B, S)
    actions = torch.rand(B, A) * 2 - 1
    rewards = torch.randn(B, 1)
    terminateds = (torch.rand(B, 1) < 0.3).float()
    return states, actions, rewards, terminateds, next_states


def set_outputs(net, *values):
    """Let a network answer the same whatever it is asked."""
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
        net[-1].bias.copy_(torch.tensor(values))


def distribution(actor, states):
    """The policy by torch's own tanh-Gaussian, in float64."""
    means, log_stds = actor.net(states).double().chunk(2, dim=-1)
    gaussian = Independent(Normal(means, log_stds.clamp(-20, 2).exp()), 1)
    return TransformedDistribution(gaussian, TanhTransform(cache_size=1))


def gradients(module):
    return torch.cat([p.grad.flatten() for p in module.parameters()])


def test_the_policy_scores_its_actions_as_torch_does():
    actor, states = SACActor((S,), (A,)), torch.randn(200, S)
    actions, log_pis = actor.sample(states)
    # Atanh of a float32 near 1 is not exact, so the actions that are near are left out.
    inside = (actions.abs() < 0.99).all(dim=1)
    truth = distribution(actor, states).log_prob(actions.double())
    torch.testing.assert_close(log_pis[inside, 0].double(), truth[inside], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(("bias", "std"), [(9.0, np.exp(2)), (-30.0, np.exp(-20))])
def test_the_log_std_is_clipped(bias, std):
    actor = SACActor((S,), (1,))
    set_outputs(actor.net, 0.0, bias)
    actions, log_pis = actor.sample(torch.zeros(5000, S))
    assert log_pis.isfinite().all()
    # Half of all Gaussian noise is nearer to 0 than 0.6745.
    middle = actions.abs().median().double().atanh().item()
    assert middle == pytest.approx(0.6745 * std, rel=0.1)


def test_without_noise_it_acts_the_mean():
    actor = SACActor((S,), (A,))
    set_outputs(actor.net, 0.5, -1.0, 1.0, 1.0)
    expected = torch.tensor([0.5, -1.0]).tanh().expand(4, A)
    torch.testing.assert_close(actor(torch.randn(4, S)), expected)


def test_the_critic_holds_two_networks_that_differ():
    critic = SACCritic((S,), (A,))
    q1, q2 = critic(torch.randn(4, S), torch.randn(4, A))
    assert q1.shape == q2.shape == (4, 1)
    assert not torch.equal(q1, q2)
    assert [layer.out_features for layer in critic.net1 if isinstance(layer, nn.Linear)] == [
        256, 256, 1,
    ]  # fmt: skip


def test_soft_bellman_target_by_hand():
    sac = make_sac(alpha=0.3, gamma=0.9)
    states, actions, rewards, terminateds, next_states = make_batch()
    set_outputs(sac.critic_target.net1, 5.0)
    set_outputs(sac.critic_target.net2, 3.0)
    set_outputs(sac.critic.net1, 1.0)
    set_outputs(sac.critic.net2, -2.0)
    torch.manual_seed(2)
    next_actions, _ = sac.actor.sample(next_states)
    log_pis = distribution(sac.actor, next_states).log_prob(next_actions.double())[:, None]
    targets = rewards + 0.9 * (1 - terminateds) * (3.0 - 0.3 * log_pis)

    torch.manual_seed(2)
    sac.update_critic(states, actions, rewards, terminateds, next_states)

    # The error is squared: its slope in a constant output is twice the mean error.
    for net, value in ((sac.critic.net1, 1.0), (sac.critic.net2, -2.0)):
        slope = 2 * (value - targets).mean().item()
        assert net[-1].bias.grad.item() == pytest.approx(slope, rel=1e-3)


def test_the_critic_s_update_touches_the_critic_alone():
    sac = make_sac()
    others = [sac.actor, sac.critic_target]
    before = [p.clone() for part in others for p in part.parameters()]
    sac.update_critic(*make_batch())
    after = [p for part in others for p in part.parameters()]
    assert all(map(torch.equal, before, after))
    assert all(p.grad is None for p in after)
    assert sac.log_alpha.grad is None


def test_the_actor_climbs_the_lower_value_and_its_entropy():
    sac = make_sac(alpha=0.3)
    states = make_batch()[0]
    torch.manual_seed(2)
    actions, log_pis = sac.actor.sample(states)
    values = torch.stack(sac.critic(states, actions)).amin(dim=0)
    objective = (values - 0.3 * log_pis).mean()
    expected = torch.autograd.grad(-objective, list(sac.actor.parameters()))

    torch.manual_seed(2)
    returned = sac.update_actor(states)

    flat = torch.cat([g.flatten() for g in expected])
    torch.testing.assert_close(gradients(sac.actor), flat, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(returned, log_pis.detach())
    assert not returned.requires_grad


def test_the_actor_s_update_leaves_no_gradient_in_the_critic():
    sac = make_sac()
    sac.update_actor(make_batch()[0])
    assert all(p.grad is None and p.requires_grad for p in sac.critic.parameters())
    assert sac.log_alpha.grad is None


def test_entropy_alone_leads_to_the_widest_tanh_gaussian():
    sac = make_sac(alpha=1.0, lr_actor=3e-3)
    for net in (sac.critic.net1, sac.critic.net2):
        set_outputs(net, 0.0)
    # From a narrow policy off the middle.
    with torch.no_grad():
        sac.actor.net[-1].bias.copy_(torch.tensor([0.7, -0.7, -2.0, -2.0]))
    torch.manual_seed(0)
    for _ in range(150):
        sac.update_actor(torch.randn(64, S))
    policy = distribution(sac.actor, torch.randn(20_000, S))
    entropy = -policy.log_prob(policy.sample()).mean().item() / A
    assert entropy == pytest.approx(0.684, abs=0.02)


def test_the_value_of_a_constant_reward():
    sac = make_sac(alpha=0.0, gamma=0.8, tau=0.1, lr_critic=3e-3)
    torch.manual_seed(0)
    for _ in range(300):
        states, next_states = torch.randn(2, 32, S)
        actions = torch.rand(32, A) * 2 - 1
        sac.update_critic(
            states, actions, torch.full((32, 1), 2.0), torch.zeros(32, 1), next_states
        )
        sac.update_target()
    with torch.no_grad():
        q1, q2 = sac.critic(torch.randn(100, S), torch.rand(100, A) * 2 - 1)
    assert q1.mean().item() == pytest.approx(2 / (1 - 0.8), rel=0.03)
    assert q2.mean().item() == pytest.approx(2 / (1 - 0.8), rel=0.03)


@pytest.mark.parametrize("log_pi", [5.0, -5.0])
def test_alpha_rises_where_entropy_is_missing(log_pi):
    sac = make_sac(alpha=0.2)
    assert sac.alpha.item() == pytest.approx(0.2)
    sac.update_alpha(torch.full((B, 1), log_pi))
    # The entropy is -log_pi and should be -A.
    missing = log_pi - A
    assert sac.log_alpha.grad.item() == pytest.approx(-0.2 * missing, rel=1e-4)
    assert (sac.alpha.item() > 0.2) == (missing > 0)


def test_the_target_follows_by_tau():
    sac = make_sac(tau=0.25)
    with torch.no_grad():
        for p in sac.critic.parameters():
            p.fill_(4.0)
        for p in sac.critic_target.parameters():
            p.fill_(8.0)
    sac.update_target()
    assert all(torch.equal(p, torch.full_like(p, 7.0)) for p in sac.critic_target.parameters())
    assert all(torch.equal(p, torch.full_like(p, 4.0)) for p in sac.critic.parameters())


def test_the_first_actions_are_uniform_and_the_later_ones_the_policy_s():
    sac = make_sac(num_envs=1000, start_steps=1000)
    actions = sac.draw_actions()
    assert actions.dtype == np.float32
    assert actions.mean() == pytest.approx(0, abs=0.06)
    assert actions.var() == pytest.approx(1 / 3, abs=0.03)
    assert not sac.is_update(1000)
    assert sac.is_update(1001)


class OneStep:
    """Two environments, both over after a step: the first terminated, the second out of time."""

    def step(self, actions):
        infos = {"final_obs": np.array([[1.0] * S, [2.0] * S])}
        nexts = np.zeros((2, S), dtype=np.float32)
        return nexts, np.ones(2), np.array([True, False]), np.array([False, True]), infos


def test_running_out_of_time_is_no_end():
    sac = make_sac(num_envs=2)
    states = sac.step(OneStep(), np.zeros((2, S), dtype=np.float32), 0)
    batch = sac.buffer.sample(50)
    assert (states == 0).all()
    first = batch.next_states[:, 0] == 1
    assert 0 < first.sum() < 50
    assert (batch.terminateds[:, 0] == first.float()).all()
    assert (batch.next_states[~first] == 2).all()


def make_trainer(num_envs=1, **changes):
    agent = SAC((5,), (1,), seed=3, num_envs=num_envs, start_steps=40, batch_size=8, **changes)
    return Trainer("InvertedPendulumBulletEnv-v0", agent, 80, 40, num_eval_episodes=1, seed=3)


def test_the_same_seed_gives_the_same_run():
    first, again = make_trainer(), make_trainer()
    first.train()
    torch.manual_seed(999)
    np.random.seed(999)
    again.train()
    for trainer in (first, again):
        trainer.close()
    assert first.returns == again.returns
    pairs = zip(first.algorithm.actor.parameters(), again.algorithm.actor.parameters(), strict=True)
    assert all(torch.equal(p, q) for p, q in pairs)
    assert first.algorithm.alpha == again.algorithm.alpha != 0.2


def test_one_update_for_each_step_of_an_environment(monkeypatch):
    calls = []
    monkeypatch.setattr(SAC, "update_target", lambda self: calls.append(1))
    trainer = make_trainer(num_envs=2)
    trainer.train()
    trainer.close()
    assert len(calls) == 80 - 40


def test_a_fixed_alpha_stays():
    trainer = make_trainer(learn_alpha=False)
    trainer.train()
    trainer.close()
    assert trainer.algorithm.alpha.item() == pytest.approx(0.2)


def test_it_computes_in_float32():
    sac = make_sac()
    actions, log_pis = sac.explore(np.zeros((1, S)))
    assert actions.dtype == log_pis.dtype == sac.exploit(np.zeros((1, S))).dtype == np.float32
    assert {t.dtype for t in sac.critic.parameters()} == {torch.float32}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_on_a_cuda_device():
    sac = make_sac(device="cuda")
    sac.step(OneStep(), np.zeros((2, S), dtype=np.float32), 10**6)
    sac.update()
    assert sac.alpha.device.type == "cuda"


def test_a_price_of_entropy_below_0_is_refused_and_none_trains():
    with pytest.raises(ValueError, match="alpha is -1"):
        make_sac(alpha=-1)
    assert make_sac(alpha=0.0).alpha < 1e-7
    assert make_sac(alpha=0.0).log_alpha.isfinite()
