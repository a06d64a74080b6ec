"""The Makefile: what each target runs, and that it stops where something fails."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")

# Says how it was called; fails where FAIL is among its words; ends as pytest does.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >>"$CALLS"
echo "$MPLCONFIGDIR" >>"$CALLS.matplotlib"
case " $* " in
  *" $FAIL "*) echo "$FAIL found something"; exit 1;;
  *" pytest "*) echo "3 passed in 0.01s";;
esac
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with the Makefile and a .venv that only writes down what it is asked to do."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name, text in [(".ci/venv", "#!/bin/sh\n"), (".venv/bin/python", FAKE_PYTHON)]:
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
        path.chmod(0o755)
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("FAIL", "nothing")
    # A make around this test hands its own settings down.
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON", "TORCH_INDEX", "JOBS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def make(course, *words):
    """(exit code, stdout, the calls of Python)."""
    calls = course / "calls"
    calls.write_text("")
    run = subprocess.run(["make", *words], cwd=course, capture_output=True, text=True)
    return run.returncode, run.stdout, calls.read_text().splitlines()


def add_notebook(course):
    folder = course / "notebooks" / "en"
    folder.mkdir(parents=True)
    (folder / "00_start.ipynb").write_text("{}")


def test_test_runs_every_check_and_ends_with_pytest(course):
    add_notebook(course)
    code, out, calls = make(course, "test")
    assert code == 0
    steps = [re.sub(r"^-m ", "", call) for call in calls]
    starts = ["ruff check", "ruff format --check", "mypy rlcourse", "pytest", "pytest"]
    assert len(steps) == len(starts)
    assert all(step.startswith(start) for step, start in zip(steps, starts, strict=True))
    assert "--nbval" in steps[3]
    assert "--dist loadfile" in steps[3]
    assert "--nbval" not in steps[4]
    assert out.splitlines()[-1] == "3 passed in 0.01s"


def test_a_matplotlib_of_someone_elses_setting_reaches_no_test(course, monkeypatch):
    monkeypatch.setenv("MPLCONFIGDIR", "elsewhere")
    add_notebook(course)
    for target, seen in [("test", str(course / ".venv" / "matplotlib")), ("lab", "elsewhere")]:
        make(course, target)
        written = course / "calls.matplotlib"
        assert set(written.read_text().splitlines()) == {seen}
        written.unlink()


def test_test_runs_without_notebooks(course):
    code, _, calls = make(course, "test")
    assert code == 0
    assert not any("--nbval" in call for call in calls)


@pytest.mark.parametrize("word", ["check", "format", "mypy", "--nbval", "-rs"])
def test_test_fails_where_a_step_fails_and_goes_no_further(course, monkeypatch, word):
    add_notebook(course)
    monkeypatch.setenv("FAIL", word)
    code, out, calls = make(course, "test")
    assert code != 0
    assert f"{word} found something" in out
    assert word in calls[-1].split()


def test_every_target_fails_without_its_venv(course):
    (course / ".ci" / "venv").write_text("#!/bin/sh\nexit 1\n")
    for target in ("lab", "test", "demo", "bench"):
        code, _, calls = make(course, target)
        assert code != 0
        assert calls == []


def test_demo_runs_the_demo(course):
    assert make(course, "demo") == (0, "", ["-m rlcourse demo"])


def test_lab_opens_the_first_notebook(course):
    code, _, (call,) = make(course, "lab")
    assert code == 0
    assert call.startswith("-m jupyterlab")
    assert call.endswith("notebooks/en/00_start.ipynb")
    assert ("--allow-root" in call) is (os.getuid() == 0)


def test_bench_runs_every_script(course, monkeypatch):
    folder = course / "tests" / "benchmarks"
    folder.mkdir(parents=True)
    for name in ("bench_a.py", "bench_b.py"):
        (folder / name).write_text("")
    _, _, calls = make(course, "bench")
    assert calls == ["tests/benchmarks/bench_a.py", "tests/benchmarks/bench_b.py"]
    monkeypatch.setenv("FAIL", "tests/benchmarks/bench_a.py")
    code, _, calls = make(course, "bench")
    assert code != 0
    # A goal that is missed is no reason not to measure the others.
    assert calls[-1] == "tests/benchmarks/bench_b.py"


def test_clean_keeps_what_the_student_made(course):
    kept = ["my_solutions/gae.py", "runs/cheetah/checkpoint.pt"]
    gone = ["demo.html", "rlcourse/__pycache__/a.pyc", ".ruff_cache/b"]
    for name in kept + gone:
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    assert make(course, "clean")[0] == 0
    assert all((course / name).exists() for name in kept)
    assert not any((course / name).exists() for name in [*gone, ".venv"])


def test_make_alone_says_what_there_is(course):
    code, out, calls = make(course)
    assert (code, calls) == (0, [])
    assert all(f"make {target} " in out for target in ("demo", "lab", "test", "bench", "clean"))
