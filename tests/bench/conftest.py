import pytest

from rlcourse.cli import main


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command line in an empty folder: its words -> (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run_words(words):
        with pytest.raises(SystemExit) as end:
            main(words.split())
        return (end.value.code, *capsys.readouterr())

    return run_words
