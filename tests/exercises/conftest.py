"""Every test of the exercises keeps its answers in a folder of its own."""

import pytest

from rlcourse.language import use_language


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "answers"
    monkeypatch.setenv("RLCOURSE_HOME", str(folder))
    use_language("en")
    return folder
