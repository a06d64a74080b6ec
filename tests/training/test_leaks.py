"""Ten trainings one after another in one process leave nothing behind."""

import gc

import psutil
import pytest

from rlcourse.solutions import PPO
from rlcourse.training import Trainer

PENDULUM = "InvertedPendulumBulletEnv-v0"
MEGABYTE = 2**20


def train_once(num_workers, out, closes):
    agent = PPO((5,), (1,), num_envs=2, rollout_length=32, num_updates=1)
    trainer = Trainer(PENDULUM, agent, 128, 64, 2, num_workers=num_workers, out=out)
    trainer.train()
    assert trainer.returns["step"] == [64, 128]
    if closes:
        trainer.close()


def measure():
    """What this process holds: children, open files, threads, Python objects, memory in bytes."""
    gc.collect()
    process = psutil.Process()
    held = {
        "processes": len(process.children(recursive=True)),
        "descriptors": process.num_fds(),
        "threads": process.num_threads(),
    }
    return held, len(gc.get_objects()), process.memory_info().rss


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(psutil.Process, "num_fds"), reason="counts POSIX descriptors")
@pytest.mark.parametrize(
    ("num_workers", "closes"), [(0, True), (0, False), pytest.param(1, True, id="workers")]
)
def test_ten_trainings_leave_nothing(tmp_path, num_workers, closes):
    for _ in range(3):
        train_once(num_workers, tmp_path, closes)
    held, objects, memory = measure()
    for _ in range(10):
        train_once(num_workers, tmp_path, closes)
    held_later, objects_later, memory_later = measure()
    assert held_later == held
    # One object kept by each training would make ten.
    assert objects_later - objects < 10
    assert memory_later - memory < 4 * MEGABYTE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.pt", "returns.csv"]
