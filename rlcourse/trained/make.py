"""Make what comes with the course from the runs of `rlcourse bench learn`.

The reference curves that are drawn behind a student's, a column for each run:

    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0 \\
        --curves tests/benchmarks/learning/HalfCheetahBulletEnv-v0/ours-*.csv

A policy, trained once more with the seed of one of these runs:

    python -m rlcourse.trained.make HalfCheetahBulletEnv-v0 --policy 7

With `--algo SAC` the same for SAC.
"""

import argparse
from pathlib import Path

from rlcourse.bench.record import Record, read_record
from rlcourse.cli.agents import make_agent
from rlcourse.trained import FOLDER, save_policy
from rlcourse.training import Trainer
from rlcourse.training.bands import file_stem

# Steps of a policy's training, as in notebooks 05 and 08.
STEPS = {
    "InvertedPendulumBulletEnv-v0": 30_000,
    "HalfCheetahBulletEnv-v0": 300_000,
    "InvertedPendulumBulletEnv-v0-SAC": 20_000,
    "HalfCheetahBulletEnv-v0-SAC": 100_000,
}


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the reference curves and the policies.")
    parser.add_argument("env_id", choices=[name for name in STEPS if not name.endswith("-SAC")])
    parser.add_argument("--algo", choices=("PPO", "SAC"), default="PPO")
    parser.add_argument("--curves", type=Path, nargs="+", help="CSVs of `rlcourse bench learn`")
    parser.add_argument("--policy", type=int, metavar="SEED", help="train with it, keep the policy")
    asked = parser.parse_args()
    if not asked.curves and asked.policy is None:
        parser.error("nothing to make: give --curves or --policy")
    stem = file_stem(asked.env_id, asked.algo)
    if asked.curves:
        write_curves(stem, [read_run(path, asked.env_id) for path in sorted(asked.curves)])
    if asked.policy is not None:
        train(asked.env_id, asked.algo, asked.policy)


def train(env_id: str, algorithm: str, seed: int) -> None:
    """Train, print the return at the end, and write the policy."""
    stem = file_stem(env_id, algorithm)
    agent = make_agent(algorithm, env_id, seed)
    trainer = Trainer(env_id, agent, STEPS[stem], eval_interval=STEPS[stem], seed=seed)
    try:
        trainer.train()
    finally:
        trainer.close()
    if not trainer.returns["return"]:
        raise SystemExit("stopped; no policy was written")
    print(f"{stem}, seed {seed}: {trainer.returns['return'][-1]:.1f}")
    save_policy(agent, FOLDER / f"{stem}.safetensors")


def read_run(path: Path, env_id: str) -> Record:
    """A complete run of this task.

    Raises:
        ValueError: the file holds none.
    """
    record = read_record(path)
    if record is None or record.env_id != env_id:
        raise ValueError(f"{path} holds no complete run of `rlcourse bench learn {env_id}`")
    return record


def write_curves(stem: str, records: list[Record]) -> None:
    """Write `STEM.csv`: a row for each evaluation, a column for each run.

    Raises:
        ValueError: they were not evaluated at the same steps.
    """
    steps = [point.step for point in records[0].points]
    if any([point.step for point in record.points] != steps for record in records):
        raise ValueError("the runs were not evaluated at the same steps")
    lines = ["step," + ",".join(f"seed{record.seed}" for record in records)]
    for row in zip(*(record.points for record in records), strict=True):
        lines.append(",".join([str(row[0].step), *(f"{point.mean_return:.1f}" for point in row)]))
    (FOLDER / f"{stem}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
