"""Bytes through pipes, without buffers that would read more than asked."""

import os


def read_exactly(descriptor: int, count: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: the other end closed before.
    """
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """All of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
