"""The replay buffer: what it holds, what it costs, and how it is kept."""

import os
import pickle
from copy import deepcopy

import numpy as np
import psutil
import pytest
import torch

from rlcourse.solutions import SAC
from rlcourse.training import CheckpointError, ReplayBuffer, Trainer, experience

CPU = torch.device("cpu")


def make_buffer(capacity=10, **changes):
    return ReplayBuffer(capacity, (2,), (1,), CPU, **changes)


def append(buffer, count, at_once=1):
    """Row i holds i, and i is even where it terminated."""
    for _ in range(0, count, at_once):
        i = np.arange(buffer.num_appended, buffer.num_appended + at_once, dtype=np.float32)
        states = np.stack([i, i + 0.5], axis=1)
        buffer.append(states, -i[:, None], 10 * i, i % 2 == 0, states + 1)


def numbers(buffer):
    """Which rows are in, in order."""
    return sorted(buffer.rows[: len(buffer), 0].tolist())


@pytest.mark.parametrize("at_once", [1, 3, 4])
def test_a_new_step_takes_the_place_of_the_oldest(at_once):
    buffer = make_buffer()
    append(buffer, 24, at_once)
    assert len(buffer) == 10
    assert numbers(buffer) == list(range(14, 24))


def test_the_fields_of_a_step_stay_together():
    buffer = make_buffer()
    append(buffer, 17)
    batch = buffer.sample(64)
    i = batch.states[:, 0]
    assert set(i.tolist()) == set(range(7, 17))
    assert [tuple(field.shape) for field in batch] == [(64, 2), (64, 1), (64, 1), (64, 1), (64, 2)]
    assert {field.dtype for field in batch} == {torch.float32}
    assert torch.equal(batch.states[:, 1], i + 0.5)
    assert torch.equal(batch.actions[:, 0], -i)
    assert torch.equal(batch.rewards[:, 0], 10 * i)
    assert torch.equal(batch.terminateds[:, 0], (i % 2 == 0).float())
    assert torch.equal(batch.next_states, batch.states + 1)


def test_every_step_is_as_likely_as_any_other():
    buffer = make_buffer()
    append(buffer, 5)
    counts = torch.bincount(buffer.sample(50_000).states[:, 0].long(), minlength=5)
    # Five standard deviations of a binomial.
    assert (counts - 10_000).abs().max() < 5 * (50_000 * 0.2 * 0.8) ** 0.5


def test_batches_come_from_a_stream_of_their_own():
    first, again, other = make_buffer(seed=1), make_buffer(seed=1), make_buffer(seed=2)
    for buffer in (first, again, other):
        append(buffer, 10)
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    batch = first.sample(32).states
    assert torch.equal(torch.rand(3), expected)
    assert torch.equal(again.sample(32).states, batch)
    assert not torch.equal(other.sample(32).states, batch)


def test_an_empty_one_has_nothing_to_give():
    with pytest.raises(RuntimeError, match="empty"):
        make_buffer().sample(1)


def test_a_million_steps_take_no_memory_before_they_are_there():
    process = psutil.Process()
    before = process.memory_info().rss
    buffer = ReplayBuffer(10**6, (26,), (6,), CPU)
    append_many = np.ones((1000, 26), dtype=np.float32)
    ones = np.ones(1000, dtype=np.float32)
    buffer.append(append_many, append_many[:, :6], ones, ones, append_many)
    buffer.sample(256)
    assert buffer.rows.nbytes == 240_000_000
    assert process.memory_info().rss - before < 40_000_000


@pytest.mark.parametrize("count", [0, 4, 10, 13, 27, 41])
def test_it_comes_back_from_its_files(tmp_path, monkeypatch, count):
    monkeypatch.setattr(experience, "ROWS_PER_FILE", 4)
    buffer, again = make_buffer(), make_buffer()
    for _ in range(count):
        append(buffer, 1)
        if buffer.num_appended % 3 == 0:
            buffer.save(tmp_path)
    saved = buffer.save(tmp_path)
    experience.remove_old_rows(tmp_path, saved["files"])
    again.load(tmp_path, saved)
    assert again.num_appended == count
    assert numbers(again) == list(range(max(0, count - 10), count))
    assert (again.rows == buffer.rows).all()
    assert len(list(tmp_path.iterdir())) <= 4
    if count:
        assert torch.equal(again.sample(8).states, buffer.sample(8).states)


def test_only_new_rows_are_written(tmp_path):
    buffer = make_buffer(capacity=1000)
    append(buffer, 300)
    buffer.save(tmp_path)
    (path,) = tmp_path.iterdir()
    size, old = path.stat().st_size, path.read_bytes()
    assert size == 300 * buffer.rows[0].nbytes
    append(buffer, 20)
    buffer.save(tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes()[:size] == old
    assert path.stat().st_size == 320 * buffer.rows[0].nbytes


def test_more_than_it_holds_between_two_saves(tmp_path):
    buffer, again = make_buffer(), make_buffer()
    append(buffer, 5)
    buffer.save(tmp_path)
    append(buffer, 30)
    saved = buffer.save(tmp_path)
    again.load(tmp_path, saved)
    assert numbers(again) == list(range(25, 35))


def test_another_folder_gets_everything(tmp_path):
    buffer, again = make_buffer(), make_buffer()
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir(), second.mkdir()
    append(buffer, 8)
    buffer.save(first)
    append(buffer, 6)
    again.load(second, buffer.save(second))
    assert numbers(again) == list(range(4, 14))


def test_files_that_are_gone_are_written_again(tmp_path):
    buffer, again = make_buffer(), make_buffer()
    append(buffer, 4)
    buffer.save(tmp_path)
    (path,) = tmp_path.iterdir()
    path.unlink()
    append(buffer, 2)
    again.load(tmp_path, buffer.save(tmp_path))
    assert numbers(again) == list(range(6))


def test_going_on_changes_nothing_that_was_written(tmp_path):
    buffer = make_buffer(capacity=100)
    append(buffer, 8)
    saved = buffer.save(tmp_path)
    append(buffer, 5)
    buffer.save(tmp_path)
    again, third = make_buffer(capacity=100), make_buffer(capacity=100)
    again.load(tmp_path, saved)
    append(again, 3)
    later = again.save(tmp_path)
    third.load(tmp_path, later)
    assert numbers(third) == list(range(11))
    third.load(tmp_path, saved)
    assert numbers(third) == list(range(8))


@pytest.mark.parametrize("harm", ["missing", "cut off"])
def test_rows_that_are_not_there_are_told(tmp_path, harm):
    buffer = make_buffer()
    append(buffer, 8)
    saved = buffer.save(tmp_path)
    (path,) = tmp_path.iterdir()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(CheckpointError, match="missing, or cut off"):
        make_buffer().load(tmp_path, saved)


def test_a_buffer_of_another_size_is_refused(tmp_path):
    buffer = make_buffer()
    append(buffer, 3)
    with pytest.raises(ValueError, match="its buffer is 10 x 7, this one's 20 x 7"):
        make_buffer(capacity=20).load(tmp_path, buffer.save(tmp_path))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork and SIGKILL")
@pytest.mark.timeout(300)
def test_killed_at_any_moment_it_has_the_rows_of_its_checkpoint(survive_kills):
    survive_kills("killing_replay.py", 15)


def make_trainer(out, steps=90):
    agent = SAC((5,), (1,), start_steps=30, batch_size=8, buffer_size=50)
    return Trainer("InvertedPendulumBulletEnv-v0", agent, steps, 30, num_eval_episodes=1, out=out)


def test_a_training_goes_on_with_what_it_remembers(tmp_path):
    trainer, again = make_trainer(tmp_path), make_trainer(tmp_path, steps=120)
    trainer.train()
    again.resume(tmp_path)
    first, second = trainer.algorithm, again.algorithm
    assert (second.buffer.rows == first.buffer.rows).all()
    assert second.alpha == first.alpha
    for agent in (first, second):
        torch.manual_seed(0)
        agent.update()
    pairs = zip(first.critic.parameters(), second.critic.parameters(), strict=True)
    assert all(torch.equal(p, q) for p, q in pairs)
    again.train()
    assert again.steps == 120
    trainer.close(), again.close()


def test_a_checkpoint_without_its_rows_is_refused(tmp_path):
    trainer = make_trainer(tmp_path, steps=30)
    trainer.train()
    for path in tmp_path.glob("*.rows"):
        path.unlink()
    with pytest.raises(CheckpointError, match="experience"):
        trainer.resume(tmp_path)
    trainer.close()


def test_an_evaluation_copies_no_experience(tmp_path):
    trainer = make_trainer(None, steps=30)
    trainer.train()
    assert "buffer" not in trainer.last_good
    trainer.close()


@pytest.mark.parametrize("copy", [deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_learns_from_what_is_appended_to_it(copy):
    buffer = make_buffer()
    append(buffer, 3)
    twin = copy(buffer)
    append(twin, 2)
    assert numbers(twin) == [0, 1, 2, 3, 4] and numbers(buffer) == [0, 1, 2]
    assert set(twin.sample(200).states[:, 0].tolist()) == {0, 1, 2, 3, 4}
    assert np.shares_memory(twin._files.ring, twin.rows)


def test_nothing_to_hold_or_to_draw_is_refused():
    with pytest.raises(ValueError, match="size is 0"):
        make_buffer(0)
    buffer = make_buffer()
    append(buffer, 3)
    with pytest.raises(ValueError, match="batch_size is 0"):
        buffer.sample(0)
