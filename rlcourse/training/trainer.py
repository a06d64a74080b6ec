"""Trainer: collect, learn, evaluate, until the steps are used up."""

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np

from rlcourse.display.live import LivePicture
from rlcourse.display.plots import long_number, plot_returns
from rlcourse.display.progress import Progress
from rlcourse.display.video import play
from rlcourse.envs import make_vec
from rlcourse.envs.episodes import EVALUATION_SEED, EndlessEpisodeError
from rlcourse.files import remove_old_drafts, write_atomically
from rlcourse.language import Text
from rlcourse.training.algorithm import Algorithm
from rlcourse.training.bands import family, place_in_band, read_band
from rlcourse.training.checkpoint import (
    CheckpointError,
    load_checkpoint,
    save_checkpoint,
)
from rlcourse.training.earlier import Owner, set_aside
from rlcourse.training.evaluation import evaluate
from rlcourse.training.experience import remove_old_rows
from rlcourse.training.healthy import AgentCheck, CheckedEnvs, TrainingError, explain
from rlcourse.training.interrupt import StopRequest
from rlcourse.training.rows import quick_rows
from rlcourse.training.threads import Threads

RETURN = Text("return {value}", "収益 {value}")
STOPPED = Text(
    "Stopped at {steps:,} steps; nothing is lost. train() goes on from here.",
    "{steps:,} ステップで停止しました．何も失われていません．train() で続きから再開できます．",
)
KEPT = Text(
    "{out} held a training already. It is kept in {earlier}.",
    "{out} には前の学習が残っていました．{earlier} に保存してあります．",
)


def name_environment(env: Any) -> tuple[str | Callable[[], Any], str]:
    """What `make_vec` takes, and a name to show, for whatever stands for an environment.

    Raises:
        ValueError: it stands for none, or it is one that cannot be made a second time.
    """
    if isinstance(env, str):
        return env, env
    if isinstance(env, gym.Env):
        if env.spec is None:
            raise ValueError(
                f"{env} was not made by gymnasium.make, so it cannot be made again for "
                "evaluation: give a function that makes it"
            )
        return partial(gym.make, env.spec), env.spec.id
    if callable(env):
        return env, getattr(env, "__name__", type(env).__name__)
    raise ValueError(f"{env!r} is no environment: give its id, as 'HalfCheetahBulletEnv-v0'")


class Trainer:
    """Trains an algorithm in an environment and keeps its learning curve.

    Args:
        env: an environment's id, an environment that `gymnasium.make` made, or a function that
            makes one.
        algorithm: the agent; it says how many environments it wants side by side.
        num_steps: steps to take in all environments together.
        eval_interval: steps between two evaluations.
        num_eval_episodes: episodes of each evaluation.
        seed: of the environments.
        num_workers: processes that step the environments; 0 steps them in this one.
        out: folder for `checkpoint.pt` and `returns.csv`, and of an agent with a replay buffer
            its rows, written at every evaluation. What another training left there is kept in
            `earlier-1` in it, `earlier-2`, ...

    Attributes:
        returns: {"step": [...], "return": [...]}, the learning curve.
        steps: steps taken so far.
    """

    def __init__(
        self,
        env: str | Any | Callable[[], Any],
        algorithm: Algorithm,
        num_steps: int = 10**6,
        eval_interval: int = 10**4,
        num_eval_episodes: int = 3,
        seed: int = 0,
        num_workers: int = 0,
        out: str | Path | None = None,
    ) -> None:
        for name, value in (
            ("num_steps", num_steps),
            ("eval_interval", eval_interval),
            ("num_eval_episodes", num_eval_episodes),
        ):
            if value < 1:
                raise ValueError(f"{name} is {value}; it must be 1 or more")
        if seed < 0:
            raise ValueError(f"seed is {seed}; it must be 0 or more")
        if not isinstance(algorithm, Algorithm):
            raise TypeError(f"{algorithm!r} is no agent: give one, as PPO((5,), (1,))")
        self.source, self.env_id = name_environment(env)
        self.algorithm = algorithm
        self.num_steps = num_steps
        self.eval_interval = eval_interval
        self.num_eval_episodes = num_eval_episodes
        self.seed = seed
        self.out = Path(out) if out is not None else None
        if self.out is not None:
            self.out.mkdir(parents=True, exist_ok=True)
            remove_old_drafts(self.out)

        self.env = CheckedEnvs(
            make_vec(self.source, algorithm.num_envs, num_workers, stagger=algorithm.stagger)
        )
        self.env_test = CheckedEnvs(make_vec(self.source, num_eval_episodes, num_workers))
        self._check_shapes()
        self.steps = 0
        self.returns: dict[str, list[float]] = {"step": [], "return": []}
        self.states: np.ndarray | None = None
        self.last_good: dict[str, Any] | None = None
        self._owner = Owner()

    def train(self, live: bool = False, until: int | None = None) -> None:
        """Train until `num_steps`. After an interrupt, call it again to go on.

        Args:
            live: in a notebook, draw the learning curve anew at every evaluation.
            until: stop earlier, after this many steps in all; a schedule of the agent still
                runs to `num_steps`.

        Raises:
            TrainingError: an environment failed, or a number is not finite any more. An agent with
                such numbers is then as it was at the last evaluation.
        """
        algorithm, picture, check = self.algorithm, LivePicture(), AgentCheck()
        last = self.num_steps if until is None else min(until, self.num_steps)
        with (
            StopRequest() as stop,
            self.progress() as bar,
            algorithm.random_stream,
            Threads(algorithm.threads) as threads,
            quick_rows(algorithm),
            explain(self),
        ):
            if self.states is None:
                self.states, _ = self.env.reset(seed=self.seed + self.steps)
            bar.update(self.steps)
            if live and self.returns["step"]:
                picture.show(self.plot())
            while self.steps < last and not stop.requested:
                threads.look(self.steps)
                self.states = algorithm.step(self.env, self.states, self.steps)
                self.steps += algorithm.num_envs
                if algorithm.is_update(self.steps):
                    algorithm.schedule(self.steps, self.num_steps)
                    algorithm.update()
                    check.look(algorithm, self.steps)
                is_last = self.steps >= last
                if is_last or self.steps % self.eval_interval < algorithm.num_envs:
                    self.evaluate(self.steps)
                    if live:
                        picture.show(self.plot())
                bar.update(self.steps, self._latest())
        if stop.requested:
            if self.out is not None:
                self.save()
            self.say_stopped()

    def progress(self) -> Progress:
        """The bar of one `train`."""
        return Progress(self.num_steps, self.env_id)

    def say_stopped(self) -> None:
        """Tell the user, after an interrupt, how things stand."""
        print(STOPPED.format(steps=self.steps))

    def evaluate(self, steps: int) -> float:
        """Mean return of some episodes without noise; joins the curve at `steps`.

        Raises:
            TrainingError: an episode does not end, or as `train`.
        """
        # The same states to start from at every evaluation.
        seed = EVALUATION_SEED + self.seed
        try:
            returns = evaluate(self.algorithm, self.env_test, seed)
        except EndlessEpisodeError as error:
            raise TrainingError(str(error)) from error
        mean_return = float(returns.mean())
        self.returns["step"].append(steps)
        self.returns["return"].append(mean_return)
        self.last_good = deepcopy(self.algorithm.state_dict())
        if self.out is not None:
            self.save()
        return mean_return

    def visualize(self) -> Any:
        """A video of one episode without noise."""
        return play(self.algorithm, self.source)

    def plot(self) -> Any:
        """The learning curve, before the reference runs where the course has some."""
        band = read_band(self.env_id, family(type(self.algorithm)))
        return plot_returns(
            self.returns["step"],
            self.returns["return"],
            title=self.env_id,
            band=band,
            note=place_in_band(self.returns, band) if band else "",
        )

    def save(self) -> None:
        """Write `checkpoint.pt` and `returns.csv` into `out`, each whole or not at all.

        Raises:
            ValueError: the Trainer has no `out`.
            OSError: the folder cannot be written.
        """
        if self.out is None:
            raise ValueError("no folder to save to: give the Trainer out='some/folder'")
        if not self.is_kept:
            earlier = set_aside(self.out)
            if earlier is not None:
                print(KEPT.format(out=self.out, earlier=earlier))
        rows = zip(self.returns["step"], self.returns["return"], strict=True)
        table = "step,return\n" + "".join(f"{s},{r!r}\n" for s, r in rows)
        experience = self.algorithm.save_experience(self.out)
        content = {
            "token": self._owner.token,
            "env_id": self.env_id,
            "algorithm": type(self.algorithm).__name__,
            "shapes": [list(self.algorithm.state_shape), list(self.algorithm.action_shape)],
            "seed": self.seed,
            "steps": self.steps,
            "returns": self.returns,
            "state": self.algorithm.state_dict(),
            "experience": experience,
        }
        save_checkpoint(self.out / "checkpoint.pt", content)
        self._owner.take(self.out)
        remove_old_rows(self.out, experience["files"])
        write_atomically(self.out / "returns.csv", lambda file: file.write(table.encode()))

    def resume(self, path: str | Path) -> "Trainer":
        """Take over a checkpoint; `train()` then goes on from it, in fresh episodes.

        Where it cannot be taken over the agent stays as it is.

        Raises:
            FileNotFoundError: there is no such file.
            CheckpointError: it is damaged, foreign, or of another environment or agent.
        """
        path = Path(path)
        content = load_checkpoint(path)
        missing = {"env_id", "state", "steps", "returns"} - content.keys()
        if missing:
            raise CheckpointError(f"{path}: it lacks {', '.join(sorted(missing))}")
        if content["env_id"] != self.env_id:
            raise CheckpointError(
                f"{path}: a checkpoint of {content['env_id']}; this Trainer runs {self.env_id}"
            )
        folder = path if path.is_dir() else path.parent
        before = deepcopy(self.algorithm.state_dict())
        try:
            self.algorithm.load_state_dict(content["state"])
            self.algorithm.load_experience(folder, content.get("experience", {}))
        except (CheckpointError, ValueError, RuntimeError, KeyError, TypeError) as error:
            self.algorithm.load_state_dict(before)
            if isinstance(error, CheckpointError):
                raise
            # PyTorch says it in several lines.
            reason = " ".join(str(error).split())
            raise CheckpointError(f"{path}: a checkpoint of another agent: {reason}") from error
        self.last_good = deepcopy(self.algorithm.state_dict())
        self.steps = content["steps"]
        self.returns = content["returns"]
        self.states = None
        self._owner = Owner()
        if self.out is not None and self.out.resolve() == folder.resolve():
            self._owner.take(folder)
        return self

    @property
    def is_kept(self) -> bool:
        """Whether the checkpoint in `out` is of this training, and no other has written there."""
        return self.out is not None and self._owner.owns(self.out)

    def close(self) -> None:
        """Close the environments and end their processes."""
        self.env.close()
        self.env_test.close()

    def _latest(self) -> str:
        if not self.returns["return"]:
            return ""
        return str(RETURN.format(value=long_number(round(self.returns["return"][-1]))))

    def _check_shapes(self) -> None:
        has = (
            self.env.single_observation_space.shape,
            self.env.single_action_space.shape,
        )
        wants = (self.algorithm.state_shape, self.algorithm.action_shape)
        if has != wants:
            self.close()
            raise ValueError(
                f"{self.env_id} has states {has[0]} and actions {has[1]}, but the algorithm was "
                f"made for {wants[0]} and {wants[1]}"
            )
