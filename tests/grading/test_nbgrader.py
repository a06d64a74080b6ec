"""`rlcourse nbgrader`: a course that the real nbgrader releases and grades."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from rlcourse.cli import main
from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.grading.nbgrader_course import write_course
from tests.notebooks.books import BOOKS, code_cells, find_check, find_stub, read, stems
from tests.notebooks.fill import fill

STEM = "04_ppo_update"
METHODS = ("PPO.update_critic", "PPO.update_actor")
# Warns when it is defined and when it is called, in Python's way and in C's.
WARN = 'import os, sys, warnings; print("slow", file=sys.stderr); warnings.warn("old"); '
WARN += 'os.write(2, b"banner\\n")'


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_exercise_has_one_test_cell_worth_its_points(tmp_path, language):
    course = tmp_path / "course"
    assignments = write_course(course, BOOKS / language)
    planned = {exercise.notebook for exercise in EXERCISES}
    assert assignments == sorted(planned & set(stems(language)))
    points = {}
    for stem in assignments:
        notebook = nbformat.read(course / "source" / stem / f"{stem}.ipynb", as_version=4)
        nbformat.validate(notebook)
        original = read(language, stem)
        for cell, before in zip(notebook.cells, original.cells, strict=True):
            graded = cell.metadata.get("nbgrader")
            if graded is None:
                assert cell.source == before.source
                continue
            assert graded["grade"]
            assert graded["locked"]
            assert not graded["solution"]
            assert graded["grade_id"] not in points
            points[graded["grade_id"]] = graded["points"]
            assert "check(" in before.source
            assert before.source.splitlines()[-1].strip() in cell.source
        assert all(not cell.outputs for cell in code_cells(notebook))
    known = {e.name.replace(".", "-"): e.points for e in EXERCISES if e.notebook in assignments}
    assert points == known


def test_a_notebook_without_its_check_is_refused(tmp_path):
    notebook = read("en", STEM)
    stub = find_stub(notebook, BY_NAME["PPO.update_actor"])
    del notebook.cells[find_check(notebook, stub)]
    nbformat.write(notebook, tmp_path / f"{STEM}.ipynb")
    with pytest.raises(ValueError, match=r"04_ppo_update: no check of PPO\.update_actor"):
        write_course(tmp_path / "course", tmp_path)


def test_where_a_notebook_is_refused_nothing_is_written(tmp_path):
    for name in ("01_log_prob", STEM):
        nbformat.write(read("en", name), tmp_path / f"{name}.ipynb")
    (tmp_path / f"{STEM}.ipynb").write_text("{")
    with pytest.raises(ValueError, match="04"):
        write_course(tmp_path / "course", tmp_path)
    assert not (tmp_path / "course").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("nbgrader", "Missing argument"),
        ("nbgrader course", "notebooks/en: no such folder"),
        ("nbgrader course --notebooks .", "holds no notebook of the course"),
        ("nbgrader old --notebooks .", "old holds a course already"),
        ("nbgrader file/course --notebooks .", "file/course: cannot be written"),
    ],
)
def test_bad_input_gets_one_line_and_code_2(tmp_path, monkeypatch, capsys, words, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old" / "source").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as end:
        main(words.split())
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one short notebook, as the command writes it."""
    # nbgrader calls a command of one of its packages.
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    notebook = read("en", STEM)
    kept = {1, 3}  # the set-up, and the imports
    for name in METHODS:
        stub = find_stub(notebook, BY_NAME[name])
        kept |= {stub, find_check(notebook, stub)}
    notebook.cells = [cell for i, cell in enumerate(notebook.cells) if i in kept]
    books = tmp_path / "books"
    books.mkdir()
    nbformat.write(notebook, books / f"{STEM}.ipynb")
    with pytest.raises(SystemExit) as end:
        main(["nbgrader", str(tmp_path / "course"), "--notebooks", str(books)])
    assert end.value.code == 0
    return tmp_path / "course"


def nbgrader(course, *words):
    """Run the real one."""
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(course.parent / "config"),
        "JUPYTER_RUNTIME_DIR": str(course.parent / "runtime"),
        "RLCOURSE_QUICK": "1",
        "OMP_NUM_THREADS": "1",
    }
    # With the second one kernels do not show what C writes.
    for name in ("RLCOURSE_HOME", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def hand_in(course, student, change):
    """What a student makes of the released notebook."""
    folder = course / "submitted" / student / STEM
    shutil.copytree(course / "release" / STEM, folder)
    notebook = nbformat.read(folder / f"{STEM}.ipynb", as_version=4)
    change(notebook)
    nbformat.write(notebook, folder / f"{STEM}.ipynb")


def solve(notebook):
    for name in METHODS:
        fill(notebook, BY_NAME[name])


def solve_with_warnings(notebook):
    for name in METHODS:
        source = BY_NAME[name].source
        starts = ("    errors =", "    log_pis =")
        first = next(line for line in source.splitlines() if line.startswith(starts))
        cell = notebook.cells[fill(notebook, BY_NAME[name], ((first, f"    {WARN}\n{first}"),))]
        cell.source = f"{WARN}\n{cell.source}"


def make_a_mistake(notebook):
    fill(notebook, BY_NAME[METHODS[0]])
    fill(notebook, BY_NAME[METHODS[1]], BY_NAME[METHODS[1]].mistakes[0].edits)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_real_nbgrader_grades_it(course):
    api = pytest.importorskip("nbgrader.api")
    nbgrader(course, "generate_assignment", STEM)
    hand_in(course, "stub", lambda notebook: None)
    hand_in(course, "reference", solve)
    hand_in(course, "warns", solve_with_warnings)
    hand_in(course, "half", make_a_mistake)
    nbgrader(course, "autograde", STEM)
    most = sum(BY_NAME[name].points for name in METHODS)
    with api.Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        scores = {s.student_id: (s.score, s.max_score) for s in book.assignment_submissions(STEM)}
    assert scores == {
        "stub": (0, most),
        "reference": (most, most),
        "warns": (most, most),
        "half": (BY_NAME[METHODS[0]].points, most),
    }
    graded = course / "autograded" / "warns" / STEM / f"{STEM}.ipynb"
    notebook = nbformat.read(graded, as_version=4)
    shown = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert any(output.get("name") == "stderr" for output in shown)
