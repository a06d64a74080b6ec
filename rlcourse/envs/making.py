"""One environment by its id, with actions in [-1, 1] whatever its own bounds are."""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Any, TypeAlias

import gymnasium as gym
import numpy as np
from gymnasium.envs.registration import EnvSpec

from rlcourse.envs.tasks import SPECS, TASKS

Env: TypeAlias = "gym.Env[Any, Any]"
EnvSource: TypeAlias = "str | Callable[[], Env]"

COVERED = "the course covers vectors of numbers: a Box of observations, a bounded Box of actions"


def make(env: EnvSource, render_mode: str | None = None, **options: Any) -> Env:
    """An environment of Gymnasium's, with its time limit.

    Actions are a Box in [-1, 1]; where the environment's own Box has other (finite) bounds, they
    are rescaled to it.

    Args:
        env: an id ("HalfCheetahBulletEnv-v0", or any other that Gymnasium knows), or a function
            without arguments that makes an environment.
        render_mode: "rgb_array" for pictures; with an id only.
        options: go to the environment (the PyBullet tasks take width and height); with an id only.

    Raises:
        ValueError: no such id, the environment cannot be made here, or it is not covered.
    """
    if isinstance(env, str):
        return adapt(make_from_spec(find_spec(env), render_mode, **options))
    if not callable(env):
        raise ValueError(f"env must be an id or a function that makes an environment, not {env!r}")
    if render_mode is not None or options:
        raise ValueError("a function that makes an environment gives it its render_mode itself")
    return adapt(env())


def find_spec(env_id: str) -> EnvSpec:
    """What Gymnasium knows by this id.

    Raises:
        ValueError: nothing; the message gives the ids that are nearest.
    """
    module, _, name = env_id.rpartition(":")
    if module:
        try:
            import_module(module)
        except (ImportError, TypeError) as error:
            raise ValueError(f"cannot import {module!r} to make {env_id!r}: {error}") from None
    spec = SPECS.get(name) or gym.registry.get(name)
    if spec is None:
        near = near_misses(name)
        help_text = f"did you mean {' or '.join(near)}?" if near else "see gymnasium.registry"
        raise ValueError(f"there is no environment {env_id!r}; {help_text}")
    return spec


def near_misses(env_id: str) -> list[str]:
    """Up to three ids that were perhaps meant, those of the course first."""
    wanted = env_id.lower()
    near = [known for known in (*TASKS, *gym.registry) if known.lower().startswith(wanted)]
    for ids in (TASKS, gym.registry):
        lower = {known.lower(): known for known in ids}
        near += [lower[match] for match in get_close_matches(wanted, lower)]
    return list(dict.fromkeys(near))[:3]


def make_from_spec(spec: EnvSpec, render_mode: str | None = None, **options: Any) -> Env:
    """Make the environment; say in one line why it cannot be made.

    Raises:
        ValueError: it cannot be made here, or not with these options.
    """
    if render_mode is not None:
        # Not every environment takes this argument, even as None.
        options["render_mode"] = render_mode
    try:
        # The checker speaks of style to those who write environments; students only run them.
        return gym.make(spec, disable_env_checker=True, **options)
    except (gym.error.Error, ImportError, TypeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ValueError(f"cannot make {spec.id!r}: {reason}") from error


def adapt(env: Env) -> Env:
    """The environment itself, or rescaled so that its actions are in [-1, 1].

    Raises:
        ValueError: it is none, or its spaces are not covered.
    """
    if not hasattr(env, "reset"):
        raise ValueError(f"the function that makes an environment must return it, not {env!r}")
    name = env.spec.id if env.spec is not None else type(env.unwrapped).__name__
    observations = getattr(env, "observation_space", None)
    actions = getattr(env, "action_space", None)
    if not isinstance(observations, gym.spaces.Box) or len(observations.shape) != 1:
        raise ValueError(f"{name} has observations {observations}: {COVERED}")
    if not (
        isinstance(actions, gym.spaces.Box)
        and len(actions.shape) == 1
        and np.issubdtype(actions.dtype, np.floating)
        and np.isfinite([actions.low, actions.high]).all()
        and (actions.low < actions.high).all()
    ):
        raise ValueError(f"{name} has actions {actions}: {COVERED}")
    if (actions.low == -1).all() and (actions.high == 1).all():
        return env
    return gym.wrappers.RescaleAction(env, np.float32(-1), np.float32(1))
