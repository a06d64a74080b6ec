"""Answers that attack the grader: none gains a point, reads, reaches or leaves anything."""

import os
import socket
import textwrap
import threading
import time
from dataclasses import replace

import psutil
import pytest

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.result import Status
from tests.grading.attacks import FORGING, LOOKING, PATCHED, PIPE, REACHING, STAYING, TAKING
from tests.grading.books import (
    FUNCTIONS,
    HEAD,
    LIMITS,
    function,
    grade,
    in_turn,
    right,
    verdict,
    words,
    write,
)

pytestmark = [pytest.mark.usefixtures("sandbox"), pytest.mark.timeout(600)]
TABLES = {"looking": LOOKING, "patched": PATCHED, "reaching": REACHING, "staying": STAYING}
GROUPS = [
    (f"{table} {i}", group)
    for table, bodies in {**TABLES, "forging": FORGING}.items()
    for i, group in enumerate(in_turn(list(bodies.items())))
]
TITLE = "attacks on the grader"
HONEST = "PPO.update_actor"
SECRET = "the canary sings"
LOOT = """
def loot(what):
    raise RuntimeError("LO" + "OT " + str(what)[:200])
"""


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """A file, a secret in the environment, and ears on every kind of socket."""
    canary = tmp_path / "canary.txt"
    canary.write_text(SECRET)
    monkeypatch.setenv("SECRET", SECRET)
    heard = []
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        with socket.socket(socket.AF_UNIX) as unix, socket.socket(socket.AF_UNIX) as abstract:
            unix.bind(str(tmp_path / "s"))
            abstract.bind(f"\0rlcourse-canary-{port}")
            ears = [tcp, udp, unix, abstract]
            for ear in ears:
                ear.settimeout(0.2)
                if ear is not udp:
                    ear.listen()
            yield {"canary": canary, "port": port, "unix": str(tmp_path / "s")}
            for ear in ears:
                try:
                    heard.append(ear.recv(4) if ear is udp else ear.accept())
                except TimeoutError:
                    continue
    assert heard == []
    assert {p.name for p in tmp_path.iterdir()} <= {"canary.txt", "class", "s"}
    assert canary.read_text() == SECRET


def fill(body, **values):
    """The body with the test's own places in it."""
    for key, value in values.items():
        body = body.replace(f"<{key}>", str(value))
    return body


def left_behind(mark, seconds=20.0):
    """Processes whose command line has a mark, once the kernel had time to end them."""
    deadline = time.monotonic() + seconds
    while True:
        left = [p.info for p in psutil.process_iter(["cmdline"]) if mark in str(p.info["cmdline"])]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)


@pytest.mark.parametrize("number", range(len(GROUPS)), ids=[name for name, _ in GROUPS])
def test_attacks(number, tmp_path, outside, record_property):
    table, group = GROUPS[number]
    folder = tmp_path / "class"
    # So that no other grader on this machine is taken for this one.
    limits = replace(LIMITS, scratch=LIMITS.scratch + os.getpid())
    for i, (name, (_, body)) in enumerate(group):
        lines = fill(body, **outside, folder=folder, name=name)
        start = PIPE if table.startswith("forging") else ""
        write(folder / "attacker" / f"{i}.ipynb", [HEAD, LOOT, start, function(name, lines)])
    write(folder / "attacker" / "honest.ipynb", [HEAD, right(HONEST)])
    names = [name for name, _ in group]
    result = grade(folder, [*names, HONEST], limits)["attacker"]
    for name, (what, _) in group:
        found = verdict(result, name)
        record_property(TITLE, (what, found.status.value, found.points))
        assert found.points == 0, f"{what}: {found.status}"
        assert found.status is not Status.NOT_SUBMITTED, what
        assert "LOOT" not in words(found), words(found)
        assert SECRET not in words(found), words(found)
        assert words(found).replace("\n", "").isprintable()
    assert verdict(result, HONEST).status is Status.PASSED
    assert threading.active_count() < 20
    assert not left_behind(str(limits.scratch))


def test_taking_the_reference(tmp_path, record_property):
    folder = tmp_path / "class"
    group = list(zip(FUNCTIONS[1:], TAKING.items(), strict=False))
    for i, (name, (_, body)) in enumerate(group):
        places = {"name": name, "module": BY_NAME[name].parts[0].__module__}
        lines = textwrap.dedent(fill(body, **places)) + f"\nreturn {name}(*args, **kwargs)"
        write(folder / "thief" / f"{i}.ipynb", [HEAD, function(name, lines)])
    result = grade(folder, [name for name, _ in group])["thief"]
    for name, (what, _) in group:
        found = verdict(result, name)
        record_property(TITLE, (what, found.status.value, found.points))
        taken = found.status is Status.USES_REFERENCE
        # There is no source to read.
        assert taken or what == "read by inspect", f"{what}: {words(found)}"
        assert found.points == 0


# The methods of an agent by way of the course's own agent.
OF_THE_AGENT = {
    "super().update_critic": (
        "PPO.update_critic",
        """
class MyPPO(PPO):
    def update_critic(self, states, targets):
        return super().update_critic(states, targets)
""",
    ),
    "the agent of another module": (
        "PPO.update_actor",
        """
from rlcourse.solutions.patched_ppo import PatchedPPO

class MyPPO(PPO):
    def update_actor(self, *batch):
        return PatchedPPO.update_actor(self, *batch)
""",
    ),
}
FRIEND = """
class AgentOfAFriend(PPO):
    def update_critic(self, states, targets):
        raise NotImplementedError
"""


def test_taking_the_agent(tmp_path, record_property):
    for i, (_, (_, source)) in enumerate(OF_THE_AGENT.items()):
        write(tmp_path / "thief" / f"{i}.ipynb", [HEAD, source, FRIEND])
    result = grade(tmp_path, [name for name, _ in OF_THE_AGENT.values()])["thief"]
    for what, (name, _) in OF_THE_AGENT.items():
        found = verdict(result, name)
        record_property(TITLE, (what, found.status.value, found.points))
        assert (found.status, found.points) == (Status.USES_REFERENCE, 0) or (
            # At the top of a cell the import fails, and the name is not known later.
            what == "the agent of another module" and found.status is Status.RAISED
        ), words(found)


def test_work_of_others(tmp_path, record_property):
    """Links do not lead to another student's notebook, nor out of the folder."""
    name = "calculate_log_pi"
    good = write(tmp_path / "class" / "good.ipynb", [HEAD, right(name)])
    outside = write(tmp_path / "solutions.ipynb", [HEAD, right(name)])
    thieves = {"linked file": good, "linked outside": outside}
    for who, where in thieves.items():
        (tmp_path / "class" / f"{who}.ipynb").symlink_to(where)
    (tmp_path / "class" / "in a folder").mkdir()
    (tmp_path / "class" / "in a folder" / "mine.ipynb").symlink_to("../good.ipynb")
    (tmp_path / "class" / "linked folder").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "class" / "in a circle").mkdir()
    (tmp_path / "class" / "in a circle" / "a.ipynb").symlink_to("a.ipynb")
    (tmp_path / "class" / "in a circle" / "again").symlink_to("..", target_is_directory=True)
    grades = grade(tmp_path / "class", [name])
    assert grades.pop("good").points == 10
    assert set(grades) == {*thieves, "in a folder", "linked folder", "in a circle"}
    for who, result in grades.items():
        found = verdict(result, name)
        record_property(TITLE, (f"symbolic link: {who}", found.status.value, found.points))
        assert found.status is Status.NOT_SUBMITTED and found.points == 0
        assert any("not followed" in note for note in result.notes)
