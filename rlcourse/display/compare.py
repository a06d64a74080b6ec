"""Learning curves of several agents in one picture, each with its band."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rlcourse.display.plots import RETURN, STEPS, long_number, short_number
from rlcourse.display.style import COLORS, course_style
from rlcourse.language import COMMA, Text

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

HUES = ("blue", "vermillion", "green", "orange", "purple", "sky")
CURVES = Text(en="learning curves", ja="学習曲線")
ENDS = Text(en="{name} ends at {value}", ja="{name} の最後は {value}")


def compare_bands(
    bands: Mapping[str, Mapping[str, Any]], title: str = "", xlabel: str | None = None
) -> "CourseFigure":
    """The middle curve of each agent, and behind it the room between its worst and its best.

    Args:
        bands: by the name of the agent: "steps", "low", "mid" and "high", each (N,).
        title: above the picture.
        xlabel: what "steps" counts; steps in the environment where nothing is said.

    Returns:
        A figure that a notebook shows where it is a cell's last value.

    Raises:
        ValueError: there is nothing to compare, or more than six.
    """
    from rlcourse.display.figure import new_figure

    if not 0 < len(bands) <= len(HUES):
        raise ValueError(f"one to {len(HUES)} bands can be told apart, not {len(bands)}")
    ends = [
        str(ENDS.format(name=name, value=long_number(float(band["mid"][-1]))))
        for name, band in bands.items()
    ]
    with course_style():
        figure, axes = new_figure(
            alt=f"{title}: {CURVES}; {str(COMMA).join(ends)}".removeprefix(": ")
        )
        axes.set(xlabel=xlabel or str(STEPS), ylabel=str(RETURN))
        axes.set_title(title)
        for hue, (name, band) in zip(HUES, bands.items(), strict=False):
            draw_band(axes, band["steps"], band["low"], band["mid"], band["high"], hue, name)
        finish(axes)
        figure.legend(loc="outside lower center", ncols=len(bands))
    return figure


def draw_band(axes: Any, x: Any, low: Any, mid: Any, high: Any, hue: str, label: str) -> None:
    """One band and the curve in it, (N,) each."""
    color = COLORS[hue]
    axes.fill_between(x, low, high, color=color, alpha=0.18, linewidth=0)
    axes.plot(x, mid, color=color, label=label)


def finish(axes: Any) -> None:
    """Short numbers below, long ones at the side, and no empty edge."""
    axes.xaxis.set_major_formatter(lambda value, _: short_number(value))
    axes.yaxis.set_major_formatter(lambda value, _: long_number(value))
    axes.margins(x=0, y=0.08)
    axes.set_xlim(left=0)
