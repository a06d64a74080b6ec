"""nbval notices one changed output, from a plain shell."""

import copy
import re
import subprocess
import sys

import nbformat
import pytest

from rlcourse.exercises.catalogue import BY_NAME
from tests.notebooks.books import BOOKS, ROOT, code_cells, find_check, find_stub, read


@pytest.fixture
def short_book():
    """Of notebook 00: set-up, stub and check."""
    notebook = read("en", "00_start")
    stub = find_stub(notebook, BY_NAME["discounted_return"])
    kept = [
        code_cells(notebook)[0],
        notebook.cells[stub],
        notebook.cells[find_check(notebook, stub)],
    ]
    notebook.cells = kept
    return notebook


def nbval(folder, notebook):
    """(exit code, what pytest printed)."""
    folder.mkdir()
    nbformat.write(notebook, folder / "book.ipynb")
    (folder / "conftest.py").write_text((BOOKS / "conftest.py").read_text())
    command = [sys.executable, "-m", "pytest", "--nbval", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), "-p", "no:cacheprovider", "--color=no", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return run.returncode, run.stdout


@pytest.mark.timeout(600)
def test_one_changed_output_fails(tmp_path, short_book):
    code, out = nbval(tmp_path / "same", short_book)
    assert (code, re.findall(r"\d+ passed", out)) == (0, ["3 passed"]), out

    changed = copy.deepcopy(short_book)
    data = changed.cells[2].outputs[0].data
    assert "not attempted" in data["text/plain"]
    data["text/plain"] = data["text/plain"].replace("not attempted", "not attempter")
    code, out = nbval(tmp_path / "changed", changed)
    assert code == 1
    assert re.findall(r"\d+ (?:passed|failed)", out) == ["1 failed", "2 passed"], out
    assert re.search(r"^FAILED .*book\.ipynb::Cell 2", out, re.M), out
