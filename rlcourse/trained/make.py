"""Make the reference curves of a task: one training for each of three seeds.

    python -m rlcourse.trained.make InvertedPendulumBulletEnv-v0 --policy
    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0 --algo SAC

writes `ENV_ID.csv`, or `ENV_ID-SAC.csv`, into this folder, a row for each evaluation and a column
for each seed; with `--policy` also the policy of the seed that ends best. To take the curves from
runs that are there:

    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0 --curves runs/*/returns.csv
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from rlcourse import solutions
from rlcourse.solutions.settings import settings_for
from rlcourse.trained import FOLDER, save_policy
from rlcourse.training import Trainer
from rlcourse.training.bands import file_stem

# What notebooks 05 and 08 train with: (state and action shape, seeds, steps, steps between
# evaluations).
TASKS: dict[str, tuple[Any, tuple[int, ...], int, int]] = {
    "InvertedPendulumBulletEnv-v0": (((5,), (1,)), (0, 1, 2), 30_000, 2_000),
    "HalfCheetahBulletEnv-v0": (((26,), (6,)), (100, 101, 102), 300_000, 20_000),
    "InvertedPendulumBulletEnv-v0-SAC": (((5,), (1,)), (0, 1, 2), 20_000, 2_000),
    "HalfCheetahBulletEnv-v0-SAC": (((26,), (6,)), (100, 101, 102), 100_000, 10_000),
}


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the reference curves of a task.")
    parser.add_argument("env_id", choices=[name for name in TASKS if not name.endswith("-SAC")])
    parser.add_argument("--algo", choices=("PPO", "SAC"), default="PPO")
    parser.add_argument("--policy", action="store_true", help="keep the best seed's policy too")
    parser.add_argument("--curves", type=Path, nargs="+", help="returns.csv of runs that are there")
    asked = parser.parse_args()
    stem = file_stem(asked.env_id, asked.algo)
    if asked.curves:
        write_curves(stem, [read_curve(path) for path in sorted(asked.curves)])
        return
    trainers = [train(asked.env_id, asked.algo, seed) for seed in TASKS[stem][1]]
    curves = [(t.returns["step"], t.returns["return"]) for t in trainers]
    write_curves(stem, curves)
    if asked.policy:
        best = max(trainers, key=lambda trainer: trainer.returns["return"][-1])
        save_policy(best.algorithm, FOLDER / f"{stem}.safetensors")


def train(env_id: str, algorithm: str, seed: int) -> Trainer:
    """One reference run."""
    (state_shape, action_shape), _, steps, interval = TASKS[file_stem(env_id, algorithm)]
    kind, settings = getattr(solutions, algorithm), settings_for(algorithm, env_id)
    agent = kind(state_shape, action_shape, seed=seed, **settings)
    trainer = Trainer(env_id, agent, num_steps=steps, eval_interval=interval, seed=seed)
    trainer.train()
    trainer.close()
    print(f"seed {seed}: {trainer.returns['return'][-1]:.1f}", flush=True)
    return trainer


def read_curve(path: Path) -> tuple[list[float], list[float]]:
    """(steps, returns) of a `returns.csv`."""
    steps, returns = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2).T
    return steps.tolist(), returns.tolist()


def write_curves(stem: str, curves: list[tuple[list[float], list[float]]]) -> None:
    """Write `STEM.csv` from one (steps, returns) a seed.

    Raises:
        ValueError: they were not evaluated at the same steps.
    """
    steps = curves[0][0]
    if any(other != steps for other, _ in curves):
        raise ValueError("the runs were not evaluated at the same steps")
    lines = ["step," + ",".join(f"run{i}" for i in range(len(curves)))]
    for i, step in enumerate(steps):
        lines.append(",".join([f"{step:.0f}", *(f"{returns[i]:.1f}" for _, returns in curves)]))
    (FOLDER / f"{stem}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
