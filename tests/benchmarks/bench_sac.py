"""Training steps per second of SAC on HalfCheetah against Stable-Baselines3 and SBX, in turns.

python -m tests.benchmarks.bench_sac

The same on all sides: one environment, that of this course; one update a step, batches of 256,
256-256 ReLU networks, a learned entropy coefficient, no evaluation; all cores that there are.
Every run is a process of its own. SBX (Stable-Baselines3's algorithms in JAX) is measured where
`pip install sbx-rl` has brought it; it compiles in the steps that are not counted.
"""

import os
import subprocess
import sys
import time
from importlib.util import find_spec

import numpy as np

ENV_ID = "HalfCheetahBulletEnv-v0"
# Steps with learning before the clock starts, steps that are measured, turns.
WARM_UP, STEPS, ROUNDS = 200, int(os.environ.get("STEPS", "1500")), 3
RANDOM_STEPS = 256
GOAL = 1.5


def rate_of_ours() -> float:
    """Steps per second of `Trainer.train`."""
    from rlcourse.solutions import SAC
    from rlcourse.training import Trainer

    agent = SAC((26,), (6,), start_steps=RANDOM_STEPS)
    trainer = Trainer(ENV_ID, agent, num_steps=RANDOM_STEPS + WARM_UP)
    trainer.evaluate = lambda steps: 0.0  # type: ignore[method-assign]
    trainer.train()
    trainer.num_steps += STEPS
    start = time.perf_counter()
    trainer.train()
    rate = STEPS / (time.perf_counter() - start)
    trainer.close()
    return rate


def rate_of_theirs(package: str) -> float:
    """Steps per second of the `SAC.learn` of Stable-Baselines3 or of SBX."""
    from importlib import import_module

    from stable_baselines3.common.env_util import make_vec_env

    from rlcourse.envs import make
    from rlcourse.envs.quiet import quiet

    kind = import_module(package).SAC
    with quiet():
        env = make_vec_env(lambda: make(ENV_ID), n_envs=1, seed=0)
        model = kind("MlpPolicy", env, learning_starts=RANDOM_STEPS, seed=0, device="cpu")
        model.learn(RANDOM_STEPS + WARM_UP)
        start = time.perf_counter()
        model.learn(STEPS, reset_num_timesteps=False)
        rate = STEPS / (time.perf_counter() - start)
        env.close()
    return rate


def runs() -> dict[str, str]:
    """Name: call."""
    calls = {
        "rlcourse": "rate_of_ours()",
        "Stable-Baselines3": "rate_of_theirs('stable_baselines3')",
    }
    if find_spec("sbx") is not None:
        calls["SBX"] = "rate_of_theirs('sbx')"
    return calls


def measure(call: str) -> float:
    """Run one of the functions above in a fresh process."""
    code = f"from tests.benchmarks.bench_sac import *\nprint('rate', {call})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split("rate ")[-1])


def main() -> int:
    """Prints the ratios; gives 1 when it misses its goal, else 0."""
    rates: dict[str, list[float]] = {name: [] for name in runs()}
    for _ in range(ROUNDS):
        for name, call in runs().items():
            rates[name].append(measure(call))
    medians = {name: float(np.median(values)) for name, values in rates.items()}
    for name, median in medians.items():
        print(f"{name:>18}: {median:5.0f} steps/s (median of {ROUNDS})")
    ratio = medians["rlcourse"] / medians["Stable-Baselines3"]
    print(f"SAC on {ENV_ID}: {ratio:.2f} times Stable-Baselines3 (goal {GOAL})")
    missed = ratio < GOAL
    if "SBX" in medians:
        ratio = medians["rlcourse"] / medians["SBX"]
        print(f"SAC on {ENV_ID}: {ratio:.2f} times SBX (goal 1)")
        missed |= ratio < 1
    else:
        print("SBX is not installed: pip install sbx-rl")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
