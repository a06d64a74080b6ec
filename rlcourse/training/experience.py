"""Rows of a replay buffer in files that only grow, beside the checkpoint that counts them.

What a checkpoint counts is written before it and never touched again, so that a process can be
killed at any moment: the checkpoint that is there has all its rows. Rows that no checkpoint came
to count are left over at the end of a file, and are not read.
"""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from rlcourse.training.checkpoint import CheckpointError

NAME = "experience-{token}-{first}.rows"
# Old experience leaves the disk in pieces of this size.
ROWS_PER_FILE = 100_000


class RowFiles:
    """Keeps the newest rows of a ring in files.

    Args:
        ring: row i of all that there ever were is at i modulo N, (N, W), float32.
    """

    def __init__(self, ring: np.ndarray) -> None:
        self.ring = ring
        self._begin(None, [])

    def _begin(self, folder: Path | None, files: list[list[Any]]) -> None:
        """`files`: [name, first row, rows] of each, in order, none of which is written any more."""
        self.folder = folder
        self.files = files
        self.is_open = False
        self.token = secrets.token_hex(4)

    def write(self, folder: Path, total: int) -> list[list[Any]]:
        """Write the rows that are new.

        Args:
            folder: where; another one than the last time gets all rows, and so does one whose
                files are gone.
            total: rows that there ever were.

        Returns:
            [name, first row, rows] of each file that is needed.

        Raises:
            OSError: the folder cannot be written.
        """
        # Where another training took the place, or somebody tidied up, rows are missing.
        if folder.resolve() != self.folder or not self._are_there():
            self._begin(folder.resolve(), [])
        oldest = max(0, total - len(self.ring))
        start = max(oldest, self._end())
        if start != self._end():
            # What was overwritten in the meantime leaves a gap.
            self.is_open = False
        while start < total:
            if not self.is_open or self.files[-1][2] == ROWS_PER_FILE:
                self.files.append([NAME.format(token=self.token, first=start), start, 0])
                self.is_open = True
            name, first, count = self.files[-1]
            stop = min(total, first + ROWS_PER_FILE)
            self._append(folder / name, count, start, stop)
            self.files[-1][2] += stop - start
            start = stop
        self.files = [file for file in self.files if file[1] + file[2] > oldest]
        return [list(file) for file in self.files]

    def read(self, folder: Path, files: list[list[Any]], total: int) -> None:
        """Fill the ring with the newest of `total` rows.

        Raises:
            CheckpointError: rows are missing.
        """
        needed = max(0, total - len(self.ring))
        for name, first, count in files:
            stop = min(first + count, total)
            if first > needed:
                break
            if stop > needed:
                self._fill(needed, load_rows(folder / name, needed - first, stop - needed, self))
                needed = stop
        if needed < total:
            raise CheckpointError(f"{folder}: the experience from step {needed:,} on is missing")
        self._begin(folder.resolve(), [list(file) for file in files])

    def _are_there(self) -> bool:
        assert self.folder is not None
        return all((self.folder / name).exists() for name, _, _ in self.files)

    def _end(self) -> int:
        return self.files[-1][1] + self.files[-1][2] if self.files else 0

    def _append(self, path: Path, count: int, start: int, stop: int) -> None:
        """Write rows `start` to `stop` behind the first `count` rows of the file."""
        with open(path, "r+b" if path.exists() else "xb") as file:
            file.seek(count * self.ring.itemsize * self.ring.shape[1])
            for piece in self._pieces(start, stop):
                file.write(self.ring[piece].data)
            file.flush()
            os.fsync(file.fileno())

    def _fill(self, start: int, rows: np.ndarray) -> None:
        done = 0
        for piece in self._pieces(start, start + len(rows)):
            size = piece.stop - piece.start
            self.ring[piece] = rows[done : done + size]
            done += size

    def _pieces(self, start: int, stop: int) -> Iterable[slice]:
        """Where in the ring rows `start` to `stop` are, at most as many as it has."""
        while start < stop:
            place = start % len(self.ring)
            size = min(stop - start, len(self.ring) - place)
            yield slice(place, place + size)
            start += size


def load_rows(path: Path, start: int, count: int, of: RowFiles) -> np.ndarray:
    """`count` rows of a file from row `start` on, (count, W).

    Raises:
        CheckpointError: it is missing, or too short.
    """
    width = of.ring.shape[1]
    try:
        offset = start * width * of.ring.itemsize
        numbers = np.fromfile(path, of.ring.dtype, count * width, offset=offset)
        return numbers.reshape(count, width)
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: the experience in it is missing, or cut off") from error


def row_files(folder: Path) -> Iterable[Path]:
    """All files of rows in a folder, whether its checkpoint counts them or not."""
    return folder.glob(NAME.format(token="*", first="*"))


def remove_old_rows(folder: Path, files: list[list[Any]]) -> None:
    """Remove the files of rows that the folder's checkpoint does not count."""
    needed = {name for name, _, _ in files}
    for path in row_files(folder):
        if path.name not in needed:
            with suppress(OSError):
                path.unlink()
