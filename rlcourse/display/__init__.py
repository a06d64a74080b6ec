"""What a student sees: videos, learning curves, progress.

The names below are imported when first used: matplotlib and ffmpeg cost nothing until then.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Progress": "progress",
    "Recording": "recording",
    "Video": "video",
    "course_style": "style",
    "describe_returns": "plots",
    "new_figure": "figure",
    "play": "video",
    "plot_returns": "plots",
    "record": "recording",
    "video_html": "video",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rlcourse.display' has no attribute {name!r}")
    home = import_module(f"rlcourse.display.{_HOMES[name]}")
    return getattr(home, name)
