"""`make lab` shows students nothing of nbgrader, which the development set-up brings."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = "@jupyter/nbgrader", "@jupyter-notebook/lab-extension"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")

# What JupyterLab itself asks to know what to load.
ASK = """
import json
from jupyter_core.paths import jupyter_config_path, jupyter_path
from jupyter_server.extension.config import ExtensionConfigManager
from jupyterlab_server.config import get_page_config
page = get_page_config(jupyter_path("labextensions"))
server = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
found = [extension["name"] for extension in page["federated_extensions"]]
print(json.dumps([found, page["disabledExtensions"], server]))
"""


@pytest.fixture
def config_path(tmp_path, monkeypatch):
    """Where `make lab` tells Jupyter to look, in a checkout whose Python only pretends."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / ".ci" / "lab", tmp_path / ".ci" / "lab")
    fakes = {".ci/venv": "", ".venv/bin/python": 'echo "$JUPYTER_CONFIG_PATH"\n'}
    for name, text in fakes.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(0o755)
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "JUPYTER_CONFIG_PATH"):
        monkeypatch.delenv(name, raising=False)

    def ask(**environment):
        run = subprocess.run(
            ["make", "lab"],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.strip()

    return ask


def test_nothing_of_nbgrader_is_loaded(config_path, tmp_path):
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": config_path()}
    # Nor may the settings of whoever runs this test play a part.
    environment["JUPYTER_CONFIG_DIR"] = str(tmp_path / "empty")
    run = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    found, disabled, server = json.loads(run.stdout)
    assert set(OURS) <= set(disabled)
    assert not [name for name in found if "nbgrader" in name and name not in disabled]
    theirs = {name: on for name, on in server.items() if name.startswith(("nbgrader", "notebook"))}
    assert len([name for name in theirs if name.startswith("nbgrader")]) >= 4
    theirs.pop("notebook_shim", None)
    assert not any(theirs.values())
    # The lab itself, and the notebooks' sliders, stay.
    assert server["jupyterlab"]
    assert "@jupyter-widgets/jupyterlab-manager" not in disabled


def test_a_path_that_is_set_already_is_kept(config_path, tmp_path):
    assert config_path(JUPYTER_CONFIG_PATH="/elsewhere") == f"{tmp_path}/.ci/lab:/elsewhere"
