"""The exercises, and the check that names a mistake."""

from importlib import import_module
from typing import Any

_HOMES = {
    "EXERCISES": "catalogue",
    "check": "checking",
    "hint": "help",
    "progress": "help",
    "solution": "help",
}

__all__ = ["EXERCISES", "check", "hint", "progress", "solution"]


def __getattr__(name: str) -> Any:
    # A runner needs none of the catalogue: in the grader's sandbox it must do without.
    if name not in _HOMES:
        raise AttributeError(f"module 'rlcourse.exercises' has no attribute {name!r}")
    return getattr(import_module(f"rlcourse.exercises.{_HOMES[name]}"), name)
