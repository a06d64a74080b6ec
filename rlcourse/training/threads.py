"""Small networks are quickest on one thread."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute on one CPU thread inside the block.

    A product of 64 by 64 is done before a second thread has woken up, and threads that wait for
    each other take the processor from the environments.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
