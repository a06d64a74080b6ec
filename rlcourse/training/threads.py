"""How many CPU threads torch computes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import torch

PRODUCTS = 20
LOOK_AGAIN = 1000  # steps


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


class Threads:
    """Inside the block torch computes on one thread, or on more where that is quicker just now.

    Products of 256 by 256 gain from a second thread that has a core to itself. Where the cores are
    busy the threads wait for each other, and it is ten times slower than one.

    Args:
        most: threads to take; never more than torch had before.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._next_look = 0

    def __enter__(self) -> "Threads":
        self._before = torch.get_num_threads()
        self.most = min(self.most, self._before)
        torch.set_num_threads(1)
        return self

    def __exit__(self, *error: object) -> None:
        torch.set_num_threads(self._before)

    def look(self, steps: int) -> None:
        """Try anew, some 20 ms, every LOOK_AGAIN steps which number is the quicker one."""
        if self.most == 1 or steps < self._next_look:
            return
        self._next_look = steps + LOOK_AGAIN
        seconds = {count: time_products(count) for count in (1, self.most)}
        torch.set_num_threads(min(seconds, key=lambda count: seconds[count]))


def time_products(count: int) -> float:
    """Seconds that some products take on `count` threads; leaves torch with that many."""
    torch.set_num_threads(count)
    matrix = torch.ones(256, 256)
    # The first one wakes the threads.
    torch.mm(matrix, matrix)
    start = perf_counter()
    for _ in range(PRODUCTS):
        torch.mm(matrix, matrix)
    return perf_counter() - start
