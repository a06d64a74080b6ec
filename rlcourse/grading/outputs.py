"""All that a run of `rlcourse grade` writes, from the grades alone."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rlcourse.files import write_atomically
from rlcourse.grading.class_page import write_class_page
from rlcourse.grading.exports import write_export
from rlcourse.grading.feedback import write_feedback
from rlcourse.grading.kept import grade_to_json
from rlcourse.grading.names import file_stems
from rlcourse.grading.people import Person, find_people
from rlcourse.grading.result import Grade
from rlcourse.grading.sheet import write_sheet


def write_outputs(
    out: Path,
    grades: Sequence[Grade],
    exercises: Sequence[str],
    kind: str | None,
    people: Mapping[str, Person] | None,
) -> None:
    """Write the sheet, the feedback, the picture of the class and what a platform imports.

    Args:
        out: the folder.
        grades: at least one.
        exercises: in the order of the course.
        kind: of a platform; None for none.
        people: by the names in the roster; None without one.

    Raises:
        OSError: a file cannot be written.
    """
    stems = file_stems([grade.student for grade in grades])
    write_results(out / "results.json", grades, stems)
    for grade in grades:
        write_feedback(out / "feedback" / f"{stems[grade.student]}.html", grade)
    write_class_page(out / "class.html", grades)
    if kind is not None:
        found = find_people([grade.student for grade in grades], people)
        graded = list(zip(grades, found, strict=True))
        write_export(out / f"{kind}.csv", kind, graded, exercises)
    # Last: where it stands the rest is there too.
    write_sheet(out / "grades.csv", grades, exercises)


def write_results(path: Path, grades: Sequence[Grade], stems: dict[str, str]) -> None:
    """results.json: every verdict, and the name of each student's page."""
    students = [
        {**grade_to_json(grade), "points": grade.points, "feedback": f"{stems[grade.student]}.html"}
        for grade in grades
    ]
    text = json.dumps({"students": students}, indent=1, ensure_ascii=True)
    write_atomically(path, lambda file: file.write(text.encode()))
