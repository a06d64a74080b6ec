"""Who a student is on the learning platform: from the roster, or from a download's file names."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rlcourse.grading.rows import read_rows

# Field: the names of columns that the platforms and this course's rosters have for it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "identifier": ("identifier",),
    "name": ("full name", "student", "name"),
    "first": ("first name", "first"),
    "last": ("last name", "last", "surname"),
    "number": ("sis user id", "id number", "sid", "student id"),
    "email": ("email address", "email"),
    "canvas_id": ("id",),
    "login": ("sis login id", "login"),
    "section": ("section", "sections"),
}
# "Jane Doe_12345_assignsubmission_file" and "doejane_LATE_12345_678_week 3".
MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_")
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_")


@dataclass(frozen=True)
class Person:
    """What the platforms know somebody by; "" where nobody said.

    Args:
        name: in full.
        first, last: its parts.
        identifier: Moodle's "Participant 12345".
        number: the university's own (Moodle's ID number, Canvas's SIS User ID, Gradescope's SID).
        email: the address.
        canvas_id: Canvas's number of the account.
        login: Canvas's SIS Login ID.
        section: the student's group.
    """

    name: str = ""
    first: str = ""
    last: str = ""
    identifier: str = ""
    number: str = ""
    email: str = ""
    canvas_id: str = ""
    login: str = ""
    section: str = ""

    @property
    def full_name(self) -> str:
        """ "Jane Doe"."""
        return self.name or f"{self.first} {self.last}".strip()

    @property
    def last_first(self) -> str:
        """ "Doe, Jane", as Canvas writes names."""
        return f"{self.last}, {self.first}" if self.first and self.last else self.full_name


def person_of_row(row: Mapping[str, Any]) -> Person:
    """What one line of a roster says."""
    cells = {str(k).strip().lower(): str(v or "").strip() for k, v in row.items() if k is not None}
    return Person(
        **{
            field: next((cells[name] for name in names if cells.get(name)), "")
            for field, names in COLUMNS.items()
        }
    )


def person_of_name(student: str) -> Person:
    """What the file name in a platform's download says."""
    if match := MOODLE.match(student):
        return Person(name=match["name"], identifier=f"Participant {match['id']}")
    if match := CANVAS.match(student):
        return Person(name=match["name"], canvas_id=match["id"])
    return Person(name=student)


def read_people(roster: Path) -> dict[str, Person]:
    """student -> what the further columns of a roster say, where its first line names them.

    Args:
        roster: a CSV of which the second column is the student.

    Raises:
        ValueError: it cannot be read.
    """
    rows = [row for row in read_rows(roster, "--roster") if any(cell.strip() for cell in row)]
    if not rows or "student" not in [cell.strip().lower() for cell in rows[0]]:
        return {}
    found = [(row[1].strip(), dict(zip(rows[0], row, strict=False))) for row in rows[1:]]
    return {student: person_of_row(row) for student, row in found}


def find_people(students: Sequence[str], people: Mapping[str, Person] | None) -> list[Person]:
    """For each student their line in the roster; without a roster what the file's name tells.

    A number that two file names claim is left out: an import would mix up their grades.
    """
    if people is not None:
        return [people.get(student, Person(name=student)) for student in students]
    told = [person_of_name(student) for student in students]
    claimed = Counter((person.identifier, person.canvas_id) for person in told)
    return [
        person if claimed[person.identifier, person.canvas_id] == 1 else Person(name=person.name)
        for person in told
    ]
