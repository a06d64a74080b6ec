"""`rlcourse play`: pages of trained agents, and files that are none."""

import shutil

import pytest
import torch

from rlcourse.cli import main

PENDULUM = "InvertedPendulumBulletEnv-v0"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """What a short training keeps."""
    out = tmp_path_factory.mktemp("run")
    with pytest.raises(SystemExit) as end:
        main(["train", PENDULUM, "--steps", "16", "--out", str(out)])
    assert end.value.code == 0
    return out / "checkpoint.pt"


def play(*words):
    with pytest.raises(SystemExit) as end:
        main(["play", *map(str, words)])
    return end.value.code


def test_play_writes_a_page_with_the_video(checkpoint, tmp_path, capsys):
    page = tmp_path / "video.html"
    assert play(checkpoint, "--out", page) == 0
    assert "<video controls loop muted playsinline" in page.read_text(encoding="utf-8")
    assert page.as_uri() in capsys.readouterr().out


def test_play_takes_the_folder_of_a_run(checkpoint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert play(checkpoint.parent) == 0
    assert (tmp_path / "play.html").is_file()


def test_play_knows_an_agent_of_sac(tmp_path):
    with pytest.raises(SystemExit) as end:
        main(["train", PENDULUM, "--algo", "sac", "--steps", "16", "--out", str(tmp_path)])
    assert end.value.code == 0
    assert play(tmp_path, "--out", tmp_path / "play.html") == 0


def refuse(path, tmp_path, capsys):
    """The one line that a file is refused with."""
    assert play(path, "--out", tmp_path / "page.html") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("rlcourse: ")
    assert err.count("\n") == 1
    assert not (tmp_path / "page.html").exists()
    return err


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_truncated_checkpoint_is_refused(checkpoint, tmp_path, capsys, part):
    cut = tmp_path / "cut.pt"
    data = checkpoint.read_bytes()
    cut.write_bytes(data[: int(part * len(data))])
    assert "cut.pt" in refuse(cut, tmp_path, capsys)


def test_a_foreign_file_of_torch_is_refused(tmp_path, capsys):
    torch.save({"weights": torch.ones(3)}, tmp_path / "foreign.pt")
    assert "not a checkpoint" in refuse(tmp_path / "foreign.pt", tmp_path, capsys)


class Trap:
    """Writes a file when it is unpickled the careless way."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return shutil.copy, (__file__, str(self.path))


def test_code_in_a_checkpoint_does_not_run(tmp_path, capsys):
    torch.save(Trap(tmp_path / "sprung"), tmp_path / "trap.pt")
    refuse(tmp_path / "trap.pt", tmp_path, capsys)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "DQN"},
        {"algorithm": ["PPO"]},
        {"shapes": [[3], [1]]},
        {"shapes": "much"},
        {"shapes": [[5], [1], [2]]},
        {"state": {}},
        {"state": None},
        {"env_id": "NoSuchThing-v0"},
        {"env_id": "CartPole-v1"},
    ],
)
def test_a_checkpoint_of_something_else_is_refused(checkpoint, tmp_path, capsys, change):
    content = torch.load(checkpoint, weights_only=True) | change
    torch.save(content, tmp_path / "changed.pt")
    refuse(tmp_path / "changed.pt", tmp_path, capsys)
