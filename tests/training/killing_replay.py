"""Remember, be killed, go on: `python killing_replay.py FOLDER TIMES SEED`.

Row i of all experience holds nothing but i, so that a row of another time is found out.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np
import torch

from rlcourse.training import experience
from rlcourse.training.checkpoint import load_checkpoint, save_checkpoint
from rlcourse.training.replay import ReplayBuffer

CAPACITY, ROWS_PER_FILE, BETWEEN = 500, 120, 37
LONGEST = 0.1  # seconds from its first checkpoint to a kill


def make_buffer(folder):
    """A buffer with what the folder's checkpoint holds."""
    buffer = ReplayBuffer(CAPACITY, (2,), (1,), torch.device("cpu"))
    if (folder / "checkpoint.pt").exists():
        buffer.load(folder, load_checkpoint(folder)["experience"])
    return buffer


def remember(folder):
    """Until somebody kills it."""
    buffer = make_buffer(folder)
    while True:
        for _ in range(BETWEEN):
            i = np.full(1, buffer.num_appended, dtype=np.float32)
            buffer.append(i[:, None].repeat(2, 1), i[:, None], i, i, i[:, None].repeat(2, 1))
        saved = buffer.save(folder)
        save_checkpoint(folder / "checkpoint.pt", {"experience": saved})
        experience.remove_old_rows(folder, saved["files"])


def last_written(folder):
    """When the checkpoint was written, in nanoseconds."""
    path = folder / "checkpoint.pt"
    return path.stat().st_mtime_ns if path.exists() else 0


def remember_and_be_killed(folder):
    """A child that does so for a while, and has written a checkpoint at the least."""
    before = last_written(folder)
    child = os.fork()
    if child == 0:
        try:
            remember(folder)
        finally:
            os._exit(1)
    deadline = time.monotonic() + 100
    while last_written(folder) == before:
        assert time.monotonic() < deadline, "it does not write"
        time.sleep(0.001)
    time.sleep(random.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended by itself"


def main(folder, times):
    total = 0
    for _ in range(times):
        remember_and_be_killed(folder)
        buffer = make_buffer(folder)
        assert buffer.num_appended > total, "experience was lost"
        assert buffer.num_appended % BETWEEN == 0
        total = buffer.num_appended
        for i in range(max(0, total - CAPACITY), total):
            assert (buffer.rows[i % CAPACITY] == i).all(), f"row {i} of {total}"
        files = [path for path in folder.iterdir() if path.suffix == ".rows"]
        # Each kill can begin a file; those of long ago must be gone.
        assert sum(path.stat().st_size for path in files) < 60 * CAPACITY * buffer.rows.shape[1]
    print(f"{times} kills survived, {total} rows")


if __name__ == "__main__":
    random.seed(int(sys.argv[3]))
    torch.set_num_threads(1)
    experience.ROWS_PER_FILE = ROWS_PER_FILE
    main(Path(sys.argv[1]), int(sys.argv[2]))
