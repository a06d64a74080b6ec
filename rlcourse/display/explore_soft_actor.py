"""Where does a policy go that seeks value and entropy, and how much of each?"""

from functools import lru_cache
from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.explore_squash import TICKS
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.soft_policy import BEST, average_value, density, entropy, gradient, value
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

MEANS = np.linspace(-1.2, 1.6, 57)
LOG_STDS = np.linspace(np.log(0.04), np.log(2.0), 49)
ACTIONS = np.linspace(-0.999, 0.999, 801)
START = (-0.8, np.log(0.6))
STEPS, STEP_SIZE = 400, 0.05

LANDSCAPE = Text(en="average Q + alpha × entropy", ja="平均の Q + α×エントロピー")
FOUND = Text(
    en="alpha {alpha:g}: std {std:.2f} in the end", ja="α = {alpha:g}: 最後の標準偏差 {std:.2f}"
)
MEAN = Text(en="mean", ja="平均")
STD = Text(en="std", ja="標準偏差")
ACTION = Text(en="action", ja="行動")
Q = Text(en="Q", ja="Q")
FIRST = Text(en="policy at first", ja="最初の方策")
LAST = Text(en="policy in the end", ja="最後の方策")
ALT = Text(
    en="Uphill on average Q plus {alpha:g} times the entropy: the policy comes from a mean of -0.8 "
    "and a std of 0.6 to a mean of {mean:.2f} and a std of {std:.2f}.",
    ja="平均の Q と，エントロピーの {alpha:g} 倍との和を登っていく．方策は"
    "平均 -0.8，標準偏差 0.6 から，平均 {mean:.2f}，標準偏差 {std:.2f} に進む．",
)


@lru_cache
def landscapes() -> tuple[np.ndarray, np.ndarray]:
    """Average Q and entropy of every policy shown, (log stds, means) each."""
    policies = [[(m, np.exp(s)) for m in MEANS] for s in LOG_STDS]
    return (
        np.array([[average_value(*policy) for policy in row] for row in policies]),
        np.array([[entropy(*policy) for policy in row] for row in policies]),
    )


def climb(alpha: float) -> np.ndarray:
    """Mean and log std on the way uphill, (STEPS + 1, 2)."""
    way = [np.array(START)]
    for _ in range(STEPS):
        mean, log_std = way[-1]
        step = STEP_SIZE * np.array(gradient(mean, np.exp(log_std), alpha))
        way.append(np.clip(way[-1] + step, [MEANS[0], LOG_STDS[0]], [MEANS[-1], LOG_STDS[-1]]))
    return np.array(way)


def draw_soft_actor(alpha: float = 0.2) -> CourseFigure:
    """The way of a policy uphill, and what it draws in the end.

    Args:
        alpha: entropy coefficient, at least 0.
    """
    way = climb(alpha)
    mean, std = way[-1, 0], float(np.exp(way[-1, 1]))
    words = {"alpha": alpha, "mean": mean, "std": std}
    figure, (left, right) = new_figure(1, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 3.8)
    average, random = landscapes()
    heights = average + alpha * random
    with course_style():
        levels = np.linspace(np.quantile(heights, 0.25), heights.max(), 13)
        stds = np.exp(LOG_STDS)
        left.contourf(MEANS, stds, heights, levels, cmap="Blues", extend="min")
        left.plot(way[:, 0], np.exp(way[:, 1]), color=COLORS["vermillion"])
        left.plot(way[0, 0], np.exp(way[0, 1]), "o", color=COLORS["orange"], markersize=9)
        left.plot(mean, std, "*", color=COLORS["vermillion"], markersize=15)
        left.set(xlabel=str(MEAN), ylabel=str(STD), yscale="log")
        left.set_yticks([0.1, 1], ["0.1", "1"])
        left.grid(visible=False)
        left.set_title(str(LANDSCAPE))
        _draw_policies(right, way)
        right.set_title(str(FOUND.format(**words)))
    return figure


def _draw_policies(axes: Any, way: np.ndarray) -> None:
    ends = (way[0], FIRST, "orange"), (way[-1], LAST, "vermillion")
    for (mean, log_std), name, color in ends:
        densities = density(ACTIONS, mean, np.exp(log_std))
        axes.fill_between(ACTIONS, densities, color=COLORS[color], alpha=0.3, label=str(name))
    axes.plot(ACTIONS, value(ACTIONS), "--", color=COLORS["blue"], label=str(Q))
    axes.axvline(BEST, color=FAINT, linestyle=":")
    axes.set(xlabel=str(ACTION), xlim=(-1.02, 1.02), xticks=TICKS, ylim=(-1.3, 5))
    axes.legend(loc="upper left")


def explore_soft_actor() -> Any:
    """A slider for alpha over `draw_soft_actor`."""
    return explore(draw_soft_actor, alpha=Slider("alpha", 0.0, 1.0, 0.02, 0.2))
