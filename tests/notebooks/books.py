"""The notebooks and their cells, for the tests."""

import ast
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from rlcourse.exercises.exercise import Exercise

ROOT = Path(__file__).parents[2]
BOOKS = ROOT / "notebooks"
SOURCE = BOOKS / "source"
LANGUAGES = ("en", "ja")

sys.path.insert(0, str(SOURCE))
import build  # noqa: E402

# All that the course will have, in its order.
PLANNED = (
    "00_start",
    "01_log_prob",
    "02_reparameterize",
    "03_gae",
    "04_ppo_update",
    "05_train_ppo",
    "06_sac_networks",
    "07_sac_update",
    "08_train_sac",
    "09_silent_bugs",
    "10_silent_bugs_sac",
)


def stems(language: str) -> list[str]:
    """Names of the notebooks that there are sources of, in order."""
    return sorted(path.stem for path in (SOURCE / language).glob("[0-9]*.md"))


EVERY = [(language, stem) for language in LANGUAGES for stem in stems(language)]


def path_of(language: str, stem: str) -> Path:
    """The built notebook."""
    return BOOKS / language / f"{stem}.ipynb"


def read(language: str, stem: str) -> NotebookNode:
    """The built notebook's content."""
    notebook: NotebookNode = nbformat.read(path_of(language, stem), as_version=4)
    return notebook


def assemble(language: str, stem: str) -> NotebookNode:
    """What the notebook's source says, not executed."""
    return build.assemble(SOURCE / language / f"{stem}.md")


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Its code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Its text cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def run(
    notebook: NotebookNode, folder: Path, kernel_name: str = "python3", **environment: str
) -> NotebookNode:
    """Run every cell in `folder`, with short trainings; raises where one fails."""
    shown = {"OMP_NUM_THREADS": "1", "RLCOURSE_QUICK": "1", "RLCOURSE_STATIC": "1"}
    client = NotebookClient(
        notebook,
        timeout=300,
        startup_timeout=180,
        kernel_name=kernel_name,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**os.environ, **shown, **environment})
    return notebook


def find_definition(cell: NotebookNode, exercise: Exercise) -> ast.FunctionDef | None:
    """The function, or the method in a class, that bears the exercise's name."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return None
    scopes: list[Any] = [tree]
    if exercise.base is not None:
        scopes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for scope in scopes:
        for node in scope.body:
            if isinstance(node, ast.FunctionDef) and node.name == exercise.function_name:
                return node
    return None


def find_stub(notebook: NotebookNode, exercise: Exercise) -> int | None:
    """Index of the cell in which the exercise's answer is to be written."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and find_definition(cell, exercise) is not None:
            return index
    return None


def find_check(notebook: NotebookNode, stub: int) -> int | None:
    """Index of the first cell after a stub that checks it."""
    for index in range(stub + 1, len(notebook.cells)):
        cell = notebook.cells[index]
        if cell.cell_type == "code" and "check(" in cell.source:
            return index
    return None


def text_of(cell: NotebookNode) -> str:
    """All plain text that a cell shows."""
    shown = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    ]
    return "\n".join(shown)
