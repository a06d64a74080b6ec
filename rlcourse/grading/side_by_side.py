"""Many students side by side, over the cores of this machine."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from rlcourse.grading.result import Grade
from rlcourse.grading.task import Task, without_grade
from rlcourse.orphans import end_with

GradeOne = Callable[[Task], Grade]
# How often a student is tried whose grader died: once more, for the fault may be another's.
TRIES = 2
# Read by the libraries below torch when they are loaded.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def grade_here(tasks: Sequence[Task], jobs: int, grade: GradeOne) -> Generator[tuple[Task, Grade]]:
    """Every task with its grade, as they come; each of `jobs` processes has one at a time.

    A process that dies takes no other student with it, and where this generator is closed or
    interrupted all of them end.

    Args:
        tasks: whom to grade.
        jobs: how many at once.
        grade: `grade_one`; it is called in processes that begin with nothing.
    """
    waiting = deque((task, 1) for task in tasks)
    lanes: list[ProcessPoolExecutor] = []
    running: dict[Future[Grade], tuple[ProcessPoolExecutor, Task, int]] = {}
    before = set(multiprocessing.active_children())
    with one_thread_each():
        try:
            for _ in range(min(jobs, len(tasks))):
                give_next(waiting, running, new_lane(lanes), grade)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    lane, task, tries = running.pop(future)
                    error = future.exception()
                    if isinstance(error, BrokenProcessPool):
                        lane = new_lane(lanes)
                    if isinstance(error, BrokenProcessPool) and tries < TRIES:
                        waiting.append((task, tries + 1))
                    elif isinstance(error, BrokenProcessPool):
                        yield task, without_grade(task, "the grader's process died")
                    else:
                        yield task, future.result()
                    give_next(waiting, running, lane, grade)
        finally:
            for process in set(multiprocessing.active_children()) - before if running else ():
                process.terminate()
            # Only here, and waited for: an interrupt in the middle of it, or Python's end, and the
            # user reads of leaked semaphores and bad file descriptors.
            for lane in lanes:
                lane.shutdown(cancel_futures=True)


def give_next(
    waiting: deque[tuple[Task, int]],
    running: dict[Future[Grade], tuple[ProcessPoolExecutor, Task, int]],
    lane: ProcessPoolExecutor,
    grade: GradeOne,
) -> None:
    """Let a free process grade whoever is next."""
    if waiting:
        task, tries = waiting.popleft()
        running[lane.submit(grade, task)] = lane, task, tries


def new_lane(lanes: list[ProcessPoolExecutor]) -> ProcessPoolExecutor:
    """One process more, of which it is known whom it grades when it dies."""
    context = multiprocessing.get_context("spawn")
    lanes.append(ProcessPoolExecutor(1, context, initializer=prepare, initargs=(os.getpid(),)))
    return lanes[-1]


def prepare(starter: int) -> None:
    """Ctrl-C is the starter's to answer, and with the starter this process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(starter)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes started inside compute on one thread."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
