"""`rlcourse grade` with grading that takes no time: what is written, kept and said."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rlcourse.cli import main
from rlcourse.grading import side_by_side
from rlcourse.grading import task as tasks
from rlcourse.grading.grading import MAIN_COURSE, SandboxUnavailableError
from rlcourse.grading.result import Status
from rlcourse.grading.submission import Submission
from rlcourse.grading.task import Task, grade_one
from tests.grading import fakes

ROOT = Path(__file__).parents[2]
STUDENTS = ("alice", "bob", "山田 太郎", "z")
GRADE_HERE = side_by_side.grade_here
WORDS = "grade handed --out out"


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    """Run the command line in a folder with submissions: words -> (code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tasks, "grade_one", fakes.fake_grade)
    monkeypatch.setattr(side_by_side, "grade_here", grade_in_this_process)
    monkeypatch.setenv(fakes.LOG, str(tmp_path / "log"))
    # The processes that grade start in this folder too.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for student in STUDENTS:
        write(student, "ja" if student == "山田 太郎" else "en")

    def run_words(words):
        with pytest.raises(SystemExit) as end:
            main(words.split())
        return (end.value.code, *capfd.readouterr())

    return run_words


def grade_in_this_process(missing, jobs, grade):
    for each in missing:
        yield each, grade(each)


@pytest.fixture
def processes(run, monkeypatch):
    """Grade in processes after all."""
    monkeypatch.setattr(side_by_side, "grade_here", GRADE_HERE)


def write(student, content):
    path = Path("handed", student, "book.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def graded_now():
    """Whom the processes graded since this was last asked."""
    log = Path("log")
    names = sorted(log.read_text(encoding="utf-8").split("\n")[:-1]) if log.exists() else []
    log.unlink(missing_ok=True)
    return names


def contents(folder="out"):
    """All that a run is for."""
    files = [p for p in Path(folder).rglob("*") if p.is_file() and "kept" not in p.parts]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.name != "run.json"}


@pytest.mark.timeout(500)
def test_it_writes_everything_and_the_same_again_for_the_same_seed(run, processes, monkeypatch):
    code, out, err = run(f"{WORDS} --seed 3 --format canvas --jobs 2")
    assert (code, err) == (0, "")
    assert out.startswith("4 students: out/grades.csv")
    assert graded_now() == sorted(STUDENTS)
    first = contents()
    pages = [f"feedback/{stem}.html" for stem in ("alice", "bob", "山田_太郎", "z")]
    tables = ["grades.csv", "results.json", "class.html", "canvas.csv"]
    assert sorted(first) == sorted([*tables, *pages])
    results = json.loads(first["results.json"])
    assert [s["student"] for s in results["students"]] == sorted(STUDENTS)
    assert len(results["students"][0]["verdicts"]) == len(MAIN_COURSE)

    # In another folder, without processes.
    monkeypatch.setattr(side_by_side, "grade_here", grade_in_this_process)
    run("grade handed --out again --seed 3 --format canvas")
    assert contents("again") == first

    run("grade handed --out other --seed 4")
    assert contents("other")["grades.csv"] != first["grades.csv"]


def test_a_cluster_writes_the_same(run):
    distributed = pytest.importorskip("dask.distributed")
    run(f"{WORDS} --seed 3")
    options = {"n_workers": 1, "processes": False, "protocol": "tcp", "dashboard_address": None}
    with distributed.LocalCluster(threads_per_worker=1, **options) as cluster:
        code, _, err = run(f"grade handed --out far --seed 3 --dask {cluster.scheduler_address}")
    assert (code, err) == (0, "")
    assert contents("far") == contents()


def test_grades_of_another_week_are_not_replaced(run):
    run(f"{WORDS} --exercises calculate_log_pi --format moodle")
    _, _, err = run(f"{WORDS} --exercises calculate_log_pi --format moodle")
    assert err == "" and not Path("out/earlier-1").exists()
    first = contents()
    Path("out/notes.txt").write_text("mine")
    for number, name in enumerate(("reparameterize", "calculate_advantage"), start=1):
        _, _, err = run(f"{WORDS} --exercises {name}")
        assert err == f"rlcourse: out held other grades; they are in out/earlier-{number}\n"
    assert contents("out/earlier-1") == first
    assert "reparameterize" in Path("out/earlier-2/grades.csv").read_text()
    assert "calculate_advantage" in Path("out/grades.csv").read_text()
    assert Path("out/notes.txt").exists() and not Path("out/moodle.csv").exists()


def test_only_what_changed_is_graded_again_with_the_same_seed(run):
    run(f"{WORDS} --seed 3")
    assert graded_now() == sorted(STUDENTS)
    run(f"{WORDS} --seed 3")
    assert graded_now() == []
    write("bob", "en, mended")
    run(f"{WORDS} --seed 3")
    assert graded_now() == ["bob"]
    # A grade for other exercises, points or walls is another grade.
    Path("points.csv").write_text("calculate_log_pi,3\n")
    for more in ("--exercises unsquash", "--points points.csv", "--unsafe-no-sandbox", "--seed 5"):
        run(f"grade handed --out out --seed 3 {more}")
        assert graded_now() == sorted(STUDENTS)


def test_an_unfinished_run_goes_on_with_its_seed_and_a_finished_one_begins_anew(run):
    run(f"{WORDS} --seed 3")
    assert graded_now() == sorted(STUDENTS)
    before = contents()
    state = json.loads(Path("out/run.json").read_text())
    assert (state["seed"], state["finished"]) == (3, True)
    Path("out/run.json").write_text(json.dumps({**state, "finished": False}))
    Path("out/kept/bob.json").unlink()
    run(WORDS)
    assert graded_now() == ["bob"]
    assert contents() == before

    run(WORDS)
    assert graded_now() == sorted(STUDENTS)
    assert json.loads(Path("out/run.json").read_text())["seed"] != 3


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_in_a_terminal_a_bar_shows_how_far_it_is(run, monkeypatch):
    run(f"{WORDS} --seed 3")
    Path("out/kept/bob.json").unlink()
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    run(f"{WORDS} --seed 3")
    assert "| 3/4 [" in terminal.getvalue()
    assert "| 4/4 [" in terminal.getvalue()


@pytest.mark.timeout(500)
def test_ctrl_c_keeps_what_is_graded_and_the_same_command_goes_on(run, tmp_path):
    run("grade handed --out whole --seed 9")
    graded_now()
    driver = """
import sys
from rlcourse.cli import main
from rlcourse.grading import task
from tests.grading import fakes
task.grade_one = fakes.slow_grade
sys.argv = ["rlcourse", *"grade handed --out out --seed 9 --jobs 2".split()]
main(sys.argv[1:])
"""
    process = subprocess.Popen(
        [sys.executable, "-c", driver],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        deadline = time.monotonic() + 300
        while len(list(tmp_path.glob("out/kept/*.json"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert err == (
        "rlcourse: stopped. 3 of 4 students are graded and kept in out. "
        "To go on: rlcourse grade handed --out out --seed 9 --jobs 2\n"
    )
    assert not Path("out/grades.csv").exists()
    graded_now()
    # Without the seed: the folder knows it.
    assert run(WORDS)[0] == 0
    assert graded_now() == ["z"]
    assert contents() == contents("whole")


@pytest.mark.timeout(500)
def test_a_grader_that_dies_costs_nobody_else_a_grade(run, processes):
    write("bob", "dies")
    code, _, err = run(f"{WORDS} --seed 3 --jobs 1")
    assert code == 0
    assert err.startswith(f"rlcourse: {len(MAIN_COURSE)} answers were not graded")
    # Once more, for it may have been another's fault.
    assert graded_now() == sorted([*STUDENTS, "bob"])
    rows = {s["student"]: s for s in json.loads(contents()["results.json"])["students"]}
    assert rows["bob"]["points"] is None
    assert {v["status"] for v in rows["bob"]["verdicts"]} == {"sandbox failed"}
    assert rows["bob"]["notes"] == ["could not be graded: the grader's process died"]
    assert all(rows[name]["points"] is not None for name in STUDENTS if name != "bob")
    assert [path.stem for path in Path("out/kept").iterdir()].count("bob") == 0


def test_an_exception_in_grading_is_a_grade_that_says_so(monkeypatch):
    def broken(*args, **more):
        raise ZeroDivisionError("a bug\nof ours")

    monkeypatch.setattr("rlcourse.grading.grading.grade_submission", broken)
    task = Task(Submission("bob", (), ("a note",)), ("unsquash",), {"unsquash": 2.0}, 1)
    grade = grade_one(task)
    assert grade.notes == ("a note", "could not be graded: ZeroDivisionError: a bug of ours")
    (verdict,) = grade.verdicts
    assert (verdict.status, verdict.points, verdict.out_of) == (Status.SANDBOX_FAILED, None, 2.0)

    def no_walls(*args, **more):
        raise SandboxUnavailableError("no sandbox")

    monkeypatch.setattr("rlcourse.grading.grading.grade_submission", no_walls)
    with pytest.raises(SandboxUnavailableError):
        grade_one(task)


def test_nothing_that_another_course_graded_is_kept(tmp_path, monkeypatch):
    (tmp_path / "a.ipynb").write_text("{}")
    task = Task(Submission("bob", (tmp_path / "a.ipynb",)), (), {}, 1)
    before = task.fingerprint()
    assert task.fingerprint() == before
    monkeypatch.setattr("rlcourse.grading.task.hash_of_course", lambda: "changed")
    assert task.fingerprint() != before


def test_nobody_waits_for_a_pipe(tmp_path):
    pipe = tmp_path / "pipe.ipynb"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="is no file"):
        Task(Submission("bob", (pipe,)), (), {}, 1).fingerprint()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("grade", "Missing argument"),
        ("grade nowhere", "nowhere: no such folder"),
        ("grade file", "file is a file: name the folder"),
        ("grade handed --points head.csv", "must begin with exercise,points, not name,points"),
        ("grade empty", "empty holds no notebook"),
        ("grade handed --out handed/grades", "is inside handed"),
        ("grade handed --out file", "file: cannot be written"),
        ("grade handed --exercises nothing", "there is no exercise 'nothing'"),
        ("grade handed --exercises ,", "--exercises names none"),
        ("grade handed --points nowhere.csv", "nowhere.csv: cannot be read"),
        ("grade handed --points points.csv", "'many' in 'unsquash,many' is no number"),
        ("grade handed --roster nowhere.csv", "nowhere.csv: cannot be read"),
        ("grade handed --format excel", "'excel'; there is moodle, canvas, gradescope"),
        ("grade handed --seed -1", "--seed is -1"),
        ("grade handed --seed 9999999999", "--seed is 9999999999"),
        ("grade handed --jobs -1", "--jobs is -1"),
        ("grade handed --dask tcp://127.0.0.1:9", "no Dask scheduler answers"),
    ],
)
def test_bad_input_gets_one_line_and_code_2(run, monkeypatch, words, message):
    monkeypatch.setattr("rlcourse.bench.learn.CONNECT_SECONDS", 0.5)
    Path("empty").mkdir()
    Path("file").write_text("")
    Path("points.csv").write_text("unsquash,many\n")
    Path("head.csv").write_text("name,points\nunsquash,3\n")
    code, out, err = run(words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("rlcourse: ")
    assert err.count("\n") == 1


def test_without_a_sandbox_it_refuses_in_one_line(run, monkeypatch):
    def refuse(tasks, jobs, grade):
        raise SandboxUnavailableError("no sandbox: bubblewrap is not installed")
        yield

    monkeypatch.setattr("rlcourse.grading.side_by_side.grade_here", refuse)
    code, _, err = run(WORDS)
    assert (code, err) == (2, "rlcourse: no sandbox: bubblewrap is not installed\n")
