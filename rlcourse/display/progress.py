"""How far a training is: a bar in the terminal or in the notebook, nothing anywhere else."""

import shutil
import sys
from html import escape
from time import perf_counter
from typing import Any, Protocol

from rlcourse.language import Text

REFRESH_SECONDS = 0.2

TOTAL = Text(en="{total:,} steps", ja="{total:,} ステップ")
COUNT = Text(en="{steps:,} of {total:,} steps", ja="{steps:,} / {total:,} ステップ")
DONE = Text(en="{total:,} steps, done", ja="{total:,} ステップ完了")
STOPPED = Text(
    en="stopped after {steps:,} of {total:,} steps",
    ja="{total:,} ステップ中 {steps:,} ステップで停止",
)
RATE = Text(en="{rate:,.0f} steps/s", ja="{rate:,.0f} ステップ/秒")
LEFT = Text(en="{time} left", ja="残り {time}")


class View(Protocol):
    """Where a bar is drawn."""

    def draw(self, steps: int, note: str, rate: float | None) -> None:
        """Show the steps taken in all, and where it is known how many a second."""

    def close(self, steps: int, note: str) -> None:
        """Show the last state and leave it there."""


class Progress:
    """A progress bar for `total` steps, drawn at most five times a second.

    In a terminal it is a line, in a notebook one picture of HTML that is finished, without
    timings, when the bar is closed. Output that goes to a file or a pipe gets nothing.

    Args:
        total: steps that make the bar full.
        label: what is going on.
        is_shown: False draws nothing anywhere.
    """

    def __init__(self, total: int, label: str, is_shown: bool = True) -> None:
        self.total = max(1, total)
        self.label = label
        self._steps = 0
        self._note = ""
        self._start: tuple[float, int] | None = None
        self._next_draw = 0.0
        self._view: View | None = choose_view(self.total, label) if is_shown else None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def update(self, steps: int, note: str = "") -> None:
        """Say that `steps` have been taken in all, and something about them."""
        self._steps, self._note = min(steps, self.total), note
        if self._view is None:
            return
        now = perf_counter()
        if self._start is None:
            # Steps before the first call were taken in an earlier training.
            self._start = (now, self._steps)
        if now < self._next_draw:
            return
        self._next_draw = now + REFRESH_SECONDS
        self._view.draw(self._steps, note, self._rate(now))

    def close(self) -> None:
        """Leave the bar as it is. Closing twice does nothing."""
        if self._view is not None:
            self._view.close(self._steps, self._note)
            self._view = None

    def _rate(self, now: float) -> float | None:
        """Steps per second since the first update; None before there is anything to count."""
        if self._start is None or self._steps == self._start[1]:
            return None
        return (self._steps - self._start[1]) / max(now - self._start[0], 1e-9)


def choose_view(total: int, label: str) -> View | None:
    """The place where a bar can be seen; None where there is no such place."""
    if in_notebook():
        return NotebookView(total, label)
    if sys.stderr is not None and sys.stderr.isatty():
        return TerminalView(total, label)
    return None


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this code."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


class TerminalView:
    """tqdm's bar."""

    def __init__(self, total: int, label: str) -> None:
        self.total, self.label = total, label
        self._bar: Any = None

    def draw(self, steps: int, note: str, rate: float | None) -> None:
        """Draw the line anew; the first call makes it."""
        from tqdm import tqdm

        # Where the terminal says that it is 0 wide tqdm draws nothing; this says 80.
        columns = shutil.get_terminal_size().columns
        if self._bar is None:
            self._bar = tqdm(
                ncols=columns,
                nrows=20,
                total=self.total,
                initial=steps,
                bar_format="{desc} {percentage:3.0f}% |{bar}| {n:,.0f}/{total:,.0f}{postfix}",
            )
        words = [note, *_pace(rate, self.total - steps)]
        self._bar.ncols = columns
        self._bar.set_description_str(_fit(self.label, columns), refresh=False)
        self._bar.n = steps
        self._bar.set_postfix_str(", ".join(word for word in words if word), refresh=False)
        self._bar.refresh()

    def close(self, steps: int, note: str) -> None:
        """Leave the line with its last state; nothing where none was drawn."""
        if self._bar is not None:
            self._bar.n = steps
            self._bar.set_postfix_str(note, refresh=False)
            self._bar.refresh()
            self._bar.close()


class NotebookView:
    """One HTML output, drawn again in its place.

    Its plain text never changes, so that a test that compares it sees the same before and after.
    """

    def __init__(self, total: int, label: str) -> None:
        self.total, self.label = total, label
        self._handle: Any = None

    def draw(self, steps: int, note: str, rate: float | None) -> None:
        """Put the picture in place of the one before."""
        count = str(COUNT.format(steps=steps, total=self.total))
        self._show(steps, note, [count, *_pace(rate, self.total - steps)])

    def close(self, steps: int, note: str) -> None:
        """Draw it a last time, finished or stopped, without timings."""
        text = DONE if steps >= self.total else STOPPED
        self._show(steps, note, [str(text.format(steps=steps, total=self.total))])

    def _show(self, steps: int, note: str, words: list[str]) -> None:
        from IPython.display import display

        bundle = {
            "text/plain": f"{self.label}: {TOTAL.format(total=self.total)}",
            "text/html": bar_html(self.label, steps, self.total, note, words),
        }
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


def bar_html(label: str, steps: int, total: int, note: str, words: list[str]) -> str:
    """The bar as one `<section>`: readable on white and on black, and without its style too."""
    percent = 100 * steps // total
    color = "#009E73" if steps >= total else "#0072B2"
    row = "display:flex;justify-content:space-between;gap:1em"
    return (
        '<section class="rlcourse-progress" style="max-width:36em;margin:0.4em 0;'
        'font-family:system-ui,sans-serif;font-size:13px;line-height:1.5">'
        f'<div style="{row}"><strong>{escape(label)}</strong><span>{escape(note)}</span></div>'
        f'<div role="progressbar" aria-label="{escape(label)}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent}" style="height:8px;margin:3px 0;'
        'border-radius:4px;overflow:hidden;background:rgba(128,128,128,0.25)">'
        f'<div style="width:{percent}%;height:100%;background:{color}"></div></div>'
        f'<div style="{row};opacity:0.75"><span>{escape(words[0])}</span>'
        f"<span>{escape(' · '.join(words[1:]))}</span></div></section>"
    )


def _fit(label: str, columns: int) -> str:
    """The label, cut where a narrow terminal would have no room left for the bar."""
    room = max(12, columns - 76)
    return label if len(label) <= room else label[: room - 1] + "…"


def _pace(rate: float | None, steps_left: int) -> list[str]:
    """Steps per second and the time left, in words; nothing while there is no rate yet."""
    if rate is None or rate <= 0:
        return []
    return [
        str(RATE.format(rate=rate)),
        str(LEFT.format(time=format_time(steps_left / rate))),
    ]


def format_time(seconds: float) -> str:
    """75 -> "1:15", 4000 -> "1:06:40"."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
