"""Many runs side by side: over the cores of this machine, or over a Dask cluster."""

import asyncio
import os
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

from rlcourse.bench.run import Curve, Point, Run
from rlcourse.orphans import end_with

# algorithm: (module, function); imported where the run takes place.
LEARNERS = {
    "ours": ("rlcourse.bench.ours", "learn"),
    "lecture": ("rlcourse.bench.lecture", "learn"),
    "sb3": ("rlcourse.bench.stable_baselines", "learn_defaults"),
    "cleanrl": ("rlcourse.bench.stable_baselines", "learn_cleanrl"),
    "raw-rewards": ("rlcourse.bench.ablations", "learn"),
    "plain-start": ("rlcourse.bench.ablations", "learn"),
    "sac": ("rlcourse.bench.ours", "learn_sac"),
    "sb3-sac": ("rlcourse.bench.stable_baselines_sac", "learn"),
}
CONNECT_SECONDS = 10


class ClusterError(RuntimeError):
    """The Dask cluster cannot be used, or a process with a run died. The message is one line."""


class Outcome(NamedTuple):
    """How a run ended."""

    run: Run
    points: list[Point]
    error: str  # "" where it came to its end


def learn_one(run: Run) -> list[Point]:
    """The evaluations of one run, which is the same wherever it takes place."""
    from rlcourse.training.threads import one_thread

    module, function = LEARNERS[run.algo]
    curve = Curve(run)
    with one_thread():
        getattr(import_module(module), function)(run, curve)
    return curve.points


def attempt(run: Run, starter: int) -> Outcome:
    """As `learn_one`; one run's failure is no reason to stop the others.

    Args:
        run: what to run.
        starter: number of the process that gives out the runs.
    """
    if os.getppid() == starter:
        end_with(starter)
    try:
        return Outcome(run, learn_one(run), "")
    except Exception:
        return Outcome(run, [], traceback.format_exc())


def learn_many(runs: Sequence[Run], jobs: int, dask: str | None) -> Iterator[Outcome]:
    """The outcomes as they come.

    Args:
        runs: what to run.
        jobs: how many at once; on a cluster it has as many as it has workers.
        dask: the address of a Dask scheduler; None for this machine.

    Raises:
        ClusterError: the cluster cannot be used, or a process died.
    """
    from joblib import Parallel, delayed

    with backend(dask):
        parallel = Parallel(
            n_jobs=None if dask else jobs, batch_size=1, return_as="generator_unordered"
        )
        try:
            yield from parallel(delayed(attempt)(run, os.getpid()) for run in runs)
        except BrokenProcessPool as error:
            raise ClusterError(
                "a process with a run died, most often for lack of memory: the same command with "
                "fewer --jobs makes the runs that are missing"
            ) from error
        except Exception as error:
            if dask is None:
                raise
            what = f"{type(error).__name__}: {error}"
            raise ClusterError(f"the Dask cluster at {dask!r} failed: {what}") from error


@contextmanager
def backend(dask: str | None) -> Iterator[None]:
    """Where joblib works inside the block, one thread a worker."""
    from joblib import parallel_config

    if dask is None:
        # Sets OMP_NUM_THREADS and its like in the workers.
        with parallel_config("loky", inner_max_num_threads=1):
            yield
        return
    with (
        connect(dask) as client,
        parallel_config("dask", client=client, wait_for_workers_timeout=CONNECT_SECONDS),
    ):
        yield


def connect(address: str, extra: str = "bench") -> Any:
    """A client of the cluster, which has workers that run one task at a time each.

    Args:
        address: of the scheduler.
        extra: of this course, which brings Dask.

    Raises:
        ClusterError: no Dask here, nobody at the address, no workers, or workers of several
            threads.
    """
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise ClusterError(
            f"a cluster needs dask.distributed: pip install 'rlcourse[{extra}]'"
        ) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address!r}") from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    # Python 3.10 has two of them.
    except (TimeoutError, asyncio.TimeoutError, OSError) as error:
        client.close()
        raise ClusterError(f"the Dask scheduler at {address!r} has no workers") from error
    if any(threads > 1 for threads in client.nthreads().values()):
        client.close()
        raise ClusterError(
            "two runs in one process would share torch's random numbers: start the workers "
            "with --nthreads 1"
        )
    return client
