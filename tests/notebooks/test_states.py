"""Every notebook runs from its first cell to its last, whatever the student has solved so far.

Untouched notebooks are run by nbval (`make test-notebooks`), which compares every output too.
"""

import pytest

from rlcourse.exercises.catalogue import EXERCISES
from rlcourse.exercises.sick import PLANTED
from tests.notebooks.books import assemble, code_cells, find_check, find_stub, run, stems, text_of
from tests.notebooks.fill import fill, keep_answers

PASSED, WRONG, UNTOUCHED = "✓", "✗", "○"


def state_of(state: str, stem: str) -> str:
    """What the student has done in a notebook."""
    if state == "solved":
        return PASSED
    return WRONG if stem == "03_gae" else PASSED if stem < "03" else UNTOUCHED


@pytest.mark.timeout(900)
@pytest.mark.parametrize("state", ["half done", "solved"])
@pytest.mark.parametrize("stem", stems("en"))
def test_run_all(tmp_path, stem, state):
    notebook = assemble("en", stem)
    home = tmp_path / "my_solutions"
    before = [e for e in EXERCISES if e.notebook < stem]
    keep_answers(home, [e for e in before if state_of(state, e.notebook) == PASSED])

    mark = state_of(state, stem)
    here = [e for e in EXERCISES if e.notebook == stem]
    for exercise in here:
        if mark != UNTOUCHED:
            fill(notebook, exercise, exercise.mistakes[0].edits if mark == WRONG else ())
    if mark == UNTOUCHED and here and here[0].name in PLANTED:
        mark = WRONG  # a bug is in the cell from the start
    run(notebook, tmp_path, RLCOURSE_HOME=str(home))

    assert [cell.execution_count for cell in code_cells(notebook)]
    for exercise in here:
        stub = find_stub(notebook, exercise)
        shown = text_of(notebook.cells[find_check(notebook, stub)])
        assert f"{mark} {exercise.name}:" in shown
        if mark == WRONG:
            assert exercise.mistakes[0].text.en in shown
        assert (home / f"{exercise.name}.py").exists() == (mark == PASSED)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.get("name") != "stderr", cell.source
