"""Answers that attack the grader: none gains a point, reads, reaches or leaves anything."""

import os
import socket
import threading
import time
from dataclasses import replace

import psutil
import pytest

from rlcourse.grading.result import Status
from tests.grading.attacks import FORGING, LOOKING, PATCHED, PIPE, REACHING, STAYING
from tests.grading.books import HEAD, LIMITS, function, grade, in_turn, right, verdict, words, write

pytestmark = pytest.mark.usefixtures("sandbox")
TABLES = {"looking": LOOKING, "patched": PATCHED, "reaching": REACHING, "staying": STAYING}
GROUPS = [
    (f"{table} {i}", group)
    for table, bodies in {**TABLES, "forging": FORGING}.items()
    for i, group in enumerate(in_turn(list(bodies.items())))
]
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
        print(what, "|", found.status.value, "|", words(found)[:300])
        record_property("attacks", (what, found.status.value, found.points))
        assert found.points == 0, f"{what}: {found.status}"
        assert found.status is not Status.NOT_SUBMITTED, what
        assert "LOOT" not in words(found), words(found)
        assert SECRET not in words(found), words(found)
        assert words(found).replace("\n", "").isprintable()
    assert verdict(result, HONEST).status is Status.PASSED
    assert threading.active_count() < 20
    assert not left_behind(str(limits.scratch))
