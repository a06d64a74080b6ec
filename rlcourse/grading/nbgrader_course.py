"""The notebooks as a course for nbgrader: one assignment a notebook, one test cell an exercise.

nbgrader judges in the student's own process (see rlcourse/grading/__init__.py for what does not).
Only the test cells are its own. The cells that students write in are left as they are: it could
neither tell when one of them was copied, nor give back the wrong answers that some begin with.
"""

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from rlcourse.exercises.catalogue import EXERCISES
from rlcourse.exercises.exercise import Exercise
from rlcourse.files import write_atomically

CONFIG = """# Made by `rlcourse nbgrader`.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "rlcourse"
# Seconds a cell: some train.
c.Execute.timeout = 1800
"""
CHECK = re.compile(r"^check\((\w+)\)$", re.MULTILINE)
# What C writes to descriptor 2 would come out in this cell, and cost its points.
TEST = """\
from rlcourse.envs.quiet import quiet

with quiet():
    report = check({answer})
assert report.parts["{exercise}"].passed, "{exercise} is not right yet"
"""


def write_course(course: Path, notebooks: Path) -> list[str]:
    """Write `source/` and a configuration; gives the assignments.

    Args:
        course: the folder to make.
        notebooks: those of one language.

    Raises:
        ValueError: there are no notebooks, or one misses an exercise's check.
        OSError: the folder cannot be written.
    """
    texts: dict[Path, str] = {}
    for path in sorted(notebooks.glob("[0-9]*.ipynb")):
        exercises = [exercise for exercise in EXERCISES if exercise.notebook == path.stem]
        if not exercises:
            continue
        texts[path] = nbformat.writes(graded_notebook(read(path), exercises)) + "\n"
    if not texts:
        raise ValueError(f"{notebooks} holds no notebook of the course")
    for path, text in texts.items():
        write_text(course / "source" / path.stem / path.name, text)
    write_text(course / "nbgrader_config.py", CONFIG)
    return [path.stem for path in texts]


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_atomically(path, lambda file: file.write(text.encode()))


def read(path: Path) -> NotebookNode:
    """The notebook.

    Raises:
        ValueError: it is none; the message has its path.
    """
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except ValueError as error:
        raise ValueError(f"{path}: no notebook ({' '.join(str(error).split())})") from error
    return notebook


def graded_notebook(notebook: NotebookNode, exercises: Sequence[Exercise]) -> NotebookNode:
    """The notebook with its check cells made into test cells, and without outputs.

    Raises:
        ValueError: an exercise has no check.
    """
    waiting: list[Exercise] = []
    done = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        waiting += [e for e in exercises if defines(cell.source, e)]
        found = CHECK.search(cell.source)
        if found is None or not waiting:
            continue
        exercise = waiting.pop()
        test = TEST.format(answer=found[1], exercise=exercise.name)
        cell.source = (cell.source[: found.start()] + test).rstrip()
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "grade_id": exercise.name.replace(".", "-"),
            "points": exercise.points,
        }
        done.append(exercise)
    missing = [exercise.name for exercise in exercises if exercise not in done]
    if missing:
        raise ValueError(f"{exercises[0].notebook}: no check of {', '.join(missing)}")
    return notebook


def defines(source: str, exercise: Exercise) -> bool:
    """Whether the exercise's function, or a class with its method, is defined at the top level."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    base = exercise.base.__name__ if exercise.base is not None else ""
    if base:
        classes = [node for node in body if isinstance(node, ast.ClassDef)]
        body = [node for c in classes if derives(c, base) for node in c.body]
    return any(isinstance(n, ast.FunctionDef) and n.name == exercise.function_name for n in body)


def derives(node: ast.ClassDef, base: str) -> bool:
    """Whether a class derives from PPO, or from MyPPO, as a second exercise's does."""
    return any(isinstance(parent, ast.Name) and parent.id.endswith(base) for parent in node.bases)
