"""What one student handed in."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """The notebooks of one student.

    Args:
        student: the name that the roster, the folder or the file gives; any text.
        notebooks: the student's files, in the order of their names; empty where nothing usable
            was handed in.
        notes: what the instructor should know, as a link that was not followed.
    """

    student: str
    notebooks: tuple[Path, ...]
    notes: tuple[str, ...] = ()
