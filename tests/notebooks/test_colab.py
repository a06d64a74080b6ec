"""Notebook 00 where Colab's own packages are, installed by its set-up cell: `make test-colab`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from tests.notebooks.books import ROOT, assemble, build, code_cells, run, text_of

# What Colab has, November 2026, on Python 3.13.
PINS = {
    "torch": "2.11.0",
    "numpy": "2.1.3",
    "gymnasium": "1.3.0",
    "ipywidgets": "7.7.1",
    "ipykernel": "6.17.1",
    "ipython": "7.34.0",
    "tqdm": "4.67.1",
    "imageio-ffmpeg": "0.6.0",
    "matplotlib": "3.10.0",
    # Of the same age as the kernel.
    "jupyter-client": "7.4.9",
    "setuptools": "75.2.0",
}

# Colab's kernel has loaded its own package before the first cell runs.
FAKE_COLAB = {
    "google/colab/__init__.py": "from google.colab import drive, files\n",
    "google/colab/drive.py": "def mount(place):\n    raise ValueError('mount failed')\n",
    "google/colab/files.py": "",
    "colab.pth": "import google.colab\n",
}

pytestmark = [pytest.mark.colab, pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """The Python of an environment like Colab's."""
    newest = shutil.which("python3.13")
    if newest is None or subprocess.run([newest, "-c", ""], capture_output=True).returncode:
        pytest.skip("no Python 3.13 on this machine")
    folder = tmp_path_factory.mktemp("colab")
    subprocess.run([newest, "-m", "venv", str(folder / "env")], check=True)
    python = folder / "env" / "bin" / "python"
    pins = [f"{name}=={version}" for name, version in PINS.items()]
    subprocess.run([python, "-m", "pip", "install", "-q", *pins], check=True)
    packages = Path(ask(python, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    for name, text in FAKE_COLAB.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text(text)
    kernel = folder / "jupyter" / "kernels" / "colab"
    kernel.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Colab", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    return python, folder


def ask(python, code):
    """What a line of Python prints."""
    return subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def versions(python):
    """Of the packages that must stay as they are."""
    code = "from importlib.metadata import version as v; print(*map(v, {}))"
    return ask(python, code.format(["torch", "numpy", "ipywidgets"])).split()


def test_notebook_00_runs_on_colab(colab, tmp_path, monkeypatch):
    python, folder = colab
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("rlcourse-*.whl")

    notebook = assemble("en", "00_start")
    setup = code_cells(notebook)[0]
    address = f"https://github.com/{build.repository()}/archive/main.zip"
    assert address in setup.source
    setup.source = setup.source.replace(address, str(wheel))

    before = versions(python)
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    monkeypatch.delenv("RLCOURSE_HOME", raising=False)
    start = perf_counter()
    first = assemble("en", "00_start")
    first.cells = [setup.copy()]
    run(first, tmp_path, kernel_name="colab", RLCOURSE_STATIC="")
    print(f"\nthe set-up cell took {perf_counter() - start:.0f} s")
    assert versions(python) == before
    assert "No Google Drive (ValueError)" in text_of(first.cells[0])

    run(notebook, tmp_path, kernel_name="colab", RLCOURSE_STATIC="")
    for cell in code_cells(notebook)[1:]:
        assert not [o for o in cell.outputs if o.get("name") == "stderr"], cell.source
    shown = "\n".join(text_of(cell) for cell in code_cells(notebook))
    assert "✗ discounted_return: not right yet" in shown
    assert "100.0" in shown
