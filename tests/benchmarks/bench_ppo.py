"""Training steps per second of PPO on HalfCheetah against Stable-Baselines3, in turns.

python -m tests.benchmarks.bench_ppo

The same hyper-parameters on both sides: 8 environments x 256 steps, minibatches of 64, 10 passes,
64-64 tanh networks. Every run is a process of its own. Stable-Baselines3 steps the environments
of pybullet_envs_gymnasium, as its users do, in the better of its two vector environments; a last
line says how it fares with the environments of this course. The goal is for training alone, on
both sides; a line of its own says what ours does with an evaluation every 10,000 steps.
"""

import os
import subprocess
import sys
import time

import numpy as np

ENV_ID = "HalfCheetahBulletEnv-v0"
STEPS, ROUNDS = 20_480, 3
GOAL = 1.5


def rate_of_ours(workers: int, evaluate: bool = False) -> float:
    """Steps per second of `Trainer.train`, with its evaluations or without."""
    from rlcourse.solutions import PPO
    from rlcourse.training import Trainer

    algorithm = PPO((26,), (6,), num_envs=8, rollout_length=256, batch_size=64, num_updates=10)
    trainer = Trainer(ENV_ID, algorithm, num_steps=STEPS, num_workers=workers)
    if not evaluate:
        trainer.evaluate = lambda steps: 0.0  # type: ignore[method-assign]
    start = time.perf_counter()
    trainer.train()
    rate = STEPS / (time.perf_counter() - start)
    trainer.close()
    return rate


def rate_of_sb3(processes: bool, own_envs: bool) -> float:
    """Steps per second of `PPO.learn`, without evaluation."""
    import torch
    from stable_baselines3 import PPO
    from stable_baselines3.common.env_util import make_vec_env
    from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv

    from rlcourse.envs import make
    from rlcourse.envs.quiet import quiet
    from tests.envs.rollout import reference_class

    def make_env() -> object:
        import gymnasium as gym

        if own_envs:
            return make(ENV_ID)
        return gym.wrappers.TimeLimit(reference_class(ENV_ID)(), 1000)

    with quiet():
        env = make_vec_env(
            make_env, n_envs=8, seed=0, vec_env_cls=SubprocVecEnv if processes else DummyVecEnv
        )
        model = PPO(
            "MlpPolicy", env, n_steps=256, batch_size=64, n_epochs=10, gamma=0.99, gae_lambda=0.95,
            learning_rate=3e-4, clip_range=0.2, ent_coef=0.0, max_grad_norm=0.5, seed=0,
            policy_kwargs={"net_arch": [64, 64], "activation_fn": torch.nn.Tanh}, device="cpu",
        )  # fmt: skip
        env.reset()
        start = time.perf_counter()
        model.learn(STEPS)
        rate = STEPS / (time.perf_counter() - start)
        env.close()
    return rate


RUNS = {
    "rlcourse, 0 workers": "rate_of_ours(0)",
    "rlcourse, 2 workers": "rate_of_ours(2)",
    "rlcourse, 2 workers, with evaluations": "rate_of_ours(2, True)",
    "Stable-Baselines3, 1 process": "rate_of_sb3(False, False)",
    "Stable-Baselines3, 8 processes": "rate_of_sb3(True, False)",
    "Stable-Baselines3, 1 process, our environments": "rate_of_sb3(False, True)",
}


def measure(call: str) -> float:
    """Run one of the functions above in a fresh process."""
    code = f"from tests.benchmarks.bench_ppo import *\nprint('rate', {call})"
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    return float(done.stdout.split("rate ")[-1])


def main() -> int:
    """Prints the ratio; gives 1 when it misses its goal, else 0."""
    rates: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name, call in RUNS.items():
            rates[name].append(measure(call))
    medians = {name: float(np.median(values)) for name, values in rates.items()}
    for name, median in medians.items():
        print(f"{name:>46}: {median:5.0f} steps/s (median of {ROUNDS})")
    ours = max(v for k, v in medians.items() if k.startswith("rl") and "evaluations" not in k)
    best = max(v for k, v in medians.items() if k.startswith("Stable") and "our" not in k)
    print(f"PPO on {ENV_ID}: {ours / best:.2f} times Stable-Baselines3 (goal {GOAL})")
    return int(ours / best < GOAL)


if __name__ == "__main__":
    sys.exit(main())
