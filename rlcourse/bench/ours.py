"""The course's own agents, with its defaults unless the run says otherwise, and the Trainer."""

from multiprocessing import current_process

from rlcourse.bench.run import Curve, Run
from rlcourse.display.progress import Progress
from rlcourse.envs import make
from rlcourse.solutions import PPO, SAC
from rlcourse.solutions.settings import settings_for
from rlcourse.training import Trainer
from rlcourse.training.bands import family


class CurveTrainer(Trainer):
    """A Trainer that leaves evaluating to the benchmark's curve."""

    def __init__(self, curve: Curve, agent: PPO | SAC) -> None:
        run = curve.run
        # Asked after every step; the curve knows when it is due.
        super().__init__(run.env_id, agent, run.steps, eval_interval=1, seed=run.seed)
        self.curve = curve

    def evaluate(self, steps: int) -> float:
        self.curve.see(steps, self.algorithm.exploit)
        return self.curve.points[-1].mean_return if self.curve.points else float("nan")

    def progress(self) -> Progress:
        """Shown where this run is alone: bars side by side would overwrite each other."""
        is_alone = current_process().name == "MainProcess"
        return Progress(self.num_steps, self.env_id, is_shown=is_alone)

    def say_stopped(self) -> None:
        """Half a run is no result."""
        raise KeyboardInterrupt


def learn(run: Run, curve: Curve) -> None:
    """Train PPO; the curve sees every step."""
    learn_with(PPO, run, curve)


def learn_sac(run: Run, curve: Curve) -> None:
    """Train SAC; the curve sees every step."""
    learn_with(SAC, run, curve)


def learn_with(kind: type[PPO] | type[SAC], run: Run, curve: Curve) -> None:
    """Train an agent of this class, with the settings of the task unless the run says otherwise."""
    env = make(run.env_id)
    shapes = env.observation_space.shape, env.action_space.shape
    env.close()
    assert shapes[0] is not None and shapes[1] is not None
    settings = {**settings_for(family(kind), run.env_id), **dict(run.settings)}
    agent = kind(shapes[0], shapes[1], seed=run.seed, **settings)
    trainer = CurveTrainer(curve, agent)
    try:
        trainer.train()
    finally:
        trainer.close()
