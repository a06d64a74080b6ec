"""Running statistics that bring states and rewards to size 1."""

import torch
from torch import Tensor, nn


class RunningMoments(nn.Module):
    """Mean and variance of all that was ever given to `update`.

    Source: Chan et al. 1979, the parallel formula.
    """

    mean: Tensor
    var: Tensor
    count: Tensor

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(shape, dtype=torch.float64))
        self.register_buffer("var", torch.ones(shape, dtype=torch.float64))
        self.register_buffer("count", torch.zeros((), dtype=torch.float64))

    def update(self, batch: Tensor) -> None:
        """Take in a batch, (B, *shape)."""
        batch = batch.double()
        mean, var = batch.mean(dim=0), batch.var(dim=0, unbiased=False)
        old, new = self.count, self.count + len(batch)
        shift = mean - self.mean
        spread = self.var * old + var * len(batch) + shift**2 * old * len(batch) / new
        self.mean = self.mean + shift * len(batch) / new
        self.var = spread / new
        self.count = new


class StateNormalizer(nn.Module):
    """(states - mean) / std with the statistics of all rollouts so far, clipped to [-10, 10].

    Args:
        state_shape: (S,).

    Source: Andrychowicz et al. 2020 (arXiv 2006.05990), section 3.5.
    """

    limit = 10.0

    def __init__(self, state_shape: tuple[int, ...]) -> None:
        super().__init__()
        self.moments = RunningMoments(state_shape)

    @property
    def scale(self) -> Tensor:
        """What states are multiplied with, 1 / std, (S,)."""
        return (self.moments.var + 1e-8).rsqrt()

    def forward(self, states: Tensor) -> Tensor:
        """(..., S) -> (..., S), in the dtype given."""
        normalized = (states - self.moments.mean) * self.scale
        return normalized.clamp(-self.limit, self.limit).to(states.dtype)

    def update(self, states: Tensor) -> None:
        """Take in the states of a rollout, (T, E, S)."""
        self.moments.update(states.flatten(0, -2))


class RewardNormalizer(nn.Module):
    """Rewards scaled so that the discounted return has one root mean square. Their sign stays.

    Args:
        num_envs: E.
        gamma: discount.
        size: the root mean square that the discounted returns get.

    Source: Engstrom et al. 2020 (arXiv 2005.12729), appendix A.2, with the root mean square for
    the standard deviation, which is 0 where every return is the same.
    """

    returns: Tensor
    square: Tensor
    count: Tensor

    def __init__(self, num_envs: int, gamma: float, size: float = 1.0) -> None:
        super().__init__()
        self.gamma, self.return_size = gamma, size
        self.register_buffer("returns", torch.zeros(num_envs, dtype=torch.float64))
        self.register_buffer("square", torch.ones((), dtype=torch.float64))
        self.register_buffer("count", torch.zeros((), dtype=torch.float64))

    @property
    def unit(self) -> Tensor:
        """The reward that becomes 1, a scalar."""
        return (self.square + 1e-8).sqrt() / self.return_size

    def forward(self, rewards: Tensor) -> Tensor:
        """(T, E) -> (T, E); none larger than ten returns."""
        limit = 10 * self.return_size
        return (rewards / self.unit).clamp(-limit, limit).to(rewards.dtype)

    def update(self, rewards: Tensor, terminateds: Tensor, truncateds: Tensor) -> None:
        """Take in a rollout's rewards and ends, (T, E) each."""
        total, returns = self.square * self.count, self.returns
        for reward, ended in zip(rewards, (terminateds + truncateds) > 0, strict=True):
            returns = returns * self.gamma + reward
            total = total + returns.pow(2).sum()
            returns = torch.where(ended, 0.0, returns)
        self.returns = returns
        self.count = self.count + rewards.numel()
        self.square = total / self.count
