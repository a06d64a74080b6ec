"""`rlcourse.play`: the course's own environments are known to it."""

import rlcourse.envs  # noqa: F401  registers them
from rlcourse.display.video import play

__all__ = ["play"]
