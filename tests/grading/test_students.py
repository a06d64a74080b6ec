"""A folder of submissions -> students."""

import os

import pytest

from rlcourse.grading.grading import grade_submission
from rlcourse.grading.result import Status
from rlcourse.grading.students import RosterError, find_students
from tests.grading.books import write


def names(submissions):
    return [s.student for s in submissions]


def test_files_and_folders(tmp_path):
    write(tmp_path / "ueda.ipynb", [])
    write(tmp_path / "abe" / "b.ipynb", [])
    write(tmp_path / "abe" / "deeper" / "a.IPYNB", [])
    write(tmp_path / "abe" / ".ipynb_checkpoints" / "b-checkpoint.ipynb", [])
    write(tmp_path / ".hidden.ipynb", [])
    (tmp_path / "students.csv").write_text("")
    (tmp_path / "empty").mkdir()
    abe, empty, ueda = find_students(tmp_path)
    assert (abe.student, ueda.student) == ("abe", "ueda")
    assert [p.name for p in abe.notebooks] == ["b.ipynb", "a.IPYNB"]
    assert empty.notebooks == () and empty.notes == ("no notebook in the folder",)


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK(1)", "<b>x&y", "a b; rm -rf", "日本 太郎", "a\nb", "-rf", "%s{0}", ".ipynb"[1:]],
)
def test_names_may_be_anything(tmp_path, name):
    write(tmp_path / f"{name}.ipynb", [])
    assert names(find_students(tmp_path)) == [name]


def test_a_name_in_another_encoding(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.ipynb"
    try:
        with open(path, "w") as file:
            file.write("{}")
    except OSError:
        pytest.skip("this file system has no such names")
    (student,) = find_students(tmp_path)
    assert student.student == "??" and len(student.notebooks) == 1


def test_the_same_name_twice_is_two_students(tmp_path):
    write(tmp_path / "sato.ipynb", [])
    write(tmp_path / "sato" / "a.ipynb", [])
    assert sorted(names(find_students(tmp_path))) == ["sato", "sato.ipynb"]


def test_roster(tmp_path):
    write(tmp_path / "12.ipynb", [])
    write(tmp_path / "13.ipynb", [])
    write(tmp_path / "late" / "x.ipynb", [])
    write(tmp_path / "unknown.ipynb", [])
    roster = tmp_path / "students.csv"
    text = (
        "\ufefffile,student\n12.ipynb,Abe\n13,Abe\nlate,Baba\nnobody.ipynb,Chiba\n../12.ipynb,Doi\n"
    )
    roster.write_text(text, encoding="utf-8")
    found = {s.student: s for s in find_students(tmp_path, roster)}
    assert list(found) == ["Abe", "Baba", "Chiba", "Doi", "unknown"]
    assert [p.name for p in found["Abe"].notebooks] == ["12.ipynb", "13.ipynb"]
    assert found["Chiba"].notebooks == found["Doi"].notebooks == ()
    assert found["unknown"].notes == ("not in the roster",)


def test_what_is_no_notebook_is_there_and_not_passed_over(tmp_path):
    write(tmp_path / "abe.ipynb", [])
    for name in ("baba.zip", "chiba.py", "doi.ipynb.txt", "notes.md", "endo/hw.zip"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"PK")
    found = {s.student: [p.name for p in s.notebooks] for s in find_students(tmp_path)}
    assert found == {
        "abe": ["abe.ipynb"],
        "baba.zip": ["baba.zip"],
        "chiba.py": ["chiba.py"],
        "doi.ipynb.txt": ["doi.ipynb.txt"],
        "endo": ["hw.zip"],
    }
    for submission in find_students(tmp_path):
        grade = grade_submission(submission, ["discounted_return"], seed=1, sandboxed=False)
        (verdict,) = grade.verdicts
        expected = Status.NOT_SUBMITTED if submission.student == "abe" else Status.UNREADABLE
        assert verdict.status is expected
        assert (verdict.points is None) == (expected is Status.UNREADABLE)


@pytest.mark.parametrize(
    "text",
    [
        b"only one column\n",
        b"\xff\xfe\x00",
        b"a.ipynb,\n",
        b"file,name\na.ipynb,Abe\n",
        b"student,file\nAbe,a.ipynb\n",
        b"email,student,file\na@b.jp,Abe,a.ipynb\n",
        b"file;student\na.ipynb;Abe\n",
        b"b.ipynb,Abe\n",
    ],
)
def test_a_roster_that_is_none(tmp_path, text):
    write(tmp_path / "a.ipynb", [])
    (tmp_path / "students.csv").write_bytes(text)
    with pytest.raises(RosterError, match=r"students\.csv"):
        find_students(tmp_path, tmp_path / "students.csv")
