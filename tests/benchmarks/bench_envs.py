"""Steps per second of HalfCheetah against those of pybullet_envs_gymnasium.

Both run in this process in short turns, so that the machine's drift cancels in the ratio.
"""

import time
from importlib import import_module, util
from typing import Any

import numpy as np

from rlcourse.envs import make
from rlcourse.envs.quiet import quiet

ENV_ID = "HalfCheetahBulletEnv-v0"
BLOCKS, STEPS = 30, 200
GOAL = 1.7


def seconds_of_a_block(env: Any, actions: np.ndarray) -> float:
    start = time.perf_counter()
    for action in actions:
        env.step(action)
    return time.perf_counter() - start


def main() -> None:
    """Print the steps per second of both, and their ratio."""
    if util.find_spec("pybullet_envs_gymnasium") is None:
        print("pybullet_envs_gymnasium is not installed: there is nothing to compare with")
        return
    with quiet():
        # The class itself: both packages register the same ids.
        reference = import_module("pybullet_envs_gymnasium.gym_locomotion_envs")
        envs = {"reference": reference.HalfCheetahBulletEnv(), "rlcourse": make(ENV_ID).unwrapped}
        for env in envs.values():
            env.reset(seed=0)
    actions = np.random.default_rng(0).uniform(-1, 1, (STEPS, 6)).astype(np.float32)
    seconds: dict[str, list[float]] = {name: [] for name in envs}
    for _ in range(BLOCKS):
        for name, env in envs.items():
            seconds[name].append(seconds_of_a_block(env, actions))
    for name, blocks in seconds.items():
        print(f"{name:>10}: {STEPS / np.median(blocks):6.0f} steps/s (median of {BLOCKS} blocks)")
    ratios = np.divide(seconds["reference"], seconds["rlcourse"])
    ratio = float(np.median(ratios))
    low, high = np.quantile(ratios, [0.25, 0.75])
    print(f"{ENV_ID}: {ratio:.2f} times the reference ({low:.2f} to {high:.2f}; goal {GOAL})")


if __name__ == "__main__":
    main()
