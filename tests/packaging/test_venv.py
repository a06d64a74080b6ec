"""`.ci/venv` with a Python that only pretends: when .venv is made, and how it fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")

# `-c` with a program describes this Python, `-m venv` copies it, `-m pip` is written down.
FAKE_PYTHON = """#!/bin/sh
version=$(cat "$(dirname "$0")/version")
case "$1 $2" in
  "-c ") ;;
  "-c "*) echo "$version $BASE/python"; case "$version" in 3.1[0-3].*) ;; *) exit 1;; esac;;
  "-m venv")
    [ -z "$FAIL_VENV" ] || exit 1
    echo venv >>"$CALLS"
    mkdir -p "$3/bin" && cp "$0" "$(dirname "$0")/version" "$3/bin" ;;
  "-m pip")
    shift 2; echo "pip $*" >>"$CALLS"
    [ -z "$FAIL_PIP" ] || { echo "pip is not amused"; exit 1; } ;;
esac
"""
PLAIN_INSTALL = "pip --disable-pip-version-check install -c .ci/constraints.txt -e .[dev]"


class Course:
    """A checkout with a pretended Python on the PATH, and no other."""

    def __init__(self, folder):
        self.folder = folder / "course"
        self.tools = folder / "tools"
        self.calls = folder / "calls"
        (self.folder / ".ci").mkdir(parents=True)
        self.tools.mkdir()
        shutil.copy(ROOT / ".ci" / "venv", self.folder / ".ci" / "venv")
        (self.folder / ".ci" / "constraints.txt").write_text("torch==2.13.0\n")
        (self.folder / "pyproject.toml").write_text("[project]\n")
        for tool in ("bash", "sh", "cat", "cp", "dirname", "mkdir", "rm", "tail"):
            os.symlink(shutil.which(tool), self.tools / tool)

    def put_python(self, name, version):
        """A Python of this version under this name, in a folder of its own; its path."""
        home = self.folder.parent / f"python-{version}"
        home.mkdir(exist_ok=True)
        (home / "python").write_text(FAKE_PYTHON.replace("$BASE", str(home)))
        (home / "python").chmod(0o755)
        (home / "version").write_text(version)
        starter = self.tools / name
        starter.write_text(f'#!/bin/sh\nexec "{home}/python" "$@"\n')
        starter.chmod(0o755)

    def run(self, **environment):
        """(exit code, stdout, stderr, what was called)."""
        self.calls.write_text("")
        run = subprocess.run(
            [self.tools / "bash", ".ci/venv"],
            cwd=self.folder,
            env={"PATH": str(self.tools), "CALLS": str(self.calls), **environment},
            capture_output=True,
            text=True,
        )
        return run.returncode, run.stdout, run.stderr, self.calls.read_text().splitlines()

    def made(self, **environment):
        """Whether a run that must succeed makes .venv."""
        code, _, err, calls = self.run(**environment)
        assert (code, err) == (0, "")
        return bool(calls)


@pytest.fixture
def course(tmp_path):
    course = Course(tmp_path)
    course.put_python("python3", "3.12.4")
    return course


def test_it_is_made_once(course):
    code, out, err, calls = course.run()
    assert (code, err) == (0, "")
    assert calls == ["venv", PLAIN_INSTALL]
    assert out.startswith("Making .venv with Python 3.12.4")
    assert course.run() == (0, "", "", [])


@pytest.mark.parametrize("name", ["pyproject.toml", ".ci/constraints.txt"])
def test_it_is_made_again_when_what_it_was_made_from_changes(course, name):
    assert course.made()
    path = course.folder / name
    path.write_text(path.read_text() + "# more\n")
    assert course.made()
    assert not course.made()


def test_a_touched_file_is_no_change(course):
    assert course.made()
    os.utime(course.folder / "pyproject.toml", (2e9, 2e9))
    assert not course.made()


def test_it_is_made_again_for_another_python_that_is_asked_for(course):
    assert course.made()
    course.put_python("python3.10", "3.10.1")
    assert course.made(PYTHON="python3.10")
    assert not course.made(PYTHON="python3.10")
    # One that works is kept where none is asked for.
    assert not course.made()
    assert course.made(PYTHON="python3")


def test_it_is_made_again_in_a_folder_that_moved(course):
    assert course.made()
    course.folder = course.folder.rename(course.folder.with_name("elsewhere"))
    assert course.made()


def test_it_is_made_again_where_its_python_is_gone(course):
    assert course.made()
    (course.folder / ".venv" / "bin" / "python").unlink()
    assert course.made()


def test_what_was_there_before_is_removed(course):
    old = course.folder / ".venv" / "old"
    old.parent.mkdir()
    old.touch()
    (old.parent / "install.log").touch()
    assert course.made()
    assert not old.exists()


def test_a_venv_of_someone_elses_making_stays(course):
    old = course.folder / ".venv" / "pyvenv.cfg"
    old.parent.mkdir()
    old.touch()
    code, _, err, calls = course.run()
    assert (code, calls) == (1, [])
    assert "There is a .venv already that make did not make" in err
    assert old.exists()


@pytest.mark.parametrize("section", ["project.urls", "tool.ruff.lint", "tool.pytest.ini_options"])
def test_what_is_not_installed_may_change(course, section):
    path = course.folder / "pyproject.toml"
    text = f"{path.read_text()}[{section}]\nx = 1\n[project.scripts]\n"
    path.write_text(text)
    assert course.made()
    path.write_text(text.replace("x = 1", "x = 2"))
    assert not course.made()
    path.write_text(f"{text}y = 1\n")
    assert course.made()


def test_a_failed_install_shows_why_and_is_tried_again(course):
    code, _, err, _ = course.run(FAIL_PIP="yes")
    assert code != 0
    assert "pip is not amused" in err
    assert ".venv/install.log" in err
    assert course.made()


def test_a_python_without_venv_says_what_to_install(course):
    code, _, err, _ = course.run(FAIL_VENV="yes")
    assert code != 0
    assert "apt-get install python3-venv" in err
    assert course.made()


def test_torch_alone_comes_from_another_index(course):
    _, _, _, calls = course.run(TORCH_INDEX="https://example.org/cpu")
    start = "pip --disable-pip-version-check install -c .ci/constraints.txt"
    torch = f"{start} --no-deps --index-url https://example.org/cpu torch"
    assert calls == ["venv", torch, PLAIN_INSTALL]
    # It matters while .venv is made, and never makes one that works again.
    assert not course.made()


def test_a_suitable_python_is_found_behind_one_that_is_not(course):
    course.put_python("python3", "3.9.2")
    course.put_python("python3.11", "3.11.7")
    code, out, _, _ = course.run()
    assert code == 0
    assert "Python 3.11.7" in out


@pytest.mark.parametrize("version", ["2.7.18", "3.9.2", "3.14.0"])
def test_no_suitable_python_gets_a_clear_message(course, version):
    course.put_python("python3", version)
    code, out, err, calls = course.run()
    assert code != 0
    assert (out, calls) == ("", [])
    assert "The course needs Python 3.10 to 3.13" in err
    assert not (course.folder / ".venv").exists()


@pytest.mark.parametrize("python", ["python9", "/nowhere/python"])
def test_a_python_that_is_not_there_gets_a_clear_message(course, python):
    code, _, err, calls = course.run(PYTHON=python)
    assert (code, calls) == (1, [])
    assert err.startswith(f"PYTHON={python} is no Python 3.10 to 3.13")


def test_an_unsuitable_python_does_not_cost_the_venv_that_works(course):
    assert course.made()
    course.put_python("python3.9", "3.9.2")
    assert course.run(PYTHON="python3.9")[0] == 1
    assert not course.made()
