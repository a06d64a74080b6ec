"""A box for systems without fork: a plain process for every answer, without walls."""

import os
import struct
import subprocess
import threading

from rlcourse.grading.box import BoxError, Ended, end, start_server
from rlcourse.grading.inside.server import NEXT, READY
from rlcourse.grading.limits import Limits


class PlainBox:
    """Starts a process for every job: slow, and only for answers that one trusts.

    Args:
        limits: of the answers.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def run(self, job: bytes) -> Ended:
        """Run one job.

        Raises:
            BoxError: the process did not take the job.
        """
        process = start_server(self.limits, walls=False, once=True)
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        # torch is imported meanwhile.
        clock = threading.Timer(self.limits.wall + self.limits.start, stop)
        clock.daemon = True
        before = children_time()
        clock.start()
        try:
            data, much = self.talk(process, NEXT + struct.pack("<I", len(job)) + job)
            if not (late.is_set() or much):
                process.wait()
        finally:
            clock.cancel()
            end(process)
        if data[:1] != READY:
            raise BoxError("a process did not take its job")
        code, cpu = process.returncode, children_time() - before
        return Ended(data[1:], max(0, -code), max(0, code), late.is_set(), much, cpu, cpu, 0)

    def talk(self, process: "subprocess.Popen[bytes]", job: bytes) -> tuple[bytes, bool]:
        """Send the job and take what comes, up to a limit; whether it was too much.

        Raises:
            BoxError: the process ended before it had the job.
        """
        assert process.stdin is not None and process.stdout is not None
        try:
            view = memoryview(job)
            while view:
                view = view[process.stdin.write(view) or 0 :]
        except OSError as error:
            raise BoxError("a process did not take its job") from error
        data = b""
        while part := process.stdout.read(1 << 16):
            data += part
            if len(data) > self.limits.output:
                return data, True
        return data, False

    def close(self) -> None:
        """Nothing is left open between jobs."""


def children_time() -> float:
    """CPU seconds of all processes that ended."""
    times = os.times()
    return times.children_user + times.children_system
