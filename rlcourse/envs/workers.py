"""The parent's side of the worker processes."""

import json
import mmap
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import cloudpickle

from rlcourse.envs.arrays import Arrays, Layout, carve, size_in_bytes
from rlcourse.envs.group import Episode, FailedEnvironmentError, Note
from rlcourse.envs.making import Env
from rlcourse.envs.policy import Policy
from rlcourse.envs.worker import EPISODES, FAILED, NOTES, RESET, START, STEP32, STEP64, Channel

# The modules must be found as they are here, and __main__ stays out of it: a script needs no
# `if __name__ == "__main__"`.
BOOT = """
import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)
import json, sys; sys.path[:] = json.loads(sys.argv[1])
from rlcourse.envs.worker import main; main()
"""

# Beside each other they have a core each, and no more: where nothing else was asked for, what
# multiplies matrices in them takes one thread.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

PATIENCE = 2.0  # seconds that a worker has to close its environments


class Worker:
    """One worker process, as its parent sees it."""

    def __init__(self, number: int, first: int, num_envs: int) -> None:
        self.first, self.num_envs = first, num_envs
        path = json.dumps([str(folder) for folder in sys.path])
        self._process = subprocess.Popen(
            [sys.executable, "-c", BOOT, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**ONE_THREAD, **os.environ},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._channel = Channel(self._process.stdout.fileno(), self._process.stdin.fileno())
        self._asked = self._answered = 0
        last = first + num_envs - 1
        held = f"environment {first}" if num_envs == 1 else f"environments {first} to {last}"
        self._name = f"worker {number} (process {self._process.pid}, {held})"

    def send(self, kind: bytes, content: bytes = b"") -> None:
        """Ask something; `receive` gives the answer.

        Raises:
            RuntimeError: the process has ended.
        """
        self._asked += 1
        try:
            self._channel.send(kind, self._asked, content)
        except OSError:
            raise self._death() from None

    def receive(self) -> list[Any]:
        """Wait for the answer to the last question; those to earlier ones are dropped.

        Raises:
            FailedEnvironmentError: an environment raised something.
            RuntimeError: the process has ended.
        """
        # Ctrl-C may have come between an earlier question and its answer.
        while self.is_busy:
            try:
                kind, self._answered, content = self._channel.receive()
            except (EOFError, OSError):
                raise self._death() from None
            if kind == FAILED:
                raise FailedEnvironmentError(f"{self._name}: {content.decode()}")
        return pickle.loads(content) if kind == NOTES else []

    @property
    def is_busy(self) -> bool:
        """Whether a question has no answer yet."""
        return self._answered != self._asked

    def _death(self) -> RuntimeError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        code = self._process.returncode
        how = "ended" if code is None else f"ended with exit code {code}"
        if code is not None and code < 0:
            how = f"was killed by {signal.Signals(-code).name}"
        return RuntimeError(f"{self._name} {how}; the other workers were stopped too")

    def hang_up(self) -> None:
        """Closing its input asks the worker to end."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self, patience: float) -> None:
        """Wait for its end, or put one to it."""
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def _stop(workers: list[Worker], owner: int) -> None:
    """Leave no process and no open descriptor behind."""
    # A forked child has copies of these objects, but the processes are not its own.
    if os.getpid() != owner:
        return
    for worker in workers:
        worker.hang_up()
    for worker in workers:
        worker.end(0.0 if worker.is_busy else PATIENCE)
    workers.clear()


class Workers:
    """Groups of environments in processes of their own, stepped side by side.

    The processes are fresh interpreters. They end with `close`, with this object, with Python,
    and with this process, however it ends.

    Raises (all methods):
        RuntimeError: a worker died, or an environment raised something
            (FailedEnvironmentError); all workers are stopped then.
    """

    def __init__(
        self, maker: Callable[[int], Env], num_envs: int, num_workers: int, shapes: Layout
    ) -> None:
        self._workers: list[Worker] = []
        self.close = weakref.finalize(self, _stop, self._workers, os.getpid())
        shared = "/dev/shm" if os.path.isdir("/dev/shm") else None
        file, path = tempfile.mkstemp(prefix="rlcourse-", dir=shared)
        try:
            # Written in full: where memory is short that fails here, and holes would crash later.
            os.write(file, bytes(size_in_bytes(shapes)))
            self.arrays: Arrays = carve(mmap.mmap(file, 0), shapes)
            pickled = cloudpickle.dumps(maker)
            bounds = [num_envs * i // num_workers for i in range(num_workers + 1)]
            for i, (first, last) in enumerate(pairwise(bounds)):
                self._workers.append(Worker(i, first, last - first))
            starts = [(w.first, w.num_envs, pickled, path, shapes) for w in self._workers]
            self._ask(START, [pickle.dumps(start) for start in starts])
        except BaseException:
            self.close()
            raise
        finally:
            os.close(file)
            # Those who have it mapped keep it; nobody else needs its name.
            with suppress(OSError):
                os.unlink(path)

    def reset(self, seeds: Sequence[int | None], options: dict[str, Any] | None) -> list[Note]:
        """Start a new episode in every environment; fills `arrays.observations`."""
        contents = [
            cloudpickle.dumps((seeds[w.first : w.first + w.num_envs], options))
            for w in self._workers
        ]
        return self._ask(RESET, contents)

    def step(self, actions64: bool) -> list[Note]:
        """One step with the actions of that precision in `arrays`; fills all the others."""
        return self._ask(STEP64 if actions64 else STEP32, [b""] * len(self._workers))

    def episodes(self, policy: Policy, seeds: Sequence[int]) -> list[Episode]:
        """One whole episode in every environment."""
        contents = [
            pickle.dumps((policy, seeds[w.first : w.first + w.num_envs])) for w in self._workers
        ]
        return self._ask(EPISODES, contents)

    def _ask(self, kind: bytes, contents: list[bytes]) -> list[Any]:
        try:
            for worker, content in zip(self._workers, contents, strict=True):
                worker.send(kind, content)
            return [note for worker in self._workers for note in worker.receive()]
        except RuntimeError:
            self.close()
            raise
