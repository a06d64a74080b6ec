"""Many students on a Dask cluster, whose machines need none of this one's files."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rlcourse.bench.learn import ClusterError, connect
from rlcourse.grading.grading import SandboxUnavailableError
from rlcourse.grading.notebook import read_text
from rlcourse.grading.result import Grade
from rlcourse.grading.task import Task, without_grade


@dataclass(frozen=True)
class Parcel:
    """A task with its notebooks inside.

    Args:
        task: its paths mean nothing where it goes.
        contents: the notebooks.
    """

    task: Task
    contents: tuple[bytes, ...]


def pack(task: Task) -> Parcel:
    """Put the notebooks into a parcel, without their outputs.

    Raises:
        ValueError: one cannot be read.
    """
    return Parcel(task, tuple(read_text(path).encode() for path in task.submission.notebooks))


def grade_parcel(parcel: Parcel, grade: Callable[[Task], Grade]) -> Grade:
    """Grade it, wherever this is."""
    task = parcel.task
    with TemporaryDirectory() as folder:
        paths = []
        # Each in a folder of its own: two may bear the same name.
        for i, path in enumerate(task.submission.notebooks):
            paths.append(Path(folder, str(i), path.name))
            paths[i].parent.mkdir()
            paths[i].write_bytes(parcel.contents[i])
        submission = replace(task.submission, notebooks=tuple(paths))
        return grade(replace(task, submission=submission))


def grade_on_cluster(
    tasks: Sequence[Task], address: str, grade: Callable[[Task], Grade]
) -> Generator[tuple[Task, Grade]]:
    """Every task with its grade, as they come.

    Where a worker dies Dask gives its students to another one.

    Args:
        tasks: whom to grade.
        address: of the scheduler; its workers run one student at a time each.
        grade: `grade_one`.

    Raises:
        ClusterError: the cluster cannot be used.
        SandboxUnavailableError: a worker cannot run answers behind walls.
    """
    from dask.distributed import as_completed

    with connect(address, "grade") as client:
        sent: dict[Any, Task] = {}
        try:
            for task in tasks:
                try:
                    parcel = pack(task)
                except ValueError:
                    yield task, grade_at_home(task, grade)
                    continue
                sent[client.submit(grade_parcel, parcel, grade, pure=False)] = task
            for future in as_completed(list(sent), loop=client.loop):
                yield sent[future], result_of(future, sent[future])
        except (OSError, CancelledError) as error:
            raise ClusterError(f"the Dask scheduler at {address!r} went away") from error
        finally:
            with suppress(Exception):
                client.cancel(list(sent), force=True)


def grade_at_home(task: Task, grade: Callable[[Task], Grade]) -> Grade:
    """Grade somebody here, whose files are so broken that they cannot be sent."""
    try:
        return grade(task)
    except SandboxUnavailableError as error:
        return without_grade(task, str(error))


def result_of(future: Any, task: Task) -> Grade:
    """The grade that a worker found.

    Raises:
        ClusterError: the workers do not do their work.
    """
    from dask.distributed import KilledWorker

    try:
        grade: Grade = future.result()
    except KilledWorker:
        return without_grade(task, "the grader's process died, more than once")
    except (SandboxUnavailableError, CancelledError):
        raise
    except Exception as error:
        raise ClusterError(f"a worker failed: {type(error).__name__}: {error}") from error
    return grade
