"""PyBullet speaks from C, below Python's own streams; here it is kept quiet.

`import pybullet` writes a banner to file descriptor 2, and every new simulation writes `argv[0]=`
to descriptor 1. Redirecting `sys.stdout` catches neither.
"""

import ctypes
import importlib
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

_LOCK = threading.RLock()


@lru_cache(maxsize=1)
def _c_library() -> Any:
    """The C library that PyBullet prints with, or None where it cannot be found."""
    with suppress(OSError):
        return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    return None


def _flush() -> None:
    """Send on what waits in the buffers of Python's streams and of C's."""
    for stream in (sys.stdout, sys.stderr):
        # A stream may be None, closed, or somebody's own object.
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    library = _c_library()
    if library is not None:
        library.fflush(None)


@contextmanager
def quiet() -> Iterator[None]:
    """Send everything written to descriptors 1 and 2 to nowhere, Python's and C's alike.

    What was written before still arrives, and a descriptor that is closed is closed again
    afterwards. Blocks may be nested; other threads are silenced for as long as it lasts.
    """
    with _LOCK:
        _flush()
        # A closed standard descriptor is the first number that `open` hands out. Filling these
        # first keeps the copies below out of the range that C prints to.
        nowhere = [os.open(os.devnull, os.O_RDWR)]
        while nowhere[-1] <= 2:
            nowhere.append(os.open(os.devnull, os.O_RDWR))
        kept = {fd: os.dup(fd) for fd in (1, 2) if fd not in nowhere}
        try:
            for fd in kept:
                os.dup2(nowhere[-1], fd)
            yield
        finally:
            _flush()
            for fd, copy in kept.items():
                os.dup2(copy, fd)
                os.close(copy)
            for fd in nowhere:
                os.close(fd)


@lru_cache(maxsize=1)
def import_pybullet() -> Any:
    """The module `pybullet`, imported without its banner."""
    with quiet():
        return importlib.import_module("pybullet")
