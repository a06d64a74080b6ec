"""A process that holds a group of environments, and its end of the conversation.

The two ends talk through the process's standard input and output in frames: one byte that says
what it is, the number of the question that it asks or answers, the length of the rest, the rest
(pickled, mostly nothing). All arrays are in a file that both have mapped into memory. The process
ends when its input does: when its parent closes it, and also when the parent is killed.
"""

import mmap
import os
import pickle
import select
import signal
import struct
import sys
from contextlib import suppress

import cloudpickle

from rlcourse.envs.arrays import Arrays, carve
from rlcourse.envs.group import Episode, FailedEnvironmentError, Group, Note

HEADER = struct.Struct("<cII")

START, RESET, STEP32, STEP64, EPISODES = b"b", b"r", b"4", b"8", b"e"
DONE, NOTES, FAILED = b"d", b"n", b"f"


class Channel:
    """Frames over a pair of file descriptors."""

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self.read_fd, self.write_fd = read_fd, write_fd
        # Kept here, and not in `receive`, so that an interrupted one can be taken up again.
        self._buffer = b""
        # The same for `send`: what an interrupted one left goes out before the next.
        self._unsent = b""

    def send(self, kind: bytes, number: int, content: bytes = b"") -> None:
        """Raises OSError when the other end is gone."""
        self._unsent += HEADER.pack(kind, number, len(content)) + content
        while self._unsent:
            self._unsent = self._unsent[os.write(self.write_fd, self._unsent) :]

    def receive(self) -> tuple[bytes, int, bytes]:
        """The kind, the number and the content. Raises EOFError when the other end is gone."""
        self._fill(HEADER.size)
        kind, number, length = HEADER.unpack_from(self._buffer)
        end = HEADER.size + length
        self._fill(end)
        content, self._buffer = self._buffer[HEADER.size : end], self._buffer[end:]
        return kind, number, content

    @property
    def has_news(self) -> bool:
        """Whether the other end sent more, or is gone; Windows cannot say, and says no."""
        if self._buffer or os.name == "nt":
            return bool(self._buffer)
        return bool(select.select([self.read_fd], [], [], 0)[0])

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size:
            data = os.read(self.read_fd, 65536)
            if not data:
                raise EOFError
            self._buffer += data


def main() -> None:
    """Serve until the input ends."""
    # Ctrl-C is for the parent, which then decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    channel = Channel(os.dup(0), os.dup(1))
    # What an environment prints goes where errors go, and cannot get between the frames.
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError):
        _serve(channel)
    sys.stdout.flush()


def give_way() -> None:
    """Let this process wait its turn when it is woken, where Linux allows to ask for that.

    Else it pushes its parent aside, which has yet to wake the other workers: on two cores both
    then wait for the same one, and a step of sixteen cheetahs takes a tenth longer.
    """
    # One that was started to take only what others leave stays so.
    if hasattr(os, "SCHED_BATCH") and os.sched_getscheduler(0) == os.SCHED_OTHER:
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _serve(channel: Channel) -> None:
    _, number, content = channel.receive()
    first, num_envs, maker, path, shapes = pickle.loads(content)
    with open(path, "r+b") as file:
        arrays = carve(mmap.mmap(file.fileno(), 0), shapes).rows(first, first + num_envs)
    try:
        group = Group(pickle.loads(maker), range(first, first + num_envs))
    except FailedEnvironmentError as error:
        channel.send(FAILED, number, error.with_traceback_text.encode())
        return
    channel.send(DONE, number)
    try:
        while True:
            question, number, content = channel.receive()
            answer, content = _answer(group, arrays, question, content, channel)
            channel.send(answer, number, content)
    finally:
        group.close()


def _answer(
    group: Group, arrays: Arrays, kind: bytes, content: bytes, channel: Channel
) -> tuple[bytes, bytes]:
    notes: list[Note] | list[Episode]
    try:
        if kind == RESET:
            notes = group.reset(arrays, *pickle.loads(content))
        elif kind == EPISODES:
            policy, seeds = pickle.loads(content)
            notes = group.episodes(arrays, policy, seeds, lambda: not channel.has_news)
        else:
            notes = group.step(arrays, kind == STEP64)
        return (NOTES, cloudpickle.dumps(notes)) if notes else (DONE, b"")
    except FailedEnvironmentError as error:
        return FAILED, error.with_traceback_text.encode()
