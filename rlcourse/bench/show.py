"""The table and the pictures, from the CSVs alone."""

import errno
import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rlcourse.bench.picture import draw_curves
from rlcourse.bench.record import Record, read_record
from rlcourse.bench.run import ALGORITHMS
from rlcourse.bench.seeds import write_seeds
from rlcourse.bench.statistics import Band, count_kept, interquartile_band
from rlcourse.files import write_atomically

PAGE = "README.md"
TITLE = "# Does every seed learn?"
HEAD = f"""{TITLE}

The return of the final policy, mean of 10 episodes without noise, over the seeds; IQM is the
interquartile mean with its 95% bootstrap band. A CSV holds one run (`rlcourse/bench/record.py`).
This page and the pictures come from them by `rlcourse bench show --out {{folder}}`.
"""
COLUMNS = ("algorithm", "seeds", "min", "mean", "IQM", "95% band", "promise kept")


class Group:
    """The complete runs of one algorithm in one task, all of the same length.

    Args:
        records: one a seed.
    """

    def __init__(self, records: list[Record]) -> None:
        self.records = sorted(records, key=lambda record: record.seed)
        first = self.records[0]
        self.env_id, self.label, self.num_steps = first.env_id, first.label, first.steps
        self.seeds = [record.seed for record in self.records]
        self.finals = np.array([record.final for record in self.records])
        self.steps = np.array([point.step for point in first.points])  # (N,)
        # (seeds, N)
        self.returns = np.array([[p.mean_return for p in r.points] for r in self.records])

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Tasks by name, then the algorithms as the course lists them."""
        algo = self.label.partition(",")[0]
        place = ALGORITHMS.index(algo) if algo in ALGORITHMS else len(ALGORITHMS)
        return self.env_id, self.num_steps, place, self.label

    def row(self) -> list[str]:
        """A line of the table, one text for each of COLUMNS."""
        band = interquartile_band(self.finals)
        return [
            self.label,
            write_seeds(self.seeds),
            f"{self.finals.min():.0f}",
            f"{self.finals.mean():.0f}",
            f"{band.mid:.0f}",
            f"{band.low:.0f} to {band.high:.0f}",
            count_kept(self.env_id, self.num_steps, self.finals.tolist()),
        ]

    def command(self, folder: Path) -> str:
        """What makes these runs again."""
        algo, *settings = self.label.split(",")
        words = [f"rlcourse bench learn {self.env_id} --algo {algo}"]
        words += [f"--set {setting}" for setting in settings]
        words.append(f"--seeds {write_seeds(self.seeds)} --steps {self.num_steps} --out {folder}")
        return " ".join(words)

    def band(self) -> Band:
        """The learning curve over the seeds."""
        return interquartile_band(self.returns)


def read_groups(folder: Path) -> tuple[list[Group], list[Path]]:
    """(the groups in the table's order, files that hold no complete run, or one a second time)."""
    groups: dict[tuple[str, str, int], dict[int, Record]] = {}
    unusable = []
    for path in sorted(folder.glob("*/*.csv")):
        record = read_record(path)
        if record is None or record.seed in groups.get(record.group, {}):
            unusable.append(path)
        else:
            groups.setdefault(record.group, {})[record.seed] = record
    members = (Group(list(records.values())) for records in groups.values())
    return sorted(members, key=lambda group: group.order), unusable


def write_page(folder: Path, groups: list[Group]) -> str:
    """Write the pictures and README.md; gives the tables.

    Raises:
        FileExistsError: there is a README.md of something else. Nothing was written then.
        OSError: the folder cannot be written.
    """
    page = folder / PAGE
    if page.exists() and not page.read_text(encoding="utf-8", errors="replace").startswith(TITLE):
        raise FileExistsError(errno.EEXIST, "is of something else: name another --out", str(page))
    tasks: dict[tuple[str, int], list[Group]] = {}
    for group in groups:
        tasks.setdefault((group.env_id, group.num_steps), []).append(group)
    tables, sections = [], [HEAD.format(folder=folder.as_posix())]
    for (env_id, steps), members in tasks.items():
        title = f"## {env_id}, {steps:,} steps"
        table = markdown([group.row() for group in members])
        picture = f"{re.sub('[/:]', '_', env_id)}-{steps}.png"
        curves = [(group.label, group.steps, group.band()) for group in members]
        drawing = draw_curves(env_id, curves).png()
        write_atomically(folder / picture, partial(_write, drawing))
        commands = "\n".join(group.command(folder) for group in members)
        tables.append(f"{title}\n\n{table}")
        sections.append(
            f"{title}\n\n{table}\n\n![Learning curves]({picture})\n\n```\n{commands}\n```\n"
        )
    write_atomically(page, partial(_write, "\n".join(sections).encode()))
    return "\n\n".join(tables)


def _write(content: bytes, file: Any) -> None:
    file.write(content)


def markdown(rows: list[list[str]]) -> str:
    """A table whose columns are as wide as they must be."""
    lines = [list(COLUMNS), *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
