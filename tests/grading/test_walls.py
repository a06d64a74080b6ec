"""The sandbox itself: who may run it, what it says where there is none, and the plain box."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import rlcourse
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading import box, grading, walls
from rlcourse.grading.boxes import Boxes
from rlcourse.grading.grading import MAIN_COURSE, grade_submission
from rlcourse.grading.inside import seal
from rlcourse.grading.limits import Limits
from rlcourse.grading.plain_box import PlainBox
from rlcourse.grading.result import Status
from rlcourse.grading.submission import Submission
from rlcourse.grading.walls import SandboxUnavailableError, require_walls, wall_command
from tests.grading.books import HEAD, LIMITS, function, grade, right, verdict, words, write

NOBODY = 65534
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def broken_walls(monkeypatch):
    """bubblewrap is not found."""
    require_walls.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    yield
    require_walls.cache_clear()


def test_without_bubblewrap_it_refuses(broken_walls, tmp_path):
    with pytest.raises(SandboxUnavailableError, match=r"(?s)^no sandbox: \S.*unsafe-no-sandbox$"):
        grade_submission(Submission("a", ()), sandboxed=True)


def test_without_walls_the_rest_is_the_same(broken_walls, tmp_path):
    """The same process does the same work, and the grade says that there were none."""
    names = ["calculate_log_pi", "PPO.update_critic", "calculate_advantage"]
    loop = function(names[2], "while True: pass")
    notebook = write(tmp_path / "a.ipynb", [HEAD, *map(right, names[:2]), loop])
    submission = Submission("a", (notebook,))
    result = grade_submission(submission, names, seed=4, sandboxed=False, limits=LIMITS)
    assert not result.sandboxed
    statuses = [v.status for v in result.verdicts]
    assert statuses == [Status.PASSED, Status.TIMED_OUT, Status.PASSED]


def test_without_fork(monkeypatch, tmp_path):
    """A process for every answer, as on macOS and Windows."""
    monkeypatch.setattr(grading, "can_seal", lambda: False)
    name = "discounted_return"
    notebook = write(tmp_path / "a.ipynb", [HEAD, right(name)])
    result = grade_submission(Submission("a", (notebook,)), [name], sandboxed=False)
    assert verdict(result, name).status is Status.PASSED
    assert isinstance(PlainBox(LIMITS), PlainBox)


@pytest.mark.usefixtures("sandbox")
def test_the_same_seed_gives_the_same_grade(tmp_path):
    wrong = right("reparameterize").replace("log_stds.exp()", "log_stds")
    write(tmp_path / "a.ipynb", [HEAD, wrong, right("calculate_log_pi")])
    names = ["reparameterize", "calculate_log_pi"]
    first, again = (grade(tmp_path, names, seed=5)["a"] for _ in range(2))
    assert first == again
    assert first.seed == 5 and first.sandboxed
    found = verdict(first, "reparameterize")
    assert found.status is Status.WRONG and found.mistakes
    assert found.hint == BY_NAME["reparameterize"].hints[1]
    assert found.text and found.case and found.notebook == "a.ipynb"


@pytest.mark.usefixtures("sandbox")
def test_sleepers_are_stopped_by_the_clock(tmp_path):
    name = "discounted_return"
    write(tmp_path / "a.ipynb", [HEAD, "import time", function(name, "time.sleep(9999)")])
    found = verdict(grade(tmp_path, [name], Limits(wall=3.0))["a"], name)
    assert found.status is Status.TIMED_OUT


@pytest.mark.usefixtures("sandbox")
def test_points_and_the_main_course(tmp_path):
    write(tmp_path / "a.ipynb", [HEAD, right("calculate_advantage")])
    result = grade_submission(
        Submission("a", (tmp_path / "a.ipynb",)), points={"calculate_advantage": 3.5}, seed=1
    )
    assert tuple(v.exercise for v in result.verdicts) == MAIN_COURSE
    assert verdict(result, "calculate_advantage").points == 3.5
    assert result.points == 3.5


@pytest.mark.usefixtures("sandbox")
def test_where_the_judge_breaks_nobody_is_called_a_forger(tmp_path, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("rlcourse.grading.judging.judge", broken)
    write(tmp_path / "a.ipynb", [HEAD, right("discounted_return")])
    with pytest.raises(ZeroDivisionError):
        grade(tmp_path, ["discounted_return"])


def test_no_home_and_no_checkout_in_the_walls():
    """Whatever is shown inside is the system, Python or packages."""
    command = wall_command(Limits())
    shown = [command[i + 1] for i, word in enumerate(command) if word == "--ro-bind"]
    checkout = Path(rlcourse.__file__).resolve().parents[1]
    for path in map(Path, shown):
        assert not checkout.is_relative_to(path) or path == Path("/usr")
        assert path not in (Path("/"), Path.home(), Path("/home"), Path("/tmp"), Path("/etc"))


def test_a_course_among_the_packages_is_covered(monkeypatch):
    """Where pip put the course beside torch, its folder is covered with nothing."""
    packages = Path(walls.package_folders()[0])
    monkeypatch.setattr(walls, "course_folder", lambda: packages / "rlcourse")
    assert walls.covered(walls.packages()) == ["/packages/0/rlcourse"]


@pytest.mark.parametrize("above", ["", "site-packages", "lib/python3.11/site-packages"])
def test_other_copies_of_the_course_are_covered(above, tmp_path):
    """A second one, that pip has put there, would give all answers away."""
    copy = tmp_path / above / "rlcourse"
    copy.mkdir(parents=True)
    expected = str(Path("/packages/0") / above / "rlcourse")
    assert walls.covered([(str(tmp_path), "/packages/0")]) == [expected]


@pytest.mark.skipif(not seal.can_seal(), reason="the filter is for Linux")
@pytest.mark.parametrize("machine", [0, 1])
def test_the_filter_of_system_calls(machine):
    """Every jump stays inside, and every path ends in a return."""
    architecture = dict(seal.MACHINES.values())[machine]
    program = list(seal.program(machine, architecture, pid=5))
    assert len(program) < 4096 and program[-1] == (seal.RETURN, 0, 0, seal.ALLOW)
    for i, (code, yes, no, _) in enumerate(program):
        if code not in (seal.LOAD, seal.RETURN):
            assert i + 1 + max(yes, no) < len(program)

    def allowed(number, *arguments):
        return simulate(program, architecture, number, arguments) == seal.ALLOW

    kill, prlimit, clone = ((62, 129), (302, 261), (56, 220))
    assert allowed(kill[machine], 5, 9) and not allowed(kill[machine], 6, 9)
    assert not allowed(kill[machine], 0, 9) and not allowed(kill[machine], 2**32 - 1, 9)
    assert allowed(prlimit[machine], 0, 7, 0, 99)
    assert not allowed(prlimit[machine], 0, 7, 99, 0)
    assert not allowed(prlimit[machine], 0, 7, 99 << 32, 0)
    assert allowed(clone[machine], 0x3D0F00) and not allowed(clone[machine], 0x1200011)
    for name, numbers in seal.REFUSED.items():
        if numbers[machine] is not None:
            assert not allowed(numbers[machine]), name
    assert allowed(*[(0, 63), (1, 64)][0][machine : machine + 1])  # read
    assert simulate(program, 0x1234, 0, ()) == seal.KILL


def simulate(program, architecture, number, arguments):
    """The kernel's little machine."""
    words = {seal.NUMBER: number, seal.ARCHITECTURE: architecture}
    for i in range(6):
        value = arguments[i] if i < len(arguments) else 0
        words[seal.ARGUMENTS + 8 * i] = value & 0xFFFFFFFF
        words[seal.ARGUMENTS + 8 * i + 4] = value >> 32
    at, loaded = 0, 0
    while True:
        code, yes, no, value = program[at]
        if code == seal.RETURN:
            return value
        if code == seal.LOAD:
            loaded = words[value]
        else:
            tests = {
                seal.JUMP_EQUAL: loaded == value,
                seal.JUMP_AT_LEAST: loaded >= value,
                seal.JUMP_BITS: bool(loaded & value),
            }
            at += yes if tests[code] else no
        at += 1


LEAVE = """
import os, pathlib
for home in ("/tmp", "/dev/shm", "/var/tmp", "/", "/dev", "/inside"):
    try:
        pathlib.Path(home, "left").write_text("the answers")
    except OSError:
        pass
pathlib.Path("/tmp/deep").mkdir(mode=0, exist_ok=True)
return torch.zeros(())
"""
FIND = """
import os
found = [place for place in ("/tmp", "/dev/shm", "/var/tmp", "/", "/dev", "/inside")
         if os.path.exists(place) and "left" in os.listdir(place)]
rights = [line for line in open("/proc/self/status") if line.startswith("Cap")][:3]
size = os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize
raise RuntimeError(f"{found} {os.listdir('/tmp')} {[int(r.split()[1], 16) for r in rights]} {size}")
"""


@pytest.mark.usefixtures("sandbox")
def test_each_submission_has_a_room_of_its_own(tmp_path):
    """They share a sandbox, and nothing of one is there for the next, nor rights over the room."""
    name = "discounted_return"
    boxes, found = Boxes(), []
    for student, body in {"a": LEAVE, "b": FIND}.items():
        path = write(tmp_path / f"{student}.ipynb", [HEAD, function(name, body)])
        submission = Submission(student, (path,))
        found.append(grade_submission(submission, [name], limits=LIMITS, boxes=boxes))
        if not (boxes.waiting and boxes.waiting[0].roomy):
            pytest.skip("this machine allows no rooms inside the walls; each has walls of its own")
    assert len(boxes.waiting) == 1
    boxes.close()
    assert verdict(found[0], name).status is Status.WRONG
    assert f"[] [] [0, 0, 0] {LIMITS.scratch}" in words(verdict(found[1], name))


@pytest.mark.usefixtures("sandbox")
def test_without_rooms_there_are_walls_for_each_submission(tmp_path, monkeypatch):
    """Where no namespace can be made inside the walls, a box serves once."""
    plain = box.wall_command
    monkeypatch.setattr(
        box,
        "wall_command",
        lambda limits: [(word := plain(limits))[0], "--disable-userns", *word[1:]],
    )
    path = write(tmp_path / "a.ipynb", [HEAD, right("discounted_return")])
    boxes = Boxes()
    graded = grade_submission(
        Submission("a", (path,)), ["discounted_return"], limits=LIMITS, boxes=boxes
    )
    assert graded.verdicts[0].status is Status.PASSED
    assert boxes.waiting == []


@pytest.mark.usefixtures("sandbox")
def test_a_box_that_is_not_kept_is_closed(tmp_path):
    """One that serves once, and one whose limits are others."""
    path = write(tmp_path / "a.ipynb", [HEAD, right("discounted_return")])
    boxes = Boxes()
    for limits in (LIMITS, replace(LIMITS, wall=61.0)):
        submission = Submission("a", (path,))
        graded = grade_submission(submission, ["discounted_return"], limits=limits, boxes=boxes)
        assert graded.verdicts[0].status is Status.PASSED
        assert len(boxes.waiting) <= 1
    for kept in list(boxes.waiting):
        kept.roomy = False
        boxes.waiting.remove(kept)
        boxes.give_back(kept)
        assert kept.process.poll() is not None
    assert boxes.waiting == []


AS_NOBODY = """
import json, sys
from pathlib import Path
from rlcourse.grading.grading import grade_submission
from rlcourse.grading.students import find_students
(submission,) = find_students(Path(sys.argv[1]))
grade = grade_submission(submission, sys.argv[2:], seed=3)
print(json.dumps({v.exercise: v.status.value for v in grade.verdicts}))
"""


@pytest.mark.usefixtures("sandbox")
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be another user")
def test_an_ordinary_user(tmp_path):
    """Root drops to nobody, who sees the packages through a copy of the way to them."""
    if not all(readable(path) for path in (sys.executable, rlcourse.__file__)):
        pytest.skip("an ordinary user cannot read this checkout or this Python")
    bodies = {
        "calculate_log_pi": (right("calculate_log_pi"), "passed"),
        "discounted_return": (function("discounted_return", "import os\nos.fork()"), "raised"),
        "lambda_sum": (function("lambda_sum", "import socket\nsocket.socket()"), "raised"),
        "unsquash": (function("unsquash", "return torch.zeros(10**12)"), "out of memory"),
        "evaluate_log_pi": (function("evaluate_log_pi", "import os\nos._exit(0)"), "crashed"),
    }
    write(tmp_path / "class" / "a.ipynb", [HEAD, *(source for source, _ in bodies.values())])
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and path.parent != path and str(path) != "/tmp":
            path.chmod(path.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(tmp_path / "class"), *bodies],
        capture_output=True,
        text=True,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": str(Path(rlcourse.__file__).parents[1]), "HOME": "/nonexistent"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {name: status for name, (_, status) in bodies.items()}


def readable(path):
    """Whether everybody may read a file and walk the folders above it."""
    path = Path(path).resolve()
    walkable = all(parent.stat().st_mode & 0o001 for parent in path.parents)
    return walkable and bool(path.stat().st_mode & 0o004)
