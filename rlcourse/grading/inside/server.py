"""The server behind the walls: imports torch once, then forks.

First a process for each submission, which goes into a room of its own; and there one sealed process
for each answer. Those between read of a job nothing but that there is one; the forked process reads
the job itself. So no answer finds in its memory what another answer was given.
"""

import gc
import json
import os
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from typing import Any

from . import room, seal
from .pipes import read_exactly, write_all

# What the server says: a tag and a length, then so many bytes.
HEAD = struct.Struct("<cI")
HELLO, DATA, DONE = b"H", b"D", b"E"
# What it says with HELLO: whether other submissions may come after this one.
ROOMY, SINGLE = b"1", b"0"
# How a process ended: its signal, its exit code, too long by the wall clock, too much sent, whether
# it ever had its job, CPU seconds, seconds by the clock, bytes of memory at most.
ENDED = struct.Struct("<ii???ddQ")
# Each job begins with this byte, and each submission but the first with that one.
NEXT, FRESH = b"J", b"S"
# What a process sends first: it has its job.
READY = b"R"
CHUNK = 1 << 16
NOT_SEALED = 97
# How the process of a submission ends when there is another, and when it could have no room.
AGAIN, NO_ROOM = 98, 99


def main(settings: str) -> None:
    """Serve until the grader closes the pipe."""
    limits: dict[str, Any] = json.loads(settings)
    prepare(limits["packages"])
    if limits["once"]:
        serve_once(limits)
        return
    seal.hide()
    code, rooms = AGAIN, bool(limits["sealed"])
    while code in (AGAIN, NO_ROOM):
        rooms = rooms and code != NO_ROOM
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(serve_submission(limits, rooms))
            finally:
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def serve_submission(limits: dict[str, Any], in_room: bool) -> int:
    """Serve the jobs of one submission; gives how this process is to end."""
    seal.die_with_parent()
    if in_room:
        try:
            room.enter(limits["scratch"])
        except OSError:
            # Nobody is to be served in half a room: rights may be left in it.
            return NO_ROOM
    # Without rooms, these walls are the room of one submission.
    say(HELLO, ROOMY if in_room or not limits["sealed"] else SINGLE)
    while (word := read_word()) == NEXT:
        serve(limits)
    return AGAIN if word == FRESH else 0


def prepare(packages: list[str]) -> None:
    """Import what every answer needs."""
    sys.path.extend(packages)
    sys.dont_write_bytecode = True
    # A quarter of a second of looking for garbage among what stays for ever.
    gc.disable()
    import cloudpickle  # noqa: F401
    import torch

    from . import answer, frames, importer, trial  # noqa: F401

    torch.set_num_threads(1)
    # Else each process would copy the pages of all objects when it counts them.
    gc.freeze()
    gc.enable()


def read_word() -> bytes:
    """What the grader wants next; nothing when it is done."""
    try:
        return read_exactly(0, 1)
    except EOFError:
        return b""


def say(tag: bytes, data: bytes) -> None:
    """One message to the grader."""
    write_all(1, HEAD.pack(tag, len(data)) + data)


def serve(limits: dict[str, Any]) -> None:
    """One job: fork, take what the process sends, end it, tell the grader."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            run_sealed(limits, writing)
        finally:
            os._exit(1)
    os.close(writing)
    clock = Clock(pid, limits["wall"])
    data, late, much = collect(reading, clock, limits["output"])
    os.close(reading)
    # It may have closed its pipe and live on.
    ended = not (late or much) and ends_by_itself(pid, clock)
    seconds = clock.seconds()
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    sig = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    cpu = usage.ru_utime + usage.ru_stime
    late = late or not (ended or much)
    # Together, for a process may send its bytes one by one.
    for i in range(1, len(data), CHUNK):
        say(DATA, bytes(data[i : i + CHUNK]))
    ready = data[:1] == READY
    say(DONE, ENDED.pack(sig, code, late, much, ready, cpu, seconds, usage.ru_maxrss * 1024))


class Clock:
    """The time of a process, without what it waited for a processor.

    Args:
        pid: of the process, which starts now.
        limit: seconds that it has.
    """

    def __init__(self, pid: int, limit: float) -> None:
        self.pid = pid
        self.limit = limit
        self.start = time.monotonic()

    def seconds(self) -> float:
        """Seconds since the start in which it ran or slept."""
        return time.monotonic() - self.start - self.waited()

    def waited(self) -> float:
        """Seconds in which it could have run, and others did."""
        try:
            with open(f"/proc/{self.pid}/schedstat") as file:
                return int(file.read().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0

    def left(self) -> float:
        """Seconds that are left to it."""
        return self.limit - self.seconds()


def collect(reading: int, clock: Clock, most: int) -> tuple[bytearray, bool, bool]:
    """What a process sends until it ends, the time is up (True) or there is too much (True)."""
    data = bytearray()
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    while True:
        left = clock.left()
        if left <= 0:
            return data, True, False
        if not poll.poll(left * 1000):
            continue
        part = os.read(reading, CHUNK)
        if not part:
            return data, False, False
        data += part
        if len(data) > most:
            return data, False, True


def ends_by_itself(pid: int, clock: Clock) -> bool:
    """Whether a process ends before its time is up; it is left for its parent to see how."""
    while clock.left() > 0:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        time.sleep(0.002)
    return False


def run_sealed(limits: dict[str, Any], pipe: int) -> None:
    """In the forked process. Never returns."""
    from . import trial

    seal.die_with_parent()
    job = take_job(pipe)
    work = trial.load(job)
    seal.limit_resources(limits["cpu"], limits["memory"], limits["file_size"])
    try:
        if seal.can_seal():
            seal.refuse_system_calls()
        elif limits["sealed"]:
            os._exit(NOT_SEALED)
    except OSError:
        os._exit(NOT_SEALED)
    write_all(pipe, READY)
    trial.run_cases(*work, pipe)
    trial.leave(0)


def take_job(pipe: int) -> bytes:
    """Read the job, then hold on to nothing but the pipe for the results."""
    size = struct.unpack("<I", read_exactly(0, 4))[0]
    job = read_exactly(0, size)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, pipe + 256)
    return job


def serve_once(limits: dict[str, Any]) -> None:
    """Where there is no fork: this process is the one of the answer, and there is one job."""
    from . import trial

    if sys.platform == "win32":
        import msvcrt

        for standard in (0, 1):
            msvcrt.setmode(standard, os.O_BINARY)
    pipe = os.dup(1)
    if read_word() != NEXT:
        return
    job = take_job(pipe)
    work = trial.load(job)
    # Not every system has every limit, and there are no walls here anyway.
    with suppress(ImportError, OSError, ValueError):
        seal.limit_resources(limits["cpu"], limits["memory"], limits["file_size"])
    write_all(pipe, READY)
    trial.run_cases(*work, pipe)
    trial.leave(0)
