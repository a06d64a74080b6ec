"""Make the reference curves of a task: one training for each of three seeds.

    python -m rlcourse.trained.make InvertedPendulumBulletEnv-v0 --policy
    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0

writes `ENV_ID.csv` into this folder, a row for each evaluation and a column for each seed; with
`--policy` also the policy of the seed that ends best. To take the curves from runs that are there:

    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0 --curves runs/*/returns.csv
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from rlcourse.solutions import PPO
from rlcourse.trained import FOLDER, save_policy
from rlcourse.training import Trainer

# What notebook 05 trains with: (state and action shape, seeds, steps, steps between evaluations).
TASKS: dict[str, tuple[Any, tuple[int, ...], int, int]] = {
    "InvertedPendulumBulletEnv-v0": (((5,), (1,)), (0, 1, 2), 30_000, 2_000),
    "HalfCheetahBulletEnv-v0": (((26,), (6,)), (100, 101, 102), 300_000, 20_000),
}


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the reference curves of a task.")
    parser.add_argument("env_id", choices=TASKS)
    parser.add_argument("--policy", action="store_true", help="keep the best seed's policy too")
    parser.add_argument("--curves", type=Path, nargs="+", help="returns.csv of runs that are there")
    asked = parser.parse_args()
    if asked.curves:
        write_curves(asked.env_id, [read_curve(path) for path in sorted(asked.curves)])
        return
    trainers = [train(asked.env_id, seed) for seed in TASKS[asked.env_id][1]]
    curves = [(t.returns["step"], t.returns["return"]) for t in trainers]
    write_curves(asked.env_id, curves)
    if asked.policy:
        best = max(trainers, key=lambda trainer: trainer.returns["return"][-1])
        save_policy(best.algorithm, FOLDER / f"{asked.env_id}.safetensors")


def train(env_id: str, seed: int) -> Trainer:
    """One reference run."""
    (state_shape, action_shape), _, steps, interval = TASKS[env_id]
    agent = PPO(state_shape, action_shape, seed=seed)
    trainer = Trainer(env_id, agent, num_steps=steps, eval_interval=interval, seed=seed)
    trainer.train()
    trainer.close()
    print(f"seed {seed}: {trainer.returns['return'][-1]:.1f}", flush=True)
    return trainer


def read_curve(path: Path) -> tuple[list[float], list[float]]:
    """(steps, returns) of a `returns.csv`."""
    steps, returns = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2).T
    return steps.tolist(), returns.tolist()


def write_curves(env_id: str, curves: list[tuple[list[float], list[float]]]) -> None:
    """Write `ENV_ID.csv` from one (steps, returns) a seed.

    Raises:
        ValueError: they were not evaluated at the same steps.
    """
    steps = curves[0][0]
    if any(other != steps for other, _ in curves):
        raise ValueError("the runs were not evaluated at the same steps")
    lines = ["step," + ",".join(f"run{i}" for i in range(len(curves)))]
    for i, step in enumerate(steps):
        lines.append(",".join([f"{step:.0f}", *(f"{returns[i]:.1f}" for _, returns in curves)]))
    (FOLDER / f"{env_id}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
