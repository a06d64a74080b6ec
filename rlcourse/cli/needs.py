"""Packages that only some commands need."""

from importlib.util import find_spec

from rlcourse.cli.errors import BadInputError


def check_installed(module: str, extra: str) -> None:
    """Refuse to start what would fail for a package that is missing.

    Raises:
        BadInputError: it is; the message says how to get it.
    """
    if find_spec(module) is None:
        raise BadInputError(f"{module} is missing: pip install 'rlcourse[{extra}]'")
