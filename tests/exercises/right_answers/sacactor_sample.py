"""Right answers to SACActor.sample, each in another style or drawing in another order."""

import math

import torch
import torch.nn.functional as F
from torch.distributions import Independent, Normal, TanhTransform, TransformedDistribution

from rlcourse.solutions import SACActor, calculate_log_pi, reparameterize


class Chunk(SACActor):
    def sample(self, states):
        means, log_stds = torch.chunk(self.net(states), 2, dim=1)
        return reparameterize(means, torch.clamp(log_stds, min=-20, max=2))


class InTheLecturesManner(SACActor):
    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class Slices(SACActor):
    def sample(self, states):
        out = self.net(states)
        size = out.shape[-1] // 2
        mean, log_std = out[:, :size], out[:, size:]
        std = torch.clip(log_std, -20.0, 2.0).exp()
        noise = torch.randn(mean.shape, dtype=mean.dtype)
        action = torch.tanh(mean + std * noise)
        return action, calculate_log_pi(std.log(), noise, action)


class Rsample(SACActor):
    LOW, HIGH = -20, 2

    def law(self, states):
        mean, log_std = self.net(states).tensor_split(2, dim=-1)
        return Normal(mean, F.hardtanh(log_std, self.LOW, self.HIGH).exp())

    def sample(self, states):
        law = self.law(states)
        u = law.rsample()
        # Stable: log(1 - tanh(u)^2) = 2 (log 2 - u - softplus(-2 u)).
        squeeze = 2 * (math.log(2) - u - F.softplus(-2 * u))
        return torch.tanh(u), (law.log_prob(u) - squeeze).sum(-1, keepdim=True)


class Distributions(SACActor):
    def sample(self, states):
        mean, log_std = self.net(states).chunk(2, -1)
        normal = Normal(mean, log_std.clamp(-20, 2).exp())
        law = Independent(TransformedDistribution(normal, TanhTransform(cache_size=1)), 1)
        actions = law.rsample()
        return actions, law.log_prob(actions).unsqueeze(-1)


class MinusTheNoise(SACActor):
    def __init__(self, state_shape, action_shape):
        super().__init__(state_shape, action_shape)
        self.actions = action_shape[0]

    def sample(self, states):
        out = self.net(states)
        means = out.narrow(-1, 0, self.actions)
        log_stds = out.narrow(-1, self.actions, self.actions)
        log_stds = torch.minimum(torch.maximum(log_stds, log_stds * 0 - 20), log_stds * 0 + 2)
        noises = torch.normal(torch.zeros_like(means), 1.0)
        actions = torch.tanh(means - log_stds.exp() * noises)
        log_pis = calculate_log_pi(log_stds, -noises, actions)
        return actions, log_pis


class OneStateAfterTheOther(SACActor):
    def sample(self, states):
        rows = [self.one(state) for state in states.flip(0)]
        actions, log_pis = (torch.cat(parts).flip(0) for parts in zip(*rows, strict=True))
        return actions, log_pis

    def one(self, state):
        means, log_stds = self.net(state[None]).chunk(2, dim=-1)
        return reparameterize(means, log_stds.clamp(-20, 2))


class AsAList(SACActor):
    def sample(self, states):
        means, log_stds = self.net(states).reshape(len(states), 2, -1).unbind(1)
        return list(reparameterize(means, log_stds.clip(-20, 2)))


class NetworkAskedTwice(SACActor):
    def sample(self, states):
        half = self.net(states).size(-1) // 2
        means = self.net(states)[..., :half]
        log_stds = self.net(states)[..., half:].clamp(max=2).clamp(min=-20)
        actions, log_pis = reparameterize(means, log_stds)
        return actions, log_pis


class GeneratorOfItsOwn(SACActor):
    """Seeded once, before any training."""

    def __init__(self, state_shape, action_shape):
        super().__init__(state_shape, action_shape)
        self.generator = torch.Generator().manual_seed(0)

    def sample(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds = log_stds.clamp(-20, 2)
        noises = torch.randn(means.shape, generator=self.generator, dtype=means.dtype)
        actions = torch.tanh(means + log_stds.exp() * noises)
        return actions, calculate_log_pi(log_stds, noises, actions)


RIGHT = [
    GeneratorOfItsOwn,
    Chunk,
    InTheLecturesManner,
    Slices,
    Rsample,
    Distributions,
    MinusTheNoise,
    OneStateAfterTheOther,
    AsAList,
    NetworkAskedTwice,
]
