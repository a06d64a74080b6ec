"""A box runs jobs one after another in a process that can be anything's: a sandbox, or plain."""

import json
import os
import select
import struct
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from typing import Any

from rlcourse.grading.inside.server import (
    CHUNK,
    DATA,
    DONE,
    ENDED,
    FRESH,
    HEAD,
    HELLO,
    NEXT,
    ROOMY,
    SINGLE,
)
from rlcourse.grading.limits import Limits
from rlcourse.grading.walls import (
    CODE,
    ENVIRONMENT,
    INSIDE,
    package_folders,
    packages,
    python,
    wall_command,
)

# After so many seconds the server is taken for dead. On a busy machine it is slow.
GRACE = 3600.0


class BoxError(RuntimeError):
    """The box itself broke; nothing is known of the answer."""


@dataclass(frozen=True)
class Ended:
    """How the process of an answer ended.

    Args:
        data: what it sent; every byte may be a lie.
        signal: that killed it, or 0.
        code: its exit code.
        late: whether it was stopped for the time by the clock.
        much: whether it was stopped because it sent too much.
        cpu: seconds of CPU time.
        seconds: by the clock, without those in which the machine was busy with others.
        memory: bytes that it had at most.
    """

    data: bytes
    signal: int
    code: int
    late: bool
    much: bool
    cpu: float
    seconds: float
    memory: int


class Sandbox:
    """A server that forks a sealed process for every job.

    Args:
        limits: of the answers.
        walls: False runs the same server without bubblewrap around it.

    Attributes:
        roomy: whether another submission may come after this one, in a room of its own.

    Raises:
        BoxError: it does not start.
    """

    def __init__(self, limits: Limits, walls: bool) -> None:
        self.limits = limits
        self.walls = walls
        self.process = start_server(limits, walls, once=False)
        try:
            os.set_blocking(self.stdin, False)
            self.roomy = self.listen()
        except BaseException:
            self.close()
            raise

    def listen(self) -> bool:
        """Wait until a submission can begin; gives whether another may come after it.

        Raises:
            BoxError: it says nothing in time, something else, or has ended.
        """
        tag, data = self.next_message(time.monotonic() + self.limits.start)
        if tag != HELLO or data not in (ROOMY, SINGLE):
            raise BoxError("the sandbox says something strange")
        return data == ROOMY

    def renew(self) -> None:
        """Leave the room of a submission for an empty one.

        Raises:
            BoxError: the box broke.
        """
        self.write(FRESH, time.monotonic() + GRACE)
        self.roomy = self.listen()

    @property
    def stdin(self) -> int:
        """Descriptor of the pipe to the server; writing to it does not block."""
        assert self.process.stdin is not None
        return self.process.stdin.fileno()

    @property
    def stdout(self) -> int:
        """Descriptor of the pipe from the server."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def run(self, job: bytes) -> Ended:
        """Run one job.

        Raises:
            BoxError: the box broke.
        """
        deadline = time.monotonic() + GRACE
        self.write(NEXT + struct.pack("<I", len(job)) + job, deadline)
        parts: list[bytes] = []
        size = 0
        while True:
            tag, data = self.next_message(deadline)
            if tag == DONE and len(data) == ENDED.size:
                signal, code, late, much, ready, *used = ENDED.unpack(data)
                if not ready:
                    raise BoxError("a process could not be sealed")
                return Ended(b"".join(parts), signal, code, late, much, *used)
            size += len(data)
            if tag != DATA or size > self.limits.output + CHUNK:
                raise BoxError("the sandbox says something strange")
            parts.append(data)

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of it.

        Raises:
            BoxError: it was not taken by the deadline, or the server has ended. A part may be sent.
        """
        view = memoryview(data)
        while view:
            _, ready, _ = select.select([], [self.stdin], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise BoxError("the sandbox does not listen")
            try:
                view = view[os.write(self.stdin, view) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise BoxError("the sandbox has ended") from error

    def next_message(self, deadline: float) -> tuple[bytes, bytes]:
        """The next tag and its data.

        Raises:
            BoxError: nothing whole came by the deadline, it is too long, or the server has ended.
        """
        tag, size = HEAD.unpack(self.read(HEAD.size, deadline))
        if size > CHUNK:
            raise BoxError("the sandbox says something strange")
        return tag, self.read(size, deadline)

    def read(self, count: int, deadline: float) -> bytes:
        """So many bytes.

        Raises:
            BoxError: they did not come by the deadline, or the server has ended.
        """
        parts = []
        while count:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self.stdout], [], [], left)
            part = os.read(self.stdout, count) if ready else b""
            if not part:
                raise BoxError("the sandbox has ended" if ready else "the sandbox is silent")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """End it and everything in it."""
        end(self.process)


def start_server(limits: Limits, walls: bool, once: bool) -> "subprocess.Popen[bytes]":
    """Start the server, inside walls or not."""
    command = wall_command(limits) if walls else []
    code = f"{INSIDE if walls else CODE}/__main__.py"
    folders = [inside for _, inside in packages()] if walls else package_folders()
    settings = {**asdict(limits), "packages": folders, "once": once, "sealed": walls}
    own = {} if walls or os.name == "posix" else dict(os.environ)
    return subprocess.Popen(
        [*command, python(), "-I", "-S", code, json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing of the grader's own environment: it may hold secrets.
        env={**own, **ENVIRONMENT, **({} if walls else {"HOME": tempfile.gettempdir()})},
        cwd="/" if walls else tempfile.gettempdir(),
        bufsize=0,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[Any]") -> None:
    """Kill a process; with the first of a sandbox all others in it end."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()
