"""Wrong answers to SACActor.sample, and the name that each should get."""

import torch
from torch.distributions import Normal

from rlcourse.solutions import SACActor, calculate_log_pi, evaluate_log_pi, reparameterize


class NoClamp(SACActor):
    """Whatever the network says."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds)


class ClampDropped(SACActor):
    """The result of clamp is not used."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds.clamp(-20, 2)
        return reparameterize(means, log_stds)


class OnlyTheTop(SACActor):
    """No lower limit."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, torch.clamp(log_stds, max=2))


class Swapped(SACActor):
    """First the log stds."""

    def sample(self, states):
        log_stds, means = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class Interleaved(SACActor):
    """In turn."""

    def sample(self, states):
        out = self.net(states)
        return reparameterize(out[:, 0::2], out[:, 1::2].clamp(-20, 2))


class AlongTheBatch(SACActor):
    """Split along the wrong axis."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=0)
        return reparameterize(means, log_stds.clamp(-20, 2))


class Squashed(SACActor):
    """forward is the mean, and it has been through tanh."""

    def sample(self, states):
        _, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(self(states), log_stds.clamp(-20, 2))


class Exponentiated(SACActor):
    """The standard deviation for its logarithm."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        stds = log_stds.clamp(-20, 2).exp()
        return reparameterize(means, stds)


class SampleNotRsample(SACActor):
    """Normal.sample cuts the gradient."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        law = Normal(means, log_stds.clamp(-20, 2).exp())
        u = law.sample()
        a = torch.tanh(u)
        log_pis = law.log_prob(u) - torch.log(1 - a.pow(2) + 1e-6)
        return a, log_pis.sum(-1, keepdim=True)


class NoCorrection(SACActor):
    """The density of u."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        law = Normal(means, log_stds.clamp(-20, 2).exp())
        u = law.rsample()
        return torch.tanh(u), law.log_prob(u).sum(-1, keepdim=True)


class Flat(SACActor):
    """(B,) log densities."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        actions, log_pis = reparameterize(means, log_stds.clamp(-20, 2))
        return actions, log_pis.squeeze(-1)


class ActionsAlone(SACActor):
    """No log densities come back."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))[0]


class NoGrad(SACActor):
    """Under no_grad."""

    @torch.no_grad()
    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class AsInPPO(SACActor):
    """float64, as PPO's actor has it."""

    def sample(self, states):
        means, log_stds = self.net(states).double().chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class ClampedAndSwapped(SACActor):
    """Two mistakes: no clamp, and the standard deviation for its logarithm."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds.exp())


class NoiseOfOneSize(SACActor):
    """A standard deviation of 0.1 for exploring, scored with the network's."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        noises = torch.randn_like(means)
        actions = torch.tanh(means + 0.1 * noises)
        return actions, calculate_log_pi(log_stds.clamp(-20, 2), noises, actions)


class OneNoiseForEver(SACActor):
    """Drawn at the first call and kept."""

    noise = None

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        if self.noise is None or self.noise.shape != means.shape:
            self.noise = torch.randn_like(means)
        log_stds = log_stds.clamp(-20, 2)
        actions = torch.tanh(means + log_stds.exp() * self.noise)
        return actions, calculate_log_pi(log_stds, self.noise, actions)


class DoubleStates(SACActor):
    """A float32 layer does not take them."""

    def sample(self, states):
        means, log_stds = self.net(states.double()).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class MeanFromTheAction(SACActor):
    """forward, undone: at 1 there is nothing to undo."""

    def sample(self, states):
        _, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(torch.atanh(self(states)), log_stds.clamp(-20, 2))


class ScoredFromTheAction(SACActor):
    """The way back through tanh, in float32."""

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds = log_stds.clamp(-20, 2)
        actions, _ = reparameterize(means, log_stds)
        return actions, evaluate_log_pi(means, log_stds, actions)


WRONG = {
    NoClamp: "not_clipped",
    ClampDropped: "not_clipped",
    OnlyTheTop: "clipped_above_only",
    Swapped: "halves_swapped",
    Interleaved: "every_second_number",
    AlongTheBatch: ("exception", "shape"),
    Squashed: "tanh_of_the_means",
    Exponentiated: "std_for_log_std",
    SampleNotRsample: "drawn_without_gradient",
    NoCorrection: "squeeze_forgotten",
    Flat: "keepdim_forgotten",
    ActionsAlone: "returned",
    NoGrad: "all_detached",
    AsInPPO: "in_double_precision",
    ClampedAndSwapped: "not_clipped+std_for_log_std",
    NoiseOfOneSize: ("variance_of_the_noise", "inconsistent"),
    OneNoiseForEver: "fresh_noise",
    MeanFromTheAction: ("not_finite", "exception", "different"),
    ScoredFromTheAction: ("inconsistent", "gradient", "different"),
    DoubleStates: "exception",
}
