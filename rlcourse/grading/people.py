"""Who a student is on the learning platform: from the roster, or from a download's file names."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

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


def read_people(roster: Path) -> list[Person]:
    """Everybody in a roster, a CSV with a header.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    with roster.open(encoding="utf-8-sig", newline="") as file:
        return [person_of_row(row) for row in csv.DictReader(file)]


def find_people(students: Sequence[str], people: Sequence[Person]) -> list[Person]:
    """For each student their line in the roster, else what the name itself tells.

    A line that two students claim is given to neither: an import would mix up their grades.
    """
    claims = [
        [person for person in people if student in (person.full_name, *astuple(person))]
        for student in students
    ]
    claimed = Counter(found[0] for found in claims if len(found) == 1)
    return [
        found[0] if len(found) == 1 and claimed[found[0]] == 1 else person_of_name(student)
        for student, found in zip(students, claims, strict=True)
    ]
