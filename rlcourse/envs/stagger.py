"""First episodes of different lengths, so that not every environment ends and begins at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gymnasium as gym

from rlcourse.envs.making import Env


class ShortFirstEpisode(gym.Wrapper[Any, Any, Any, Any]):
    """An environment whose time runs out early in an episode that begins with a seed.

    Args:
        env: the environment.
        limit: steps after which the time of such an episode runs out.
    """

    def __init__(self, env: Env, limit: int) -> None:
        super().__init__(env)
        self._limit = limit
        self._left = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        self._left = 0 if seed is None else self._limit
        return super().reset(seed=seed, options=options)

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        observation, reward, terminated, truncated, info = super().step(action)
        self._left -= 1
        return observation, reward, terminated, truncated or self._left == 0, info


@dataclass(frozen=True)
class Maker:
    """Makes the environments of a vector environment, each by its number.

    Args:
        make_one: makes an environment.
        num_envs: how many there are, E.
        stagger: whether environment i's first episode is shorter by i / E of its time limit.
    """

    make_one: Callable[[], Env]
    num_envs: int
    stagger: bool = False

    def __call__(self, number: int) -> Env:
        env = self.make_one()
        limit = env.spec.max_episode_steps if env.spec is not None else None
        if not self.stagger or limit is None or number == 0:
            return env
        return ShortFirstEpisode(env, max(1, limit - number * limit // self.num_envs))
