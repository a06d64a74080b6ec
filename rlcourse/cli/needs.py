"""Packages that only the commands of `rlcourse bench` need."""

from importlib.util import find_spec

from rlcourse.cli.errors import BadInputError

BENCH = {"joblib": "joblib", "scipy": "scipy"}
SB3 = {"stable_baselines3": "stable-baselines3"}


def check_installed(needs: dict[str, str]) -> None:
    """Refuse to start what would fail for a package that is missing.

    Args:
        needs: the package that brings each module; the extra `bench` brings them all.

    Raises:
        BadInputError: one is missing; the message says how to install it.
    """
    for module, package in needs.items():
        if find_spec(module) is None:
            raise BadInputError(f"{package} is missing: pip install 'rlcourse[bench]'")
