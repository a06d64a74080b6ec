"""Wrong answers to SAC.update_target, and the name that each should get."""

from copy import deepcopy

import torch

from rlcourse.solutions import SAC


class HardCopy(SAC):
    """load_state_dict of the critic."""

    def update_target(self):
        self.critic_target.load_state_dict(self.critic.state_dict())


class Deepcopy(SAC):
    """A new copy each time."""

    def update_target(self):
        self.critic_target = deepcopy(self.critic)


class Alias(SAC):
    """Two names for one network."""

    def update_target(self):
        self.critic_target = self.critic


class Reversed(SAC):
    """tau and 1 - tau change places."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.data.copy_(self.tau * t.data + (1 - self.tau) * p.data)


class WrongOne(SAC):
    """The critic is written to."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            p.data.mul_(1 - self.tau).add_(self.tau * t.data)


class Rebound(SAC):
    """The loop variable is bound to something new."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t = (1 - self.tau) * t + self.tau * p


class OneNetwork(SAC):
    """net1 alone."""

    def update_target(self):
        with torch.no_grad():
            pairs = zip(
                self.critic_target.net1.parameters(), self.critic.net1.parameters(), strict=True
            )
            for t, p in pairs:
                t.lerp_(p, self.tau)


class Constant(SAC):
    """0.005 is written in."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.data.mul_(0.995).add_(0.005 * p.data)


class InTheGraph(SAC):
    """In place without no_grad."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.mul_(1 - self.tau).add_(self.tau * p)


class PlusEquals(SAC):
    """The old value is not faded."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.data += self.tau * p.data


class OldLost(SAC):
    """Only the new share."""

    def update_target(self):
        for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            t.data = self.tau * p.data


class WeightsAlone(SAC):
    """Only what has two dimensions."""

    def update_target(self):
        with torch.no_grad():
            for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
                if t.ndim == 2:
                    t += self.tau * (p - t)


class TauSquared(SAC):
    """tau counts twice."""

    def update_target(self):
        with torch.no_grad():
            for t, p in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
                t += self.tau * self.tau * (p - t)


class FixedAndOneNetwork(SAC):
    """Two mistakes: 0.005 is written in, and net2 alone."""

    def update_target(self):
        with torch.no_grad():
            pairs = zip(
                self.critic_target.net2.parameters(), self.critic.net2.parameters(), strict=True
            )
            for t, p in pairs:
                t.lerp_(p, 0.005)


class CriticSwitchedOff(SAC):
    """No gradients, for good."""

    def update_target(self):
        self.critic.requires_grad_(False)
        for old, new in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            old.lerp_(new, self.tau)


class CriticDetached(SAC):
    """detach_ where detach was meant."""

    def update_target(self):
        for old, new in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            old.lerp_(new.detach_(), self.tau)


class GradientsOffForGood(SAC):
    """set_grad_enabled without its way back."""

    def update_target(self):
        torch.set_grad_enabled(False)
        for old, new in zip(self.critic_target.parameters(), self.critic.parameters(), strict=True):
            old.lerp_(new, self.tau)


WRONG = {
    HardCopy: "copied",
    Deepcopy: "copied",
    Alias: "the_same_network",
    Reversed: "tau_the_wrong_way_round",
    WrongOne: "into_the_critic",
    Rebound: "result_dropped",
    OneNetwork: "first_twin_alone",
    Constant: "tau_fixed",
    InTheGraph: "gradients_tracked",
    PlusEquals: "old_not_faded",
    OldLost: "old_lost",
    WeightsAlone: "biases_forgotten",
    TauSquared: "different",
    FixedAndOneNetwork: "tau_fixed+second_twin_alone",
    CriticSwitchedOff: "frozen",
    CriticDetached: "frozen",
    GradientsOffForGood: "frozen",
}
