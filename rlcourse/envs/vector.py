"""Many environments at once, as one `VectorEnv` of Gymnasium's."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import gymnasium as gym
import numpy as np
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from rlcourse.envs.arrays import Array, Arrays, Layout, carve, layout, size_in_bytes
from rlcourse.envs.group import Episode, FailedEnvironmentError, Group, Note
from rlcourse.envs.making import Env, EnvSource, adapt, find_spec, make, make_from_spec
from rlcourse.envs.policy import Policy
from rlcourse.envs.stagger import Maker
from rlcourse.envs.workers import Workers

Result = TypeVar("Result")


def make_vec(
    env: EnvSource,
    num_envs: int,
    num_workers: int = 0,
    context: str | None = None,
    stagger: bool = False,
) -> "ManyEnvs":
    """`num_envs` copies of an environment, stepped together.

    Args:
        env: an id, or a function without arguments that makes an environment (with workers it
            travels to them by cloudpickle).
        num_envs: how many, E.
        num_workers: processes that hold them, at most one for each environment; 0: this one.
            What comes out does not depend on it.
        context: None or "spawn", which are the same: workers are always fresh interpreters. A
            fork of a process with threads, such as a notebook's, can hang.
        stagger: whether the first episode after a reset with seeds is shorter by i / E of the time
            limit in environment i, so that not all of them end together for ever.

    Raises:
        ValueError: as `make`; or a number is out of range.
        RuntimeError: a worker could not start.
    """
    if num_envs < 1:
        raise ValueError(f"num_envs must be at least 1, not {num_envs}")
    if num_workers < 0:
        raise ValueError(f"num_workers must not be negative, not {num_workers}")
    if context not in (None, "spawn"):
        raise ValueError(f'context must be None or "spawn", not {context!r}')
    # The spec and not the id: a worker does not know what was registered in a notebook.
    maker = partial(_make_one, find_spec(env) if isinstance(env, str) else env)
    return ManyEnvs(Maker(maker, num_envs, stagger), num_envs, min(num_workers, num_envs))


def _make_one(source: EnvSpec | Callable[[], Env]) -> Env:
    return adapt(make_from_spec(source)) if isinstance(source, EnvSpec) else make(source)


class InProcess:
    """A group of environments in this process; the interface is that of `Workers`."""

    def __init__(self, group: Group, shapes: Layout) -> None:
        self._group = group
        self.arrays: Arrays = carve(bytearray(size_in_bytes(shapes)), shapes)

    def reset(self, seeds: Sequence[int | None], options: dict[str, Any] | None) -> list[Note]:
        """Start a new episode in every environment; fills `arrays.observations`."""
        return self._group.reset(self.arrays, seeds, options)

    def step(self, actions64: bool) -> list[Note]:
        """One step with the actions of that precision in `arrays`; fills all the others."""
        return self._group.step(self.arrays, actions64)

    def episodes(self, policy: Policy, seeds: Sequence[int]) -> list[Episode]:
        """One whole episode in every environment."""
        return self._group.episodes(self.arrays, policy, seeds)

    def close(self) -> None:
        """Close the environments."""
        self._group.close()


class ManyEnvs(gym.vector.VectorEnv[Array, Array, Array]):
    """E environments; where an episode ends, the next one starts in the same step.

    `step(actions)` takes (E, A) and gives observations (E, S), rewards (E,) float64,
    terminateds and truncateds (E,) bool, and infos. Where an episode ended, the observation is
    the first of the next one and `infos["final_obs"][i]` is its true last one (S,); infos are
    those of Gymnasium's SyncVectorEnv. All arrays are the caller's own.

    Raises (reset, step and episodes):
        RuntimeError: they were closed before, an environment raised something, or a worker died.
            Everything is closed then.
    """

    def __init__(self, maker: Callable[[int], Env], num_envs: int, num_workers: int) -> None:
        self.closed = True  # until there is something to close
        if num_workers == 0:
            group = self._first_group(maker, num_envs)
            env = group.envs[0]
        else:
            env = maker(0)
        assert isinstance(env.observation_space, gym.spaces.Box)
        assert isinstance(env.action_space, gym.spaces.Box)
        self.num_envs = num_envs
        self.spec = env.spec
        self.metadata = {**env.metadata, "autoreset_mode": AutoresetMode.SAME_STEP}
        self.single_observation_space = env.observation_space
        self.single_action_space = env.action_space
        self.observation_space = batch_space(env.observation_space, num_envs)
        self.action_space = batch_space(env.action_space, num_envs)
        shapes = layout(num_envs, env.observation_space, env.action_space)
        self._runner: InProcess | Workers
        if num_workers == 0:
            self._runner = InProcess(group, shapes)
        else:
            env.close()
            self._runner = Workers(maker, num_envs, num_workers, shapes)
        self.closed = False

    @staticmethod
    def _first_group(maker: Callable[[int], Env], num_envs: int) -> Group:
        try:
            return Group(maker, range(num_envs))
        except FailedEnvironmentError as error:
            raise error.__cause__ or error from None

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Array, dict[str, Any]]:
        """Start every environment anew; with an int, environment i is seeded with seed + i.

        Raises:
            ValueError: the seeds are not as many as the environments. Nothing was started then.
        """
        seeds: list[int | None]
        if seed is None:
            seeds = [None] * self.num_envs
        elif isinstance(seed, int | np.integer):
            seeds = [int(seed) + i for i in range(self.num_envs)]
        else:
            seeds = list(seed)
        if len(seeds) != self.num_envs:
            raise ValueError(f"{len(seeds)} seeds were given for {self.num_envs} environments")
        infos: dict[str, Any] = {}
        for note in self._run(self._running.reset, seeds, options):
            infos = self._add_info(infos, note.info, note.env)
        return self._running.arrays.observations.copy(), infos

    def step(self, actions: Array) -> tuple[Array, Array, Array, Array, dict[str, Any]]:
        """One step in every environment, and a new episode at once where one ends.

        Raises:
            ValueError: the actions are not (E, A). No step was taken then.
        """
        arrays = self._running.arrays
        actions = np.asarray(actions)
        if actions.shape != arrays.actions32.shape:
            raise ValueError(f"actions must be {arrays.actions32.shape}, not {actions.shape}")
        actions64 = actions.dtype != np.float32
        np.copyto(arrays.actions64 if actions64 else arrays.actions32, actions)
        notes = self._run(self._running.step, actions64)
        terminateds, truncateds = arrays.terminateds.copy(), arrays.truncateds.copy()
        infos = self._infos(notes, terminateds | truncateds)
        return arrays.observations.copy(), arrays.rewards.copy(), terminateds, truncateds, infos

    def episodes(self, policy: Policy, seed: int) -> list[Episode]:
        """One whole episode of a policy in each environment, whose `reset` comes next.

        Args:
            policy: acts in every process by itself.
            seed: environment i is reset with seed + i.
        """
        seeds = [int(seed) + i for i in range(self.num_envs)]
        return self._run(self._running.episodes, policy, seeds)

    def _infos(self, notes: list[Note], ended: Array) -> dict[str, Any]:
        infos: dict[str, Any] = {}
        if not notes and not ended.any():
            return infos
        said = {note.env: note for note in notes}
        for i in range(self.num_envs):
            note = said.get(i, Note(i, {}, {}))
            if ended[i]:
                final_obs = self._running.arrays.final_observations[i].copy()
                final = {"final_obs": final_obs, "final_info": note.final_info}
                infos = self._add_info(infos, final, i)
            infos = self._add_info(infos, note.info, i)
        return infos

    @property
    def _running(self) -> InProcess | Workers:
        if self.closed:
            raise RuntimeError("these environments are closed; make_vec makes new ones")
        return self._runner

    def _run(self, question: Callable[..., Result], *args: Any) -> Result:
        try:
            return question(*args)
        except RuntimeError:
            self.close()
            raise

    def close_extras(self, **kwargs: Any) -> None:
        self._runner.close()
        # The memory that is shared with the workers goes with the arrays.
        del self._runner
