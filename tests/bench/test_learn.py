"""`rlcourse bench learn`: the same CSVs wherever they are made, and none of them twice."""

import importlib.util
from pathlib import Path

import pytest

from rlcourse.bench.record import write_record
from rlcourse.bench.run import ALGORITHMS, Run
from tests.bench.points import points_of

TASK = "InvertedPendulumBulletEnv-v0"
LEARN = f"bench learn {TASK} --steps 240 --out kept --jobs 1"
FOLDER = Path("kept", TASK)


def contents():
    return {path.name: path.read_text() for path in FOLDER.iterdir()}


@pytest.fixture
def pretend(monkeypatch):
    """Instead of learning, return the seed; gives the list of the seeds that were run."""
    seeds = []

    def learn_one(run):
        seeds.append(run.seed)
        return points_of(run.steps, float(run.seed))

    monkeypatch.setattr("rlcourse.bench.learn.learn_one", learn_one)
    return seeds


@pytest.mark.parametrize("algo", ALGORITHMS)
def test_every_algorithm_is_evaluated_at_the_same_steps(run, algo):
    code, out, err = run(f"{LEARN} --algo {algo} --seeds 3")
    assert (code, err) == (0, "")
    lines = contents()[f"{algo}-3.csv"].splitlines()
    assert lines[0] == f"# task={TASK} algorithm={algo} seed=3 steps=240"
    assert lines[1] == "step,return,episodes"
    cells = [line.split(",") for line in lines[2:]]
    assert [int(step) for step, _, _ in cells] == list(range(8, 241, 8))
    assert [int(episodes) for _, _, episodes in cells] == [3] * 29 + [10]
    assert all(0 < float(value) <= 1000 for _, value, _ in cells)
    assert out == f"{algo} seed 3: return {float(cells[-1][1])}\n"


def test_a_run_that_is_cut_off_is_begun_again_and_a_complete_one_is_kept(run, monkeypatch):
    run(f"{LEARN} --seeds 0-1")
    before = contents()
    assert sorted(before) == ["ours-0.csv", "ours-1.csv"]
    (FOLDER / "ours-1.csv").write_text(before["ours-1.csv"][:-12])
    code, out, _ = run(f"{LEARN} --seeds 0-1")
    assert code == 0
    assert ["kept" in line for line in out.splitlines()] == [True, False]
    assert contents() == before


def test_only_what_is_missing_is_run(run, pretend):
    run(f"{LEARN} --seeds 1-2")
    run(f"{LEARN} --seeds 0-3")
    assert pretend == [1, 2, 0, 3]
    run(f"{LEARN} --seeds 0-3")
    assert pretend == [1, 2, 0, 3]


@pytest.mark.slow
def test_two_processes_write_what_one_writes(run):
    run(f"{LEARN} --seeds 0-1")
    alone = contents()
    for path in FOLDER.iterdir():
        path.unlink()
    assert run(LEARN.replace("--jobs 1", "--jobs 2") + " --seeds 0-1")[0] == 0
    assert contents() == alone


@pytest.mark.slow
def test_a_cluster_writes_what_one_process_writes(run, monkeypatch):
    distributed = pytest.importorskip("dask.distributed")
    run(f"{LEARN} --seeds 0")
    alone = contents()
    (FOLDER / "ours-0.csv").unlink()
    options = {"n_workers": 1, "processes": False, "protocol": "tcp", "dashboard_address": None}
    with distributed.LocalCluster(threads_per_worker=1, **options) as cluster:
        address = cluster.scheduler_address
        assert run(f"{LEARN} --seeds 0 --dask {address}")[0] == 0
    assert contents() == alone
    with distributed.LocalCluster(threads_per_worker=2, **options) as cluster:
        code, _, err = run(f"{LEARN} --seeds 1 --dask {cluster.scheduler_address}")
    assert code == 2
    assert "--nthreads 1" in err
    monkeypatch.setattr("rlcourse.bench.learn.CONNECT_SECONDS", 2)
    with distributed.LocalCluster(**{**options, "n_workers": 0}) as cluster:
        code, _, err = run(f"{LEARN} --seeds 1 --dask {cluster.scheduler_address}")
    assert code == 2
    assert "has no workers" in err
    assert err.count("\n") == 1


def test_settings_of_ours_are_in_the_name_and_the_file(run):
    code, _, _ = run(f"{LEARN} --seeds 0 --set rollout_length=16 --set gamma=0.9")
    assert code == 0
    (content,) = contents().items()
    assert content[0] == "ours,gamma=0.9,rollout_length=16-0.csv"
    assert "algorithm=ours,gamma=0.9,rollout_length=16 seed=0" in content[1]


def test_a_run_that_fails_is_told_and_does_not_stop_the_others(run, monkeypatch):
    def learn_one(run):
        if run.seed == 0:
            raise ZeroDivisionError("the toy broke")
        return points_of(run.steps, 5.0)

    monkeypatch.setattr("rlcourse.bench.learn.learn_one", learn_one)
    code, out, err = run(f"{LEARN} --seeds 0-1")
    assert code == 1
    assert "ours seed 0 failed" in err
    assert "ZeroDivisionError: the toy broke" in err
    assert out == "ours seed 1: return 5.0\n"
    assert list(contents()) == ["ours-1.csv"]


def test_a_csv_that_cannot_be_written_does_not_stop_the_others(run, pretend, monkeypatch):
    def write(path, run, points):
        if run.seed == 0:
            raise OSError(28, "No space left on device")
        write_record(path, run, points)

    monkeypatch.setattr("rlcourse.cli.bench_learn.write_record", write)
    code, out, err = run(f"{LEARN} --seeds 0-1")
    assert (code, out) == (1, "ours seed 1: return 1.0\n")
    assert err == "ours seed 0: its CSV cannot be written: No space left on device\n"


def test_a_process_that_dies_is_told_in_one_line(run, monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    def die(run, starter):
        raise BrokenProcessPool("killed")

    monkeypatch.setattr("rlcourse.bench.learn.attempt", die)
    code, _, err = run(f"{LEARN} --seeds 0-1")
    assert code == 2
    assert err.startswith("rlcourse: a process with a run died")
    assert err.count("\n") == 1


def test_ctrl_c_says_how_to_go_on(run, monkeypatch):
    def learn_one(run):
        raise KeyboardInterrupt

    monkeypatch.setattr("rlcourse.bench.learn.learn_one", learn_one)
    words = f"{LEARN} --seeds 0-1"
    monkeypatch.setattr("sys.argv", ["/bin/rlcourse", *words.split()])
    code, _, err = run(words)
    assert code == 130
    assert f"To go on: rlcourse {words}\n" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Missing argument"),
        (f"{TASK} --algo dqn", "no algorithm 'dqn'; there is ours, lecture, sb3, cleanrl"),
        (f"{TASK} --seeds 5-2", "--seeds '5-2' names no seeds"),
        (f"{TASK} --seeds few", "--seeds 'few' names no seeds"),
        (f"{TASK} --seeds 0-9999999999", "names no seeds"),
        (f"{TASK} --steps 0", "--steps is 0; it must be 1 or more"),
        (f"{TASK} --jobs -1", "--jobs is -1"),
        (f"{TASK} --out file", "file: cannot be written"),
        ("HalfChetahBulletEnv-v0", "HalfCheetahBulletEnv-v0"),
        ("CartPole-v1", "Discrete"),
        (f"{TASK} --set speed=3", "--set speed=3: there is num_envs"),
        (f"{TASK} --set gamma=high", "--set gamma=high: gamma takes one float"),
        (f"{TASK} --set gamma", "gamma takes one float"),
        (f"{TASK} --set gamma=nan", "gamma takes one float"),
        (f"{TASK} --algo sb3 --set gamma=1", "--set goes with ours, sac"),
        (f"{TASK} --dask nowhere", "'nowhere'"),
        (f"{TASK} --dask tcp://127.0.0.1:9", "no Dask scheduler answers at 'tcp://127.0.0.1:9'"),
        (f"{TASK} --out kept --seeds 1", "is a run of 240 steps: name another --out"),
    ],
)
def test_bad_input_gets_one_line_and_code_2(run, monkeypatch, words, message):
    monkeypatch.setattr("rlcourse.bench.learn.CONNECT_SECONDS", 0.5)
    Path("file").write_text("nothing of ours")
    FOLDER.mkdir(parents=True)
    write_record(FOLDER / "ours-1.csv", Run(TASK, "ours", 1, 240), points_of(240, 5.0))
    code, out, err = run(f"bench learn {words}")
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("rlcourse: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("missing", "words"),
    [("joblib", ""), ("stable_baselines3", "--algo sb3"), ("stable_baselines3", "--algo cleanrl")],
)
def test_a_missing_package_is_named(run, monkeypatch, missing, words):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        "rlcourse.cli.needs.find_spec",
        lambda name: None if name == missing else find_spec(name),
    )
    code, _, err = run(f"bench learn {TASK} {words}")
    assert code == 2
    assert f"{missing.replace('_', '-')} is missing: pip install 'rlcourse[bench]'" in err


def test_without_dask_a_cluster_is_refused(run, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "dask.distributed", None)
    code, _, err = run(f"{LEARN} --dask tcp://127.0.0.1:8786")
    assert code == 2
    assert "a cluster needs dask.distributed: pip install 'rlcourse[bench]'" in err
    assert err.count("\n") == 1
