"""Tables in the shapes that learning platforms import."""

from collections.abc import Callable, Sequence
from pathlib import Path

from rlcourse.grading.people import Person
from rlcourse.grading.result import Grade
from rlcourse.grading.sheet import Cell, number, write_csv
from rlcourse.grading.words import word_of
from rlcourse.language import speaking

ASSIGNMENT = "rlcourse"
Rows = list[list[Cell]]
Graded = Sequence[tuple[Grade, Person]]


def moodle(graded: Graded, exercises: Sequence[str]) -> Rows:
    """For both imports: an assignment's grading worksheet, and the gradebook's "CSV file".

    The worksheet is read by its own English names of columns; in the other one chooses "Email
    address" or "ID number" to map from, and a grade item for each exercise.
    """
    own = ["Identifier", "Full name", "ID number", "Email address", "Grade", "Maximum Grade"]
    rows: Rows = [[*own, "Last modified (grade)", "Feedback comments", *exercises]]
    for grade, person in graded:
        out_of = sum(verdict.out_of for verdict in grade.verdicts)
        known: list[Cell] = [person.identifier, person.full_name, person.number, person.email]
        each = [verdict.points for verdict in grade.verdicts]
        rows.append([*known, grade.points, out_of, None, comment(grade), *each])
    return rows


def canvas(graded: Graded, exercises: Sequence[str]) -> Rows:
    """For Grades > Import: who it is by ID, SIS User ID or SIS Login ID, then one assignment."""
    rows: Rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]]
    for grade, person in graded:
        if len(rows) == 1:
            out_of = sum(verdict.out_of for verdict in grade.verdicts)
            rows.append(["    Points Possible", None, None, None, None, out_of])
        known: list[Cell] = [person.last_first, person.canvas_id, person.number, person.login]
        rows.append([*known, person.section, grade.points])
    return rows


def gradescope(graded: Graded, exercises: Sequence[str]) -> Rows:
    """The shape of Gradescope's own sheet of grades: who it is by Email or SID, then scores."""
    header: list[Cell] = ["First Name", "Last Name", "SID", "Email", "Sections"]
    header += [ASSIGNMENT, f"{ASSIGNMENT} - Max Points", "Status"]
    for name in exercises:
        header += [name, f"{name} - Max Points"]
    rows: Rows = [header]
    for grade, person in graded:
        out_of = sum(verdict.out_of for verdict in grade.verdicts)
        row: list[Cell] = [person.first, person.last, person.number, person.email, person.section]
        row += [grade.points, out_of, "Ungraded" if grade.points is None else "Graded"]
        for verdict in grade.verdicts:
            row += [verdict.points, verdict.out_of]
        rows.append(row)
    return rows


FORMATS: dict[str, Callable[[Graded, Sequence[str]], Rows]] = {
    "moodle": moodle,
    "canvas": canvas,
    "gradescope": gradescope,
}


def comment(grade: Grade) -> str:
    """One line for the student, in their language; nothing that they wrote is in it."""
    with speaking(grade.language):
        words = []
        for verdict in grade.verdicts:
            earned = "–" if verdict.points is None else number(verdict.points)
            words.append(
                f"{verdict.exercise}: {word_of(verdict.status)} ({earned}/{number(verdict.out_of)})"
            )
    return "; ".join(words)


def write_export(path: Path, kind: str, graded: Graded, exercises: Sequence[str]) -> None:
    """Write what the platform of this name imports.

    Raises:
        OSError: the file cannot be written.
    """
    write_csv(path, FORMATS[kind](graded, exercises))
