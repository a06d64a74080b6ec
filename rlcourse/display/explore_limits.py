"""Where floating point runs out of numbers below 1: the logarithm of the slope of tanh."""

import numpy as np

from rlcourse.display.explore_squash import log_slope
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

REACH = 12.0
CONSTANT = 1e-6

TITLE = Text(en="log(1 - a²) for a = tanh(u)", ja="log(1 - a²)，ただし a = tanh(u)")
EXACT = Text(en="exact", ja="正確な値")
PLAIN = Text(en="float32", ja="float32")
KEPT = Text(en="float32, with 1e-6 inside", ja="float32，1e-6 を足した場合")
GONE = Text(en="from here a is 1: log 0", ja="ここから a は 1: log 0")
ALT = Text(
    en="The exact logarithm falls in a straight line. In float32 it becomes a staircase from u = 7 "
    "on and ends at u = {end:.1f}, where a is 1; with the constant 1e-6 it levels off at -13.8.",
    ja="正確な値は直線的に下がっていく．float32 では u = 7 あたりから階段状になり，a が 1 になる "
    "u = {end:.1f} で途切れる．定数 1e-6 を足すと -13.8 で平らになる．",
)


def draw_limits() -> CourseFigure:
    """The logarithm of 1 - tanh(u)^2 in float32, with and without a small constant, and exact."""
    us = np.linspace(0, REACH, 4_000)
    slopes = 1 - np.tanh(us).astype(np.float32) ** 2
    end = float(us[slopes <= 0][0])
    is_there = slopes > 0
    figure, axes = new_figure(alt=str(ALT.format(end=end)))
    with course_style():
        axes.plot(us, log_slope(us), color=FAINT, linewidth=6, alpha=0.4,
                  label=str(EXACT))  # fmt: skip
        axes.plot(us, np.log(slopes + np.float32(CONSTANT)), color=COLORS["blue"], label=str(KEPT))
        axes.plot(us[is_there], np.log(slopes[is_there]), color=COLORS["vermillion"],
                  label=str(PLAIN))  # fmt: skip
        axes.axvline(end, color=COLORS["vermillion"], linestyle=":")
        axes.annotate(str(GONE), (end, -3), xytext=(6, 0), textcoords="offset points",
                      color=COLORS["vermillion"])  # fmt: skip
        axes.set(xlabel="u", xlim=(0, REACH), ylim=(-24, 1))
        axes.set_title(str(TITLE))
        axes.legend(loc="lower left")
    return figure
