"""What an earlier training left in a folder is kept when a new one begins there."""

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from rlcourse.files import make_earlier_folder
from rlcourse.training.checkpoint import CheckpointError, load_checkpoint
from rlcourse.training.experience import row_files


class Owner:
    """Knows whether a folder's checkpoint is the one that a training wrote there.

    Attributes:
        token: stands in the checkpoints of this training, and in no other's.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self._seen: tuple[int, int] | None = None

    def take(self, folder: Path) -> None:
        """From now on what stands there is this training's."""
        self._seen = self._look(folder)

    def owns(self, folder: Path) -> bool:
        """Whether it still is, and no other training has written there since."""
        if self._seen is None:
            return False
        # The number of a file and its time change by themselves on some drives in the cloud.
        return self._seen == self._look(folder) or self._read(folder) == self.token

    def _look(self, folder: Path) -> tuple[int, int] | None:
        try:
            status = (folder / "checkpoint.pt").stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def _read(self, folder: Path) -> Any:
        try:
            return load_checkpoint(folder).get("token")
        except (OSError, CheckpointError):
            return None


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
    target = make_earlier_folder(folder, "checkpoint.pt")
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
