"""Source of an answer with all that it needs: imports, helper functions, constants."""

import ast
import inspect
import linecache
import symtable
import textwrap
import types
from collections.abc import Mapping
from functools import partial
from typing import Any

from rlcourse import solutions
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.exercise import Exercise
from rlcourse.exercises.find import base_of, owner_of
from rlcourse.exercises.guard import code_of, undecorated


class SourceMissing(Exception):
    """Python no longer knows the text that a function was made from."""


def answer_source(exercise: Exercise, answer: Any) -> str:
    """A file's worth of source that defines the answer under the exercise's name.

    Raises:
        SourceMissing: the text is not to be had.
    """
    if exercise.base is None:
        return function_answer(exercise.function_name, answer)
    return method_answer(exercise, answer)


def function_answer(name: str, answer: Any) -> str:
    """Source of a function, a lambda or a partial, with its needs."""
    if isinstance(answer, partial):
        inner = function_answer("_answer", answer.func)
        arguments = [repr(a) for a in answer.args]
        arguments += [f"{key}={value!r}" for key, value in answer.keywords.items()]
        return f"import functools\n{inner}\n{name} = functools.partial(_answer, {', '.join(arguments)})\n"
    text = definition(answer)
    own = getattr(answer, "__name__", "")
    if own == "<lambda>":
        text, own = lambda_text(text), "_lambda"
        text = f"{own} = {text}"
    parts = [*needs(text, variables_of(undecorated(answer)), {own}), text]
    if own != name:
        parts.append(f"{name} = {own}")
    return "\n\n".join(parts) + "\n"


def method_answer(exercise: Exercise, answer: type) -> str:
    """One class with the method and all that the student's other classes behind it hold.

    The methods that are other exercises are left out: each is kept for itself.
    """
    owner = owner_of(answer, exercise.function_name)
    base = base_of(answer)
    assert owner is not None and base is not None
    others = {
        e.function_name
        for e in BY_NAME.values()
        if e.base is not None and e.base.__name__ == base.__name__
    }
    bodies: list[str] = []
    variables: dict[str, Any] = {}
    # The nearest class comes last, and so it is the one that counts.
    for part in reversed([c for c in answer.__mro__ if c not in base.__mro__]):
        name = exercise.function_name if part is owner else some_method(part)
        if name:
            method = undecorated(vars(part)[name])
            left_out = others - {exercise.function_name} if part is owner else others
            bodies += class_body(part, method, left_out)
            variables |= variables_of(method)
    body = textwrap.indent("\n\n".join(bodies), "    ")
    text = f"class {base.__name__}({base.__name__}):\n{body}"
    return "\n\n".join([*needs(text, variables, {base.__name__}), text]) + "\n"


def some_method(owner: type) -> str:
    """Name of a function that stands in the class's own text; "" where there is none."""
    for name, value in vars(owner).items():
        if getattr(undecorated(value), "__qualname__", "") == f"{owner.__qualname__}.{name}":
            return name
    return ""


def class_body(owner: type, method: Any, left_out: set[str]) -> list[str]:
    """The statements of a class, as one text, without these methods; nothing where none is left.

    Raises:
        SourceMissing: the text is not to be had.
    """
    lines, node = class_node(owner, method)
    kept = []
    for statement in node.body:
        if getattr(statement, "name", None) in left_out:
            continue
        first = min(
            [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
        )
        kept.append("".join(lines[first - 1 : statement.end_lineno]).rstrip())
    return [textwrap.dedent("\n\n".join(kept))] if kept else []


def variables_of(function: Any) -> dict[str, Any]:
    """What stands behind the names that a function does not define itself."""
    inside = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {**function.__globals__, **{name: cell.cell_contents for name, cell in inside}}


def definition(function: Any) -> str:
    """Source of one function or class, without its indentation.

    Raises:
        SourceMissing: the text is not to be had.
    """
    try:
        if isinstance(function, type):
            method = next(v for v in vars(function).values() if isinstance(v, types.FunctionType))
            lines, node = class_node(function, method)
            return textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno])).rstrip()
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except (OSError, TypeError, StopIteration) as error:
        raise SourceMissing from error


def class_node(owner: type, method: Any) -> tuple[list[str], ast.ClassDef]:
    """The file of a class, as lines, and the class in it. Notebook cells are files as well.

    Raises:
        SourceMissing: the file is not to be had, is no Python any more, or the method is in no such class.
    """
    code = code_of(method)
    if code is None:
        raise SourceMissing
    lines = linecache.getlines(code.co_filename)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError as error:
        raise SourceMissing from error
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or node.name != owner.__name__:
            continue
        if node.lineno <= code.co_firstlineno <= (node.end_lineno or 0):
            return lines, node
    raise SourceMissing


def lambda_text(text: str) -> str:
    """The lambda inside the statement that it stands in.

    Raises:
        SourceMissing: there is not just one, or the text is no statement.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise SourceMissing from error
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    if len(lambdas) != 1:
        raise SourceMissing
    return ast.unparse(lambdas[0])


def needs(text: str, variables: Mapping[str, Any], done: set[str]) -> list[str]:
    """Statements that give the global names in `text` their values, in a working order."""
    found: list[str] = []
    for name in sorted(names_from_outside(text) - done):
        if name not in variables:
            continue
        done.add(name)
        value = variables[name]
        if name in BY_NAME or name in solutions.__all__:
            continue  # `rlcourse.mine` provides it: the student's own, or the reference
        elif isinstance(value, types.ModuleType):
            alias = "" if value.__name__ == name else f" as {name}"
            found.append(f"import {value.__name__}{alias}")
        elif isinstance(value, types.FunctionType | type):
            found += needed_definition(name, value, done)
        elif getattr(value, "__module__", None) and hasattr(value, "__name__"):
            found.append(import_from(value.__module__, value.__name__, name))
        else:
            found += constant(name, value)
    return found


def names_from_outside(text: str) -> set[str]:
    """Names that the text looks up, without its own arguments and variables.

    A notebook may well have a variable called as an argument is, with a million numbers in it.
    """
    found: set[str] = set()
    scopes = [symtable.symtable(text, "answer", "exec")]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        is_outermost = scope.get_type() == "module"
        for symbol in scope.get_symbols():
            if symbol.is_referenced() and (is_outermost or symbol.is_global()):
                found.add(symbol.get_name())
    return found


def needed_definition(name: str, value: Any, done: set[str]) -> list[str]:
    """A helper of the student's own as source, one from a library as an import."""
    module = value.__module__
    if module not in ("__main__", None) and hasattr(value, "__qualname__"):
        return [import_from(module, value.__qualname__.partition(".")[0], name)]
    text = definition(value)
    globals_ = getattr(value, "__globals__", None)
    if globals_ is None:
        methods = [m for m in vars(value).values() if isinstance(m, types.FunctionType)]
        globals_ = methods[0].__globals__ if methods else {}
    alias = [] if value.__name__ == name else [f"{name} = {value.__name__}"]
    return [*needs(text, globals_, done | {value.__name__}), text, *alias]


def import_from(module: str, original: str, name: str) -> str:
    """An import statement that binds `name`."""
    alias = "" if original == name else f" as {name}"
    return f"from {module} import {original}{alias}"


def constant(name: str, value: Any) -> list[str]:
    """A number, a text or a collection of them; torch's own constants by their name."""
    text = repr(value)
    try:
        if ast.literal_eval(text) == value:
            return [f"{name} = {text}"]
    except (ValueError, SyntaxError):
        pass
    if type(value).__module__ == "torch" and text.startswith("torch."):
        return [f"import torch\n{name} = {text}"]
    if type(value).__module__ == "torch" and text.startswith("device("):
        return [f"import torch\n{name} = torch.{text}"]
    if type(value).__name__ == "Tensor":
        return [f"import torch\n{name} = torch.tensor({value.tolist()!r}, dtype={value.dtype})"]
    return []
