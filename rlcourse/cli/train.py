"""`rlcourse train`: an agent, its checkpoint and its learning curve."""

from pathlib import Path
from time import perf_counter
from traceback import print_exception

from tqdm import tqdm

from rlcourse.cli.agents import make_agent
from rlcourse.cli.errors import BadInputError, FailedError, StoppedError
from rlcourse.cli.folders import make_folder
from rlcourse.cores import count_cores
from rlcourse.shell import line
from rlcourse.training import Trainer
from rlcourse.training.checkpoint import CheckpointError
from rlcourse.training.healthy import TrainingError

MAX_EVAL_INTERVAL = 10_000
EVALUATIONS = 5
# Processes that step the environments; the results do not depend on it.
WORKERS = min(2, count_cores())


class ReportingTrainer(Trainer):
    """A Trainer that prints one line an evaluation."""

    # The clock and the steps when the training began or last went on.
    _since: tuple[float, int] | None = None

    def train(self, live: bool = False, until: int | None = None) -> None:
        self._since = perf_counter(), self.steps
        super().train(live, until)

    def say_stopped(self) -> None:
        """Nothing: the command says it, with the line that goes on."""

    def evaluate(self, steps: int) -> float:
        now = perf_counter()
        mean_return = super().evaluate(steps)
        line = f"{steps:>11,} steps   return {mean_return:>9,.1f}"
        if self._since is not None and steps > self._since[1]:
            # Of the training alone: an evaluation takes steps of its own.
            line += f"   {(steps - self._since[1]) / (now - self._since[0]):>7,.0f} steps/s"
        self._since = perf_counter(), steps
        # Else the line would land in the middle of the bar.
        with tqdm.external_write_mode():
            print(line, flush=True)
        return mean_return


def run_training(
    env_id: str, algo: str, steps: int, seed: int, out: Path | None, resume: bool
) -> None:
    """Train for `steps` steps in all, into the folder `out`.

    Raises:
        BadInputError: something typed cannot be used.
        StoppedError: the user stopped it.
        FailedError: the environment failed, or a number is not finite any more.
    """
    algo = algo.lower()
    agent = make_agent(algo, env_id, seed)
    out = out or Path("runs", f"{env_id.replace('/', '_').replace(':', '_')}-{algo}-{seed}")
    prepare_folder(out, resume)
    checkpoint = out / "checkpoint.pt"
    again = ["rlcourse", "train", env_id, "--algo", algo, "--steps", str(steps)]
    again += ["--seed", str(seed), "--out", str(out)]
    try:
        trainer = ReportingTrainer(
            env_id,
            agent,
            num_steps=steps,
            eval_interval=max(1, min(MAX_EVAL_INTERVAL, steps // EVALUATIONS)),
            seed=seed,
            # One environment alone has nobody to be stepped beside.
            num_workers=WORKERS if agent.num_envs > 1 else 0,
            out=out,
        )
    except ValueError as error:
        raise BadInputError(str(error)) from error
    try:
        if resume:
            take_over(trainer, checkpoint)
        finished = train_until_stopped(trainer)
    except TrainingError as error:
        if error.__cause__ is not None:
            # The way through the environment's own code.
            print_exception(error.__cause__)
        raise FailedError(f"{error} {describe_stop(checkpoint, line(again))}") from error
    finally:
        trainer.close()
    if not finished:
        raise StoppedError(describe_stop(checkpoint, line(again)))
    watch = line(["rlcourse", "play", str(checkpoint)])
    print(f"Kept in {out}: the checkpoint and returns.csv. To watch it: {watch}")


def prepare_folder(out: Path, resume: bool) -> None:
    """Make the folder; refuse one that cannot be written, or that another run would lose.

    Raises:
        BadInputError: it cannot be written, holds another run, or holds none to go on with.
    """
    make_folder(out)
    kept = (out / "checkpoint.pt").exists()
    if kept and not resume:
        raise BadInputError(f"{out} holds a run: go on with it by --resume, or name another --out")
    if resume and not kept:
        raise BadInputError(f"{out} holds no run to go on with: leave out --resume")


def take_over(trainer: Trainer, checkpoint: Path) -> None:
    """Go on from a checkpoint.

    Raises:
        BadInputError: it cannot be read, is of another environment or agent, or has all the steps.
    """
    try:
        trainer.resume(checkpoint)
    except (CheckpointError, OSError) as error:
        raise BadInputError(str(error)) from error
    if trainer.steps >= trainer.num_steps:
        raise BadInputError(
            f"{checkpoint} has {trainer.steps:,} steps already: give a larger --steps"
        )


def train_until_stopped(trainer: Trainer) -> bool:
    """Whether it came to its end: the first Ctrl-C stops it cleanly, a second one at once."""
    try:
        trainer.train()
    except KeyboardInterrupt:
        return False
    return trainer.steps >= trainer.num_steps


def describe_stop(checkpoint: Path, again: str) -> str:
    """What was kept, and the line that goes on from it."""
    if not checkpoint.exists():
        return f"Nothing was kept yet; to start again: {again}"
    return f"Kept: {checkpoint}. To go on: {again} --resume"
