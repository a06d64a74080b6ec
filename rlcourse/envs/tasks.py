"""The ids of the PyBullet tasks, as the lecture and everybody else knows them."""

import gymnasium as gym
from gymnasium.envs.registration import EnvSpec

TASKS: dict[str, tuple[str, float]] = {
    # id: (class, the return at which the task counts as solved)
    "InvertedPendulumBulletEnv-v0": ("pendulum:InvertedPendulum", 950.0),
    "HalfCheetahBulletEnv-v0": ("walkers:HalfCheetah", 3000.0),
    "HopperBulletEnv-v0": ("walkers:Hopper", 2500.0),
    "Walker2DBulletEnv-v0": ("walkers:Walker2D", 2500.0),
    "AntBulletEnv-v0": ("walkers:Ant", 2500.0),
}


SPECS: dict[str, EnvSpec] = {}
"""The course's own, whoever registers these ids after it."""


def register_tasks() -> None:
    """Make the tasks known to Gymnasium, in place of any that others registered by these ids."""
    for env_id, (where, reward_threshold) in TASKS.items():
        # Gymnasium warns when an id is registered over another.
        gym.registry.pop(env_id, None)
        gym.register(
            id=env_id,
            entry_point=f"rlcourse.envs.{where}",
            max_episode_steps=1000,
            reward_threshold=reward_threshold,
        )
        SPECS[env_id] = gym.spec(env_id)
