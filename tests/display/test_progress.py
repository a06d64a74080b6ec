"""The progress bar: terminal, notebook, and silence anywhere else."""

import io
import re
import subprocess
import sys

import pytest

from rlcourse.display import Progress, progress
from rlcourse.display.progress import bar_html, format_time


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Time that passes by command."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "perf_counter", clock)
    return clock


@pytest.fixture
def view(monkeypatch):
    """A view that writes down what it is told."""

    class Notes:
        def __init__(self):
            self.drawn, self.closed = [], []

        def draw(self, steps, note, rate):
            self.drawn.append((steps, note, rate))

        def close(self, steps, note):
            self.closed.append((steps, note))

    notes = Notes()
    monkeypatch.setattr(progress, "choose_view", lambda total, label: notes)
    return notes


def test_draws_at_most_five_times_a_second(clock, view):
    with Progress(1000, "task") as bar:
        for step in range(1001):
            clock.now = 100 + step / 1000
            bar.update(step)
    assert 4 <= len(view.drawn) <= 6
    assert view.closed == [(1000, "")]


def test_speed_counts_from_where_a_training_goes_on(clock, view):
    bar = Progress(1000, "task")
    bar.update(500)
    clock.now += 2
    bar.update(600, "return 7")
    assert view.drawn == [(500, "", None), (600, "return 7", 50.0)]


def test_closing_twice_and_steps_beyond_the_end(clock, view):
    bar = Progress(10, "task")
    bar.update(12, "return 7")
    bar.close()
    bar.close()
    assert view.closed == [(10, "return 7")]


def test_an_error_inside_closes_the_bar(view):
    with pytest.raises(ZeroDivisionError), Progress(10, "task") as bar:
        bar.update(3)
        raise ZeroDivisionError
    assert view.closed == [(3, "")]


@pytest.mark.parametrize(("columns", "label"), [("160", "HalfCheetahBulletEnv-v0"), ("80", "…")])
def test_terminal_shows_steps_return_speed_and_time_left(monkeypatch, clock, columns, label):
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress(30_000, "HalfCheetahBulletEnv-v0") as bar:
        bar.update(0)
        clock.now += 10
        bar.update(12_000, "return 345")
        middle = terminal.getvalue()
        bar.update(30_000, "return 900")
    assert label in middle
    assert "40%" in middle
    assert "12,000/30,000, return 345, 1,200 steps/s, 0:15 left" in middle
    last = terminal.getvalue().strip().splitlines()[-1].split("\r")[-1]
    assert "100%" in last
    assert "30,000/30,000, return 900" in last
    assert all(len(line) <= int(columns) for line in re.split(r"[\r\n]", terminal.getvalue()))


def test_silent_where_nobody_looks():
    code = (
        "from rlcourse.display import Progress\n"
        "with Progress(10, 'task') as bar:\n"
        "    for step in range(11): bar.update(step, 'return 1')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


CELL = """
from rlcourse.display import Progress
with Progress(3000, "Task & <co>") as bar:
    for step in range(0, {steps} + 1, 100):
        bar.update(step, f"return {{step}}")
"""


def test_notebook_keeps_one_finished_bar_without_timings(run_notebook):
    (output,) = run_notebook(CELL.format(steps=3000))
    assert output["output_type"] == "display_data"
    assert output["data"]["text/plain"] == ["Task & <co>: 3,000 steps"]
    html = "".join(output["data"]["text/html"])
    assert "<strong>Task &amp; &lt;co&gt;</strong><span>return 3000</span>" in html
    assert "3,000 steps, done" in html
    assert 'aria-valuenow="100"' in html
    assert "steps/s" not in html
    assert "left" not in html


def test_notebook_says_where_a_training_stopped(run_notebook):
    (output,) = run_notebook(CELL.format(steps=1000))
    assert output["data"]["text/plain"] == ["Task & <co>: 3,000 steps"]
    html = "".join(output["data"]["text/html"])
    assert "stopped after 1,000 of 3,000 steps" in html
    assert 'aria-valuenow="33"' in html


def test_bar_is_one_section_that_a_test_can_take_out():
    html = bar_html("task", 5, 10, "return 1", ["5 of 10 steps", "2 steps/s", "0:03 left"])
    assert re.fullmatch(r'(?s)<section class="rlcourse-progress".*?</section>', html)
    assert "2 steps/s · 0:03 left" in html


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (75, "1:15"), (4000, "1:06:40")])
def test_time_left(seconds, text):
    assert format_time(seconds) == text
