"""Right answers to PPO.update_actor, each in another style."""

import torch
from torch import nn
from torch.distributions import Normal

from rlcourse.solutions import PPO


class InTheLecturesManner(PPO):
    def update_actor(self, states, actions, log_pis_old, advantages):
        log_pis = self.actor.evaluate_log_pi(states, actions)
        mean_entropy = -log_pis.mean()
        ratios = (log_pis - log_pis_old).exp_()
        loss_actor1 = -ratios * advantages
        loss_actor2 = -torch.clamp(ratios, 1.0 - self.clip_eps, 1.0 + self.clip_eps) * advantages
        loss_actor = torch.max(loss_actor1, loss_actor2).mean() - self.coef_ent * mean_entropy
        self.optim_actor.zero_grad()
        loss_actor.backward(retain_graph=False)
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class WithoutABonus(PPO):
    def update_actor(self, s, a, old, adv):
        ratio = torch.exp(self.actor.evaluate_log_pi(s, a) - old)
        plain = ratio * adv
        cut = torch.clip(ratio, 1 - self.clip_eps, 1 + self.clip_eps) * adv
        loss = -torch.where(plain < cut, plain, cut).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()
        return loss


class BoundOnTheAdvantage(PPO):
    def update_actor(self, states, actions, log_pis_old, advantages):
        ratios = (self.actor.evaluate_log_pi(states, actions) - log_pis_old).exp()
        eps = self.clip_eps
        bound = torch.where(advantages > 0, (1 + eps) * advantages, (1 - eps) * advantages)
        loss = -torch.minimum(ratios * advantages, bound).mean()
        self.actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class Distributions(PPO):
    def log_density(self, states, actions):
        u = torch.atanh(actions)
        law = Normal(self.actor.net(states).double(), self.actor.log_stds.double().exp())
        return (law.log_prob(u) - torch.log1p(-actions.pow(2))).sum(-1, keepdim=True)

    def update_actor(self, states, actions, log_pis_old, advantages):
        ratios = (self.log_density(states, actions) - log_pis_old).exp()
        clipped = ratios.clamp(1 - self.clip_eps, 1 + self.clip_eps)
        objective = torch.stack([ratios, clipped]).mul(advantages).amin(dim=0).mean()
        self.optim_actor.zero_grad()
        (-objective).backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class InFloat32(PPO):
    def __init__(self, state_shape, action_shape, **settings):
        super().__init__(state_shape, action_shape, **settings)
        self.updates = 0

    def update_actor(self, states, actions, log_pis_old, advantages):
        log_pis = self.actor.evaluate_log_pi(states, actions).float().squeeze(-1)
        advantages = advantages.squeeze(-1)
        ratios = (log_pis - log_pis_old.float().squeeze(-1)).exp()
        low, high = 1 - self.clip_eps, 1 + self.clip_eps
        first, second = ratios * advantages, ratios.clamp(low, high) * advantages
        loss = -torch.min(first, second).mean() - self.coef_ent * self.entropy()
        self.optim_actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()
        self.updates += 1


class OneActionAfterTheOther(PPO):
    def update_actor(self, states, actions, log_pis_old, advantages):
        self.optim_actor.zero_grad()
        for i in range(len(states)):
            row = slice(i, i + 1)
            log_pi = self.actor.evaluate_log_pi(states[row], actions[row])
            ratio = (log_pi - log_pis_old[row]).exp()
            clipped = ratio.clamp(1 - self.clip_eps, 1 + self.clip_eps)
            better = torch.min(ratio * advantages[row], clipped * advantages[row])
            (-better.sum() / len(states)).backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class GradientCutByHand(PPO):
    """Where the objective is flat there is no gradient; elsewhere it is that of the ratio."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        log_pis = self.actor.evaluate_log_pi(states, actions)
        ratios = (log_pis - log_pis_old).exp()
        too_good = (ratios > 1 + self.clip_eps) & (advantages > 0)
        too_bad = (ratios < 1 - self.clip_eps) & (advantages < 0)
        alive = (~(too_good | too_bad)).double()
        loss = -(alive * ratios.detach() * advantages * log_pis).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()
        self.optim_actor.zero_grad()


RIGHT = [
    InTheLecturesManner,
    WithoutABonus,
    BoundOnTheAdvantage,
    Distributions,
    InFloat32,
    OneActionAfterTheOther,
    GradientCutByHand,
]
