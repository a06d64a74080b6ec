"""Seconds to grade a class of 100 with the six exercises of PPO, beside the real nbgrader.

python tests/benchmarks/bench_grading.py [students]

Both grade the same notebooks, which hold the answers, the checks and what those need. nbgrader
grades a few of them, one after another as it does, and its time is scaled up, without what it
takes to start. Each of ours has a room of its own in a sandbox that its neighbours share.
"""

import copy
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from rlcourse.exercises.catalogue import BY_NAME  # noqa: E402
from rlcourse.exercises.exercise import Exercise  # noqa: E402
from rlcourse.grading.grading import MAIN_COURSE  # noqa: E402
from rlcourse.grading.nbgrader_course import CONFIG, graded_notebook  # noqa: E402
from rlcourse.grading.walls import what_is_missing  # noqa: E402
from tests.notebooks.books import find_check, find_stub, read  # noqa: E402
from tests.notebooks.fill import fill  # noqa: E402

STUDENTS, OF_NBGRADER = 100, 4
GOAL_SECONDS = 100.0
NAME = "ppo"
EXERCISES = [BY_NAME[name] for name in MAIN_COURSE]


def short_notebook() -> NotebookNode:
    """One notebook with the stubs and checks of all six."""
    whole = nbformat.v4.new_notebook(metadata=read("en", "01_log_prob").metadata)
    whole.cells = [read("en", "01_log_prob").cells[1]]  # the set-up
    for stem in dict.fromkeys(exercise.notebook for exercise in EXERCISES):
        book = read("en", stem)
        here = [exercise for exercise in EXERCISES if exercise.notebook == stem]
        stubs = [find_stub(book, exercise) for exercise in here]
        kept = {*stubs, *(find_check(book, stub) for stub in stubs if stub is not None)}
        imports = [line for line in imports_of(book) if "rlcourse.display" not in line]
        whole.cells.append(nbformat.v4.new_code_cell("\n".join(imports)))
        whole.cells += [cell for i, cell in enumerate(book.cells) if i in kept]
    return whole


def imports_of(book: NotebookNode) -> list[str]:
    """Its import lines."""
    cells = [cell.source for cell in book.cells[2:] if cell.cell_type == "code"]
    lines = "\n".join(cells).splitlines()
    return [line for line in lines if line.startswith(("import ", "from "))]


def answered(notebook: NotebookNode, student: int) -> NotebookNode:
    """What a student made of it: two thirds right, the rest one mistake or another."""
    book = copy.deepcopy(notebook)
    for place, exercise in enumerate(EXERCISES):
        fill(book, exercise, edits_of(exercise, student + place))
    return book


def edits_of(exercise: Exercise, number: int) -> tuple[tuple[str, str], ...]:
    """A mistake for every third number."""
    if number % 3:
        return ()
    return exercise.mistakes[number // 3 % len(exercise.mistakes)].edits


def run(folder: Path, *words: str) -> float:
    """Run a module in a folder; gives the seconds."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    return time.perf_counter() - start


def time_ours(folder: Path, notebook: NotebookNode, students: int) -> float:
    """Seconds of `rlcourse grade` for all of them."""
    handed = folder / "handed"
    handed.mkdir()
    for student in range(students):
        nbformat.write(answered(notebook, student), handed / f"student{student:03}.ipynb")
    unsafe = ["--unsafe-no-sandbox"] if what_is_missing() is not None else []
    return run(folder, "rlcourse", "grade", "handed", "--out", "grades", *unsafe)


def time_nbgrader(folder: Path, notebook: NotebookNode, students: int) -> tuple[float, float]:
    """(seconds to start, seconds for each student)."""
    course = folder / "course"
    source = course / "source" / NAME
    source.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG)
    graded = graded_notebook(copy.deepcopy(notebook), EXERCISES)
    nbformat.write(graded, source / f"{NAME}.ipynb")
    run(course, "nbgrader", "generate_assignment", NAME)
    release = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    for student in range(students):
        handed = course / "submitted" / f"student{student:03}" / NAME
        handed.mkdir(parents=True)
        nbformat.write(answered(release, student), handed / f"{NAME}.ipynb")
    whole = run(course, "nbgrader", "autograde", NAME)
    # Everybody is graded: this does nothing but start.
    start = run(course, "nbgrader", "autograde", NAME)
    return start, (whole - start) / students


def main(words: list[str]) -> int:
    """Prints the times; gives 1 when a class of 100 takes longer than it may."""
    students = int(words[0]) if words else STUDENTS
    notebook = short_notebook()
    with tempfile.TemporaryDirectory() as name:
        ours = time_ours(Path(name), notebook, students)
        start, each = time_nbgrader(Path(name), notebook, min(students, OF_NBGRADER))
    theirs = start + each * students
    print(f"{students} students, six exercises, {os.cpu_count()} processors")
    print(f"  rlcourse grade {ours:8.1f} s  ({ours / students:.2f} s a student)")
    print(f"  nbgrader       {theirs:8.1f} s  ({each:.2f} s a student, scaled)")
    print(f"  ratio          {theirs / ours:8.1f}")
    return int(students == STUDENTS and ours > GOAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
