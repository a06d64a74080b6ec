"""A run's CSV: what was run in a comment, then an evaluation a line.

    # task=HalfCheetahBulletEnv-v0 algorithm=ours seed=3 steps=300000
    step,return,episodes
    10000,-1303.4,3
    ...
    300000,1834.2,10

A return is the mean over that many episodes without noise. The last line, at `steps`, is the final
policy's and the run's result; a file that lacks it, or another, is not complete.
"""

import re
from pathlib import Path
from typing import NamedTuple

from rlcourse.bench.run import FINAL_EPISODES, Point, Run, evaluation_steps
from rlcourse.files import write_atomically

HEADER = re.compile(r"# task=(\S+) algorithm=(\S+) seed=(\d+) steps=(\d+)")
COLUMNS = "step,return,episodes"


class Record(NamedTuple):
    """A complete run, as its file tells it."""

    env_id: str
    label: str
    seed: int
    steps: int
    points: tuple[Point, ...]

    @property
    def group(self) -> tuple[str, str, int]:
        """What the runs of other seeds have in common with it."""
        return self.env_id, self.label, self.steps

    @property
    def final(self) -> float:
        """The mean return of the final policy."""
        return self.points[-1].mean_return


def path_of(folder: Path, run: Run) -> Path:
    """Where the run's CSV belongs."""
    return folder / re.sub(r"[/:]", "_", run.env_id) / f"{run.label}-{run.seed}.csv"


def write_record(path: Path, run: Run, points: list[Point]) -> None:
    """Write the file whole or not at all."""
    head = f"# task={run.env_id} algorithm={run.label} seed={run.seed} steps={run.steps}"
    lines = [head, COLUMNS, *(f"{p.step},{p.mean_return:.1f},{p.episodes}" for p in points)]
    write_atomically(path, lambda file: file.write(("\n".join(lines) + "\n").encode()))


def read_record(path: Path) -> Record | None:
    """What the file tells; None where it is missing, cut off or something else."""
    try:
        head, columns, *rows = path.read_text(encoding="utf-8").splitlines()
        match = HEADER.fullmatch(head)
        points = tuple(read_point(row) for row in rows)
    except (OSError, ValueError):
        return None
    if match is None or columns != COLUMNS or not points:
        return None
    record = Record(match[1], match[2], int(match[3]), int(match[4]), points)
    is_whole = [point.step for point in points] == evaluation_steps(record.steps)
    return record if is_whole and points[-1].episodes == FINAL_EPISODES else None


def read_point(row: str) -> Point:
    """One line. Raises ValueError where it is none."""
    step, mean_return, episodes = row.split(",")
    return Point(int(step), float(mean_return), int(episodes))
