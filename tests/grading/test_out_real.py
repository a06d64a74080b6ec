"""`rlcourse grade` from notebooks to pages, with nothing pretended."""

import csv
import json
import subprocess
import sys

import pytest

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.exercise import apply_edits
from rlcourse.grading.walls import what_is_missing
from tests.grading.books import HEAD, right, text, write

NAME = "calculate_log_pi"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_small_class(tmp_path):
    mistake = BY_NAME[NAME].mistakes[0]
    wrong = HEAD + apply_edits(BY_NAME[NAME].source, mistake.edits)
    handed = tmp_path / "handed"
    write(handed / "ann.ipynb", [HEAD + right(NAME)])
    write(handed / "花子" / "a.ipynb", [text("これが解答です．"), wrong])
    write(handed / "eve.ipynb", ["x = 1"])
    (handed / "zed.ipynb").write_text("{")
    unsafe = [] if what_is_missing() is None else ["--unsafe-no-sandbox"]
    words = ["grade", "handed", "--out", "out", "--exercises", NAME, "--seed", "4", "--jobs", "2"]
    run = subprocess.run(
        [sys.executable, "-m", "rlcourse", *words, *unsafe],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout[:10]) == (0, "4 students"), run.stderr
    assert run.stderr.startswith("rlcourse: 1 answers were not graded")
    with open(tmp_path / "out" / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    statuses = {student: row[f"{NAME} status"] for student, row in rows.items()}
    assert statuses == {
        "ann": "passed",
        "花子": f"wrong: {mistake.id}",
        "eve": "not submitted",
        "zed": "unreadable",
    }
    assert [row[NAME] for row in rows.values()] == ["10", "0", "", "0"]
    assert {row["sandboxed"] for row in rows.values()} == {"NO" if unsafe else "yes"}
    page = (tmp_path / "out" / "feedback" / "花子.html").read_text(encoding="utf-8")
    assert mistake.text.ja in page
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert results["students"][1]["verdicts"][0]["notebook"] == ""
