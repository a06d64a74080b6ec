"""Students on a Dask cluster, of which a worker is killed in the middle."""

import os
import signal
import time

import nbformat
import pytest

from rlcourse.bench.learn import ClusterError
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.result import Grade
from rlcourse.grading.submission import Submission
from rlcourse.grading.task import Task, grade_one
from rlcourse.grading.walls import what_is_missing
from tests.notebooks.fill import answer_file

distributed = pytest.importorskip("dask.distributed")
cluster_module = pytest.importorskip("rlcourse.grading.cluster")

EXERCISE = BY_NAME["calculate_log_pi"]
STUDENTS = 4
OPTIONS = {"threads_per_worker": 1, "dashboard_address": None, "protocol": "tcp"}


def write_notebook(path, source):
    path.parent.mkdir(parents=True)
    cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def tasks(tmp_path):
    """Students who are right or make one mistake each, and one whose file is damaged."""
    right = answer_file(EXERCISE)
    made = []
    for i in range(STUDENTS):
        source = right
        if i:
            for old, new in EXERCISE.mistakes[i].edits:
                source = source.replace(old, new)
        path = write_notebook(tmp_path / f"student {i}" / "book.ipynb", source)
        submission = Submission(f"student {i}", (path,))
        made.append(task_of(submission))
    damaged = write_notebook(tmp_path / "student x" / "book.ipynb", right)
    damaged.write_text(damaged.read_text()[:-30])
    return [*made, task_of(Submission("student x", (damaged,)))]


def task_of(submission):
    name = EXERCISE.name
    return Task(submission, (name,), {name: 10.0}, seed=5, sandboxed=what_is_missing() is None)


def grade_slowly(task: Task) -> Grade:
    """Long enough to be killed in."""
    time.sleep(1)
    return grade_one(task)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cluster_gives_the_same_grades_though_a_worker_is_killed(tasks):
    alone = {task.submission.student: grade_one(task) for task in tasks}
    statuses = [grade.verdicts[0].status.value for grade in alone.values()]
    assert statuses == ["passed", *["wrong"] * (STUDENTS - 1), "unreadable"]
    found = {}
    with distributed.LocalCluster(n_workers=2, **OPTIONS) as cluster:
        address = cluster.scheduler_address
        with distributed.Client(address, set_as_default=False) as client:
            for task, grade in cluster_module.grade_on_cluster(tasks, address, grade_slowly):
                found[task.submission.student] = grade
                if len(found) == 2:
                    busy = [w for w, keys in client.processing().items() if keys]
                    pids = client.run(os.getpid, workers=busy[:1])
                    os.kill(pids[busy[0]], signal.SIGKILL)
    assert found == alone


def test_a_cluster_without_workers_is_refused(tasks, monkeypatch):
    monkeypatch.setattr("rlcourse.bench.learn.CONNECT_SECONDS", 2)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, **OPTIONS) as cluster,
        pytest.raises(ClusterError, match="has no workers"),
    ):
        list(cluster_module.grade_on_cluster(tasks, cluster.scheduler_address, grade_one))
