"""Several environments that one process steps in turn."""

import math
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rlcourse.envs.arrays import Array, Arrays, is_finite
from rlcourse.envs.episodes import MAX_STEPS
from rlcourse.envs.making import Env
from rlcourse.envs.policy import Policy

KEPT_STEPS = 64


class Note(NamedTuple):
    """What one environment said beside the arrays; only made where one of the two has entries."""

    env: int
    info: dict[str, Any]
    final_info: dict[str, Any]  # of the last step of the episode that ended


class FailedEnvironmentError(RuntimeError):
    """An exception inside an environment; the message has its number."""

    @property
    def with_traceback_text(self) -> str:
        """The message and the traceback as text, which unlike the traceback itself can travel."""
        return f"{self}\n\n{''.join(traceback.format_exception(self.__cause__)).rstrip()}"


def take_step(
    env: Env, action: np.ndarray, shape: tuple[int, ...]
) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
    """One step, with an observation of this shape.

    Raises:
        ValueError: the environment gave something else; NumPy would stretch some of it to fit.
    """
    answer = env.step(action)
    if len(answer) != 5:
        raise ValueError(
            f"step() gave {len(answer)} values, not 5: observation, reward, terminated, "
            "truncated, info"
        )
    check_shape("observation", answer[0], shape)
    # NumPy takes ten times as long to say the shape of a float.
    if type(answer[1]) is not float:
        check_shape("reward", answer[1], ())
    return answer


def start_episode(env: Env, shape: tuple[int, ...], **options: Any) -> tuple[Any, dict[str, Any]]:
    """A new episode, with an observation of this shape.

    Raises:
        ValueError: the environment gave something else.
    """
    answer = env.reset(**options)
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise ValueError("reset() must give 2 values, observation and info")
    check_shape("observation", answer[0], shape)
    return answer


def check_shape(what: str, value: Any, shape: tuple[int, ...]) -> None:
    """Refuse a number or an array of another shape.

    Raises:
        ValueError: it has another shape; the message has `what` and both shapes.
    """
    found = getattr(value, "shape", None)
    if found is None:
        found = np.shape(value)
    if found != shape:
        raise ValueError(f"its {what} has the shape {found} and not {shape}")


class Episode(NamedTuple):
    """A whole episode of a policy, and the last of its steps, so that they can be compared."""

    total: float  # its return; nan where a number was not finite, -inf where it had no end
    states: Array  # (N, S)
    actions: Array  # (N, A)


def play(
    env: Env, policy: Policy, seed: int, like: Array, is_wanted: Callable[[], bool]
) -> Episode:
    """One episode.

    Args:
        env: the environment.
        policy: what acts in it.
        seed: of the reset.
        like: an observation of the environment's, (S,), for its shape and precision.
        is_wanted: asked at every step; once it says no, the rest is not played and counts as nan.
    """
    observation, _ = start_episode(env, like.shape, seed=seed)
    total, seen = np.float64(0), deque[tuple[Array, Array]](maxlen=KEPT_STEPS)
    for _ in range(MAX_STEPS):
        state = np.empty_like(like)
        state[...] = observation
        action = policy(state)
        seen.append((state, action.copy()))
        if not (is_finite(state) and is_finite(action) and is_wanted()):
            total = np.float64(math.nan)
            break
        observation, reward, terminated, truncated, _ = take_step(env, action, like.shape)
        total += np.float64(reward)
        if terminated or truncated:
            if not (np.isfinite(total) and is_finite(np.asarray(observation))):
                total = np.float64(math.nan)
            break
    else:
        total = np.float64(-math.inf)
    states, actions = map(np.stack, zip(*seen, strict=True))
    return Episode(float(total), states, actions)


def refuse_again(env: Env, others: Sequence[Env]) -> None:
    """Of one environment that stands for two, each episode would spoil the other's.

    Raises:
        ValueError: it is one of the others.
    """
    if any(env.unwrapped is other.unwrapped for other in others):
        raise ValueError(
            "the function that makes an environment gave the same one twice; make a new one in it"
        )


class Group:
    """Environments `first`, `first + 1`, ... of a vector environment.

    Args:
        maker: makes an environment by its number.
        numbers: theirs, one after another.

    Raises (all methods but `close`):
        FailedEnvironmentError: an environment raised something, or is there twice; that is the
            cause.
    """

    def __init__(self, maker: Callable[[int], Env], numbers: range) -> None:
        self.first = numbers.start
        self.envs: list[Env] = []
        for i, number in enumerate(numbers):
            env = self._ask(i, maker, number)
            self._ask(i, refuse_again, env, self.envs)
            self.envs.append(env)

    def _ask(self, i: int, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            what = f"environment {self.first + i} raised {type(error).__name__}: {error}"
            raise FailedEnvironmentError(what) from error

    def reset(
        self, arrays: Arrays, seeds: Sequence[int | None], options: dict[str, Any] | None
    ) -> list[Note]:
        """Start a new episode in every environment; fills `observations`."""
        shape = arrays.observations.shape[1:]
        notes = []
        for i, (env, seed) in enumerate(zip(self.envs, seeds, strict=True)):
            arrays.observations[i], info = self._ask(
                i, start_episode, env, shape, seed=seed, options=options
            )
            if info:
                notes.append(Note(self.first + i, info, {}))
        return notes

    def step(self, arrays: Arrays, actions64: bool) -> list[Note]:
        """One step in every environment, and a new episode at once where one ends."""
        actions = arrays.actions64 if actions64 else arrays.actions32
        shape = arrays.observations.shape[1:]
        notes = []
        for i, env in enumerate(self.envs):
            # A copy: an environment may keep its action, and the row changes with the next step.
            observation, reward, terminated, truncated, info = self._ask(
                i, take_step, env, actions[i].copy(), shape
            )
            arrays.rewards[i] = reward
            arrays.terminateds[i] = terminated
            arrays.truncateds[i] = truncated
            final_info: dict[str, Any] = {}
            if terminated or truncated:
                arrays.final_observations[i] = observation
                final_info = info
                observation, info = self._ask(i, start_episode, env, shape)
            arrays.observations[i] = observation
            if info or final_info:
                notes.append(Note(self.first + i, info, final_info))
        return notes

    def episodes(
        self,
        arrays: Arrays,
        policy: Policy,
        seeds: Sequence[int],
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> list[Episode]:
        """One whole episode in one environment after another; `arrays` stay as they are."""
        like = arrays.observations
        return [
            self._ask(i, play, env, policy, seed, like[i], is_wanted)
            for i, (env, seed) in enumerate(zip(self.envs, seeds, strict=True))
        ]

    def close(self) -> None:
        """Close the environments in turn.

        What one raises goes out as it came, and those after it stay open.
        """
        for env in self.envs:
            env.close()
