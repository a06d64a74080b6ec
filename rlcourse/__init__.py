"""rlcourse: PPO and SAC, piece by piece, on PyBullet.

The names below are imported when first used, so that `import rlcourse` costs next to nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "check": "rlcourse.exercises",
    "hint": "rlcourse.exercises",
    "make": "rlcourse.envs",
    "make_vec": "rlcourse.envs",
    "play": "rlcourse.watch",
    "progress": "rlcourse.exercises",
    "solution": "rlcourse.exercises",
    "use_language": "rlcourse.language",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rlcourse' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
