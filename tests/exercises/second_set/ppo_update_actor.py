"""Wrong answers to PPO.update_actor, and the name that each should get."""

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

from rlcourse.solutions import PPO


class Student(PPO):
    """The frame that most students write around their loss."""

    def ratio(self, states, actions, log_pis_old):
        return torch.exp(self.actor.evaluate_log_pi(states, actions) - log_pis_old)

    def descend(self, loss):
        self.optim_actor.zero_grad()
        loss.backward()
        clip_grad_norm_(self.actor.parameters(), self.max_grad_norm)
        self.optim_actor.step()

    def surrogate(self, r, adv):
        """As it should be, for each sample."""
        clipped = torch.clamp(r, 1 - self.clip_eps, 1 + self.clip_eps)
        return torch.minimum(r * adv, clipped * adv)


class MinOfTheLosses(Student):
    """The minus moved inside, but min stayed min."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        loss1 = -r * advantages
        loss2 = -r.clamp(1.0 - self.clip_eps, 1.0 + self.clip_eps) * advantages
        self.descend(torch.min(loss1, loss2).mean())


class OldOverNew(Student):
    """The ratio is upside down."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        new = self.actor.evaluate_log_pi(states, actions)
        self.descend(-self.surrogate((log_pis_old - new).exp(), advantages).mean())


class DividedByALogarithm(Student):
    """A density over a log density."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.actor.evaluate_log_pi(states, actions).exp() / log_pis_old
        self.descend(-self.surrogate(r, advantages).mean())


class FixedRange(Student):
    """0.8 and 1.2 are written in."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        a, b = r * advantages, torch.clip(r, 0.8, 1.2) * advantages
        self.descend(-torch.where(a < b, a, b).mean())


class FixedRangeOf30Percent(Student):
    """0.7 and 1.3 are written in."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        objective = torch.min(r * advantages, torch.clip(r, 0.7, 1.3) * advantages)
        self.descend(-objective.mean())


class EverythingWrittenIn(Student):
    """The clip range and the greatest norm are written in."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        loss = -torch.min(r * advantages, torch.clamp(r, 0.8, 1.2) * advantages).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.actor.parameters(), 0.5)
        self.optim_actor.step()


class Descent(Student):
    """Goes down the objective."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        self.descend(self.surrogate(r, advantages).mean())


class BonusWrittenIn(Student):
    """A bonus of 0.01 for the entropy whatever the agent's coefficient is."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        entropy = self.actor.log_stds.sum()
        self.descend(-self.surrogate(r, advantages).mean() - 0.01 * entropy)


class Resampled(Student):
    """Draws new actions."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        _, log_pis = self.actor.sample(states)
        r = (log_pis - log_pis_old).exp()
        self.descend(-self.surrogate(r, advantages).mean())


class UnderNoGrad(Student):
    """The new log density is computed without gradients."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        with torch.no_grad():
            log_pis = self.actor.evaluate_log_pi(states, actions)
        r = torch.exp(log_pis - log_pis_old)
        self.descend(-self.surrogate(r, advantages).mean())


class BothStep(Student):
    """Steps the critic's optimiser, too."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        self.descend(-self.surrogate(r, advantages).mean())
        self.optim_critic.step()


class OtherNetworkClipped(Student):
    """Clips the gradient of the critic."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        loss = -self.surrogate(r, advantages).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
        self.optim_actor.step()


class AdvantagesFlattened(Student):
    """(B, 1) times (B,)."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        self.descend(-self.surrogate(r, advantages.flatten()).mean())


class NormalisedInTheMinibatch(Student):
    """Standardises the advantages once more."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        adv = (advantages - torch.mean(advantages)) / (torch.std(advantages) + 1e-8)
        r = self.ratio(states, actions, log_pis_old)
        self.descend(-self.surrogate(r, adv).mean())


class OldOverwritten(Student):
    """The old log densities are turned into densities in place."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.actor.evaluate_log_pi(states, actions).exp() / log_pis_old.exp_()
        self.descend(-self.surrogate(r, advantages).mean())


class UpsideDownAndSummed(Student):
    """The ratio is upside down, and a sum over the batch."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = torch.exp(log_pis_old) / torch.exp(self.actor.evaluate_log_pi(states, actions))
        self.descend(-torch.sum(self.surrogate(r, advantages)))


class MaskedOutside(Student):
    """No gradient from any sample outside the range, whichever way it wants to go."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        inside = ((r > 1 - self.clip_eps) & (r < 1 + self.clip_eps)).to(r.dtype)
        self.descend(-(r * advantages * inside).mean())


class ResultDropped(Student):
    """Calls clamp, and does not use what it returns."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        clipped = r
        clipped.clamp(1 - self.clip_eps, 1 + self.clip_eps)
        self.descend(-torch.min(r * advantages, clipped * advantages).mean())


class SpreadHeldDown(Student):
    """Holds the log_stds below -0.5 after each step."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old)
        self.descend(-self.surrogate(r, advantages).mean())
        self.actor.log_stds.data.clamp_(max=-0.5)


class ClipsTheWholeAgent(Student):
    """The norm of all that the agent has."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        loss = -self.surrogate(self.ratio(states, actions, log_pis_old), advantages).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        clip_grad_norm_([*self.critic.parameters(), *self.actor.parameters()], self.max_grad_norm)
        self.optim_actor.step()


class OldOfOneAxis(Student):
    """(B,) against (B, 1)."""

    def update_actor(self, states, actions, log_pis_old, advantages):
        r = self.ratio(states, actions, log_pis_old.flatten())
        self.descend(-self.surrogate(r, advantages).mean())


WRONG = {
    MinOfTheLosses: "max_for_min",
    OldOverNew: "ratio_inverted",
    DividedByALogarithm: "different",
    FixedRange: "eps_written_in",
    FixedRangeOf30Percent: "options",
    EverythingWrittenIn: "eps_written_in+max_norm_fixed",
    Descent: "objective_goes_down",
    BonusWrittenIn: "different",
    Resampled: "new_actions_drawn",
    UnderNoGrad: "no_gradient_at_all",
    BothStep: "steps",
    OtherNetworkClipped: "clip_missing",
    AdvantagesFlattened: "advantages_flat",
    NormalisedInTheMinibatch: "advantages_standardised_again",
    OldOverwritten: "inputs_changed",
    UpsideDownAndSummed: "ratio_inverted+sum_for_mean",
    MaskedOutside: "clamp_alone",
    ResultDropped: "no_clip",
    SpreadHeldDown: "touched",
    ClipsTheWholeAgent: "clip_both",
    OldOfOneAxis: "log_pis_old_flat",
}
