"""What an earlier training left in a folder is kept when a new one begins there."""

import os
import shutil
from pathlib import Path

from rlcourse.training.experience import row_files

FOLDER = "earlier-{number}"


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells the folder's checkpoint from any other that ever stood there; None without one."""
    try:
        status = (folder / "checkpoint.pt").stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def set_aside(folder: Path) -> Path | None:
    """Keep the checkpoint of `folder`, with its curve and experience, in a new folder inside it.

    Nothing is moved: the files get a second name, so that a process may be killed at any moment.

    Returns:
        That folder, as `earlier-1`; None where there was no checkpoint.

    Raises:
        OSError: it cannot be written.
    """
    if not (folder / "checkpoint.pt").exists():
        return None
    number = 1
    while (folder / FOLDER.format(number=number) / "checkpoint.pt").exists():
        number += 1
    target = folder / FOLDER.format(number=number)
    target.mkdir(exist_ok=True)
    # The checkpoint is the last: where it is, all that it needs is there, too.
    for path in (*row_files(folder), folder / "returns.csv", folder / "checkpoint.pt"):
        if path.exists():
            give_second_name(path, target / path.name)
    return target


def give_second_name(path: Path, name: Path) -> None:
    """Link the file to another name; copy it where the file system has no links."""
    name.unlink(missing_ok=True)
    try:
        os.link(path, name)
    except OSError:
        shutil.copy2(path, name)
