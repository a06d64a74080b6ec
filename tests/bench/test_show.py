"""`rlcourse bench show`: numbers that can be worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from rlcourse.bench.picture import HUES, choose_hues
from rlcourse.bench.record import path_of, read_record, write_record
from rlcourse.bench.run import Run
from rlcourse.bench.seeds import read_seeds, write_seeds
from rlcourse.bench.statistics import interquartile_band
from tests.bench.points import points_of

TASK = "InvertedPendulumBulletEnv-v0"


def keep(finals, algo="ours", settings=(), folder="kept", steps=200):
    """Runs that are at 10 all the way, and end so."""
    for seed, final in enumerate(finals):
        run = Run(TASK, algo, seed, steps, settings)
        write_record(path_of(Path(folder), run), run, points_of(steps, final))


def test_the_table_of_known_runs(run):
    # The quarter above and the quarter below are left out: (900 + 1000) / 2.
    keep([100.0, 1000.0, 900.0, 1000.0])
    keep([50.0], "sb3")
    keep([7.0, 7.0, 7.0], settings=(("gamma", 0.9),))
    code, out, err = run("bench show --out kept")
    assert (code, err) == (0, "")
    rows = [[c.strip() for c in line.split("|")[1:-1]] for line in out.splitlines()[4:]]
    assert out.splitlines()[0] == f"## {TASK}, 200 steps"
    assert rows[0][:5] == ["ours", "0-3", "100", "750", "950"]
    assert rows[0][6] == "2 of 4 over 950"
    low, high = map(float, rows[0][5].split(" to "))
    assert 100 <= low < 950 < high <= 1000
    assert rows[1] == ["ours,gamma=0.9", "0-2", "7", "7", "7", "7 to 7", "0 of 3 over 950"]
    assert rows[2] == ["sb3", "0", "50", "50", "50", "50 to 50", "0 of 1 over 950"]
    assert len(rows) == 3


def test_the_page_has_the_table_the_picture_and_the_commands(run):
    keep([100.0, 200.0], settings=(("gamma", 0.9),))
    _, out, _ = run("bench show --out kept")
    page = Path("kept/README.md").read_text()
    assert out.strip() in page
    command = f"rlcourse bench learn {TASK} --algo ours --set gamma=0.9"
    assert f"{command} --seeds 0-1 --steps 200 --out kept" in page.splitlines()
    assert f"]({TASK}-200.png)" in page
    assert Path(f"kept/{TASK}-200.png").read_bytes().startswith(b"\x89PNG")
    before = {path: path.read_bytes() for path in Path("kept").rglob("*.*")}
    run("bench show --out kept")
    assert {path: path.read_bytes() for path in Path("kept").rglob("*.*")} == before


def test_runs_of_another_length_are_a_task_of_their_own(run):
    keep([1.0])
    keep([2.0], "sb3", steps=400)
    _, out, _ = run("bench show --out kept")
    assert [line for line in out.splitlines() if line[:2] == "##"] == [
        f"## {TASK}, 200 steps",
        f"## {TASK}, 400 steps",
    ]


def test_a_page_of_something_else_stays(run):
    keep([1.0])
    page = Path("kept/README.md")
    page.write_text("# My project")
    code, out, err = run("bench show --out kept")
    assert (code, out) == (1, "")
    assert err == "rlcourse: kept/README.md: is of something else: name another --out\n"
    assert page.read_text() == "# My project"
    assert not list(Path("kept").glob("*.png"))


def test_no_two_of_eight_curves_share_a_colour():
    others = [f"ours,gamma=0.{k}" for k in range(1, 8)]
    hues = choose_hues(["ours", *others])
    assert hues["ours"] == "blue"
    assert len(set(hues.values())) == 8
    assert len(choose_hues([*HUES, *others])) == len(HUES) + len(others)


def cut_off(path):
    path.write_text(path.read_text()[:-9])


def lose_a_line(path):
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:5], *lines[6:]]) + "\n")


def copy_another(path):
    path.write_text(path.with_name("ours-0.csv").read_text())


@pytest.mark.parametrize("harm", [cut_off, lose_a_line, copy_another])
def test_a_file_that_is_no_run_of_its_own_is_left_out_and_named(run, harm):
    keep([1.0, 2.0])
    path = Path("kept", TASK, "ours-1.csv")
    harm(path)
    code, out, err = run("bench show --out kept")
    assert code == 0
    assert "| ours      | 0 " in out
    assert err == f"rlcourse: {path} holds no complete run, or one a second time: left out\n"


@pytest.mark.parametrize(
    ("out", "message"), [("nowhere", "no such folder"), ("empty", "no complete run")]
)
def test_nothing_to_show(run, out, message):
    Path("empty").mkdir()
    code, _, err = run(f"bench show --out {out}")
    assert code == 2
    assert message in err


def test_a_band_over_two_axes_has_each_column_s_numbers():
    curves = np.array([[0.0, 5.0], [4.0, 5.0], [8.0, 5.0], [100.0, 5.0]])
    band = interquartile_band(curves)
    assert band.mid.tolist() == [6.0, 5.0]
    assert band.low[1] == band.high[1] == 5.0
    assert band.low[0] < 6.0 < band.high[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "step,return,episodes\n200,1.0,10\n",
        "# task=T algorithm=ours seed=0 steps=200\nstep,return,episodes\n",
        "# task=T algorithm=ours seed=0 steps=200\nstep,return,episodes\n200,1.0,3\n",
        "# task=T algorithm=ours seed=0 steps=200\nstep,return,episodes\n100,1.0,10\n",
        "# task=T algorithm=ours seed=0 steps=200\nstep,return,episodes\n200,many,10\n",
        "\0\1",
    ],
)
def test_what_is_no_complete_run_is_none(tmp_path, text):
    path = tmp_path / "run.csv"
    path.write_text(text)
    assert read_record(path) is None
    assert read_record(tmp_path) is None
    assert read_record(tmp_path / "nothing.csv") is None


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("0-3", [0, 1, 2, 3]), ("7", [7]), ("9,0,2-3", [0, 2, 3, 9]), ("5,5-6", [5, 6])],
)
def test_seeds_as_typed(text, seeds):
    assert read_seeds(text) == seeds
    assert read_seeds(write_seeds(seeds)) == seeds
