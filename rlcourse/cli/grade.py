"""`rlcourse grade`: a folder of submissions in, grades and feedback out."""

import shutil
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from rlcourse.bench.learn import ClusterError
from rlcourse.cli.errors import BadInputError, StoppedError
from rlcourse.cli.folders import make_folder
from rlcourse.cores import count_cores
from rlcourse.grading import side_by_side, task
from rlcourse.grading.exports import FORMATS
from rlcourse.grading.grading import SandboxUnavailableError
from rlcourse.grading.kept import Kept
from rlcourse.grading.names import file_stems
from rlcourse.grading.outputs import write_outputs
from rlcourse.grading.people import read_people
from rlcourse.grading.points import choose_exercises
from rlcourse.grading.result import Grade, count_ungraded
from rlcourse.grading.students import find_students
from rlcourse.grading.submission import Submission
from rlcourse.grading.task import Task
from rlcourse.shell import line


def run_grading(
    submissions: Path,
    out: Path,
    exercises: str | None,
    points: Path | None,
    seed: int | None,
    roster: Path | None,
    kind: str | None,
    dask: str | None,
    jobs: int,
    sandboxed: bool,
) -> None:
    """Grade everybody in `submissions` and write the results into `out`.

    Raises:
        BadInputError: something typed cannot be used.
        StoppedError: the user stopped it.
    """
    check_folders(submissions, out)
    if kind is not None and kind not in FORMATS:
        raise BadInputError(f"there is no --format {kind!r}; there is {', '.join(FORMATS)}")
    try:
        worth = choose_exercises(exercises, points)
        students = list(find_students(submissions, roster))
        people = read_people(roster) if roster is not None else None
    except (OSError, ValueError) as error:
        raise BadInputError(str(error)) from error
    if not students:
        raise BadInputError(f"{submissions} holds no notebook and no folder of a student")
    warn_of_one_folder(submissions, students)
    make_folder(out)
    kept = Kept(out, [str(submissions.resolve()), *(f"{n} {p:g}" for n, p in worth.items())])
    keep_others(kept)
    chosen = kept.choose_seed(seed)
    tasks = [Task(s, tuple(worth), worth, chosen, sandboxed) for s in students]
    grades = grade_all(tasks, kept, out, dask, jobs or count_cores())
    try:
        write_outputs(out, grades, tuple(worth), kind, people)
    except OSError as error:
        raise BadInputError(f"{out}: cannot be written: {error.strerror}") from error
    kept.finish(chosen)
    say_result(out, grades, kind)


def keep_others(kept: Kept) -> None:
    """Other grades that are in the folder stay in it, in a folder of their own.

    Raises:
        BadInputError: they cannot be moved.
    """
    try:
        earlier = kept.set_others_aside([f"{kind}.csv" for kind in FORMATS])
    except OSError as error:
        raise BadInputError(f"{kept.out}: cannot be written: {error.strerror}") from error
    if earlier is not None:
        print(f"rlcourse: {kept.out} held other grades; they are in {earlier}", file=sys.stderr)


def check_folders(submissions: Path, out: Path) -> None:
    """Refuse what is not there, and results among the submissions, to be graded next time.

    Raises:
        BadInputError: `submissions` is no folder, or `out` is inside it.
    """
    if submissions.is_file():
        raise BadInputError(f"{submissions} is a file: name the folder that holds the submissions")
    if not submissions.is_dir():
        raise BadInputError(f"{submissions}: no such folder")
    if out.resolve().is_relative_to(submissions.resolve()):
        raise BadInputError(f"--out {out} is inside {submissions}: name a folder elsewhere")


def warn_of_one_folder(submissions: Path, students: Sequence[Submission]) -> None:
    """A class that was unpacked into a folder of its own looks like one student."""
    if len(students) == 1 and len(students[0].notebooks) > 1:
        inside = submissions / students[0].student
        if inside.is_dir():
            words = "is graded as one student; if it is the class, grade it instead"
            print(f"rlcourse: {inside} {words}", file=sys.stderr)


def grade_all(
    tasks: Sequence[Task], kept: Kept, out: Path, dask: str | None, jobs: int
) -> list[Grade]:
    """The grades in the order of the tasks; those that are kept are not made again.

    Raises:
        BadInputError: the cluster or the sandbox cannot be used.
        StoppedError: the user stopped it; what is graded by then is kept.
    """
    stems = file_stems([each.submission.student for each in tasks])
    grades: dict[str, Grade] = {}
    missing: dict[str, tuple[Task, str | None]] = {}
    for each in tasks:
        name = each.submission.student
        mark = fingerprint(each)
        grade = kept.load(stems[name], mark) if mark is not None else None
        if grade is None:
            missing[name] = each, mark
        else:
            grades[name] = grade
    try:
        # Closed where it is interrupted, and with it its processes end.
        with closing(
            with_bar([each for each, _ in missing.values()], len(tasks), dask, jobs)
        ) as graded:
            for each, grade in graded:
                name = each.submission.student
                grades[name], mark = grade, missing[name][1]
                if mark is not None:
                    kept.save(stems[name], mark, grade)
    except KeyboardInterrupt:
        again = line(["rlcourse", *sys.argv[1:]])
        raise StoppedError(
            f"{len(grades)} of {len(tasks)} students are graded and kept in {out}. "
            f"To go on: {again}"
        ) from None
    except (ClusterError, SandboxUnavailableError) as error:
        raise BadInputError(str(error)) from error
    return [grades[each.submission.student] for each in tasks]


def fingerprint(each: Task) -> str | None:
    """Of the task; None where a notebook cannot be read, and nothing can be kept."""
    try:
        return each.fingerprint()
    except OSError:
        return None


def with_bar(
    missing: Sequence[Task], total: int, dask: str | None, jobs: int
) -> Generator[tuple[Task, Grade]]:
    """The grades as they come; in a terminal a bar shows how far it is."""
    if not missing:
        return
    if dask is not None:
        from rlcourse.grading.cluster import grade_on_cluster

        graded = grade_on_cluster(missing, dask, task.grade_one)
    else:
        graded = side_by_side.grade_here(missing, jobs, task.grade_one)
    with (
        closing(graded),
        tqdm(
            total=total,
            initial=total - len(missing),
            desc="grading",
            unit=" students",
            disable=None,
            # Where the terminal says that it is 0 wide tqdm draws nothing; this says 80.
            ncols=shutil.get_terminal_size().columns,
            nrows=20,
        ) as bar,
    ):
        for each, grade in graded:
            yield each, grade
            bar.update()


def say_result(out: Path, grades: Sequence[Grade], kind: str | None) -> None:
    """Where to look, and what needs a look."""
    made = ["grades.csv", *([f"{kind}.csv"] if kind is not None else []), "class.html", "feedback"]
    number = f"{len(grades)} student{'s' * (len(grades) != 1)}"
    print(f"{number}: {', '.join(str(out / name) for name in made)}")
    ungraded = count_ungraded(grades)
    if ungraded:
        print(
            f"rlcourse: {ungraded} answers were not graded; their points are empty in "
            f"{out / 'grades.csv'}, which says why",
            file=sys.stderr,
        )
