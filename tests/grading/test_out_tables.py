"""The tables: what a spreadsheet and the learning platforms get."""

import csv
import io
import json
import os

import pytest

from rlcourse.grading.exports import FORMATS, write_export
from rlcourse.grading.kept import Kept, grade_from_json, grade_to_json
from rlcourse.grading.names import file_stems, fold
from rlcourse.grading.people import Person, find_people, read_people
from rlcourse.grading.points import choose_exercises
from rlcourse.grading.result import Grade, Status
from rlcourse.grading.sheet import FORMULA, neutral, write_sheet
from tests.grading.fakes import make_verdict

NAMES = ("calculate_log_pi", "PPO.update_actor")


def make_grade(student, *statuses, language="en", **values):
    verdicts = tuple(
        make_verdict(name, status, 12.5) for name, status in zip(NAMES, statuses, strict=True)
    )
    return Grade(student, language, verdicts, 7, **values)


def read_csv(path, encoding="utf-8"):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def test_a_sheet_has_a_row_a_student_and_says_why_points_are_missing(tmp_path):
    grades = [
        make_grade("山田 太郎", Status.PASSED, Status.WRONG),
        make_grade("bob", Status.UNREADABLE, Status.PASSED, notes=("a.ipynb: damaged",)),
        make_grade("eve", Status.NOT_SUBMITTED, Status.TIMED_OUT, sandboxed=False),
    ]
    path = tmp_path / "grades.csv"
    write_sheet(path, grades, NAMES)
    # Excel takes a file without this mark for one of its own code page.
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = read_csv(path, "utf-8-sig")
    first, second, third = (dict(zip(header, row, strict=True)) for row in rows)
    assert first["student"] == "山田 太郎"
    assert (first["total"], first["out of"]) == ("12.5", "25")
    assert first["calculate_log_pi status"] == "passed"
    assert first["PPO.update_actor status"] == "wrong: no_clip"
    assert (first["seed"], first["sandboxed"], first["notes"]) == ("7", "yes", "")
    assert (second["calculate_log_pi"], second["PPO.update_actor"]) == ("", "12.5")
    assert second["total"] == ""
    assert second["notes"] == "a.ipynb: damaged; 1 of 2 not graded (unreadable)"
    assert (third["total"], third["calculate_log_pi"]) == ("0", "0")
    assert third["calculate_log_pi status"] == "not submitted"
    assert third["sandboxed"] == "NO"
    assert third["notes"] == "graded without a sandbox"


ATTACKS = [
    '=HYPERLINK("http://evil","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\x0b=1",
    "\u2028=1",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_becomes_a_formula(tmp_path, text):
    cell = neutral(text)
    assert cell.startswith("'")
    assert not {"\n", "\r", "\t"} & set(cell)
    assert cell[1:].strip().startswith(FORMULA)

    grade = make_grade(text, Status.PASSED, Status.PASSED, notes=(text,))
    write_sheet(tmp_path / "grades.csv", [grade], NAMES)
    for kind in FORMATS:
        write_export(tmp_path / f"{kind}.csv", kind, [(grade, Person(*[text] * 9))], NAMES)
    for path in tmp_path.glob("*.csv"):
        cells = [cell for row in read_csv(path, "utf-8-sig") for cell in row]
        assert text not in cells
        assert not [c for c in cells if c.strip().startswith((*FORMULA, "\t", "\r"))]


@pytest.mark.parametrize("text", ["Anna-Maria O'Hara", "a,b", 'a "b"', "山田　太郎", "", "1e5"])
def test_other_cells_stay_as_they_are(text):
    assert neutral(text) == text


PEOPLE = """file,student,email,SIS User ID,ID,SIS Login ID,First Name,Last Name,Section,Identifier
a.ipynb,Ann Lee,ann@example.org,s1,501,ann,Ann,Lee,A,Participant 9
bob,Bob Ray,bob@example.org,s2,502,bob,Bob,Ray,B,Participant 8
"""


@pytest.fixture
def graded(tmp_path):
    roster = tmp_path / "students.csv"
    roster.write_text(PEOPLE)
    grades = [
        make_grade("Ann Lee", Status.PASSED, Status.PASSED),
        make_grade("Bob Ray", Status.PASSED, Status.SANDBOX_FAILED, language="ja"),
        make_grade("stranger", Status.PASSED, Status.WRONG),
    ]
    people = find_people([grade.student for grade in grades], read_people(roster))
    return list(zip(grades, people, strict=True))


def export(tmp_path, kind, graded):
    path = tmp_path / f"{kind}.csv"
    write_export(path, kind, graded, NAMES)
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    return read_csv(path)


def test_moodle(tmp_path, graded):
    header, ann, bob, stranger = export(tmp_path, "moodle", graded)
    ann, bob, stranger = (dict(zip(header, row, strict=True)) for row in (ann, bob, stranger))
    assert header[:2] == ["Identifier", "Full name"]
    assert ann["Identifier"] == "Participant 9"
    assert (ann["Email address"], ann["ID number"]) == ("ann@example.org", "s1")
    assert (ann["Grade"], ann["Maximum Grade"], ann["PPO.update_actor"]) == ("25", "25", "12.5")
    assert ann["Feedback comments"].startswith("calculate_log_pi: passed (12.5/12.5); PPO")
    assert (bob["Grade"], bob["PPO.update_actor"]) == ("", "")
    assert "合格" in bob["Feedback comments"]
    assert (stranger["Full name"], stranger["Email address"]) == ("stranger", "")


def test_canvas(tmp_path, graded):
    header, possible, *rows = export(tmp_path, "canvas", graded)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "rlcourse"]
    assert possible == ["    Points Possible", "", "", "", "", "25"]
    assert rows[0] == ["Lee, Ann", "501", "s1", "ann", "A", "25"]
    assert rows[1][-1] == ""


def test_gradescope(tmp_path, graded):
    header, ann, bob, _ = export(tmp_path, "gradescope", graded)
    assert header[:5] == ["First Name", "Last Name", "SID", "Email", "Sections"]
    assert ann[:8] == ["Ann", "Lee", "s1", "ann@example.org", "A", "25", "25", "Graded"]
    assert bob[5:8] == ["", "25", "Ungraded"]
    assert header[8:10] == ["calculate_log_pi", "calculate_log_pi - Max Points"]


def test_names_of_downloads_tell_who_it_is_unless_two_claim_it():
    ann, bob, doe = find_people(
        ["Ann Lee_77_assignsubmission_file", "raybob_LATE_4_5_week 3", "plain"], None
    )
    assert (ann.name, ann.identifier) == ("Ann Lee", "Participant 77")
    assert (bob.name, bob.canvas_id) == ("raybob", "4")
    assert doe == Person(name="plain")
    twice = ["Ann Lee_77_assignsubmission_file", "Eve_77_assignsubmission_file"]
    assert [person.identifier for person in find_people(twice, None)] == ["", ""]


def test_file_names_are_safe_and_differ_on_every_disk():
    students = [
        "a/../../b",
        "Zoe",
        "zoe",
        "ZOE ",
        "CON",
        "con",
        "..",
        "",
        "山田 太郎",
        "é",
        "e\u0301",
    ]
    students += ["x" * 300, "x" * 299, "<script>", "a\x00b", "Zoe-b27a79f51bff", "\udce4"]
    stems = file_stems(students)
    assert len({fold(stem) for stem in stems.values()}) == len(students)
    for stem in stems.values():
        assert 0 < len(stem.encode()) < 240
        assert all(c.isalnum() or c in "-_" for c in stem)
        assert fold(stem) not in {"con", "nul"}
    assert stems["山田 太郎"] == "山田_太郎"
    # A name that stands alone needs no letters behind it, whoever else is there.
    assert file_stems(["Bob", *students])["Bob"] == "Bob"


def test_a_move_that_was_cut_off_goes_on_in_the_same_folder(tmp_path):
    Kept(tmp_path, ["week 1"]).finish(1)
    (tmp_path / "grades.csv").write_text("week 1")
    (tmp_path / "earlier-1").mkdir()
    assert Kept(tmp_path, ["week 2"]).set_others_aside() == tmp_path / "earlier-1"
    assert sorted(os.listdir(tmp_path / "earlier-1")) == ["grades.csv", "run.json"]
    assert os.listdir(tmp_path) == ["earlier-1"]


def test_a_grade_survives_its_file(tmp_path):
    grade = make_grade("\udce4", Status.WRONG, Status.SANDBOX_FAILED, notes=("n",))
    assert grade_from_json(json.loads(json.dumps(grade_to_json(grade)))) == grade
    kept = Kept(tmp_path, [])
    good = make_grade("a", Status.WRONG, Status.PASSED)
    kept.save("a", "mark", good)
    assert kept.load("a", "mark") == good
    assert kept.load("a", "another mark") is None
    # What failed through no fault of the student is tried again.
    kept.save("b", "mark", grade)
    assert kept.load("b", "mark") is None
    path = tmp_path / "kept" / "a.json"
    for damaged in (path.read_text()[:-20], "[]", '{"fingerprint": "mark", "grade": {}}', "\xff"):
        path.write_text(damaged, encoding="latin-1")
        assert kept.load("a", "mark") is None


def test_points_choose_what_counts(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("exercise,points\nPPO.update_actor, 2.5\ncalculate_log_pi,1\n")
    # In the order of the course, whatever that of the file.
    assert list(choose_exercises(None, path).items()) == [(NAMES[0], 1.0), (NAMES[1], 2.5)]
    assert choose_exercises("PPO.update_actor", path) == {"PPO.update_actor": 2.5}
    assert choose_exercises("unsquash", path) == {"unsquash": 5.0}
    assert list(choose_exercises(None, None))[:2] == ["calculate_log_pi", "reparameterize"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no exercise"),
        ("calculate_log_pi", "is not exercise,points"),
        ("nothing,1", "there is no exercise 'nothing'"),
        ("unsquash,1e308", "'1e308' in 'unsquash,1e308' is no number of points"),
        ("unsquash,many", "'many' in 'unsquash,many' is no number of points"),
        ("unsquash,-1", "no number of points"),
        ("unsquash,nan", "no number of points"),
        ("unsquash,inf", "no number of points"),
        ("unsquash,1\nunsquash,2", "unsquash stands there twice"),
    ],
)
def test_points_that_cannot_be_used_are_refused(tmp_path, text, message):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        choose_exercises(None, path)
