"""Folders that a command is to write into."""

import os
from pathlib import Path

from rlcourse.cli.errors import BadInputError


def make_folder(out: Path) -> None:
    """Make the folder; refuse one that cannot be written, before hours of work are done for it.

    Raises:
        BadInputError: it cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_into(out)
    except OSError as error:
        raise BadInputError(f"{out}: cannot be written: {error.strerror}") from error


def write_into(folder: Path) -> None:
    """Write a file there, and remove it again.

    Raises:
        OSError: the folder takes none.
    """
    probe = folder / f".writable.{os.getpid()}"
    probe.touch()
    probe.unlink()
