"""Every test of the exercises keeps its answers in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "answers"
    monkeypatch.setenv("RLCOURSE_HOME", str(folder))
    return folder
