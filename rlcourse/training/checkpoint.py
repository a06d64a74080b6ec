"""Checkpoint files: written whole or not at all, read without running any code in them."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import torch

from rlcourse.files import write_atomically

FORMAT = "rlcourse checkpoint 1"


class CheckpointError(ValueError):
    """The file is not a checkpoint of this course, or not a whole one."""


def save_checkpoint(path: Path, content: dict[str, Any]) -> None:
    """Write tensors and plain values; a reader sees the old file or the new one."""
    content = {"format": FORMAT, **content}
    write_atomically(path, lambda file: torch.save(content, file))


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read what `save_checkpoint` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        CheckpointError: it is damaged, or something else.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "checkpoint.pt"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such checkpoint")
    if not zipfile.is_zipfile(path):
        raise CheckpointError(f"{path}: not a checkpoint of this course, or cut off")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError, OSError) as e:
        raise CheckpointError(f"{path}: not a checkpoint of this course, or damaged") from e
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(f"{path}: not a checkpoint of this course")
    return content
