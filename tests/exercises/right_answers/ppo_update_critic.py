"""Right answers to PPO.update_critic, each in another style."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_

from rlcourse.solutions import PPO


class MseLoss(PPO):
    def update_critic(self, states, targets):
        loss = F.mse_loss(self.critic(states), targets)
        self.optim_critic.zero_grad()
        loss.backward()
        clip_grad_norm_(self.critic.parameters(), max_norm=self.max_grad_norm)
        self.optim_critic.step()


class InTheLecturesManner(PPO):
    def update_critic(self, states, targets):
        loss_critic = (self.critic(states) - targets).pow_(2).mean()
        self.optim_critic.zero_grad()
        loss_critic.backward(retain_graph=False)
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()


class ConstructorAndHelper(PPO):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.loss_function = nn.MSELoss()

    def loss(self, states, targets):
        return self.loss_function(input=self.critic.forward(states), target=targets.detach())

    def update_critic(self, states, targets):
        loss = self.loss(states, targets)
        self.critic.zero_grad()
        loss.backward()
        self.shorten(self.critic)
        self.optim_critic.step()
        return loss.item()

    def shorten(self, network):
        clip_grad_norm_(list(network.parameters()), self.max_grad_norm, norm_type=2.0)


class ConstructorWithoutThePackagesExtras(PPO):
    def __init__(self, state_shape, action_shape, device="cpu", seed=0, max_grad_norm=0.5):
        super().__init__(state_shape, action_shape, device, seed)
        self.longest = max_grad_norm

    def update_critic(self, s, v):
        loss = torch.mean(torch.square(v - self.critic(s)))
        self.optim_critic.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.longest)
        self.optim_critic.step()


class ClearsAfterTheStep(PPO):
    def update_critic(self, states, targets):
        errors = self.critic(states).flatten() - targets.flatten()
        (errors @ errors / len(errors)).backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()
        self.optim_critic.zero_grad()


class ShortensByHand(PPO):
    def update_critic(self, states, targets):
        loss = ((self.critic(states) - targets) ** 2).sum() / len(states)
        parameters = list(self.critic.parameters())
        grads = torch.autograd.grad(loss, parameters)
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        scale = min(1.0, self.max_grad_norm / (norm.item() + 1e-6))
        for parameter, grad in zip(parameters, grads, strict=True):
            parameter.grad = grad * scale
        self.optim_critic.step()


class OneStateAfterTheOther(PPO):
    def update_critic(self, states, targets):
        total = 0.0
        for state, target in zip(states, targets, strict=True):
            total = total + (self.critic(state[None])[0, 0] - target[0]) ** 2
        self.optim_critic.zero_grad()
        (total / states.shape[0]).backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()
        return self


class StepWithAClosure(PPO):
    def update_critic(self, states, targets):
        def closure():
            self.optim_critic.zero_grad()
            loss = nn.MSELoss(reduction="mean")(self.critic(states), targets)
            loss.backward()
            nn.utils.clip_grad_norm_(
                self.optim_critic.param_groups[0]["params"], self.max_grad_norm
            )
            return loss

        self.optim_critic.step(closure)


RIGHT = [
    MseLoss,
    InTheLecturesManner,
    ConstructorAndHelper,
    ConstructorWithoutThePackagesExtras,
    ClearsAfterTheStep,
    ShortensByHand,
    OneStateAfterTheOther,
    StepWithAClosure,
]
