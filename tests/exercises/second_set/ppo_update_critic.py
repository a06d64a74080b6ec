"""Wrong answers to PPO.update_critic, and the name that each should get."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_

from rlcourse.solutions import PPO


class Student(PPO):
    """The frame that most students write around their loss."""

    def loss(self, states, targets):
        return F.mse_loss(self.critic(states), targets)

    def descend(self, loss):
        self.optim_critic.zero_grad()
        loss.backward()
        clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_critic.step()

    def update_critic(self, states, targets):
        self.descend(self.loss(states, targets))


class SummedByReduction(Student):
    """A sum over the batch."""

    def update_critic(self, states, targets):
        self.descend(F.mse_loss(self.critic(states), targets, reduction="sum"))


class AbsoluteLoss(Student):
    """The absolute error."""

    def update_critic(self, states, targets):
        self.descend(nn.L1Loss()(self.critic(states), targets))


class HuberLoss(Student):
    """Huber's loss."""

    def update_critic(self, states, targets):
        criterion = nn.HuberLoss()
        self.descend(criterion(self.critic(states), targets))


class TargetsSqueezed(Student):
    """(B, 1) against (B,)."""

    def update_critic(self, states, targets):
        diff = self.critic(states) - targets.squeeze()
        self.descend(torch.mean(diff * diff))


class StepForEachSample(Student):
    """Steps once for each sample of the minibatch."""

    def update_critic(self, states, targets):
        for s, t in zip(states, targets, strict=True):
            self.descend((self.critic(s) - t).pow(2).mean())


class ClippedTooEarly(Student):
    """Clips before there are gradients."""

    def update_critic(self, states, targets):
        v = self.critic(states)
        loss = (v - targets).square().mean()
        self.optim_critic.zero_grad()
        clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        loss.backward()
        self.optim_critic.step()


class NormOfOne(Student):
    """The greatest norm is written in as 1.0."""

    def update_critic(self, states, targets):
        loss = ((self.critic(states) - targets) ** 2).mean()
        self.optim_critic.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.critic.parameters(), 1.0)
        self.optim_critic.step()


class GradientsPileUp(Student):
    """Gradients are never cleared."""

    def update_critic(self, states, targets):
        loss = self.loss(states, targets)
        loss.backward()
        clip_grad_norm_(self.critic.parameters(), max_norm=self.max_grad_norm)
        self.optim_critic.step()


class OneLossForEachSample(Student):
    """backward() of a vector."""

    def update_critic(self, states, targets):
        self.descend((self.critic(states) - targets) ** 2)


class ValuesUnderNoGrad(Student):
    """The value is computed without gradients."""

    def update_critic(self, states, targets):
        with torch.no_grad():
            values = self.critic(states)
        self.descend(F.mse_loss(values, targets))


class ByHand(Student):
    """Moves the parameters itself and leaves the optimiser alone."""

    def update_critic(self, states, targets):
        grads = torch.autograd.grad(self.loss(states, targets), list(self.critic.parameters()))
        with torch.no_grad():
            for p, g in zip(self.critic.parameters(), grads, strict=True):
                p -= 3e-4 * g


class TargetsInRange(Student):
    """Keeps the targets within [-1, 1]."""

    def update_critic(self, states, targets):
        self.descend(F.mse_loss(self.critic(states), torch.clamp(targets, -1, 1)))


class SumAndNoClip(Student):
    """A sum over the batch, and no clip of the gradient."""

    def update_critic(self, states, targets):
        loss = ((targets - self.critic(states)) ** 2).sum()
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()


class ValueCoefficient(Student):
    """vf_coef = 0.5, as other libraries have it."""

    def update_critic(self, states, targets):
        vf_coef = 0.5
        self.descend(vf_coef * nn.MSELoss()(self.critic(states), targets))


class DividedTwice(Student):
    """A mean, divided by the size of the batch once more."""

    def update_critic(self, states, targets):
        self.descend(self.loss(states, targets) / len(states))


class ClipsTheWholeAgent(Student):
    """The norm of all that the agent has."""

    def update_critic(self, states, targets):
        self.optim_critic.zero_grad()
        self.loss(states, targets).backward()
        every = list(self.actor.parameters()) + list(self.critic.parameters())
        clip_grad_norm_(every, self.max_grad_norm)
        self.optim_critic.step()


WRONG = {
    SummedByReduction: "sum_for_mean",
    AbsoluteLoss: "absolute_error",
    HuberLoss: "huber",
    TargetsSqueezed: "broadcast",
    StepForEachSample: "steps",
    ClippedTooEarly: "clip_missing",
    NormOfOne: ("max_norm_fixed", "factor"),
    GradientsPileUp: "no_zero_grad",
    OneLossForEachSample: "exception",
    ValuesUnderNoGrad: "value_detached",
    ByHand: ("steps", "touched"),
    TargetsInRange: "different",
    SumAndNoClip: "sum_for_mean+clip_missing",
    ValueCoefficient: "half",
    DividedTwice: "factor",
    ClipsTheWholeAgent: "clip_both",
}
