"""How random is a policy? The entropy of tanh of a Gaussian, and where it is largest."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.explore_squash import TICKS
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.soft_policy import density, entropy
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

STDS = np.geomspace(0.05, 5, 200)
ACTIONS = np.linspace(-0.999, 0.999, 801)

TITLE = Text(en="entropy {entropy:.2f}", ja="エントロピー {entropy:.2f}")
BY_STD = Text(en="the entropy for every std", ja="標準偏差とエントロピー")
ACTION = Text(en="action", ja="行動")
DENSITY = Text(en="density", ja="確率密度")
STD = Text(en="std of the Gaussian", ja="ガウス分布の標準偏差")
ENTROPY = Text(en="entropy", ja="エントロピー")
UNIFORM = Text(en="all actions equally likely", ja="どの行動も同じ確率")
AIM = Text(en="what SAC will aim at: -1", ja="SAC が目標にする -1")
ALT = Text(
    en="A policy with mean {mean:g} and std {std:g} before tanh has an entropy of {entropy:.2f}. "
    "Over the std the entropy rises, stays below log 2, that of even actions, and falls again when "
    "the actions crowd at -1 and 1.",
    ja="tanh の前の平均 {mean:g}，標準偏差 {std:g} の方策のエントロピーは {entropy:.2f}．"
    "標準偏差を大きくするとエントロピーは増えるが，一様分布の log 2 は超えず，"
    "行動が -1 と 1 に集まると再び減る．",
)


def draw_entropy(mean: float = 0.0, std: float = 0.3) -> CourseFigure:
    """The density of the actions, and its entropy among those of other stds.

    Args:
        mean: of the Gaussian before tanh.
        std: its standard deviation, above 0.

    Raises:
        ValueError: std is not above 0.
    """
    if std <= 0:
        raise ValueError(f"std is {std}; it must be above 0")
    here = entropy(mean, std)
    words = {"mean": mean, "std": std, "entropy": here}
    figure, (left, right) = new_figure(1, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 3.6)
    with course_style():
        densities = density(ACTIONS, mean, std)
        left.fill_between(ACTIONS, densities, color=COLORS["blue"], alpha=0.25)
        left.plot(ACTIONS, densities, color=COLORS["blue"])
        left.axhline(0.5, color=FAINT, linestyle="--", label=str(UNIFORM))
        top = max(1.5, 1.3 * min(8, densities.max()))
        left.set(xlabel=str(ACTION), ylabel=str(DENSITY), xlim=(-1.02, 1.02), ylim=(0, top))
        left.set_xticks(TICKS)
        left.set_title(str(TITLE.format(entropy=here)))
        left.legend(loc="upper left")

        right.plot(STDS, [entropy(mean, s) for s in STDS], color=COLORS["blue"])
        right.axhline(np.log(2), color=FAINT, linestyle="--")
        right.axhline(-1, color=COLORS["green"], linestyle=":", label=str(AIM))
        right.plot([std], [here], "o", color=COLORS["vermillion"], markersize=9, zorder=4)
        right.set(xlabel=str(STD), ylabel=str(ENTROPY), xscale="log", ylim=(-3, 1))
        right.set_xticks([0.1, 1], ["0.1", "1"])
        right.set_title(str(BY_STD))
        right.legend(loc="lower left")
    return figure


def explore_entropy() -> Any:
    """Sliders for mean and std over `draw_entropy`."""
    return explore(
        draw_entropy,
        mean=Slider("mean", -2.0, 2.0, 0.1, 0.0),
        std=Slider("std", 0.05, 4.0, 0.05, 0.3),
    )
