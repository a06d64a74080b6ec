"""Random episodes of a task, all that comes out of them, and its fingerprint.

`python -m tests.envs.rollout` writes the fingerprints of the *reference* to recorded.json; they
stand in for it where it cannot be installed.
"""

import hashlib
import json
import platform
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np

STEPS = 5000
RECORDED = Path(__file__).parent / "recorded.json"

REFERENCES = {
    "InvertedPendulumBulletEnv-v0": "gym_pendulum_envs:InvertedPendulumBulletEnv",
    "HalfCheetahBulletEnv-v0": "gym_locomotion_envs:HalfCheetahBulletEnv",
    "HopperBulletEnv-v0": "gym_locomotion_envs:HopperBulletEnv",
    "Walker2DBulletEnv-v0": "gym_locomotion_envs:Walker2DBulletEnv",
    "AntBulletEnv-v0": "gym_locomotion_envs:AntBulletEnv",
}


def reference_class(env_id: str) -> Callable[[], Any]:
    """The reference's own class; the ids, which it registers too, stay the course's."""
    registered = {known: gym.registry.pop(known) for known in REFERENCES if known in gym.registry}
    module, name = REFERENCES[env_id].split(":")
    reference = getattr(import_module(f"pybullet_envs_gymnasium.{module}"), name)
    gym.registry.update(registered)
    return reference


class Rollout(NamedTuple):
    observations: np.ndarray  # (N, S) float32, of all steps and resets
    rewards: np.ndarray  # (T,) float64
    flags: np.ndarray  # (T, 2) bool: terminated, truncated

    def fingerprint(self) -> dict[str, Any]:
        """Hashes of the exact bytes. The last bit of a reward depends on the machine's BLAS (does
        its dot product round once or twice?), so rewards are summed, 500 steps at a time."""
        return {
            "observations": hashlib.sha256(self.observations.tobytes()).hexdigest(),
            "flags": hashlib.sha256(self.flags.tobytes()).hexdigest(),
            "rewards": self.rewards.reshape(-1, 500).sum(axis=1).tolist(),
        }


def roll(env: Any, steps: int = STEPS, seed: int = 7) -> Rollout:
    """`steps` random actions; a new episode after an end, and after 1000 steps without one."""
    rng = np.random.default_rng(seed)
    observations, rewards, flags = [env.reset(seed=seed)[0]], [], []
    length = 0
    for _ in range(steps):
        # A little beyond the bounds, so that clipping is seen too.
        action = rng.uniform(-1.1, 1.1, env.action_space.shape).astype(np.float32)
        observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        rewards.append(reward)
        flags.append((terminated, truncated))
        length += 1
        if terminated or truncated or length == 1000:
            observations.append(env.reset()[0])
            length = 0
    return Rollout(np.array(observations), np.array(rewards), np.array(flags))


def record() -> None:
    fingerprints = {env_id: roll(reference_class(env_id)()).fingerprint() for env_id in REFERENCES}
    about = {"made with": f"pybullet_envs_gymnasium, Python {platform.python_version()}"}
    RECORDED.write_text(json.dumps(about | fingerprints, indent=2) + "\n")


if __name__ == "__main__":
    record()
