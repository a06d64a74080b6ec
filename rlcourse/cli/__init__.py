"""The command `rlcourse`: `app`, and `main`, which runs it and exits."""

from rlcourse.cli.app import app, main

__all__ = ["app", "main"]
