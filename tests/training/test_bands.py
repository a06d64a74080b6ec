"""The reference curves that come with the course, and where one's own lies among them."""

import subprocess
import sys

import numpy as np
import pytest

from rlcourse.bench.record import write_record
from rlcourse.bench.run import Point, Run
from rlcourse.language import use_language
from rlcourse.trained import FOLDER, make
from rlcourse.training.bands import place_in_band, read_band

CHEETAH, PENDULUM = "HalfCheetahBulletEnv-v0", "InvertedPendulumBulletEnv-v0"
BAND = {
    "steps": np.array([100, 200, 300]),
    "low": np.array([0.0, 10.0, 100.0]),
    "mid": np.array([1.0, 20.0, 150.0]),
    "high": np.array([2.0, 30.0, 200.0]),
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_band_is_one(path):
    band = read_band(path.stem)
    assert band["steps"][-1] == make.STEPS[path.stem]
    assert {values.shape for values in band.values()} == {(len(band["steps"]),)}
    assert (np.diff(band["steps"]) > 0).all()
    assert (band["low"] <= band["mid"]).all() and (band["mid"] <= band["high"]).all()


@pytest.mark.parametrize(
    ("env_id", "algorithm", "promise"),
    [
        (PENDULUM, "PPO", 950),
        (CHEETAH, "PPO", 1_700),
        (PENDULUM, "SAC", 950),
        (CHEETAH, "SAC", 800),
    ],
)
def test_every_reference_run_keeps_its_promise(env_id, algorithm, promise):
    assert read_band(env_id, algorithm)["low"][-1] >= promise


@pytest.mark.parametrize("env_id", ["Pendulum-v1", "ALE/Pong-v5", "../trained/" + PENDULUM, ""])
def test_most_tasks_have_none(env_id):
    assert read_band(env_id) is None


@pytest.mark.parametrize(
    ("steps", "returns", "said"),
    [
        ([200], [15.0], "at 200 steps: 15, inside the band of reference runs (10 to 30)"),
        ([200], [9.0], "below the reference runs"),
        ([200], [31.0], "above the reference runs"),
        ([150, 250], [0.0, 56.0], "250 steps: 56, inside"),
        ([250, 900], [56.0, 0.0], "250 steps: 56, inside"),
    ],
)
def test_says_where_a_curve_stands(steps, returns, said):
    assert said in place_in_band({"step": steps, "return": returns}, BAND)


def test_says_it_in_japanese():
    use_language("ja")
    said = place_in_band({"step": [2000], "return": [9.0]}, BAND | {"steps": BAND["steps"] * 10})
    assert said == "2,000 ステップで 9: 参考の学習曲線より下 (10 から 30)"


@pytest.mark.parametrize("steps", [[], [50], [400]])
def test_says_nothing_where_there_is_nothing_to_compare(steps):
    assert place_in_band({"step": steps, "return": [1.0] * len(steps)}, BAND) == ""


def test_runs_of_the_benchmark_make_a_band(tmp_path, monkeypatch):
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    for seed in range(3):
        points = [Point(1, seed + 0.3, 3), Point(2, 10.0 - seed, 10)]
        write_record(tmp_path / f"ours-{seed}.csv", Run("Some-v0", "ours", seed, 2), points)
    records = [make.read_run(path, "Some-v0") for path in sorted(tmp_path.glob("ours-*.csv"))]
    make.write_curves("Some-v0", records)
    written = (tmp_path / "Some-v0.csv").read_text()
    assert written == "step,seed0,seed1,seed2\n1,0.3,1.3,2.3\n2,10.0,9.0,8.0\n"
    other = records[0]._replace(points=(Point(2, 1.0, 10),))
    with pytest.raises(ValueError, match="same steps"):
        make.write_curves("Some-v0", [*records, other])
    with pytest.raises(ValueError, match="no complete run"):
        make.read_run(tmp_path / "Some-v0.csv", "Some-v0")
    with pytest.raises(ValueError, match="bench learn Other-v0"):
        make.read_run(tmp_path / "ours-0.csv", "Other-v0")


def test_a_training_imports_no_solutions():
    code = "import sys, rlcourse.training.trainer; print('rlcourse.solutions' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
