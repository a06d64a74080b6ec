"""Files that are written whole or not at all."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

DRAFT = ".{name}.{pid}.part"
OLD = 60.0  # seconds that no draft takes to be written
EARLIER = "earlier-{number}"


def write_atomically(path: Path, write: Callable[[Any], object]) -> None:
    """Let `write(file)` fill a new binary file, then put it in the place of `path` in one move.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(DRAFT.format(name=path.name, pid=os.getpid()))
    try:
        with open(draft, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def remove_old_drafts(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote into this folder."""
    for draft in folder.glob(DRAFT.format(name="*", pid="*")):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > OLD:
                draft.unlink()


def make_earlier_folder(folder: Path, last: str) -> Path:
    """The next of `earlier-1`, `earlier-2`, ... in a folder, for what would else be replaced.

    Args:
        folder: whose things are kept.
        last: the file that is put there after all others. A folder without it is one that somebody
            began to fill and did not finish: it is the next one.

    Raises:
        OSError: it cannot be made.
    """
    number = 1
    while (target := folder / EARLIER.format(number=number)).joinpath(last).exists():
        number += 1
    target.mkdir(exist_ok=True)
    return target
