"""Every public name says what it is; where it applies, shapes, what is raised, and its source."""

import ast
import inspect
import re
from importlib import import_module

import pytest

from tests.structure.code import PACKAGE, files, functions, module_name, tree

# Importing one of those that are programs would run it.
MODULES = [module_name(path) for path in files("rlcourse") if path.stem != "__main__"]
# What `from ... import` gives a student, an instructor or a user.
FACES = ["rlcourse", "rlcourse.envs", "rlcourse.training", "rlcourse.solutions", "rlcourse.display"]
# A formula's own file names the paper.
FORMULAS = ["gae", "log_prob", "networks", "ppo", "returns", "sac", "sac_networks", "sampling"]
FORMULA_FOLDER = PACKAGE / "solutions"
DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef)
PLACE = re.compile(r"equation|algorithm|section|appendix|chapter|the inverse of `")
ARRAY = re.compile(r"\b(Tensor|ndarray)\b")
# "(E, S)", "(B, 1)", "(*size, A)", "a scalar", "one number": a shape in words or in brackets.
SHAPE = re.compile(r"\([\w*+ ,]*,?[\w ]*\)|scalar|one number|any shape|of this shape|\bflat\b")
# What is no error: the end of a program, and what a caller of a generator expects.
NO_ERRORS = {"KeyboardInterrupt", "SystemExit", "StopIteration", "Exit", "AssertionError"}


def own_members(module):
    """Public functions, classes and methods that a module defines, by their dotted names."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(thing):
            yield name, thing
            for key, value in vars(thing).items():
                if not key.startswith("_") and is_code(value):
                    yield f"{name}.{key}", getattr(thing, key)
        elif inspect.isfunction(thing):
            yield name, thing


def is_code(value):
    """A method, or a property."""
    kinds = (property, classmethod, staticmethod)
    return inspect.isfunction(value) or isinstance(value, kinds)


def said_of(module, name):
    """Its docstring with that of its class: a method need not repeat what the class said."""
    owner, _, _ = name.rpartition(".")
    texts = [inspect.getdoc(look_up(module, part)) or "" for part in (name, owner) if part]
    return "\n".join(texts)


def look_up(module, dotted):
    """An attribute of an attribute."""
    thing = module
    for part in dotted.split("."):
        thing = inspect.getattr_static(thing, part)
    return getattr(thing, "__func__", thing)


@pytest.mark.parametrize("name", MODULES)
def test_all_is_described(name):
    module = import_module(name)
    assert module.__doc__, "the module itself"
    # An overridden method has its base's words (`inspect.getdoc`).
    assert [key for key, thing in own_members(module) if not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("name", FACES)
def test_arrays_have_shapes(name):
    """Of what a package shows to the world, with the methods of its classes."""
    face = import_module(name)
    homes = {getattr(face, key).__module__ for key in face.__all__ if has_home(face, key)}
    missing = []
    for home in sorted(homes):
        module = import_module(home)
        for key, thing in own_members(module):
            annotations = " ".join(map(str, annotations_of(thing)))
            if ARRAY.search(annotations) and not SHAPE.search(said_of(module, key)):
                missing.append(f"{home}.{key}")
    assert not missing


def has_home(face, key):
    """Whether a name is a function or a class of the package, and no constant."""
    return str(getattr(getattr(face, key), "__module__", "")).startswith("rlcourse")


def annotations_of(thing):
    """Of the arguments and of what is returned."""
    thing = thing.fget if isinstance(thing, property) else thing
    return [] if inspect.isclass(thing) else inspect.get_annotations(thing).values()


@pytest.mark.parametrize("path", files("rlcourse"), ids=module_name)
def test_errors_are_announced(path):
    """A public function that raises says what and when."""
    silent = []
    for name, function in functions(path):
        if any(part.startswith("_") for part in name.split(".")):
            continue
        raised = {raised_name(node) for node in own_raises(function)} - NO_ERRORS - {None}
        text = ast.get_docstring(function) or ""
        if raised and not re.search(r"\bRaises\b", text):
            silent.append(f"{name}: {', '.join(sorted(raised))}")
    assert not silent


def own_raises(function):
    """`raise` statements of a function, without those of the functions inside it."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise):
            yield node
        yield from own_raises(node)


def raised_name(node):
    """Name of the class that is raised; None where an error goes on as it came."""
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(error, ast.Attribute):
        return error.attr
    return error.id if isinstance(error, ast.Name) and error.id[0].isupper() else None


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_have_a_source(name):
    """Paper and equation, algorithm, section or appendix, or the piece from which it follows."""
    nodes = [n for n in ast.walk(tree(FORMULA_FOLDER / f"{name}.py")) if isinstance(n, DESCRIBED)]
    text = "\n".join(ast.get_docstring(node) or "" for node in nodes)
    sources = re.findall(r"Source: (.+(?:\n.+)*)", text)
    assert sources
    assert [source for source in sources if not PLACE.search(source)] == []
