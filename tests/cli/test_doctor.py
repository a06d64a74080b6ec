"""`rlcourse doctor`, with the faults made by packages that stand before the real ones."""

import platform
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from rlcourse import doctor


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a module of this source before the real one of that name, for every Python started."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def put(module, source):
        (tmp_path / f"{module}.py").write_text(source)

    return put


def only(findings):
    (finding,) = findings
    return finding


def test_a_whole_set_up_passes(capsys):
    assert doctor.examine() == 0
    table = capsys.readouterr().out
    assert "FAULT" not in table
    rows = ["Python ", "torch ", "CPU threads", "Gymnasium", "PyBullet", "NumPy in it", "ffmpeg"]
    assert all(row in table for row in [*rows, "ipywidgets", "JupyterLab", "free disk"])
    assert table.endswith("The course can run.\n")


def test_it_runs_where_nothing_is_installed(tmp_path):
    venv.create(tmp_path, with_pip=False)
    folder = "Scripts" if sys.platform == "win32" else "bin"
    run = subprocess.run(
        [tmp_path / folder / "python", doctor.__file__], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.count("not installed") == 8
    assert run.stdout.splitlines()[-1] == "The course cannot run: 6 to mend."


def test_a_missing_package_is_a_fault_with_the_line_that_mends_it(fake):
    fake("torch", "raise ModuleNotFoundError(\"No module named 'torch'\")")
    finding = only(doctor.look_at_torch())
    assert (finding.mark, finding.seen) == ("FAULT", "not installed")
    assert finding.mend == f"{sys.executable} -m pip install 'torch>=2.2'"


def test_a_broken_package_says_how_it_is_broken(fake):
    fake("torch", "raise OSError('libtorch_cpu.so: cannot open shared object file')")
    finding = only(doctor.look_at_torch())
    assert finding.mark == "FAULT"
    assert finding.seen == "broken: OSError: libtorch_cpu.so: cannot open shared object file"


def test_a_missing_need_of_a_package_is_not_the_package(fake):
    fake("torch", "import no_such_module_anywhere")
    assert "no_such_module_anywhere" in only(doctor.look_at_torch()).seen


@pytest.mark.skipif(sys.platform == "win32", reason="signals kill otherwise there")
def test_a_package_that_crashes_does_not_take_the_doctor_with_it(fake):
    fake("pybullet", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    finding = only(doctor.look_at_pybullet())
    assert (finding.mark, finding.seen) == ("FAULT", "broken: crashed with signal 11")


def test_a_package_that_hangs_is_given_up(fake, monkeypatch):
    monkeypatch.setattr(doctor, "PATIENCE_SECONDS", 1)
    fake("torch", "import time; time.sleep(60)")
    assert only(doctor.look_at_torch()).seen == "broken: gave no answer in 1 s"


def test_what_a_package_prints_does_not_disturb(fake):
    fake("gymnasium", "print('banner'); import os; os.write(1, b'more'); __version__ = '1.2.3'")
    finding = only(doctor.look_at_package("Gymnasium", "gymnasium"))
    assert (finding.mark, finding.seen) == ("ok", "1.2.3")


@pytest.mark.parametrize(
    ("version", "old"),
    [("0.29.1", True), ("1.0.0", True), ("1.1", False), ("1.10.0a2", False), ("2.0", False)],
)
def test_an_old_package_is_a_fault(fake, version, old):
    fake("gymnasium", f"__version__ = {version!r}")
    finding = only(doctor.look_at_package("Gymnasium", "gymnasium"))
    assert ("too old" in finding.seen) is old
    assert (finding.mark == "FAULT") is old


def test_what_the_course_can_do_without_is_a_note(fake, capsys, monkeypatch):
    fake("ipywidgets", "raise ModuleNotFoundError(\"No module named 'ipywidgets'\")")
    look = lambda: doctor.look_at_package("ipywidgets", "ipywidgets", needed=False)  # noqa: E731
    monkeypatch.setattr(doctor, "LOOKS", [look])
    assert doctor.examine() == 0
    assert "note   ipywidgets     not installed" in capsys.readouterr().out


def answer(monkeypatch, **facts):
    monkeypatch.setattr(doctor, "ask", lambda module, code: facts)


def test_two_builds_of_pybullet_one_over_the_other(monkeypatch):
    answer(monkeypatch, builds=["pybullet 3.2.7", "pybullet-arm64 3.2.8"], numpy=True, bodies=1)
    finding = only(doctor.look_at_pybullet())
    assert finding.mark == "FAULT"
    assert "uninstall -y pybullet pybullet-arm64; " in finding.mend


def test_pybullet_without_its_models(monkeypatch):
    answer(monkeypatch, builds=["pybullet 3.2.7"], numpy=True, bodies=0)
    assert "models are missing" in only(doctor.look_at_pybullet()).seen


@pytest.mark.parametrize(("name", "mark"), [("pybullet", "note"), ("pybullet-arm64", "ok")])
def test_pybullet_without_numpy_is_mended_where_it_can_be(monkeypatch, name, mark):
    monkeypatch.setattr(doctor, "pybullet_name", lambda: name)
    answer(monkeypatch, builds=["pybullet-arm64 3.2.8"], numpy=False, bodies=1)
    build, numpy = doctor.look_at_pybullet()
    assert (build.mark, numpy.mark) == ("ok", mark)


def test_conda_gets_its_own_pybullet(monkeypatch):
    monkeypatch.setattr(doctor, "in_conda", lambda: True)
    answer(monkeypatch, error="not installed")
    assert only(doctor.look_at_pybullet()).mend == "conda install -c conda-forge pybullet"


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        ({"error": "not installed"}, "not installed"),
        ({"version": "7.1", "x264": False}, "7.1, without H.264"),
    ],
)
def test_ffmpeg(monkeypatch, facts, seen):
    answer(monkeypatch, **facts)
    finding = only(doctor.look_at_ffmpeg())
    assert (finding.mark, finding.seen) == ("FAULT", seen)


@pytest.mark.parametrize(
    ("version", "mark"), [((3, 9), "FAULT"), ((3, 10), "ok"), ((3, 13), "ok"), ((3, 14), "FAULT")]
)
def test_python(monkeypatch, version, mark):
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    assert only(doctor.look_at_python()).mark == mark


@pytest.mark.parametrize(("free", "mark"), [(2e9, "ok"), (1e8, "note")])
def test_disk(monkeypatch, free, mark):
    class Usage:
        pass

    Usage.free = free
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: Usage)
    assert only(doctor.look_at_disk()).mark == mark


@pytest.mark.parametrize(
    ("system", "machine", "version", "name"),
    [
        ("linux", "x86_64", (3, 11), "pybullet"),
        ("linux", "x86_64", (3, 12), "pybullet-arm64"),
        ("linux", "aarch64", (3, 11), "pybullet-arm64"),
        ("darwin", "arm64", (3, 11), "pybullet-arm64"),
        ("win32", "AMD64", (3, 11), "pybullet-arm64"),
    ],
)
def test_the_build_of_pybullet_for_a_platform(monkeypatch, system, machine, version, name):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert doctor.pybullet_name() == name


def test_it_imports_nothing_but_the_standard_library():
    import ast

    tree = ast.parse(Path(doctor.__file__).read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names
