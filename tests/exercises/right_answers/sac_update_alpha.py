"""Right answers to SAC.update_alpha, each in another style."""

import torch

from rlcourse.solutions import SAC


class InLogAlpha(SAC):
    def update_alpha(self, log_pis):
        loss = -(self.log_alpha * (log_pis + self.target_entropy).detach()).mean()
        self.optim_alpha.zero_grad()
        loss.backward()
        self.optim_alpha.step()


class InAlpha(SAC):
    def update_alpha(self, log_pis):
        alpha = self.log_alpha.exp()
        loss = (alpha * (-log_pis.detach() - self.target_entropy)).mean()
        self.optim_alpha.zero_grad(set_to_none=False)
        loss.backward(retain_graph=False)
        self.optim_alpha.step()


class UnderNoGrad(SAC):
    def update_alpha(self, log_pis):
        with torch.no_grad():
            entropy = -log_pis.mean()
        loss = self.log_alpha * (entropy - self.target_entropy)
        self.optim_alpha.zero_grad()
        loss.backward()
        self.optim_alpha.step()
        return loss.item()


class WithANumber(SAC):
    def update_alpha(self, log_pis):
        missing = self.target_entropy + log_pis.mean().item()
        self.log_alpha.grad = None
        (-torch.exp(self.log_alpha) * missing).backward()
        self.optim_alpha.step()


class GradientByHand(SAC):
    def update_alpha(self, log_pis):
        with torch.no_grad():
            missing = (log_pis + self.target_entropy).mean()
            self.log_alpha.grad = -missing * self.log_alpha.exp()
        self.optim_alpha.step()


class AutogradGrad(SAC):
    def update_alpha(self, log_pis):
        loss = -torch.mean(self.log_alpha * (log_pis.detach().clone() + self.target_entropy))
        (self.log_alpha.grad,) = torch.autograd.grad(loss, [self.log_alpha])
        self.optim_alpha.step()


class TargetFromTheActions(SAC):
    """The target from the size of an action, as the constructor makes it."""

    def __init__(self, state_shape, action_shape, **settings):
        super().__init__(state_shape, action_shape, **settings)
        self.goal = -float(action_shape[0])

    def update_alpha(self, log_pis):
        def closure():
            self.optim_alpha.zero_grad()
            loss = -(self.log_alpha.exp() * (self.goal + log_pis.detach())).mean()
            loss.backward()
            return loss

        self.optim_alpha.step(closure)


RIGHT = [
    InLogAlpha,
    InAlpha,
    UnderNoGrad,
    WithANumber,
    GradientByHand,
    AutogradGrad,
    TargetFromTheActions,
]
