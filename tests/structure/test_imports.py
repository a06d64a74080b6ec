"""Imports run one way: a part knows those below it and no other.

CONTRIBUTING.md says it in words. `training.Trainer` is what a student's agent hangs in, so the
formulas (`solutions`) stand above it, and it knows none of them.
"""

import ast

import pytest

from tests.structure.code import PACKAGE, files, module_name, tree

# Anyone may import these; they import nothing but each other.
GROUND = {"cores", "files", "language", "orphans", "shell"}
# Part: what of the package it may import, beside itself and the ground.
BELOW = {
    "envs": set(),
    "display": set(),
    "training": {"envs", "display"},
    "solutions": {"training"},
    "exercises": {"solutions", "training", "__init__"},
    "mine": {"exercises", "solutions", "__init__"},
    "bench": {"solutions", "training", "envs", "display"},
    "trained": {"bench", "cli", "solutions", "training"},
    "watch": {"envs", "display"},
    "colab": {"exercises"},
    "doctor": set(),
    "demo": {"solutions", "training", "display"},
    "grading": {"mine", "exercises", "solutions", "training", "display", "bench", "__init__"},
}
# These stand on top, and wire the rest.
TOP = {"__init__", "__main__", "cli"}


def part_of(path):
    """The folder or file at the top of the package in which a module lives."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path):
    """Parts of the package that a module imports, anywhere in it."""
    parts = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "rlcourse":
            inside = node.module.split(".")[1:]
            # `from rlcourse import solutions` names a part, `from rlcourse import make` none.
            parts |= {inside[0]} if inside else {parted(alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            parts |= {n[1] if len(n) > 1 else "__init__" for n in names if n[0] == "rlcourse"}
    return parts


def parted(name):
    """The part of this name, or the package's own face."""
    is_part = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()
    return name if is_part else "__init__"


def test_every_part_has_its_place():
    parts = {part_of(path) for path in files("rlcourse")}
    assert parts == GROUND | set(BELOW) | TOP


@pytest.mark.parametrize("part", sorted(GROUND | set(BELOW)))
def test_a_part_knows_only_those_below(part):
    allowed = GROUND | BELOW.get(part, set()) | {part}
    wrong = {}
    for path in files("rlcourse"):
        if part_of(path) == part and (others := imported_parts(path) - allowed):
            wrong[module_name(path)] = others
    assert not wrong


def test_there_is_no_circle():
    """Following the table downwards from any part never comes back to it."""

    def reachable(part, seen=()):
        assert part not in seen, " -> ".join([*seen, part])
        for other in BELOW.get(part, set()) - {"cli", "__init__"}:
            reachable(other, (*seen, part))

    for part in BELOW:
        reachable(part)
