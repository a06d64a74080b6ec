"""What a replay buffer of a million steps of HalfCheetah costs: memory, and seconds a checkpoint.

python -m tests.benchmarks.bench_replay
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import torch

from rlcourse.solutions import SAC
from rlcourse.training.checkpoint import load_checkpoint, save_checkpoint

CAPACITY, NEW = 10**6, 10_000
SECONDS = 2.0  # a checkpoint takes no longer
MEGABYTE = 1e6


def memory() -> float:
    """Of this process, MB."""
    return psutil.Process().memory_info().rss / MEGABYTE


def fill(agent: SAC, count: int) -> None:
    """Append steps of numbers."""
    numbers = np.random.default_rng(0).normal(size=(1000, 60)).astype(np.float32)
    for _ in range(count // 1000):
        agent.buffer.append(
            numbers[:, :26], numbers[:, 26:32], numbers[:, 32], numbers[:, 33], numbers[:, 34:]
        )


def save(agent: SAC, folder: Path) -> float:
    """Seconds that a checkpoint takes."""
    start = time.perf_counter()
    experience = agent.save_experience(folder)
    content = {"state": agent.state_dict(), "experience": experience}
    save_checkpoint(folder / "checkpoint.pt", content)
    return time.perf_counter() - start


def main() -> int:
    """Prints the figures; gives 1 when a checkpoint takes too long, else 0."""
    SAC((26,), (6,), buffer_size=1)  # what torch takes for its first network is not the buffer's
    before = memory()
    agent = SAC((26,), (6,), buffer_size=CAPACITY)
    size = agent.buffer.rows.nbytes / MEGABYTE
    print(f"a buffer of {CAPACITY:,} steps is {size:.0f} MB")
    print(f"empty, with its agent, it takes {memory() - before:.0f} MB")
    fill(agent, NEW)
    print(f"with {NEW:,} steps {memory() - before:.0f} MB")
    start = time.perf_counter()
    for _ in range(1000):
        agent.buffer.sample(256)
    print(f"a batch of 256: {(time.perf_counter() - start) * 1000:.0f} microseconds")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(agent, folder)
        fill(agent, CAPACITY - NEW)
        print(f"a checkpoint of all {CAPACITY - NEW:,} others: {save(agent, folder):.2f} s")
        fill(agent, NEW)
        seconds = save(agent, folder)
        print(f"a checkpoint with {NEW:,} new steps: {seconds:.2f} s (goal {SECONDS:.0f})")
        again = SAC((26,), (6,), buffer_size=CAPACITY)
        start = time.perf_counter()
        again.load_experience(folder, load_checkpoint(folder)["experience"])
        print(f"to go on from it: {time.perf_counter() - start:.2f} s")
        assert torch.equal(again.buffer.sample(256).states, agent.buffer.sample(256).states)
    return int(seconds > SECONDS)


if __name__ == "__main__":
    sys.exit(main())
