"""Wrong answers to SAC.update_actor, and the name that each should get."""

import torch

from rlcourse.solutions import SAC


class Student(SAC):
    """The frame that most students write around their loss."""

    def descend(self, loss):
        self.optim_actor.zero_grad()
        loss.backward()
        self.optim_actor.step()


class Ascends(Student):
    """The objective itself is minimised."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        q = torch.minimum(*self.critic(states, a))
        self.descend((q - self.alpha * log_pis).mean())
        return log_pis.detach()


class PlusQ(Student):
    """The sign of the value."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((torch.minimum(*self.critic(states, a)) + self.alpha * log_pis).mean())
        return log_pis.detach()


class MinusEntropy(Student):
    """The sign of the entropy."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        loss = -torch.minimum(*self.critic(states, a)).mean() - (self.alpha * log_pis).mean()
        self.descend(loss)
        return log_pis.detach()


class Greedy(Student):
    """The larger of two values."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        q = torch.cat(self.critic(states, a), 1).amax(1, keepdim=True)
        self.descend(torch.mean(self.alpha * log_pis - q))
        return log_pis.detach()


class FirstOnly(Student):
    """The first value, as in another algorithm."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend(torch.mean(self.alpha * log_pis - self.critic(states, a)[0]))
        return log_pis.detach()


class Slow(Student):
    """The target network."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend(torch.mean(self.alpha * log_pis - torch.min(*self.critic_target(states, a))))
        return log_pis.detach()


class DDPG(Student):
    """The value of the action without noise, and no entropy."""

    def update_actor(self, states):
        log_pis = self.actor.sample(states)[1]
        self.descend(-torch.min(*self.critic(states, self.actor(states))).mean())
        return log_pis.detach()


class ValueUnderNoGrad(Student):
    """The critic is asked under no_grad."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        with torch.no_grad():
            q = torch.min(*self.critic(states, a))
        self.descend((self.alpha * log_pis - q).mean())
        return log_pis.detach()


class EntropyAsANumber(Student):
    """.item() on the entropy."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        entropy = -log_pis.mean().item()
        self.descend(-torch.min(*self.critic(states, a)).mean() - self.alpha * entropy)
        return log_pis.detach()


class AllUnderNoGrad(Student):
    """The draw is under no_grad, as in the critic's target."""

    def update_actor(self, states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis


class LogAlpha(Student):
    """self.log_alpha in the loss."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        loss = (self.log_alpha.detach() * log_pis - torch.min(*self.critic(states, a))).mean()
        self.descend(loss)
        return log_pis.detach()


class FixedAlpha(Student):
    """0.2 is written in."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((0.2 * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis.detach()


class FixedAtOneHundredth(Student):
    """0.01 is written in."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((0.01 * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis.detach()


class NoReturn(Student):
    """Nothing comes back."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.min(*self.critic(states, a))).mean())


class ReturnsANumber(Student):
    """The mean comes back as a float."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis.mean().item()


class ReturnsTheEntropy(Student):
    """Minus the log densities come back."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        entropies = -log_pis
        self.descend((-self.alpha * entropies - torch.min(*self.critic(states, a))).mean())
        return entropies.detach()


class Reinforce(Student):
    """The score function in place of the gradient of the value."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        with torch.no_grad():
            weight = self.alpha * log_pis - torch.min(*self.critic(states, a))
        self.descend((weight * log_pis).mean())
        return log_pis.detach()


class Frozen(Student):
    """The critic's gradients are switched off for good."""

    def update_actor(self, states):
        for p in self.critic.parameters():
            p.requires_grad_(False)
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis.detach()


class CriticMovesToo(Student):
    """Both optimisers step."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        loss = (self.alpha * log_pis - torch.min(*self.critic(states, a))).mean()
        self.optim_actor.zero_grad()
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_actor.step()
        self.optim_critic.step()
        return log_pis.detach()


class NeverClears(Student):
    """No zero_grad."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        (self.alpha * log_pis - torch.min(*self.critic(states, a))).mean().backward()
        self.optim_actor.step()
        return log_pis.detach()


class SummedAndGreedy(Student):
    """Two mistakes: a sum over the batch, and the larger value."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.max(*self.critic(states, a))).sum())
        return log_pis.detach()


class TargetAndNoReturn(Student):
    """Two mistakes: the target network, and nothing comes back."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.min(*self.critic_target(states, a))).mean())


class AlphaTwice(Student):
    """alpha squared."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha**2 * log_pis - torch.min(*self.critic(states, a))).mean())
        return log_pis.detach()


class Clipped(Student):
    """The norm of the gradient is cut, as in PPO."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        loss = (self.alpha * log_pis - torch.min(*self.critic(states, a))).mean()
        self.optim_actor.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.actor.parameters(), 0.01)
        self.optim_actor.step()
        return log_pis.detach()


class ReturnsAnotherDraw(Student):
    """What the policy draws after its step."""

    def update_actor(self, states):
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.minimum(*self.critic(states, a))).mean())
        with torch.no_grad():
            return self.actor.sample(states)[1]


class SeedsEveryUpdate(Student):
    """For the sake of repeatable runs."""

    def update_actor(self, states):
        torch.manual_seed(1)
        a, log_pis = self.actor.sample(states)
        self.descend((self.alpha * log_pis - torch.minimum(*self.critic(states, a))).mean())
        return log_pis.detach()


WRONG = {
    Ascends: "goes_up",
    PlusQ: "value_sign",
    MinusEntropy: "entropy_sign",
    Greedy: "max_of_the_twins",
    FirstOnly: "first_twin_alone",
    Slow: "target_network_asked",
    DDPG: "action_without_noise+no_entropy",
    ValueUnderNoGrad: "actions_detached",
    EntropyAsANumber: "no_entropy",
    AllUnderNoGrad: "all_detached",
    LogAlpha: "log_alpha_for_alpha",
    FixedAlpha: "alpha_fixed",
    FixedAtOneHundredth: "different",
    NoReturn: "returns_nothing",
    ReturnsANumber: "returned",
    ReturnsTheEntropy: "returns_entropy",
    Reinforce: "score_function",
    Frozen: "critic_left_frozen",
    CriticMovesToo: ("both_step", "steps"),
    NeverClears: "no_zero_grad",
    SummedAndGreedy: "sum_for_mean+max_of_the_twins",
    TargetAndNoReturn: "target_network_asked+returns_nothing",
    AlphaTwice: "different",
    Clipped: "factor",
    ReturnsAnotherDraw: "different",
    SeedsEveryUpdate: "seeded",
}
