"""Wrong answers to SAC.update_critic, and the name that each should get."""

import torch
import torch.nn.functional as F

from rlcourse.solutions import SAC


class Student(SAC):
    """The frame that most students write around their target."""

    def soft(self, states):
        """As it should be."""
        a, log_pis = self.actor.sample(states)
        q1, q2 = self.critic_target(states, a)
        return torch.minimum(q1, q2) - self.alpha * log_pis

    def descend(self, loss):
        self.optim_critic.zero_grad()
        loss.backward()
        self.optim_critic.step()

    def fit(self, states, actions, targets):
        q1, q2 = self.critic(states, actions)
        self.descend(F.mse_loss(q1, targets) + F.mse_loss(q2, targets))


class NothingUnderNoGrad(Student):
    """The target is computed like everything else."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        targets = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, targets)


class OnlyTheValuesDetached(Student):
    """The log density in the target is still attached."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        a, log_pis = self.actor.sample(next_states)
        q = torch.min(*self.critic_target(next_states, a)).detach() - self.alpha * log_pis
        self.fit(states, actions, rewards + self.gamma * (1 - terminateds) * q)


class Optimist(Student):
    """max for min."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.cat(self.critic_target(next_states, a), dim=1).max(dim=1, keepdim=True)[0]
            y = rewards + self.gamma * (1 - terminateds) * (q - self.alpha * log_pis)
        self.fit(states, actions, y)


class AverageOfTwo(Student):
    """The mean of both values."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = sum(self.critic_target(next_states, a)) / 2
            y = rewards + self.gamma * (1 - terminateds) * (q - self.alpha * log_pis)
        self.fit(states, actions, y)


class TD3(Student):
    """No entropy, as in another algorithm."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, _ = self.actor.sample(next_states)
            q = torch.minimum(*self.critic_target(next_states, a))
            y = rewards + (1 - terminateds) * self.gamma * q
        self.fit(states, actions, y)


class PlusLogPi(Student):
    """The sign of the entropy."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.minimum(*self.critic_target(next_states, a)) + self.alpha * log_pis
            y = rewards + (1 - terminateds) * self.gamma * q
        self.fit(states, actions, y)


class NoTargetNetwork(Student):
    """The critic values its own next states."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.minimum(*self.critic(next_states, a)) - self.alpha * log_pis
            y = rewards + (1 - terminateds) * self.gamma * q
        self.fit(states, actions, y)


class NeverEnds(Student):
    """terminateds is not used."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * self.soft(next_states)
        self.fit(states, actions, y)


class OnlyTheEnd(Student):
    """The mask is upside down."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * terminateds * self.soft(next_states)
        self.fit(states, actions, y)


class EverythingMasked(Student):
    """The whole target is 0 where the task ended."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * self.soft(next_states)
            y[terminateds.bool()] = 0.0
        self.fit(states, actions, y)


class EntropyLeftOutside(Student):
    """Brackets: the entropy is neither discounted nor masked."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.minimum(*self.critic_target(next_states, a))
            y = rewards + (1 - terminateds) * self.gamma * q - self.alpha * log_pis
        self.fit(states, actions, y)


class LogAlpha(Student):
    """self.log_alpha in the target."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.minimum(*self.critic_target(next_states, a)) - self.log_alpha * log_pis
            y = rewards + (1 - terminateds) * self.gamma * q
        self.fit(states, actions, y)


class SettingsFromThePaper(Student):
    """alpha 0.2 and gamma 0.99 are written in."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            q = torch.minimum(*self.critic_target(next_states, a)) - 0.2 * log_pis
            y = rewards + 0.99 * (1 - terminateds) * q
        self.fit(states, actions, y)


class TwoTargets(Student):
    """Each network has its own target."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, log_pis = self.actor.sample(next_states)
            goes_on = self.gamma * (1 - terminateds)
            y1, y2 = (
                rewards + goes_on * (q - self.alpha * log_pis)
                for q in self.critic_target(next_states, a)
            )
        q1, q2 = self.critic(states, actions)
        self.descend(F.mse_loss(q1, y1) + F.mse_loss(q2, y2))


class Forgetful(Student):
    """The second network gets no loss."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        q1, _ = self.critic(states, actions)
        self.descend(F.mse_loss(q1, y))


class SummedLoss(Student):
    """reduction='sum'."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.descend(sum(F.mse_loss(q, y, reduction="sum") for q in self.critic(states, actions)))


class L1(Student):
    """The absolute error."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.descend(sum(F.l1_loss(q, y) for q in self.critic(states, actions)))


class ClearsLast(Student):
    """zero_grad after the step only."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        sum(F.mse_loss(q, y) for q in self.critic(states, actions)).backward()
        self.optim_critic.step()
        self.optim_critic.zero_grad()


class NeverClears(Student):
    """No zero_grad."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        sum(F.mse_loss(q, y) for q in self.critic(states, actions)).backward()
        self.optim_critic.step()


class ClearsTheActor(Student):
    """The wrong optimiser is cleared."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        loss = sum(F.mse_loss(q, y) for q in self.critic(states, actions))
        self.optim_actor.zero_grad()
        loss.backward()
        self.optim_critic.step()


class TargetUpdatedHere(Student):
    """The target network follows in the same method."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, y)
        self.update_target()


class Flat(Student):
    """Rewards and flags are flattened."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards.flatten() + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, y)


class MaxWithoutEntropy(Student):
    """Two mistakes: the larger value, and no entropy."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, _ = self.actor.sample(next_states)
            y = rewards + self.gamma * (1 - terminateds) * torch.max(
                *self.critic_target(next_states, a)
            )
        self.fit(states, actions, y)


class NoMaskAndSummed(Student):
    """Two mistakes: the end is not masked, and the loss is summed."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * self.soft(next_states)
        self.descend(sum(((q - y) ** 2).sum() for q in self.critic(states, actions)))


class ClippedGradient(Student):
    """The norm of the gradient is cut, as in PPO."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            y = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        loss = sum(F.mse_loss(q, y) for q in self.critic(states, actions))
        self.optim_critic.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.critic.parameters(), 0.01)
        self.optim_critic.step()


class NextLogPiOfTheState(Student):
    """The log density of an action in the state before."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            a, _ = self.actor.sample(next_states)
            _, log_pis = self.actor.sample(states)
            q = torch.minimum(*self.critic_target(next_states, a)) - self.alpha * log_pis
            y = rewards + self.gamma * (1 - terminateds) * q
        self.fit(states, actions, y)


class Overwritten(Student):
    """The rewards are turned into the target in place."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            rewards += self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, rewards)


class TargetsOfOneAxis(Student):
    """(B,) targets against (B, 1) values."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            targets = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        q1, q2 = self.critic(states, actions)
        y = targets.flatten()
        self.descend(((q1 - y) ** 2).mean() + ((q2 - y) ** 2).mean())


class SeedsEveryUpdate(Student):
    """For the sake of repeatable runs."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        torch.manual_seed(0)
        with torch.no_grad():
            targets = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, targets)


class LeavesGradientsOff(Student):
    """set_grad_enabled without its way back."""

    def update_critic(self, states, actions, rewards, terminateds, next_states):
        with torch.no_grad():
            targets = rewards + self.gamma * (1 - terminateds) * self.soft(next_states)
        self.fit(states, actions, targets)
        torch.set_grad_enabled(False)


WRONG = {
    NothingUnderNoGrad: "target_not_detached",
    OnlyTheValuesDetached: "target_not_detached",
    Optimist: "max_of_the_twins",
    AverageOfTwo: "mean_of_the_twins",
    TD3: "no_entropy",
    PlusLogPi: "entropy_sign",
    NoTargetNetwork: "online_critic_in_the_target",
    NeverEnds: "terminated_not_masked",
    OnlyTheEnd: "mask_turned",
    EverythingMasked: "reward_masked",
    EntropyLeftOutside: "entropy_past_the_end",
    LogAlpha: "log_alpha_for_alpha",
    SettingsFromThePaper: "alpha_fixed+gamma_fixed",
    TwoTargets: "each_its_own_target",
    Forgetful: "first_twin_trained_alone",
    SummedLoss: "sum_for_mean",
    L1: "absolute_error",
    ClearsLast: "cleared_only_after",
    NeverClears: "no_zero_grad",
    ClearsTheActor: "no_zero_grad",
    TargetUpdatedHere: "touched",
    Flat: "rewards_flat",
    MaxWithoutEntropy: "max_of_the_twins+no_entropy",
    NoMaskAndSummed: "terminated_not_masked+sum_for_mean",
    ClippedGradient: "factor",
    NextLogPiOfTheState: "different",
    Overwritten: "inputs_changed",
    TargetsOfOneAxis: "broadcast",
    SeedsEveryUpdate: "seeded",
    LeavesGradientsOff: "frozen",
}
