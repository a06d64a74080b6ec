"""Ten trainings one after another in one process leave nothing behind."""

import gc
import subprocess
import sys
import tempfile
from pathlib import Path

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


def train_ten_times(num_workers, closes):
    """Raises AssertionError where ten trainings, after the first three, leave something behind."""
    out = Path(tempfile.mkdtemp())
    for _ in range(3):
        train_once(num_workers, out, closes)
    held, objects, memory = measure()
    for _ in range(10):
        train_once(num_workers, out, closes)
    held_later, objects_later, memory_later = measure()
    assert held_later == held
    # One object kept by each training would make ten.
    assert objects_later - objects < 10
    assert memory_later - memory < 4 * MEGABYTE
    earlier = [f"earlier-{number}" for number in range(1, 13)]
    assert {path.name for path in out.iterdir()} == {"checkpoint.pt", "returns.csv", *earlier}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(psutil.Process, "num_fds"), reason="counts POSIX descriptors")
@pytest.mark.parametrize(
    ("num_workers", "closes"), [(0, True), (0, False), pytest.param(1, True, id="workers")]
)
def test_ten_trainings_leave_nothing(num_workers, closes, tmp_path):
    """In a process of its own: what other tests left in this one's memory moves its size."""
    code = f"""
import sys, tempfile
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
tempfile.tempdir = {str(tmp_path)!r}
from tests.training.test_leaks import train_ten_times
train_ten_times({num_workers}, {closes})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
