"""The lecture's loop still has the faults that it is kept for."""

import math

import numpy as np
import torch

from rlcourse.bench.lecture import GAMMA, LAMBDA, LecturePPO, Step, advantages_with_leak, score


def test_the_sum_leaks_over_the_end_of_an_episode_that_ran_out_of_time():
    values = torch.zeros(2, 1)
    rewards = torch.tensor([[0.0], [1.0]])
    for done, expected in ((0.0, GAMMA * LAMBDA), (1.0, 0.0)):
        dones = torch.tensor([[done], [0.0]])
        targets, _ = advantages_with_leak(values, rewards, dones, values)
        torch.testing.assert_close(targets, torch.tensor([[expected], [1.0]]))


def test_an_action_is_scored_as_the_gaussian_s_noise_minus_tanh_s_slope():
    noises, log_stds = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, math.log(2)]])
    actions = torch.tensor([[0.0, 0.5]])
    expected = -0.5 - math.log(2 * math.pi) - math.log(2) - math.log(0.75)
    assert math.isclose(score(log_stds, noises, actions).item(), expected, rel_tol=1e-5)


def test_the_ratio_does_not_start_at_1_where_actions_saturate():
    torch.manual_seed(0)
    agent = LecturePPO(3, 1)
    with torch.no_grad():
        agent.net[-1].bias.fill_(7.0)
    states = np.zeros((64, 3), np.float32)
    actions, log_pis = zip(*(agent.explore(state) for state in states), strict=True)
    inputs = (torch.as_tensor(states), torch.as_tensor(np.stack(actions)))
    old, ones = torch.tensor(log_pis)[:, None], torch.ones(64, 1)
    loss = agent.policy_loss(*inputs, old, ones)
    assert abs(loss.item() + 1) > 0.01


def test_an_update_learns_the_value_of_a_constant_reward():
    torch.manual_seed(0)
    agent = LecturePPO(3, 1)
    state = np.ones(3, np.float32)
    for _ in range(64):
        action, log_pi = agent.explore(state)
        agent.rollout.append(Step(state, action, 1.0, 1.0, log_pi, state))
    before = abs(agent.critic(torch.ones(1, 3)).item() - 1)
    agent.update()
    assert agent.rollout == []
    assert abs(agent.critic(torch.ones(1, 3)).item() - 1) < before
