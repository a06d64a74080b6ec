"""One run of the benchmark: what it is, and when and how it is evaluated."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from rlcourse.envs import make_vec

Act: TypeAlias = Callable[[np.ndarray], np.ndarray]

POINTS = 30
EPISODES, FINAL_EPISODES = 3, 10
# Where Trainer has its evaluation episodes too: far from every seed that trains.
EVALUATION_SEED = 2**30

ALGORITHMS = ("ours", "lecture", "sb3", "cleanrl")


class Run(NamedTuple):
    """An algorithm, a task and a seed."""

    env_id: str
    algo: str  # one of ALGORITHMS
    seed: int
    steps: int  # in the environment, in all
    settings: tuple[tuple[str, Any], ...] = ()  # of ours, where they are not its defaults

    @property
    def label(self) -> str:
        """The algorithm with what was set, as "ours,gamma=0.98"."""
        return ",".join([self.algo, *(f"{name}={value}" for name, value in self.settings)])


class Point(NamedTuple):
    """One evaluation."""

    step: int
    mean_return: float
    episodes: int


class Curve:
    """The evaluations of a run, at the same steps and on the same episodes for all algorithms.

    Attributes:
        points: the evaluations so far.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.points: list[Point] = []
        self._due = evaluation_steps(run.steps)

    @property
    def is_complete(self) -> bool:
        """Whether the last evaluation is made."""
        return not self._due

    def see(self, steps: int, act: Act) -> None:
        """Evaluate if it is due.

        Args:
            steps: taken so far; may be called at every one.
            act: the policy without noise, states (E, S) -> actions (E, A).
        """
        while self._due and self._due[0] <= steps:
            step = self._due.pop(0)
            episodes = EPISODES if self._due else FINAL_EPISODES
            seed = EVALUATION_SEED + self.run.seed
            mean_return = float(episode_returns(act, self.run.env_id, episodes, seed).mean())
            self.points.append(Point(step, mean_return, episodes))


def evaluation_steps(steps: int) -> list[int]:
    """At most POINTS steps, evenly spaced; the last is `steps`."""
    return sorted({steps * (i + 1) // POINTS for i in range(POINTS)} - {0})


def episode_returns(act: Act, env_id: str, episodes: int, seed: int) -> np.ndarray:
    """Returns (episodes,) of whole episodes; episode i is seeded with seed + i."""
    returns = np.zeros(episodes)
    running = np.ones(episodes, dtype=bool)
    # New ones every time: what comes out then depends on the policy alone.
    envs = make_vec(env_id, episodes)
    states, _ = envs.reset(seed=seed)
    while running.any():
        states, rewards, terminateds, truncateds, _ = envs.step(act(states))
        returns += rewards * running
        running &= ~(terminateds | truncateds)
    envs.close()
    return returns
