"""The learning curve."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

STEPS = Text(en="steps in the environment", ja="環境でのステップ数")
RETURN = Text(en="return", ja="収益")
REFERENCE = Text(en="reference runs", ja="参考の学習曲線")
NOTHING = Text(en="nothing evaluated yet", ja="まだ評価していません")
NO_CURVE = Text(en="{title}: learning curve, {nothing}", ja="{title}: 学習曲線，{nothing}")
CURVE = Text(
    en="{title}: learning curve, return {first} after {start} steps, {last} after {end} steps, "
    "at best {best}",
    ja="{title}: 学習曲線，{start} ステップで収益 {first}，{end} ステップで {last}，最高 {best}",
)
# More points than this would melt into a thick line.
MAX_MARKERS = 20


def plot_returns(
    steps: Sequence[float],
    returns: Sequence[float],
    title: str = "",
    band: Mapping[str, Any] | None = None,
    note: str = "",
) -> "CourseFigure":
    """The learning curve, its last value written beside it.

    Args:
        steps: (N,) steps taken before each evaluation.
        returns: (N,) mean return of each evaluation.
        title: above the picture.
        band: curves to compare with, drawn behind: "steps", "low", "mid" and "high", each (M,).
        note: a line below the picture, and the end of its words.

    Returns:
        A figure that a notebook shows where it is a cell's last value.

    Raises:
        ValueError: arrays that belong together differ in length, or the band misses one.
    """
    from rlcourse.display.figure import new_figure

    x, y = _points(steps, returns)
    with course_style():
        alt = describe_returns(steps, returns, title)
        figure, axes = new_figure(alt=f"{alt}; {note}" if note else alt)
        axes.set(xlabel=str(STEPS), ylabel=str(RETURN))
        axes.set_title(title)
        if note:
            figure.supxlabel(note, fontsize=10)
        axes.xaxis.set_major_formatter(lambda value, _: short_number(value))
        axes.yaxis.set_major_formatter(lambda value, _: long_number(value))
        if band is not None:
            _draw_band(axes, band)
        if len(x):
            _draw_curve(axes, x, y)
        elif band is None:
            axes.text(0.5, 0.5, str(NOTHING), transform=axes.transAxes, ha="center")
            axes.set(xticks=[], yticks=[])
        if len(x) or band is not None:
            axes.margins(x=0, y=0.08)
            axes.set_xlim(left=0)
    return figure


def describe_returns(steps: Sequence[float], returns: Sequence[float], title: str = "") -> str:
    """The learning curve in one sentence, for those who do not see it."""
    x, y = _points(steps, returns)
    name = title or "rlcourse"
    if not len(x):
        return str(NO_CURVE.format(title=name, nothing=NOTHING))
    return str(
        CURVE.format(
            title=name,
            start=long_number(x[0]),
            end=long_number(x[-1]),
            first=long_number(y[0]),
            last=long_number(y[-1]),
            best=long_number(y.max()),
        )
    )


def short_number(value: float) -> str:
    """30000 -> "30k", 1500000 -> "1.5M"."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{unit}"
    return f"{value:.4g}"


def long_number(value: float) -> str:
    """-1234.5 -> "−1,234"; numbers near 0 keep three digits, and nan is "nan"."""
    if not math.isfinite(value):
        return f"{value}"
    text = f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _points(steps: Sequence[float], returns: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Both as float arrays (N,), without the evaluations that are not finite."""
    x, y = np.asarray(steps, dtype=float), np.asarray(returns, dtype=float)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"steps {x.shape} and returns {y.shape} must be lists of the same length")
    is_finite = np.isfinite(x) & np.isfinite(y)
    return x[is_finite], y[is_finite]


def _draw_band(axes: Any, band: Mapping[str, Any]) -> None:
    """The reference runs in grey, behind the curve."""
    missing = [name for name in ("steps", "low", "mid", "high") if name not in band]
    if missing:
        raise ValueError(f"the band misses {', '.join(missing)}")
    x, mid = np.asarray(band["steps"]), np.asarray(band["mid"])
    low, high = np.asarray(band["low"]), np.asarray(band["high"])
    if not x.shape == low.shape == mid.shape == high.shape:
        raise ValueError("the band's steps, low, mid and high must have the same length")
    axes.fill_between(x, low, high, color=FAINT, alpha=0.22, linewidth=0, label=str(REFERENCE))
    axes.plot(x, mid, color=FAINT, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.legend(loc="lower right")


def _draw_curve(axes: Any, x: np.ndarray, y: np.ndarray) -> None:
    """The curve, and its last value to the right of its last point."""
    color = COLORS["blue"]
    marker = "o" if len(x) <= MAX_MARKERS else None
    axes.plot(x, y, color=color, marker=marker, markersize=4, zorder=3)
    axes.plot(x[-1:], y[-1:], "o", color=color, markersize=6, zorder=4, clip_on=False)
    axes.annotate(
        long_number(y[-1]),
        (x[-1], y[-1]),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        color=color,
        fontweight="bold",
        annotation_clip=False,
    )
