"""Wrong answers to SAC.update_alpha, and the name that each should get."""

import torch

from rlcourse.solutions import SAC


class Student(SAC):
    """The frame that most students write around their loss."""

    def descend(self, loss):
        self.optim_alpha.zero_grad()
        loss.backward()
        self.optim_alpha.step()


class NoMinus(Student):
    """The sign of the loss, in log alpha."""

    def update_alpha(self, log_pis):
        self.descend((self.log_alpha * (log_pis.detach() + self.target_entropy)).mean())


class PositiveTarget(Student):
    """+A for -A."""

    def update_alpha(self, log_pis):
        goal = -self.target_entropy
        self.descend(-(self.log_alpha.exp() * (log_pis.detach() + goal)).mean())


class EntropyPlusTarget(Student):
    """The entropy and its target are added."""

    def update_alpha(self, log_pis):
        entropy = -log_pis.detach()
        self.descend(-(self.log_alpha.exp() * (entropy + self.target_entropy)).mean())


class NoTarget(Student):
    """Only the entropy itself."""

    def update_alpha(self, log_pis):
        self.descend(self.log_alpha.exp() * -log_pis.detach().mean())


class Attached(Student):
    """log_pis keeps its graph."""

    def update_alpha(self, log_pis):
        self.descend(-(self.log_alpha * (log_pis + self.target_entropy)).mean())


class TheProperty(Student):
    """self.alpha has no gradient."""

    def update_alpha(self, log_pis):
        self.descend((self.alpha * (-log_pis.detach() - self.target_entropy)).mean())


class MinusOne(Student):
    """The target of one action."""

    def update_alpha(self, log_pis):
        self.descend(-(self.log_alpha * (log_pis.detach() - 1)).mean())


class Sum(Student):
    """No mean."""

    def update_alpha(self, log_pis):
        gaps = log_pis.detach() + self.target_entropy
        self.descend(-torch.sum(self.log_alpha.exp() * gaps))


class Squared(Student):
    """A regression of the entropy on its target."""

    def update_alpha(self, log_pis):
        gap = -log_pis.detach() - self.target_entropy
        self.descend((self.log_alpha.exp() * gap**2).mean())


class NeverClears(Student):
    """No zero_grad."""

    def update_alpha(self, log_pis):
        (-self.log_alpha * (log_pis.detach().mean() + self.target_entropy)).backward()
        self.optim_alpha.step()


class ActorSteps(Student):
    """The wrong optimiser."""

    def update_alpha(self, log_pis):
        loss = -(self.log_alpha.exp() * (log_pis.detach() + self.target_entropy)).mean()
        self.optim_alpha.zero_grad()
        loss.backward()
        self.optim_actor.step()


class ByHand(Student):
    """No optimiser at all."""

    def update_alpha(self, log_pis):
        with torch.no_grad():
            self.log_alpha += 3e-4 * (log_pis.mean() + self.target_entropy)


class SignAndTarget(Student):
    """Two mistakes: the sign of the loss, and a target of -1."""

    def update_alpha(self, log_pis):
        self.descend((self.log_alpha.exp() * (log_pis.detach() - 1.0)).mean())


class MedianForMean(Student):
    """The middle one of the log densities."""

    def update_alpha(self, log_pis):
        self.descend(-self.log_alpha.exp() * (log_pis.detach().median() + self.target_entropy))


class ClearsAfterTheStep(SAC):
    """What the actor's update may leave in log alpha is added."""

    def update_alpha(self, log_pis):
        gaps = log_pis.detach().flatten() + self.target_entropy
        (-self.log_alpha.exp() * gaps).sum().div(len(gaps)).backward()
        self.optim_alpha.step()
        self.optim_alpha.zero_grad()


WRONG = {
    NoMinus: "wrong_sign",
    PositiveTarget: "target_sign",
    EntropyPlusTarget: "log_pis_sign",
    NoTarget: "no_target",
    Attached: "log_pis_not_detached",
    TheProperty: "alpha_without_gradient",
    MinusOne: "target_fixed",
    Sum: "sum_for_mean",
    Squared: "squared",
    NeverClears: "no_zero_grad",
    ActorSteps: "steps_actor",
    ByHand: ("steps", "touched"),
    SignAndTarget: "wrong_sign+target_fixed",
    ClearsAfterTheStep: "cleared_only_after",
    MedianForMean: ("different", "factor"),
}
