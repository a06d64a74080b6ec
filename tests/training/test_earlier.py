"""A new training in an old folder loses nothing of what was there."""

import os

import pytest

from rlcourse.solutions import SAC
from rlcourse.training import Trainer

ENV_ID = "InvertedPendulumBulletEnv-v0"


def make_trainer(out, steps):
    agent = SAC((5,), (1,), start_steps=20, batch_size=8)
    return Trainer(ENV_ID, agent, steps, eval_interval=20, num_eval_episodes=1, out=out)


def train(out, steps, resume=None):
    trainer = make_trainer(out, steps)
    if resume is not None:
        trainer.resume(resume)
    trainer.train()
    trainer.close()
    return trainer.returns


@pytest.fixture(params=["links", "no links"])
def links(request, monkeypatch):
    """Drives in the cloud, for one, know no links."""

    def refuse(*_):
        raise OSError("no links")

    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)


def test_what_an_earlier_training_left_is_kept_with_its_experience(tmp_path, capsys, links):
    first = train(tmp_path, 40)
    assert "held a training" not in capsys.readouterr().out
    second = train(tmp_path, 20)
    assert f"{tmp_path} held a training already. It is kept in {tmp_path / 'earlier-1'}." in (
        capsys.readouterr().out
    )
    train(tmp_path, 20)
    for number, returns in ((1, first), (2, second)):
        again = make_trainer(None, 60).resume(tmp_path / f"earlier-{number}")
        assert again.returns == returns
        assert len(again.algorithm.buffer) == returns["step"][-1]
        again.close()


def test_a_training_that_goes_on_sets_nothing_aside(tmp_path, capsys):
    train(tmp_path, 20)
    assert train(tmp_path, 40, resume=tmp_path)["step"] == [20, 40]
    assert "held a training" not in capsys.readouterr().out
    assert not list(tmp_path.glob("earlier-*"))


def test_going_on_in_another_folder_leaves_what_is_there(tmp_path):
    first, other = tmp_path / "first", tmp_path / "other"
    train(first, 20)
    train(other, 20)
    train(other, 40, resume=first)
    assert [path.name for path in other.glob("earlier-*")] == ["earlier-1"]


def test_a_drive_that_changes_times_by_itself_makes_no_copies(tmp_path):
    trainer = make_trainer(tmp_path, 40)
    trainer.train()
    os.utime(tmp_path / "checkpoint.pt", (1, 1))
    assert trainer.is_kept
    trainer.num_steps = 60
    trainer.train()
    trainer.close()
    assert not list(tmp_path.glob("earlier-*"))


def test_a_training_that_goes_on_keeps_the_one_that_came_between(tmp_path):
    """As where an older cell of a notebook is run once more."""
    first = make_trainer(tmp_path, 40)
    first.train()
    assert first.is_kept
    between = train(tmp_path, 60)
    assert not first.is_kept
    first.num_steps = 80
    first.train()
    first.close()
    assert first.is_kept
    other = make_trainer(tmp_path / "new", 60).resume(tmp_path / "earlier-2")
    other.close()
    assert other.returns == between and other.algorithm.buffer.num_appended == 60
