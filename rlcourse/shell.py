"""Lines that a user can paste into the shell."""

import os
import shlex
import subprocess
from collections.abc import Sequence


def line(words: Sequence[str]) -> str:
    """The words as one command, quoted as this system's shell wants it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
