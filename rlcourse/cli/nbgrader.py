"""`rlcourse nbgrader`: the notebooks for those who run nbgrader already."""

from pathlib import Path

from rlcourse.cli.errors import BadInputError
from rlcourse.cli.folders import make_folder


def run_writing(course: Path, notebooks: Path) -> None:
    """Write the course.

    Raises:
        BadInputError: something typed cannot be used.
    """
    from rlcourse.grading.nbgrader_course import write_course

    if not notebooks.is_dir():
        raise BadInputError(f"{notebooks}: no such folder; --notebooks names the course's")
    if (course / "source").exists():
        raise BadInputError(f"{course} holds a course already: name another folder")
    make_folder(course)
    try:
        assignments = write_course(course, notebooks)
    except (OSError, ValueError) as error:
        raise BadInputError(str(error)) from error
    print(f"{len(assignments)} assignments in {course}: {', '.join(assignments)}")
    print(f"To release one: cd {course} && nbgrader generate_assignment {assignments[0]}")
