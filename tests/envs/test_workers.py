"""The worker processes: how they end, and that nothing is left of them."""

import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import gymnasium as gym
import numpy as np
import psutil
import pytest

from rlcourse.envs import make_vec
from rlcourse.envs.worker import Channel, give_way
from rlcourse.envs.workers import ONE_THREAD
from tests.envs.toys import (
    Dies,
    Echo,
    Endless,
    Pauses,
    RaisesAtOnce,
    ShowsThreads,
    Slow,
    still_policy,
)

STILL = np.zeros((4, 2), np.float32)

pytestmark = pytest.mark.timeout(60)
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.fixture(autouse=True)
def nothing_is_left():
    """After every test the processes and open descriptors are those from before it."""
    gc.collect()
    process = psutil.Process()
    before = set(process.children(recursive=True)), process.num_fds()
    yield
    gc.collect()
    assert set(process.children(recursive=True)) == before[0]
    assert process.num_fds() == before[1]


def start(env=Echo, num_workers=2):
    envs = make_vec(env, 4, num_workers)
    return envs, [int(pid) for pid in envs.reset()[0][::2, 0]]


def shared_files():
    return [name for name in os.listdir("/dev/shm") if name.startswith("rlcourse-")]


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="there is no /dev/shm")
def test_the_shared_memory_has_no_name_that_could_be_left_behind():
    envs, _ = start()
    assert shared_files() == []
    envs.close()


def test_close_ends_them():
    envs, pids = start()
    assert all(psutil.pid_exists(pid) for pid in pids)
    envs.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    envs.close()


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="only Linux has it")
def test_they_do_not_push_their_parent_aside():
    envs, pids = start()
    assert {os.sched_getscheduler(pid) for pid in pids} == {os.SCHED_BATCH}
    envs.close()


def test_a_worker_that_may_not_ask_for_it_works_all_the_same(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    give_way()


def test_ten_times_leaves_nothing():
    for _ in range(10):
        envs, _ = start(num_workers=1)
        envs.close()


def test_forgetting_them_ends_them():
    envs, pids = start()
    del envs
    gc.collect()
    assert not any(psutil.pid_exists(pid) for pid in pids)


@posix_only
def test_a_killed_worker_is_named_and_takes_the_others_with_it():
    envs, pids = start()
    envs.step(STILL)
    os.kill(pids[1], signal.SIGKILL)
    message = rf"worker 1 \(process {pids[1]}, environments 2 to 3\) was killed by SIGKILL"
    with pytest.raises(RuntimeError, match=message):
        envs.step(STILL)
    assert not any(psutil.pid_exists(pid) for pid in pids)
    with pytest.raises(RuntimeError, match="are closed"):
        envs.reset()


@posix_only
def test_a_worker_that_is_killed_in_a_step_is_noticed_at_once():
    envs, pids = start(Endless)
    threading.Timer(0.2, os.kill, (pids[0], signal.SIGKILL)).start()
    with pytest.raises(RuntimeError, match=r"worker 0 .* was killed by SIGKILL"):
        envs.step(STILL)


def test_a_worker_that_ends_by_itself_is_named():
    envs, _ = start(Dies, num_workers=4)
    with pytest.raises(RuntimeError, match=r"environment 0\) ended with exit code 3"):
        envs.step(STILL)


def test_a_failed_start_leaves_nothing():
    where = os.getpid()

    def fails_in_a_worker():
        return Echo() if os.getpid() == where else RaisesAtOnce()

    with pytest.raises(RuntimeError, match="environment 0 raised ZeroDivisionError"):
        make_vec(fails_in_a_worker, 4, 2)


def test_spawn_is_what_it_does_anyway():
    envs = make_vec("InvertedPendulumBulletEnv-v0", 2, 2, context="spawn")
    envs.reset(seed=0)
    envs.step(np.zeros((2, 1)))
    envs.close()


@posix_only
def test_they_do_not_hear_ctrl_c():
    envs, pids = start()
    for pid in pids:
        os.kill(pid, signal.SIGINT)
    envs.step(STILL)
    envs.close()


@posix_only
@pytest.mark.parametrize("num_workers", [1, 2])
def test_after_ctrl_c_they_can_be_asked_again(num_workers):
    envs, _ = start(Slow, num_workers)
    slow = np.array([[0.5, 0.5]] * 4)
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        envs.step(slow)
    for value in (0.25, 0.75):
        observations = envs.step(np.array([[value, 0.0]] * 4))[0]
        np.testing.assert_array_equal(observations[:, 1], [value] * 4)
    envs.close()


@posix_only
def test_a_forked_child_cannot_end_them():
    envs, pids = start()
    child = os.fork()
    if child == 0:
        envs.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert all(psutil.pid_exists(pid) for pid in pids)
    envs.step(STILL)
    envs.close()


def script(tmp_path, code: str) -> list[str]:
    """A script that has no `if __name__ == "__main__"`, as a notebook has none."""
    path = tmp_path / "script.py"
    head = "import sys\nsys.path[:0] = " + repr(sys.path) + "\n"
    path.write_text(head + textwrap.dedent(code))
    return [sys.executable, str(path)]


def test_a_script_needs_no_guard_and_no_close(tmp_path):
    code = """
        import gymnasium as gym, numpy as np
        from rlcourse.envs import make_vec
        FACTOR = 3
        class Mine(gym.Env):
            observation_space = action_space = gym.spaces.Box(-1, 1, (1,))
            def reset(self, *, seed=None, options=None):
                return np.zeros(1, np.float32), {}
            def step(self, action):
                return action, FACTOR * float(action[0]), False, False, {}
        envs = make_vec(lambda: Mine(), 2, 2)
        envs.reset(seed=0)
        print(envs.step(np.array([[0.5], [1.0]]))[1])
        """
    done = subprocess.run(script(tmp_path, code), capture_output=True, text=True, timeout=50)
    assert (done.stdout, done.stderr, done.returncode) == ("[1.5 3. ]\n", "", 0)


@posix_only
@pytest.mark.parametrize(
    ("env", "work"),
    [
        ("'HalfCheetahBulletEnv-v0'", "envs.step(envs.action_space.sample())"),
        ("Toy", "envs.step(envs.action_space.sample())"),
        ("Echo", "envs.episodes(still_policy(), 0)"),
    ],
)
def test_they_end_when_their_parent_is_killed(tmp_path, env, work):
    code = f"""
        import os, signal
        import psutil
        from rlcourse.envs import make_vec
        from tests.envs.toys import Echo, Toy, still_policy
        envs = make_vec({env}, 4, 2)
        envs.reset(seed=0)
        print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
        while True:
            {work}
        """
    with subprocess.Popen(script(tmp_path, code), stdout=subprocess.PIPE, text=True) as parent:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        time.sleep(0.1)
        parent.kill()
    deadline = time.monotonic() + 20
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < deadline, "the workers outlive their parent"
        time.sleep(0.05)


def test_episodes_that_nobody_waits_for_are_not_played_to_their_end(monkeypatch):
    envs, _ = start(Pauses)
    worker = envs._runner._workers[0]

    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "receive", interrupt)
    with pytest.raises(KeyboardInterrupt):
        envs.episodes(still_policy(), 0)
    monkeypatch.undo()
    begin = time.monotonic()
    envs.step(STILL)
    assert time.monotonic() - begin < 20  # an episode takes 1,000 seconds
    envs.close()


def test_what_an_interrupt_left_of_a_question_goes_out_before_the_next(monkeypatch):
    read_fd, write_fd = os.pipe()
    here, there = Channel(-1, write_fd), Channel(read_fd, -1)
    write = os.write

    def interrupted(fd, data):
        monkeypatch.undo()
        write(fd, data[:5])
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        here.send(b"a", 1, b"first")
    here._unsent = here._unsent[5:]
    here.send(b"b", 2, b"second")
    assert there.receive() == (b"a", 1, b"first")
    assert there.has_news
    assert there.receive() == (b"b", 2, b"second")
    assert not there.has_news
    os.close(write_fd)
    assert there.has_news
    os.close(read_fd)


def test_each_computes_on_one_thread_unless_more_are_asked_for(monkeypatch):
    for asked, found in ((None, 1.0), ("2", 2.0)):
        for name in ONE_THREAD:
            monkeypatch.delenv(name, raising=False)
        if asked:
            monkeypatch.setenv("OMP_NUM_THREADS", asked)
        envs, _ = start(ShowsThreads)
        assert set(envs.step(STILL)[1]) == {found}
        envs.close()


def is_running(pid: int) -> bool:
    try:
        # Nobody may be there to collect an orphan that has ended.
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_time_limit_is_kept_in_workers():
    envs = make_vec(lambda: gym.wrappers.TimeLimit(Echo(), 3), 4, 2)
    envs.reset()
    ends = [envs.step(STILL)[3].all() for _ in range(6)]
    assert ends == [False, False, True] * 2
    envs.close()
