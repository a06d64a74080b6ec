"""Trainer: the same seed gives the same run; an interrupt, a resume and a bad file are harmless."""

import os
import signal
import threading

import gymnasium as gym
import numpy as np
import pytest
import torch

from rlcourse.solutions import PPO
from rlcourse.training import CheckpointError, Trainer

PENDULUM = "InvertedPendulumBulletEnv-v0"


def make_trainer(env=PENDULUM, states=5, actions=1, steps=768, **changes):
    algorithm = PPO((states,), (actions,), seed=1, num_envs=2, rollout_length=64, num_updates=2)
    settings = {"num_steps": steps, "eval_interval": 256, "num_eval_episodes": 2, "seed": 1}
    return Trainer(env, algorithm, **{**settings, **changes})


@pytest.fixture
def trained(tmp_path):
    trainer = make_trainer(out=tmp_path / "run")
    trainer.train()
    yield trainer
    trainer.close()


def weights(trainer):
    return [p.detach().clone() for p in trainer.algorithm.actor.parameters()]


@pytest.mark.parametrize("num_workers", [0, 2])
def test_the_same_seed_gives_the_same_run(trained, num_workers):
    again = make_trainer(num_workers=num_workers)
    torch.manual_seed(999)  # what runs beside a training does not matter
    again.train()
    again.close()
    assert trained.returns["step"] == [256, 512, 768]
    assert again.returns == trained.returns
    assert all(map(torch.equal, weights(again), weights(trained)))


def test_training_leaves_the_session_s_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    trainer = make_trainer(steps=256)
    trainer.train()
    trainer.close()
    assert torch.equal(torch.rand(3), expected)


def test_evaluation_changes_nothing():
    plain, nosy = make_trainer(steps=512), make_trainer(steps=512)
    plain.train()
    nosy.num_steps = 256
    nosy.train()
    nosy.evaluate(nosy.steps)
    nosy.num_steps = 512
    nosy.train()
    assert all(map(torch.equal, weights(plain), weights(nosy)))
    plain.close(), nosy.close()


def test_a_training_in_two_parts_is_the_whole_one():
    whole, parts = make_trainer(), make_trainer()
    whole.algorithm.last_share = parts.algorithm.last_share = 0.1
    whole.train()
    parts.train(until=256)
    assert parts.steps == 256 and parts.returns["step"] == [256]
    parts.train()
    assert parts.returns == whole.returns
    assert all(map(torch.equal, weights(whole), weights(parts)))
    whole.close(), parts.close()


def test_an_interrupt_keeps_everything_and_train_goes_on(capsys):
    whole, broken = make_trainer(), make_trainer()
    whole.train()
    plain_step = broken.algorithm.step

    def step(env, states, steps):
        if steps == 300:
            signal.raise_signal(signal.SIGINT)
        return plain_step(env, states, steps)

    broken.algorithm.step = step
    broken.train()
    assert broken.steps == 302
    assert "302 steps" in capsys.readouterr().out
    broken.algorithm.step = plain_step
    broken.train()
    assert broken.returns == whole.returns
    assert all(map(torch.equal, weights(broken), weights(whole)))
    whole.close(), broken.close()


def test_live_draws_the_curve_at_every_evaluation_and_where_it_goes_on(monkeypatch, trained):
    shown = []
    show = lambda _, picture: shown.append(picture.alt)  # noqa: E731
    monkeypatch.setattr("rlcourse.training.trainer.LivePicture.show", show)
    later = make_trainer(steps=1024).resume(trained.out)
    later.train(live=True)
    later.close()
    assert ["768 steps, at" in alt for alt in shown] == [True, False]
    assert "1,024 steps, at" in shown[1]


def test_trains_outside_the_main_thread():
    trainer = make_trainer(steps=128)
    thread = threading.Thread(target=trainer.train)
    thread.start()
    thread.join(60)
    assert trainer.steps == 128
    trainer.close()


def test_resume_goes_on_from_the_checkpoint(trained, tmp_path):
    later = make_trainer(steps=1024, out=tmp_path / "later")
    later.resume(trained.out / "checkpoint.pt")
    assert later.steps == 768
    assert later.returns == trained.returns
    assert all(map(torch.equal, weights(later), weights(trained)))
    moments = later.algorithm.normalize_states.moments
    assert torch.equal(moments.mean, trained.algorithm.normalize_states.moments.mean)
    later.train()
    assert later.returns["step"] == [256, 512, 768, 1024]
    later.close()


def test_resuming_twice_gives_the_same(trained):
    runs = []
    for _ in range(2):
        later = make_trainer(steps=1024).resume(trained.out)
        later.train()
        runs.append(later.returns)
        later.close()
    assert runs[0] == runs[1]


def test_a_resume_forgets_half_a_rollout(trained):
    used, fresh = make_trainer(steps=1024), make_trainer(steps=1024)
    used.train(until=300)
    assert used.algorithm.buffer.position > 0
    for trainer in (used, fresh):
        trainer.resume(trained.out).train()
        trainer.close()
    assert used.returns == fresh.returns
    assert all(map(torch.equal, weights(used), weights(fresh)))


def test_a_resume_that_fails_changes_nothing(trained):
    agent = PPO((5,), (1,), seed=7, num_envs=4, rollout_length=64)
    trainer = Trainer(PENDULUM, agent)
    before = weights(trainer)
    with pytest.raises(CheckpointError, match=r"of another agent: .*size mismatch") as error:
        trainer.resume(trained.out)
    assert "\n" not in str(error.value)
    assert all(map(torch.equal, weights(trainer), before))
    assert trainer.steps == 0
    trainer.close()


def test_the_curve_file_holds_every_digit(trained):
    lines = (trained.out / "returns.csv").read_text().splitlines()
    assert lines[0] == "step,return"
    read = [float(line.split(",")[1]) for line in lines[1:]]
    assert read == trained.returns["return"]
    assert sorted(os.listdir(trained.out)) == ["checkpoint.pt", "returns.csv"]


def test_refuses_what_is_not_a_checkpoint(trained, tmp_path):
    whole = (trained.out / "checkpoint.pt").read_bytes()
    cut, foreign = tmp_path / "cut.pt", tmp_path / "foreign.pt"
    cut.write_bytes(whole[: len(whole) // 2])
    torch.save({"weights": torch.zeros(3)}, foreign)
    trainer = make_trainer()
    for path in (cut, foreign):
        with pytest.raises(CheckpointError, match="not a checkpoint"):
            trainer.resume(path)
    with pytest.raises(FileNotFoundError, match="no such checkpoint"):
        trainer.resume(tmp_path / "nothing.pt")
    trainer.close()


def test_a_class_is_no_agent():
    with pytest.raises(TypeError, match=r"is no agent: give one, as PPO\(\(5,\), \(1,\)\)"):
        Trainer("InvertedPendulumBulletEnv-v0", PPO)


def test_half_a_checkpoint_changes_nothing(trained, tmp_path):
    content = torch.load(trained.out / "checkpoint.pt", weights_only=True)
    trainer = make_trainer()
    before = [p.clone() for p in trainer.algorithm.actor.parameters()]
    for name in ("env_id", "steps", "returns", "state"):
        torch.save({n: c for n, c in content.items() if n != name}, tmp_path / "half.pt")
        with pytest.raises(CheckpointError, match=f"it lacks {name}"):
            trainer.resume(tmp_path / "half.pt")
    after = trainer.algorithm.actor.parameters()
    assert all(map(torch.equal, before, after))
    trainer.close()


def test_a_checkpoint_runs_no_code(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "owned"),)

    torch.save({"format": "rlcourse checkpoint 1", "x": Evil()}, tmp_path / "evil.pt")
    trainer = make_trainer()
    with pytest.raises(CheckpointError):
        trainer.resume(tmp_path / "evil.pt")
    assert not (tmp_path / "owned").exists()
    trainer.close()


def test_refuses_a_checkpoint_of_another_task(trained):
    trainer = make_trainer("HalfCheetahBulletEnv-v0", 26, 6)
    with pytest.raises(CheckpointError, match="InvertedPendulum"):
        trainer.resume(trained.out)
    trainer.close()


@pytest.mark.parametrize(
    "env", ["Pendulum-v1", lambda: gym.make("Pendulum-v1"), gym.make("Pendulum-v1")]
)
def test_any_gymnasium_task_with_a_box_action(env):
    trainer = make_trainer(env, 3, 1, steps=256)
    trainer.train()
    trainer.close()
    assert np.isfinite(trainer.returns["return"]).all()


def test_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"states \(5,\)"):
        make_trainer(PENDULUM, 3, 1)
    with pytest.raises(ValueError, match="seed is -1"):
        make_trainer(seed=-1)
    with pytest.raises(ValueError, match="num_steps"):
        make_trainer(steps=-1)
    with pytest.raises(ValueError, match="is no environment"):
        make_trainer(3)


def test_plot_and_video(trained):
    assert trained.plot() is not None
    assert "<video" in trained.visualize()._repr_html_()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")
def test_on_a_cuda_device():
    algorithm = PPO((5,), (1,), device="cuda", num_envs=2, rollout_length=64)
    trainer = Trainer(PENDULUM, algorithm, num_steps=256, eval_interval=256)
    trainer.train()
    trainer.close()
    assert algorithm.device.type == "cuda"
