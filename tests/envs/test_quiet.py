"""Nothing that PyBullet prints reaches anybody, and everything else does."""

import subprocess
import sys
import textwrap


def run(code: str, **kwargs) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        timeout=60,
        check=True,
        **kwargs,
    )


def test_a_run_prints_nothing():
    done = run(
        """
        from rlcourse.envs import TASKS, make, make_vec
        for env_id in TASKS:
            env = make(env_id, render_mode="rgb_array")
            other = make(env_id)
            for _ in range(2):
                env.reset(seed=0)
                other.reset(seed=0)
                for _ in range(5):
                    env.step(env.action_space.sample())
                    other.step(env.action_space.sample())
            env.render()
            env.close()
        for num_workers in (0, 2):
            envs = make_vec("HopperBulletEnv-v0", 2, num_workers)
            envs.reset(seed=0)
            for _ in range(60):
                envs.step(envs.action_space.sample())
        """
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_what_others_print_arrives_in_order():
    done = run(
        """
        import ctypes, os, sys
        from rlcourse.envs.quiet import quiet
        c = ctypes.CDLL(None)
        sys.stdout.write("1 ")
        c.printf(b"2 ")
        with quiet():
            print("lost")
            os.write(1, b"lost")
            os.write(2, b"lost")
            c.printf(b"lost")
            with quiet():
                print("lost")
            print("lost")
        sys.stdout.write("3 ")
        sys.stdout.flush()
        c.printf(b"4")
        sys.stderr.write("5")
        """
    )
    assert (done.stdout, done.stderr) == (b"1 2 3 4", b"5")


def test_an_exception_passes_and_the_streams_come_back():
    done = run(
        """
        from rlcourse.envs.quiet import quiet
        try:
            with quiet():
                raise KeyError
        except KeyError:
            print("here")
        """
    )
    assert done.stdout == b"here\n"


def test_closed_descriptors_and_odd_streams_do_no_harm():
    done = run(
        """
        import os, sys
        out = os.dup(1)
        sys.stdout.close()
        sys.stderr = None
        for closed in ((), (0, 1), (0, 1, 2)):
            for fd in closed:
                try:
                    os.close(fd)
                except OSError:
                    pass
            from rlcourse.envs import make
            env = make("InvertedPendulumBulletEnv-v0")
            env.reset(seed=0)
            for fd in closed:
                try:
                    os.fstat(fd)
                except OSError:
                    continue
                os.write(out, b"descriptor %d was left open" % fd)
        os.write(out, b"done")
        """
    )
    assert (done.stdout, done.stderr) == (b"done", b"")


def test_no_descriptor_is_left_open():
    done = run(
        """
        import os
        from rlcourse.envs.quiet import quiet
        with quiet():
            pass
        before = os.listdir("/proc/self/fd")
        for _ in range(10):
            with quiet():
                pass
        print(len(os.listdir("/proc/self/fd")) - len(before))
        """
        if sys.platform == "linux"
        else "print(0)"
    )
    assert done.stdout == b"0\n"
