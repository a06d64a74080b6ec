"""The course as an answer on trial may see it: all but the answer itself.

Of rlcourse only the agents, what they are made of and the runner of the exercise go into the
sandbox, as code objects in memory, and where the reference of the exercise would stand there is an
error. The exercises with their mistakes and hints stay outside.
"""

import ast
import importlib.util
import marshal
import pickle
import pickletools
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle

from rlcourse.exercises.catalogue import EXERCISES
from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.mine import FILES
from rlcourse.solutions import pieces

Modules = dict[str, tuple[bool, bytes]]

# What an answer may import from, beside what the runner needs.
GIVEN = ("rlcourse", "rlcourse.language", "rlcourse.solutions", "rlcourse.training")
MINE = "from rlcourse.solutions import *\nfrom rlcourse.solutions import __all__\n"
SOURCE_ENDS = ("_mistakes",)


@lru_cache(maxsize=64)
def shell(exercise: Exercise) -> Modules:
    """Name -> (whether a package, marshalled code) of every module that the answer may see."""
    hidden = hidden_functions(exercise)
    roots = [*GIVEN, *(f"rlcourse.solutions.{stem}" for stem in FILES), *runner_modules(exercise)]
    modules = {}
    for name in closure(roots):
        package, source = read_module(name)
        tree = ast.parse(source)
        blank(tree, hidden.get(name, set()))
        modules[name] = package, marshal.dumps(compile(tree, f"<{name}>", "exec"))
    modules["rlcourse.mine"] = False, marshal.dumps(compile(MINE, "<rlcourse.mine>", "exec"))
    return modules


def hidden_functions(exercise: Exercise) -> dict[str, set[str]]:
    """Module -> qualified names of what must not be there."""
    others = {e.parts[0] for e in EXERCISES if e is not exercise}
    hidden: list[Any] = [part for part in exercise.parts if part not in others]
    if exercise.parts[0].__module__ == pieces.__name__:
        # The same few lines stand in the answers of the main course, and in the agents.
        hidden += others
        hidden += [
            e.base.update for e in EXERCISES if e.base is not None and hasattr(e.base, "update")
        ]
    table: dict[str, set[str]] = {}
    for function in hidden:
        table.setdefault(function.__module__, set()).add(function.__qualname__)
    return table


def blank(tree: ast.Module, names: set[str]) -> None:
    """Put an error in the place of the bodies of functions, given by their qualified names."""
    found = set()
    for prefix, node in functions(tree.body, ""):
        name = f"{prefix}{node.name}"
        if name in names:
            found.add(name)
            error = f"from inside.withheld import withheld\nwithheld({name!r})"
            node.body = ast.parse(error).body
    assert found == names, f"not found: {names - found}"


def functions(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of a module and methods of its classes, with what stands before their names."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield prefix, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node.body, f"{prefix}{node.name}.")


def is_module(name: str) -> bool:
    """Whether it can be imported; `from a.b import c` may name something in a module."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def closure(roots: Sequence[str]) -> list[str]:
    """The modules and all that they import when they are imported, parents first."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in found or is_withheld(name) or not is_module(name):
            return
        parent = name.rpartition(".")[0]
        if parent:
            visit(parent)
        found[name] = None
        for imported in imports(ast.parse(read_module(name)[1])):
            visit(imported)

    for root in roots:
        visit(root)
    return list(found)


def imports(tree: ast.Module) -> Iterator[str]:
    """Modules of the course that a module imports at its top."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rlcourse"):
            yield str(node.module)
            home = Path(find(str(node.module)))
            if home.name == "__init__.py":
                files = [name.name for name in node.names]
                yield from (
                    f"{node.module}.{f}" for f in files if (home.parent / f"{f}.py").is_file()
                )
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("rlcourse"))


@lru_cache(maxsize=256)
def read_module(name: str) -> tuple[bool, str]:
    """Whether it is a package, and its source."""
    path = Path(find(name))
    return path.name == "__init__.py", path.read_text(encoding="utf-8")


def find(name: str) -> str:
    """The file of a module."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None, name
    return spec.origin


@lru_cache(maxsize=1)
def homes() -> frozenset[str]:
    """The modules in which exercises stand."""
    return frozenset(
        name
        for name, module in list(sys.modules.items())
        if name.startswith("rlcourse.exercises.")
        and any(value is e for value in vars(module).values() for e in EXERCISES)
    )


def is_withheld(name: str) -> bool:
    """Whether a module knows right or wrong answers that nobody gives."""
    telling = (pieces.__name__, "rlcourse.solutions.patched_ppo", "rlcourse.exercises.catalogue")
    return name in homes() or name in telling or name.endswith(SOURCE_ENDS)


def pack_runner(exercise: Exercise, cases: Sequence[Case]) -> bytes:
    """The runner and the cases as a pickle, which takes nothing else out of withheld modules."""
    withheld = [m for n, m in sys.modules.items() if is_withheld(n) and isinstance(m, ModuleType)]
    for module in withheld:
        cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps((exercise.run, list(cases)), pickle.HIGHEST_PROTOCOL))
    finally:
        for module in withheld:
            cloudpickle.unregister_pickle_by_value(module)


def runner_modules(exercise: Exercise) -> list[str]:
    """The modules of the course that the packed runner names."""
    instructions = pickletools.genops(pack_runner(exercise, ()))
    texts = {argument for _, argument, _ in instructions if isinstance(argument, str)}
    named = sorted(text for text in texts if text.startswith("rlcourse.") and text in sys.modules)
    case = [Case.__module__, "rlcourse.exercises.guard"]
    return [*(name for name in named if not is_withheld(name)), *case]
