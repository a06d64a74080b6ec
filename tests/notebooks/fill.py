"""Fill answers into a notebook, or into the folder of kept answers, as a student would have."""

import ast
import inspect
import json
import textwrap
from pathlib import Path

from nbformat import NotebookNode

from rlcourse.exercises.exercise import Edit, Exercise, apply_edits
from rlcourse.exercises.store import sealed
from tests.notebooks.books import find_definition, find_stub


def fill(notebook: NotebookNode, exercise: Exercise, edits: tuple[Edit, ...] = ()) -> int:
    """Put the reference answer, edited, in the place of its stub.

    Returns:
        Index of the cell.

    Raises:
        LookupError: the notebook has no stub of this exercise.
    """
    index = find_stub(notebook, exercise)
    if index is None:
        raise LookupError(f"no stub of {exercise.name}")
    cell = notebook.cells[index]
    node = find_definition(cell, exercise)
    assert node is not None and node.end_lineno is not None
    source = apply_edits(exercise.source, edits)
    lines = cell.source.splitlines()
    answer = textwrap.indent(source, " " * node.col_offset)
    lines[node.lineno - 1 : node.end_lineno] = [answer]
    cell.source = "\n".join([imports_for(exercise, source), *lines])
    return index


def imports_for(exercise: Exercise, source: str) -> str:
    """The imports of the reference's own files that the answer needs."""
    used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    found = []
    for module in dict.fromkeys(map(inspect.getmodule, exercise.parts)):
        assert module is not None
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
                if names & used:
                    found.append(ast.unparse(node))
    return "\n".join(dict.fromkeys(found))


def answer_file(exercise: Exercise) -> str:
    """The reference answer as `check` keeps one."""
    source = exercise.source
    body = source
    if exercise.base is not None:
        base = exercise.base.__name__
        body = f"class {base}({base}):\n{textwrap.indent(source, '    ')}"
    return f"{imports_for(exercise, source)}\n\n{body}\n"


def keep_answers(home: Path, exercises: list[Exercise]) -> None:
    """Write passed answers into the folder of kept answers."""
    home.mkdir(parents=True, exist_ok=True)
    for exercise in exercises:
        (home / f"{exercise.name}.py").write_text(sealed(answer_file(exercise)), encoding="utf-8")
    names = sorted(exercise.name for exercise in exercises)
    (home / "attempted.json").write_text(json.dumps(names))
