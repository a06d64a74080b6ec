"""The command line, run in this process unless it is about processes."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import rlcourse
from rlcourse.cli import main

PENDULUM = "InvertedPendulumBulletEnv-v0"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys):
    """Run the command line: words -> (exit code, stdout, stderr)."""

    def run_words(*words):
        with pytest.raises(SystemExit) as end:
            main(list(words))
        return (end.value.code, *capsys.readouterr())

    return run_words


def test_without_arguments_it_shows_the_help(run):
    code, out, _ = run()
    assert code == 0
    assert all(command in out for command in ("demo", "train", "play", "doctor"))


def test_bench_alone_shows_its_help(run):
    code, out, err = run("bench")
    assert (code, err) == (0, "")
    assert "learn" in out
    assert len(out.splitlines()) > 5


def test_what_cannot_be_written_gets_one_line(run, monkeypatch):
    def full(page):
        raise OSError(28, "No space left on device", "demo.html")

    monkeypatch.setattr("rlcourse.demo.main", full)
    assert run("demo") == (1, "", "rlcourse: demo.html: No space left on device\n")


def test_only_a_plain_file_is_written_over(run):
    Path("file").write_text("kept")
    Path("link").symlink_to("file")
    Path("dangling").symlink_to("nowhere")
    for name in ("link", "dangling", "/dev/null"):
        code, _, err = run("play", "file", "--out", name)
        assert (code, err) == (2, f"rlcourse: {name} is no plain file: name another\n")
    assert Path("dangling").is_symlink()
    assert Path("/dev/null").is_char_device()


def test_a_training_that_fails_says_how_to_go_on(run, monkeypatch):
    import gymnasium as gym
    import numpy as np

    class Sick(gym.Env):
        observation_space = gym.spaces.Box(-1, 1, (2,))
        action_space = gym.spaces.Box(-1, 1, (1,))

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed)
            return np.zeros(2, np.float32), {}

        def step(self, action):
            return np.zeros(2, np.float32), float("nan"), False, False, {}

    gym.register("Sick-v0", entry_point=lambda: Sick(), max_episode_steps=5)
    monkeypatch.setattr("rlcourse.cli.train.WORKERS", 0)
    try:
        code, _, err = run("train", "Sick-v0", "--steps", "50", "--out", "my runs")
    finally:
        del gym.registry["Sick-v0"]
    last = err.splitlines()[-1]
    assert code == 1
    assert "the reward nan" in last
    assert "to start again: rlcourse train Sick-v0 --algo ppo --steps 50" in last
    assert last.endswith("--out 'my runs'")


def test_version(run):
    assert run("--version") == (0, f"rlcourse {rlcourse.__version__}\n", "")


def test_help_imports_nothing_heavy():
    code = """
import sys
from rlcourse.cli import main
try:
    main(["train", "--help"])
except SystemExit as end:
    assert end.code == 0
heavy = {"torch", "numpy", "gymnasium", "matplotlib", "pybullet"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("train", "Missing argument"),
        ("walk", "No such command"),
        ("train Pendulum-v1 --speed 3", "No such option"),
        ("train Pendulum-v1 --steps many", "--steps"),
        ("train Pendulum-v1 --steps -5", "--steps is -5; it must be 1 or more"),
        ("train Pendulum-v1 --steps 0", "--steps is 0"),
        ("train Pendulum-v1 --seed -1", "--seed is -1"),
        ("train Pendulum-v1 --seed 9999999999", "--seed is 9999999999"),
        ("train Pendulum-v1 --algo dqn", "there is no algorithm 'dqn'; there is ppo"),
        ("train HalfChetahBulletEnv-v0", "HalfCheetahBulletEnv-v0"),
        ("train CartPole-v1", "Discrete"),
        ("train Pendulum-v1 --out file/inside", "file/inside: cannot be written"),
        ("train Pendulum-v1 --out file", "file: cannot be written"),
        ("train Pendulum-v1 --resume", "holds no run"),
        ("play nowhere.pt", "nowhere.pt: no such file"),
        ("play .", "no such checkpoint"),
        ("play file", "file: not a checkpoint"),
        ("play file --out file/page.html", "file/page.html: cannot be written"),
        ("play file --out .", ".: cannot be written"),
    ],
)
def test_bad_input_gets_one_line_and_code_2(run, words, message):
    Path("file").write_text("nothing of ours")
    code, out, err = run(*words.split())
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("rlcourse: ")
    assert err.count("\n") == 1


def test_a_page_that_cannot_be_made_leaves_no_file(run):
    Path("file").write_text("nothing of ours")
    assert run("play", "file", "--out", "page.html")[0] == 2
    assert not Path("page.html").exists()


def test_train_keeps_a_run_and_prints_a_line_for_each_evaluation(run):
    code, out, err = run("train", "Pendulum-v1", "--steps", "80", "--out", "kept")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    pattern = r" +\d+ steps   return +-?[\d,]+\.\d   +[\d,]+ steps/s"
    assert len(lines) == 6
    assert all(re.fullmatch(pattern, line) for line in lines[:-1])
    assert "rlcourse play kept/checkpoint.pt" in lines[-1]
    assert len(Path("kept/returns.csv").read_text().splitlines()) == 6

    code, _, err = run("train", "Pendulum-v1", "--steps", "160", "--out", "kept")
    assert code == 2
    assert "kept holds a run" in err

    code, _, err = run("train", "Pendulum-v1", "--steps", "80", "--out", "kept", "--resume")
    assert code == 2
    assert "80 steps already" in err

    code, _, err = run("train", PENDULUM, "--steps", "160", "--out", "kept", "--resume")
    assert code == 2
    assert "Pendulum-v1" in err

    code, out, _ = run("train", "Pendulum-v1", "--steps", "160", "--out", "kept", "--resume")
    assert code == 0
    assert "160 steps" in out
    assert Path("kept/returns.csv").read_text().splitlines()[-1].startswith("160,")


def test_without_out_the_run_gets_a_folder_of_its_own(run):
    assert run("train", "Pendulum-v1", "--steps", "8", "--seed", "3")[0] == 0
    assert Path("runs/Pendulum-v1-ppo-3/checkpoint.pt").is_file()


def test_ctrl_c_keeps_the_run_and_says_how_to_go_on():
    import signal

    words = [sys.executable, "-m", "rlcourse", "train", "Pendulum-v1"]
    process = subprocess.Popen(
        [*words, "--steps", "20000", "--out", "a run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A child of a process that ignores Ctrl-C, as of a shell's `&`, would ignore it too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "train()" not in out
    assert err.startswith("rlcourse: stopped. Kept: a run/checkpoint.pt")
    again = shlex.split(err.partition("To go on: ")[2])
    assert again[:3] == ["rlcourse", "train", "Pendulum-v1"]
    assert again[-3:] == ["--out", "a run", "--resume"]
    assert Path("a run/checkpoint.pt").is_file()


@pytest.mark.parametrize("broken_off", [False, True])
def test_a_stopped_demo_ends_with_code_130(run, monkeypatch, broken_off):
    def stopped(out):
        if broken_off:
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr("rlcourse.demo.main", stopped)
    code, _, err = run("demo")
    assert code == 130
    assert err.startswith("rlcourse: stopped.")
    assert not Path("demo.html").exists()


def test_demo_says_where_the_page_is(run, monkeypatch):
    monkeypatch.setattr("rlcourse.demo.main", lambda out: True)
    code, out, _ = run("demo")
    assert code == 0
    assert Path("demo.html").resolve().as_uri() in out


def test_a_demo_without_ffmpeg_says_so_before_it_trains(run, monkeypatch):
    def missing():
        raise RuntimeError("no ffmpeg here")

    monkeypatch.setattr("rlcourse.demo.find_ffmpeg", missing)
    code, out, err = run("demo")
    assert (code, out, err) == (2, "", "rlcourse: no ffmpeg here\n")


def test_doctor_gives_its_verdict_as_exit_code(run, monkeypatch):
    monkeypatch.setattr("rlcourse.doctor.examine", lambda: 1)
    assert run("doctor")[0] == 1
