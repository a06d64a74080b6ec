"""Submissions of honest students that would upset a grader: each gets what it deserves."""

import textwrap

import pytest

from rlcourse.grading.result import NOT_GRADED, Status
from tests.grading.bad_answers import BODIES, HARMLESS, HELPERS
from tests.grading.bad_files import FILES, NAME
from tests.grading.books import HEAD, function, grade, in_turn, right, verdict, words, write

GROUPS = in_turn(list(BODIES.items()))
pytestmark = [pytest.mark.usefixtures("sandbox"), pytest.mark.timeout(600)]


def judge(record_property, rows):
    """Record (what, verdict, expected) of every row, then compare."""
    for what, found, _ in rows:
        record_property("bad submissions", (what, found.status.value, found.points))
    for what, found, expected in rows:
        several = expected if isinstance(expected, tuple) else (expected,)
        assert found.status in several, f"{what}: {found.status}, {words(found)}"
        passed = found.status is Status.PASSED
        ungraded = found.status in NOT_GRADED
        assert found.points == (None if ungraded else found.out_of * passed), what


@pytest.mark.parametrize("what", FILES)
def test_files(what, tmp_path, record_property):
    make, expected = FILES[what]
    make(tmp_path / "student.ipynb")
    found = verdict(grade(tmp_path, [NAME])["student"], NAME)
    judge(record_property, [(what, found, expected)])


@pytest.mark.parametrize("number", range(len(GROUPS)))
def test_answers(number, tmp_path, record_property):
    """A notebook for each, of one student; one bad answer does not touch the next."""
    group = GROUPS[number]
    for i, (name, (_, (body, _))) in enumerate(group):
        write(tmp_path / "student" / f"{i}.ipynb", [HEAD, HELPERS, function(name, body)])
    names = [name for name, _ in group]
    write(tmp_path / "student" / "honest.ipynb", [HEAD, right("PPO.update_critic")])
    result = grade(tmp_path, [*names, "PPO.update_critic"])["student"]
    rows = [(what, verdict(result, name), wanted) for name, (what, (_, wanted)) in group]
    judge(record_property, rows)
    assert verdict(result, "PPO.update_critic").status is Status.PASSED


def test_harmless(tmp_path, record_property):
    group = in_turn(list(HARMLESS.items()))[0]
    for i, (name, (_, lines)) in enumerate(group):
        start = '    """' if '    """' in right(name) else "    goes_on"
        before = textwrap.indent(lines, "    ")
        source = right(name).replace(start, f"{before}\n{start}", 1)
        write(tmp_path / "student" / f"{i}.ipynb", [HEAD, source])
    result = grade(tmp_path, [name for name, _ in group])["student"]
    rows = [(what, verdict(result, name), Status.PASSED) for name, (what, _) in group]
    judge(record_property, rows)
