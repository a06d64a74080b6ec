"""Record one episode as frames."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from rlcourse.display.encode import MAX_BYTES, FilmWriter
from rlcourse.language import Text

# Frames per second that look fluid and cost half of every step of a 60 Hz simulation.
TARGET_FPS = 30
# 50 s of a 60 Hz simulation, 350 MB of frames: an environment without a time limit must end too.
MAX_STEPS = 3000

ALT = Text(en="video of {env_id}", ja="{env_id} の動画")
RANDOM_ALT = Text(en="video of {env_id}, random policy", ja="{env_id} の動画 (ランダムな方策)")


class Policy(Protocol):
    """Anything that acts without exploring: state (S,) -> action (A,)."""

    def exploit(self, states: np.ndarray) -> np.ndarray:
        """The action (A,) in a state (S,), without noise."""


@dataclass(frozen=True, eq=False, repr=False)
class Recording:
    """One episode.

    Attributes:
        frames: uint8 (N, H, W, 3), RGB.
        fps: frames per second that show it in real time.
        total_reward: sum of the rewards, not discounted.
        env_id: name of the environment.
        is_random: whether every action was drawn at random.
        mp4: the film, where it was encoded while recording.
    """

    frames: np.ndarray
    fps: float
    total_reward: float
    env_id: str = "environment"
    is_random: bool = False
    mp4: bytes | None = None

    def __repr__(self) -> str:
        return f"recording of {self.env_id}, {len(self.frames)} frames"

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.frames) / self.fps

    @property
    def alt(self) -> str:
        """What there is to see, in words that are the same on every run."""
        text = RANDOM_ALT if self.is_random else ALT
        return str(text.format(env_id=self.env_id))


def record(
    algorithm: Policy | None,
    env: str | Callable[[], Any],
    seed: int = 0,
    width: int = 272,
    height: int = 204,
) -> Recording:
    """One whole episode (at most its first 3,000 steps), in real time at about 30 frames/s.

    Args:
        algorithm: acts by `exploit(state)`; None samples every action at random.
        env: a registered id, or a function that makes an environment.
        seed: of the first state and, for None, of the random actions.
        width, height: pixels, where the environment's camera can be set; else its own size.

    Raises:
        TypeError: `algorithm` cannot act.
        ValueError: the environment is unknown or cannot render.
    """
    if algorithm is not None and not callable(getattr(algorithm, "exploit", None)):
        raise TypeError(
            f"the algorithm needs a method exploit(state); {type(algorithm).__name__} has none"
        )
    env_id, opened = open_env(env)
    tape: Tape | None = None
    try:
        set_camera(opened, width, height)
        steps_per_second = opened.metadata.get("render_fps", 2 * TARGET_FPS)
        every = max(1, round(steps_per_second / TARGET_FPS))
        max_steps = min(MAX_STEPS, getattr(opened.spec, "max_episode_steps", None) or MAX_STEPS)
        tape = Tape(steps_per_second / every, max_steps / steps_per_second)
        total_reward = _run(algorithm, opened, seed, every, tape)
        frames, mp4 = np.stack(tape.frames), tape.film()
    finally:
        opened.close()
        if tape is not None:
            tape.close()
    return Recording(frames, tape.fps, total_reward, env_id, algorithm is None, mp4)


class Tape:
    """Keeps frames, and has them encoded on another processor at the same time.

    Args:
        fps: frames per second.
        seconds: length that the film may reach.

    Attributes:
        frames: what was added so far, each uint8 (H, W, 3).
    """

    def __init__(self, fps: float, seconds: float) -> None:
        self.fps, self.seconds = fps, seconds
        self.frames: list[np.ndarray] = []
        self._writer: FilmWriter | None = None

    def add(self, frame: np.ndarray) -> None:
        """Keep one more frame."""
        if not self.frames:
            # Frames are good for more than films, so a missing ffmpeg stops only who shows them.
            with suppress(RuntimeError):
                self._writer = FilmWriter(frame.shape[:2], self.fps, self.seconds)
        self.frames.append(frame)
        if self._writer is not None:
            self._writer.write(frame)

    def film(self) -> bytes | None:
        """The film of all frames; None where none could be made, or only one that is too big."""
        if self._writer is None:
            return None
        with suppress(RuntimeError):
            mp4 = self._writer.finish()
            return mp4 if len(mp4) <= MAX_BYTES else None
        return None

    def close(self) -> None:
        """End what is still encoding."""
        if self._writer is not None:
            self._writer.close()


def _run(algorithm: Policy | None, env: Any, seed: int, every: int, tape: Tape) -> float:
    """Put every `every`-th step of one episode on the tape; the sum of its rewards."""
    state, _ = env.reset(seed=seed)
    env.action_space.seed(seed)
    total_reward = 0.0
    for step in range(MAX_STEPS):
        if step % every == 0:
            tape.add(_frame(env))
        if algorithm is None:
            action = env.action_space.sample()
        else:
            action = algorithm.exploit(np.asarray(state, dtype=np.float32))
        state, reward, terminated, truncated, _ = env.step(action)
        total_reward += float(reward)
        if terminated or truncated:
            break
    return total_reward


def _frame(env: Any) -> np.ndarray:
    """What the camera sees now: uint8 (H, W, 3), a copy.

    Raises:
        ValueError: it is no picture.
    """
    picture = env.render()
    if picture is None:
        raise ValueError("render() gave None; it must give an array (H, W, 3)")
    frame = np.array(picture, dtype=np.uint8)
    if frame.ndim != 3 or frame.shape[-1] < 3:
        raise ValueError(f"render() gave an array of shape {frame.shape}; it must be (H, W, 3)")
    return frame[..., :3]


def open_env(source: str | Callable[[], Any]) -> tuple[str, Any]:
    """(name, environment that renders to arrays with actions in [-1, 1]).

    Raises:
        ValueError: it cannot be made here, or does not render to arrays; it is closed then.
    """
    if isinstance(source, str):
        return source, _rescaled(_with_pictures(source, source))

    env = source()
    spec = getattr(env, "spec", None)
    name = spec.id if spec is not None else getattr(source, "__name__", "environment")
    if env.render_mode != "rgb_array" and spec is not None:
        env.close()
        env = _with_pictures(spec, name)
    if env.render_mode != "rgb_array":
        env.close()
        raise ValueError(f"{name} cannot be filmed: it was not made with render_mode='rgb_array'")
    return name, _rescaled(env)


def _with_pictures(spec: Any, name: str) -> Any:
    """What Gymnasium makes of an id or a spec, rendering to arrays.

    Raises:
        ValueError: it cannot be made here, or takes no `render_mode`.
    """
    import gymnasium as gym

    try:
        return gym.make(spec, render_mode="rgb_array", disable_env_checker=True)
    except gym.error.UnregisteredEnv as error:
        raise ValueError(
            f"no environment {name!r} is registered; `import rlcourse.envs` registers "
            "those of the course"
        ) from error
    except (gym.error.Error, ImportError, TypeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ValueError(f"{name} cannot be made with render_mode='rgb_array': {reason}") from error


def _rescaled(env: Any) -> Any:
    """The environment with a finite box of actions mapped to [-1, 1], as training sees it."""
    import gymnasium as gym

    space = env.action_space
    if not isinstance(space, gym.spaces.Box) or not space.is_bounded():
        return env
    if np.all(space.low == -1) and np.all(space.high == 1):
        return env
    return gym.wrappers.RescaleAction(env, np.float32(-1), np.float32(1))


def set_camera(env: Any, width: int, height: int) -> None:
    """Set the size of the picture in pixels where the environment has a method for it.

    A width and height alone may be those of the world in it.
    """
    if hasattr(env.unwrapped, "set_picture_size"):
        env.unwrapped.set_picture_size(width, height)
