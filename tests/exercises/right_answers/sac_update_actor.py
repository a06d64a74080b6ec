"""Right answers to SAC.update_actor, each in another style."""

import math

import torch
import torch.nn.functional as F

from rlcourse.solutions import SAC, reparameterize


class InTheLecturesManner(SAC):
    """The gradients that pass through the critic stay there; its own update clears them."""

    def update_actor(self, states):
        actions, log_pis = self.actor.sample(states)
        qs1, qs2 = self.critic(states, actions)
        loss_actor = (self.alpha * log_pis - torch.min(qs1, qs2)).mean()
        self.optim_actor.zero_grad()
        loss_actor.backward(retain_graph=False)
        self.optim_actor.step()
        return log_pis.detach_()


class TwoMeans(SAC):
    def update_actor(self, states):
        a, log_pi = self.actor.sample(states)
        q = torch.cat(self.critic(states, a), dim=-1).amin(dim=-1, keepdim=True)
        entropy = -log_pi.mean()
        loss = -q.mean() - self.log_alpha.exp().item() * entropy
        self.actor.zero_grad()
        loss.backward()
        self.optim_actor.step()
        return log_pi.detach()


class CriticSwitchedOff(SAC):
    def update_actor(self, states):
        for p in self.critic.parameters():
            p.requires_grad = False
        actions, log_pis = self.actor.sample(states)
        loss = self.alpha * log_pis - torch.minimum(*self.critic(states, actions))
        self.optim_actor.zero_grad()
        loss.mean().backward()
        self.optim_actor.step()
        for p in self.critic.parameters():
            p.requires_grad = True
        return log_pis.data


class CriticCleared(SAC):
    def update_actor(self, states):
        actions, log_pis = self.actor.sample(states)
        q1, q2 = self.critic(states, actions)
        objective = torch.where(q1 < q2, q1, q2) - self.alpha.detach() * log_pis
        self.optim_actor.zero_grad(set_to_none=False)
        self.optim_critic.zero_grad()
        (-objective.mean()).backward()
        self.optim_actor.step()
        self.optim_critic.zero_grad()
        return log_pis


class OwnDraw(SAC):
    def update_actor(self, states):
        means, log_stds = self.actor.net(states).chunk(2, dim=-1)
        actions, log_pis = reparameterize(means, log_stds.clamp(-20, 2))
        q1, q2 = self.critic(states, actions)
        loss = torch.mean(self.alpha * log_pis - torch.min(q1, q2))
        parameters = list(self.actor.parameters())
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = g
        self.optim_actor.step()
        return log_pis.detach().clone()


class OneStateAfterTheOther(SAC):
    def update_actor(self, states):
        self.optim_actor.zero_grad()
        log_pis = []
        for state in states:
            action, log_pi = self.actor.sample(state[None])
            q1, q2 = self.critic(state[None], action)
            loss = self.alpha * log_pi - torch.min(q1, q2)
            (loss.sum() / len(states)).backward()
            log_pis.append(log_pi.detach())
        self.optim_actor.step()
        return torch.cat(log_pis)


class ClearsAfterTheStep(SAC):
    def update_actor(self, s):
        a, log_pi = self.actor.sample(s)
        x = torch.cat([s, a], dim=1)
        q = torch.min(self.critic.net1(x), self.critic.net2(x)).flatten()
        loss = self.alpha * log_pi.flatten() - q
        torch.mean(loss).backward()
        self.optim_actor.step()
        self.optim_actor.zero_grad()
        return log_pi.detach().reshape(-1, 1)


class StepWithAClosure(SAC):
    def __init__(self, state_shape, action_shape, device="cpu", seed=0):
        super().__init__(state_shape, action_shape, device, seed)
        self.updates = 0

    def update_actor(self, states):
        self.updates += 1
        actions, log_pis = self.actor.sample(states)

        def closure():
            self.optim_actor.zero_grad()
            lower = torch.stack(self.critic(states, actions)).min(dim=0).values
            loss = (self.alpha * log_pis).mean() - lower.mean()
            loss.backward()
            return loss

        self.optim_actor.step(closure)
        return log_pis.detach()


class ExactDensity(SAC):
    """log(1 - tanh(u)^2) without a constant, as many write it."""

    def update_actor(self, states):
        means, log_stds = self.actor.net(states).chunk(2, dim=-1)
        law = torch.distributions.Normal(means, log_stds.clamp(-20, 2).exp())
        us = law.rsample()
        slopes = 2 * (math.log(2) - us - F.softplus(-2 * us))
        log_pis = (law.log_prob(us) - slopes).sum(-1, keepdim=True)
        q1, q2 = self.critic(states, torch.tanh(us))
        self.optim_actor.zero_grad()
        (self.alpha * log_pis - torch.min(q1, q2)).mean().backward()
        self.optim_actor.step()
        return log_pis.detach()


class LooksFirst(SAC):
    """Draws once more, to print the shape."""

    def update_actor(self, states):
        assert len(self.actor.sample(states)[0].shape) == 2
        actions, log_pis = self.actor.sample(states)
        loss = (self.alpha * log_pis - torch.min(*self.critic(states, actions))).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        self.optim_actor.step()
        return log_pis.detach()


RIGHT = [
    ExactDensity,
    LooksFirst,
    InTheLecturesManner,
    TwoMeans,
    CriticSwitchedOff,
    CriticCleared,
    OwnDraw,
    OneStateAfterTheOther,
    ClearsAfterTheStep,
    StepWithAClosure,
]
