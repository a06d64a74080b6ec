"""Train, be killed, go on: `python killing.py FOLDER TIMES SEED` ends with "TIMES kills survived".

The processes that are killed are forks of this one, so that they need not import torch anew.
"""

import mmap
import os
import random
import signal
import struct
import sys
import time
from pathlib import Path

from rlcourse.envs.quiet import import_pybullet
from rlcourse.solutions import PPO
from rlcourse.training import Trainer
from rlcourse.training.checkpoint import load_checkpoint

INTERVAL = 64
LONGEST = 0.5  # seconds of training before a kill


def train(out, shared):
    """Until somebody kills it; says in `shared` from where it went on and how far it is."""
    agent = PPO((5,), (1,), num_envs=2, rollout_length=16, batch_size=16, num_updates=2)
    trainer = Trainer(
        "InvertedPendulumBulletEnv-v0", agent, 10**9, INTERVAL, num_eval_episodes=2, out=out
    )
    if (out / "checkpoint.pt").exists():
        trainer.resume(out)
    began, plain_step = trainer.steps, agent.step

    def step(env, states, steps):
        states = plain_step(env, states, steps)
        shared[:16] = struct.pack("qq", began, steps + agent.num_envs)
        return states

    agent.step = step
    trainer.train()


def train_and_kill(out, shared):
    """(steps at which it went on, steps at which it was killed)."""
    shared[:16] = bytes(16)
    child = os.fork()
    if child == 0:
        try:
            train(out, shared)
        finally:
            os._exit(1)
    deadline = time.monotonic() + 60
    while shared[8:16] == bytes(8):
        assert time.monotonic() < deadline, "it does not train"
        time.sleep(0.001)
    time.sleep(random.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended by itself"
    return struct.unpack("qq", shared[:16])


def read_curve(path):
    """The lines of returns.csv, all whole, at every interval from the first on."""
    if not path.exists():
        return []
    text = path.read_text()
    assert text.endswith("\n")
    head, *lines = text.splitlines()
    assert head == "step,return"
    cells = [line.split(",") for line in lines]
    assert [int(step) for step, _ in cells] == [INTERVAL * (i + 1) for i in range(len(cells))]
    assert all(0 < float(value) <= 1000 for _, value in cells)
    return lines


def main(out, times):
    shared = mmap.mmap(-1, 16)
    saved, curve = 0, []
    for _ in range(times):
        began, reached = train_and_kill(out, shared)
        assert began == saved, f"saved at {saved}, went on from {began}"
        if (out / "checkpoint.pt").exists():
            content = load_checkpoint(out)
            saved = content["steps"]
            evaluations = len(content["returns"]["step"])
            assert saved == INTERVAL * evaluations
        else:
            evaluations = 0
        assert reached - saved <= INTERVAL, f"reached {reached}, kept {saved}"
        later = read_curve(out / "returns.csv")
        assert later[: len(curve)] == curve, "what was there has changed"
        # The two files are written one after the other.
        assert len(later) in (evaluations, evaluations - 1)
        curve = later
    assert len(curve) > times / 2
    print(f"{times} kills survived, {saved} steps")


if __name__ == "__main__":
    random.seed(int(sys.argv[3]))
    import_pybullet()
    main(Path(sys.argv[1]), int(sys.argv[2]))
