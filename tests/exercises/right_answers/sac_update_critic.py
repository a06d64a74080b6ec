"""Right answers to SAC.update_critic, each in another style."""

import torch
import torch.nn.functional as F
from torch.distributions import Normal, TanhTransform, TransformedDistribution

from rlcourse.solutions import SAC, reparameterize


class MseLoss(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            next_actions, next_log_pis = self.actor.sample(next_states)
            q1, q2 = self.critic_target(next_states, next_actions)
            q = torch.minimum(q1, q2) - self.alpha * next_log_pis
            target = rewards + (1.0 - terminateds) * self.gamma * q
        q1, q2 = self.critic(states, actions)
        loss = F.mse_loss(q1, target) + F.mse_loss(q2, target)
        self.optim_critic.zero_grad()
        loss.backward(retain_graph=False)
        self.optim_critic.step()


class TwoBackwardPasses(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        curr_q1, curr_q2 = self.critic(states, actions)
        with torch.no_grad():
            next_actions, log_pis = self.actor.sample(next_states)
            next_qs = torch.stack(self.critic_target(next_states, next_actions)).amin(dim=0)
            target_qs = rewards + (1.0 - terminateds) * self.gamma * (
                next_qs - self.alpha * log_pis
            )
        self.optim_critic.zero_grad()
        (curr_q1 - target_qs).pow_(2).mean().backward()
        (curr_q2 - target_qs).pow_(2).mean().backward()
        self.optim_critic.step()


class HalfAsInThePaper(SAC):
    @torch.no_grad()
    def target(self, rewards, terminateds, next_states):
        a, log_pi = self.actor.sample(next_states)
        v = torch.cat(self.critic_target(next_states, a), dim=1).min(dim=1, keepdim=True).values
        v = v - self.log_alpha.exp() * log_pi
        return torch.where(terminateds > 0.5, rewards, rewards + self.gamma * v)

    def update_critic(self, s, a, r, d, s2):
        y = self.target(r, d, s2)
        loss = sum(0.5 * ((q - y) ** 2).mean() for q in self.critic(s, a))
        for p in self.critic.parameters():
            p.grad = None
        loss.backward()
        self.optim_critic.step()
        return loss.item()


class BothAtOnce(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        new_actions, log_pis = self.actor.sample(next_states)
        q1, q2 = self.critic_target(next_states, new_actions.detach())
        soft = torch.min(q1, q2).squeeze(1) - self.alpha.item() * log_pis.detach().squeeze(1)
        targets = rewards.squeeze(1) + self.gamma * (1 - terminateds.squeeze(1)) * soft
        qs = torch.cat(self.critic(states, actions), dim=-1)
        loss = F.mse_loss(qs, targets.detach()[:, None].expand_as(qs))
        self.critic.zero_grad()
        loss.backward()
        self.optim_critic.step()


class OwnDraw(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            means, log_stds = self.actor.net(next_states).chunk(2, dim=-1)
            next_actions, log_pis = reparameterize(means, log_stds.clamp(-20, 2))
            next_qs = torch.min(*self.critic_target(next_states, next_actions))
            targets = rewards + self.gamma * (1 - terminateds) * (next_qs - self.alpha * log_pis)
        q1, q2 = self.critic(states, actions)
        loss = torch.mean(torch.square(targets - q1) + torch.square(targets - q2))
        self.optim_critic.zero_grad(set_to_none=False)
        loss.backward()
        self.optim_critic.step()


class OneTransitionAfterTheOther(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        self.optim_critic.zero_grad()
        for i in reversed(range(len(states))):
            row = slice(i, i + 1)
            target = rewards[row]
            with torch.no_grad():
                if not terminateds[i]:
                    a, log_pi = self.actor.sample(next_states[row])
                    q1, q2 = self.critic_target(next_states[row], a)
                    target = target + self.gamma * (torch.min(q1, q2) - self.alpha * log_pi)
            q1, q2 = self.critic(states[row], actions[row])
            (((q1 - target) ** 2 + (q2 - target) ** 2).sum() / len(states)).backward()
        self.optim_critic.step()


class StepWithAClosure(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q1, q2 = self.critic_target(next_states, a)
            targets = torch.where(q1 < q2, q1, q2).sub(self.alpha * log_pis)
            targets = targets.mul(self.gamma).mul(1 - terminateds).add(rewards)

        def closure():
            self.optim_critic.zero_grad()
            loss = sum(F.mse_loss(q, targets) for q in self.critic(states, actions))
            loss.backward()
            return loss

        self.optim_critic.step(closure)


class GradientsByHand(SAC):
    def __init__(self, state_shape, action_shape, **settings):
        super().__init__(state_shape, action_shape, **settings)
        self.losses = []

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.inference_mode():
            a, log_pis = self.actor.sample(next_states)
            lower = torch.stack(self.critic_target(next_states, a)).min(0).values
            targets = rewards + self.gamma * (1 - terminateds) * (lower - self.alpha * log_pis)
        targets = targets.clone()
        q1, q2 = self.critic(states, actions)
        loss = ((q1 - targets) ** 2).mean() + ((q2 - targets) ** 2).mean()
        parameters = list(self.critic.parameters())
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = g
        self.optim_critic.step()
        self.losses.append(float(loss))


class CallsTheNetworksThemselves(SAC):
    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            x = torch.cat((next_states, a), dim=1)
            lower = torch.min(self.critic_target.net1(x), self.critic_target.net2(x))
            targets = rewards + self.gamma * (1 - terminateds) * (lower - self.alpha * log_pis)
        x = torch.cat((states, actions), dim=1)
        loss = F.mse_loss(self.critic.net1(x), targets) + F.mse_loss(self.critic.net2(x), targets)
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()


class InTwoHalves(SAC):
    """Draws, and learns from what was drawn."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            next_actions, log_pis = self.draw(next_states)
            q = torch.minimum(*self.critic_target(next_states, next_actions)) - self.alpha * log_pis
            targets = rewards + self.gamma * (1 - terminateds) * q
        q1, q2 = self.critic(states, actions)
        self.optim_critic.zero_grad()
        (F.mse_loss(q1, targets) + F.mse_loss(q2, targets)).backward()
        self.optim_critic.step()


class ExactDensity(InTwoHalves):
    """The policy as a distribution of torch's."""

    def draw(self, states):
        means, log_stds = self.actor.net(states).chunk(2, dim=-1)
        gaussian = Normal(means, log_stds.clamp(-20, 2).exp())
        law = TransformedDistribution(gaussian, TanhTransform(cache_size=1))
        actions = law.sample()
        return actions, law.log_prob(actions).sum(-1, keepdim=True)


class LooksFirst(InTwoHalves):
    """Draws once more, to print the shape."""

    def draw(self, states):
        assert len(self.actor.sample(states)[0].shape) == 2
        return self.actor.sample(states)


RIGHT = [
    ExactDensity,
    LooksFirst,
    MseLoss,
    TwoBackwardPasses,
    HalfAsInThePaper,
    BothAtOnce,
    OwnDraw,
    OneTransitionAfterTheOther,
    StepWithAClosure,
    GradientsByHand,
    CallsTheNetworksThemselves,
]
