"""Which exercises count, and how much."""

import math
from pathlib import Path

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.grading import MAIN_COURSE
from rlcourse.grading.rows import read_rows

HEADER = ("exercise", "points")


def choose_exercises(names: str | None, points: Path | None) -> dict[str, float]:
    """exercise -> points, in the order of the course.

    Args:
        names: exercises with commas between them; None for those in the file, or the main course's.
        points: a CSV of exercises and points; None for the course's own points.

    Raises:
        ValueError: there is no such exercise, or the file says something else.
    """
    worth = read_points(points) if points is not None else {}
    chosen = set(worth) if worth else set(MAIN_COURSE)
    if names is not None:
        chosen = {name.strip() for name in names.split(",") if name.strip()}
        check_known(chosen, "--exercises")
        if not chosen:
            raise ValueError("--exercises names none")
    return {
        name: worth.get(name, float(exercise.points))
        for name, exercise in BY_NAME.items()
        if name in chosen
    }


def read_points(path: Path) -> dict[str, float]:
    """exercise -> points, from lines `exercise,points`; a line with these two words may head them.

    Raises:
        ValueError: a line is not of that kind, or an exercise stands there twice.
    """
    rows = [[cell.strip() for cell in row] for row in read_rows(path, "--points") if any(row)]
    head = [cell.lower() for cell in rows[0]] if rows else []
    if "points" in head:
        if tuple(head) != HEADER:
            raise ValueError(
                f"--points {path}: it must begin with exercise,points, not {','.join(head)}"
            )
        rows = rows[1:]
    worth: dict[str, float] = {}
    for row in rows:
        line = ",".join(row)
        if len(row) != 2:
            raise ValueError(f"--points {path}: {line!r} is not exercise,points")
        name, number = row
        check_known({name}, f"--points {path}")
        try:
            worth_it = float(number)
        except ValueError:
            worth_it = math.nan
        if not 0 <= worth_it <= 1e6:
            raise ValueError(f"--points {path}: {number!r} in {line!r} is no number of points")
        if name in worth:
            raise ValueError(f"--points {path}: {name} stands there twice")
        worth[name] = worth_it
    if not worth:
        raise ValueError(f"--points {path}: names no exercise")
    return worth


def check_known(names: set[str], where: str) -> None:
    """Refuse names that are no exercises.

    Raises:
        ValueError: one is no exercise; the message begins with `where`.
    """
    for name in sorted(names - set(BY_NAME)):
        raise ValueError(f"{where}: there is no exercise {name!r}; there is {', '.join(BY_NAME)}")
