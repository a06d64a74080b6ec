"""One run of the benchmark: what it is, and when and how it is evaluated."""

from typing import Any, NamedTuple

from rlcourse.envs import make_vec
from rlcourse.envs.episodes import EVALUATION_SEED, Act, episode_returns

POINTS = 30
EPISODES, FINAL_EPISODES = 3, 10

ABLATIONS = ("raw-rewards", "plain-start")
ALGORITHMS = ("ours", "lecture", "sb3", "cleanrl", *ABLATIONS, "sac", "sb3-sac")
# Those that take other settings than their own.
ADJUSTABLE = ("ours", "sac", *ABLATIONS)


class Run(NamedTuple):
    """An algorithm, a task and a seed."""

    env_id: str
    algo: str  # one of ALGORITHMS
    seed: int
    steps: int  # in the environment, in all
    settings: tuple[tuple[str, Any], ...] = ()  # where they are not its own

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
            # New ones every time: what comes out then depends on the policy alone.
            envs = make_vec(self.run.env_id, episodes)
            mean_return = float(episode_returns(act, envs, seed).mean())
            envs.close()
            self.points.append(Point(step, mean_return, episodes))


def evaluation_steps(steps: int) -> list[int]:
    """At most POINTS steps, evenly spaced; the last is `steps`."""
    return sorted({steps * (i + 1) // POINTS for i in range(POINTS)} - {0})
