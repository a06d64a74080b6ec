"""The server behind the walls: imports torch once, then forks one sealed process an answer.

It reads of each job nothing but that there is one; the forked process reads the job itself. So no
answer finds in its memory what another answer was given.
"""

import gc
import json
import os
import select
import signal
import struct
import sys
import time
from typing import Any

from . import seal
from .pipes import read_exactly, write_all

# What the server says: a tag and a length, then so many bytes.
HEAD = struct.Struct("<cI")
HELLO, DATA, DONE = b"H", b"D", b"E"
# How a process ended: its signal, its exit code, too long by the wall clock, too much sent, whether
# it ever had its job, CPU seconds, bytes of memory at most.
ENDED = struct.Struct("<ii???dQ")
# Each job begins with this byte.
NEXT = b"J"
# What a process sends first: it has its job.
READY = b"R"
CHUNK = 1 << 16
NOT_SEALED = 97


def main(settings: str) -> None:
    """Serve until the grader closes the pipe."""
    limits: dict[str, Any] = json.loads(settings)
    prepare(limits["packages"])
    if limits["once"]:
        serve_once(limits)
        return
    seal.hide()
    say(HELLO, b"")
    while read_next():
        serve(limits)


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


def read_next() -> bool:
    """Whether there is another job."""
    try:
        return read_exactly(0, 1) == NEXT
    except EOFError:
        return False


def say(tag: bytes, data: bytes) -> None:
    """One message to the grader."""
    write_all(1, HEAD.pack(tag, len(data)) + data)


def serve(limits: dict[str, Any]) -> None:
    """One job: fork, take what the process sends, end it, tell the grader."""
    start = time.monotonic()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            run_sealed(limits, writing)
        finally:
            os._exit(1)
    os.close(writing)
    data, late, much = collect(reading, start + limits["wall"], limits["output"])
    os.close(reading)
    # It may have closed its pipe and live on.
    status, usage, ended = wait_for(pid, 0.0 if late or much else start + limits["wall"])
    sig = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    cpu = usage.ru_utime + usage.ru_stime
    late = late or not (ended or much)
    # Together, for a process may send its bytes one by one.
    for i in range(1, len(data), CHUNK):
        say(DATA, bytes(data[i : i + CHUNK]))
    ready = data[:1] == READY
    say(DONE, ENDED.pack(sig, code, late, much, ready, cpu, usage.ru_maxrss * 1024))


def collect(reading: int, deadline: float, most: int) -> tuple[bytearray, bool, bool]:
    """What a process sends until it ends, the time is up (True) or there is too much (True)."""
    data = bytearray()
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    while True:
        left = deadline - time.monotonic()
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


def wait_for(pid: int, deadline: float) -> tuple[int, Any, bool]:
    """Let the process end by itself until the deadline, then kill it; whether it did."""
    while time.monotonic() < deadline:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return status, usage, True
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return status, usage, False


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

    pipe = os.dup(1)
    if not read_next():
        return
    job = take_job(pipe)
    work = trial.load(job)
    if os.name == "posix":
        seal.limit_resources(limits["cpu"], limits["memory"], limits["file_size"])
    write_all(pipe, READY)
    trial.run_cases(*work, pipe)
    trial.leave(0)
