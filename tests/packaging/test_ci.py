"""`.ci/run`, the workflow and the README say the same."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BASH = shutil.which("bash")


def test_the_readme_starts_with_the_two_commands():
    block = re.search(r"```\w*\n(.*?)```", README, flags=re.DOTALL)
    assert block[1].splitlines() == ["make lab", "make test"]
    assert "`make demo`" in README


def test_the_workflow_runs_what_ci_runs_on_both_pythons():
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.13"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands[-1] == ".ci/run"
    assert all(command.startswith("sudo sysctl ") for command in commands[:-1])


@pytest.mark.parametrize("name", [".ci/run", ".ci/venv"])
@pytest.mark.skipif(BASH is None, reason="no bash on this machine")
def test_the_scripts_are_sound(name):
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    subprocess.run([BASH, "-n", path], check=True)


FAKES = {
    "id": "echo $USER_ID",
    "dpkg": 'case " $HAVE " in *" $2 "*) exit 0;; esac; exit 1',
    "sudo": 'while [ "${1:0:1}" = - ]; do shift; done; echo "sudo" >>"$CALLS"; "$@"',
    "apt-get": 'echo "apt-get $*" >>"$CALLS"; case "$*" in *"${LACKS:-nothing}") exit 100;; esac',
    "make": 'echo "make $*" >>"$CALLS"; exit ${MAKE_CODE:-0}',
}
TOOLS = "chromium bubblewrap fonts-noto-cjk"


@pytest.fixture
def run(tmp_path):
    """Run `.ci/run` on a pretended machine: its calls and its exit code."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, body in FAKES.items():
        (tools / name).write_text(f"#!{BASH}\n{body}\n")
        (tools / name).chmod(0o755)
    os.symlink(shutil.which("dirname"), tools / "dirname")
    calls = tmp_path / "calls"

    def run_on(user_id="0", have="", without=(), **environment):
        for name in without:
            (tools / name).unlink()
        more = {"USER_ID": user_id, "HAVE": have, "CALLS": str(calls), **environment}
        code = subprocess.run([BASH, ROOT / ".ci/run"], env={"PATH": str(tools), **more}).returncode
        return code, calls.read_text().splitlines()

    return run_on


pretended = pytest.mark.skipif(BASH is None, reason="no bash on this machine")


@pretended
def test_ci_runs_make_test_and_nothing_else(run):
    assert run(have=TOOLS) == (0, ["make test"])


@pretended
def test_ci_brings_only_what_is_missing(run):
    code, calls = run(have="chromium")
    assert code == 0
    assert calls[0].startswith("apt-get update")
    assert [call.split()[-1] for call in calls[1:3]] == ["bubblewrap", "fonts-noto-cjk"]
    assert calls[3:] == ["make test"]


@pretended
def test_ci_goes_on_without_what_the_system_does_not_have(run):
    code, calls = run(have="bubblewrap fonts-noto-cjk", LACKS="chromium")
    assert code == 0
    assert calls[1].endswith(" chromium")
    assert calls[2:] == ["make test"]


@pretended
def test_ci_installs_nothing_as_a_user_without_sudo(run):
    assert run(user_id="1000", without=["sudo"]) == (0, ["make test"])


@pretended
def test_ci_asks_sudo_where_there_is_one(run):
    code, calls = run(user_id="1000", have="chromium bubblewrap")
    assert code == 0
    # Once to ask, and once for each of the two calls.
    assert calls[0] == calls[1] == calls[3] == "sudo"
    assert calls[2].startswith("apt-get update")
    assert calls[4].endswith(" fonts-noto-cjk")
    assert calls[5:] == ["make test"]


@pretended
def test_ci_installs_nothing_without_apt(run):
    assert run(without=["apt-get"]) == (0, ["make test"])


@pretended
def test_ci_fails_where_make_test_fails(run):
    assert run(have=TOOLS, MAKE_CODE="2")[0] == 2
