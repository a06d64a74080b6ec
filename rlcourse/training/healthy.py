"""A training stops where its numbers are no numbers any more, and says where to look."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn

from rlcourse.envs.arrays import is_finite
from rlcourse.envs.group import Episode, FailedEnvironmentError
from rlcourse.envs.policy import Policy
from rlcourse.language import Text

FAILED = Text(
    "{error}. Look at the place in the environment's code that the traceback shows",
    "{error}．トレースバックが示す環境のコードを確認してください",
)
OBSERVATION = Text(
    "environment {i} gave an observation with {value} at index {index}. Look at its step() and "
    "reset(): a division by 0, the root or logarithm of a negative number",
    "環境 {i} の状態の要素 {index} が {value} です．その環境の step() と reset() に，0 による除算や"
    "負の数の平方根・対数がないか確認してください",
)
REWARD = Text(
    "environment {i} gave the reward {value}. Look at how its step() computes the reward: a "
    "division by 0, the root or logarithm of a negative number",
    "環境 {i} の即時報酬が {value} です．その環境の step() の即時報酬の計算に，0 による除算や"
    "負の数の平方根・対数がないか確認してください",
)
ACTION = Text(
    "the policy gave environment {i} an action with {value} at index {index}. Look at what "
    "computes actions, sample() and forward(): the mean, log_stds, a log or atanh at its limit",
    "方策が環境 {i} に渡した行動の要素 {index} が {value} です．行動を計算する sample() と "
    "forward() の平均，log_stds，log や atanh の引数を確認してください",
)
WEIGHT = Text(
    "the update left {value} in {name}. Look at the loss that trains it: exp of a large number, "
    "log of 0, a division by a standard deviation of 0, the step size",
    "更新の後，{name} に {value} が入りました．それを学習する損失に，大きな数の exp，0 の log，"
    "標準偏差 0 による除算がないか，学習率が大きすぎないか確認してください",
)
WHERE = Text(
    "{env_id}, after {steps:,} steps: {what}. {kept}",
    "{env_id}，{steps:,} ステップの後: {what}．{kept}",
)
KEPT_IN_FILE = Text(
    "What was learned up to step {steps:,} is kept in {path}; Trainer.resume goes on from it.",
    "{steps:,} ステップまでの学習結果は {path} に残っています．Trainer.resume で再開できます．",
)
KEPT_IN_AGENT = Text(
    "The agent is as it was at the evaluation at {steps:,} steps.",
    "エージェントは {steps:,} ステップの評価の時点の状態です．",
)
KEPT_AS_IT_IS = Text(
    "The agent still has what it learned up to here.",
    "エージェントはここまでに学習したものを保っています．",
)
NOTHING_KEPT = Text(
    "Nothing had been evaluated yet, so nothing is kept.",
    "まだ一度も評価していないため，学習結果は残っていません．",
)

OFTEN, GATHER_AGAIN = 10, 100  # steps


class TrainingError(RuntimeError):
    """A training cannot go on. The message says after which step, where, and what to look at."""


class SickAgentError(TrainingError):
    """It is the agent whose numbers are no numbers."""


def describe(text: Text, array: np.ndarray, first: int = 0) -> str:
    """The text with the first number that is not finite, where it stands and in which environment.

    Args:
        text: takes i (environment), index (in its row) and value.
        array: a row for each environment, (E, S) or (E,); one number at least is not finite.
        first: number of the first row's environment.
    """
    i, *index = np.argwhere(~np.isfinite(array))[0]
    value = array[(i, *index)]
    return str(text.format(i=first + i, index=index[0] if index else 0, value=value))


def describe_failure(error: RuntimeError) -> str:
    """What the environments said; where one of them raised something, where to look."""
    is_its_own = isinstance(error, FailedEnvironmentError)
    return str(FAILED.format(error=error)) if is_its_own else str(error)


class CheckedEnvs:
    """A vector environment whose observations, rewards and actions are all finite.

    Everything but `reset`, `step` and `episodes` is the environment's own.

    Args:
        envs: the vector environment.
    """

    def __init__(self, envs: Any) -> None:
        self.envs = envs

    def __getattr__(self, name: str) -> Any:
        return getattr(self.envs, name)

    def reset(self, **options: Any) -> tuple[np.ndarray, dict[str, Any]]:
        """Start every episode anew; gives observations (E, S) and infos.

        Raises:
            TrainingError: an observation is not finite, or the environment failed.
        """
        observations, infos = self._ask(self.envs.reset, **options)
        if not is_finite(observations):
            raise TrainingError(describe(OBSERVATION, observations))
        return observations, infos

    def step(self, actions: np.ndarray) -> tuple[Any, ...]:
        """One step with actions (E, A); gives what the environment gives.

        Raises:
            SickAgentError: an action is not finite. No step was taken then.
            TrainingError: an observation or a reward is not finite, or the environment failed.
        """
        if not is_finite(actions):
            raise SickAgentError(describe(ACTION, actions))
        answer: tuple[Any, ...] = self._ask(self.envs.step, actions)
        observations, rewards, _, _, infos = answer
        if not is_finite(observations):
            raise TrainingError(describe(OBSERVATION, observations))
        if not is_finite(rewards):
            raise TrainingError(describe(REWARD, rewards))
        if "final_obs" in infos:
            check_final(infos["final_obs"])
        return answer

    def episodes(self, policy: Policy, seed: int) -> list[Episode]:
        """One whole episode of a policy in each environment, as `ManyEnvs.episodes`.

        Raises:
            TrainingError: the environment failed.
        """
        episodes: list[Episode] = self._ask(self.envs.episodes, policy, seed)
        return episodes

    def _ask(self, question: Callable[..., Any], *args: Any, **options: Any) -> Any:
        try:
            return question(*args, **options)
        except RuntimeError as error:
            raise TrainingError(describe_failure(error)) from error


def check_final(observations: Any) -> None:
    """The true last observations (E,) of arrays, None where no episode ended.

    Raises:
        TrainingError: one is not finite; the message has its environment.
    """
    for i, observation in enumerate(observations):
        if observation is not None and not is_finite(observation):
            raise TrainingError(describe(OBSERVATION, observation[None], first=i))


def named_tensors(agent: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Every weight and statistic, of any shape, with the agent's name for it."""
    for part, thing in vars(agent).items():
        if isinstance(thing, nn.Parameter):
            yield part, thing
        elif isinstance(thing, nn.Module):
            for name, tensor in (*thing.named_parameters(), *thing.named_buffers()):
                yield f"{part}.{name}", tensor


@torch.no_grad()
def check_agent(agent: Any) -> None:
    """Look at every weight and statistic after an update.

    Raises:
        SickAgentError: one is not finite; it is named as the agent names it.
    """
    for name, tensor in named_tensors(agent):
        # Where the sum is finite all are, at an eighth of what it costs to ask each of them.
        if not math.isfinite(float(tensor.sum())):
            sick = tensor[~torch.isfinite(tensor)]
            if len(sick):
                raise SickAgentError(str(WEIGHT.format(name=name, value=sick[0].item())))


class AgentCheck:
    """`check_agent` for agents that learn at every step, of whose time it would take a twentieth.

    Where looks come often it keeps NumPy's view of all tensors, and looks through it. A tensor that
    took the place of another is not in there, so everything is gathered anew now and then.
    """

    def __init__(self) -> None:
        self._last_look, self._gather_at = -OFTEN, 0
        self._views: list[np.ndarray] | None = None

    def look(self, agent: Any, steps: int) -> None:
        """Look at everything, after `steps` steps.

        Raises:
            SickAgentError: a number is not finite; it is named as the agent names it.
        """
        is_often = steps - self._last_look < OFTEN
        self._last_look = steps
        views = self._views if is_often and steps < self._gather_at else None
        if views is not None and all(map(is_finite, views)):
            return
        check_agent(agent)
        if is_often:
            self._views, self._gather_at = views_of(agent), steps + GATHER_AGAIN


def views_of(agent: Any) -> list[np.ndarray] | None:
    """All its tensors, of any shape, without a copy; None where NumPy cannot see one of them."""
    tensors = [tensor for _, tensor in named_tensors(agent)]
    seen = all(
        t.device.type == "cpu" and t.dtype in (torch.float32, torch.float64) for t in tensors
    )
    return [tensor.detach().numpy() for tensor in tensors] if seen else None


@contextmanager
def explain(trainer: Any) -> Iterator[None]:
    """What stops a training inside the block is told with the step and with what is kept.

    Args:
        trainer: a `Trainer`.

    Raises:
        TrainingError: the same error, with these words; an agent with sick numbers is then as it
            was at the last evaluation.
    """
    try:
        yield
    except TrainingError as error:
        is_sick = isinstance(error, SickAgentError)
        kept = NOTHING_KEPT if is_sick else KEPT_AS_IT_IS
        if trainer.returns["step"]:
            last = trainer.returns["step"][-1]
            if trainer.is_kept:
                kept = KEPT_IN_FILE.format(steps=last, path=trainer.out / "checkpoint.pt")
            elif is_sick:
                kept = KEPT_IN_AGENT.format(steps=last)
        if is_sick and trainer.last_good is not None:
            trainer.algorithm.load_state_dict(trainer.last_good)
        text = WHERE.format(env_id=trainer.env_id, steps=trainer.steps, what=error, kept=kept)
        raise type(error)(str(text)) from error.__cause__
