"""How likely is an old action under a new policy? Two densities and their ratio."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.explore_squash import log_gaussian, log_slope
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, INK, course_style
from rlcourse.language import Text

# Of the policy that chose the action.
OLD_MEAN, OLD_STD = 0.0, 0.5

OLD = Text(en="old policy", ja="古い方策")
NEW = Text(en="new policy", ja="新しい方策")
TITLE = Text(
    en="ratio = {new:.3f} / {old:.3f} = {ratio:.2f}",
    ja="比 = {new:.3f} / {old:.3f} = {ratio:.2f}",
)
ALT = Text(
    en="The densities of an old policy (mean 0, std 0.5) and a new one (mean {mean:g}, std "
    "{std:g}). At the action {action:g} the old one is {old:.3f} high and the new one {new:.3f}: "
    "the ratio is {ratio:.2f}.",
    ja="古い方策(平均 0，標準偏差 0.5)と新しい方策(平均 {mean:g}，標準偏差 {std:g})の確率密度．"
    "行動 {action:g} での高さは古い方策が {old:.3f}，新しい方策が {new:.3f} で，"
    "比は {ratio:.2f}．",
)


def draw_ratio(mean: float = 0.25, std: float = 0.5, action: float = 0.46) -> CourseFigure:
    """The densities of an old and a new policy, and both heights at one action.

    Args:
        mean: of the new policy's Gaussian before tanh.
        std: its standard deviation, above 0.
        action: the old action, in (-1, 1).

    Raises:
        ValueError: std or action is outside.
    """
    if std <= 0 or not -1 < action < 1:
        raise ValueError(f"std is {std} and action is {action}; need std > 0 and -1 < action < 1")
    old, new = (
        float(density(np.arctanh(action), m, s)) for m, s in ((OLD_MEAN, OLD_STD), (mean, std))
    )
    words = {"old": old, "new": new, "ratio": new / old}
    alt = ALT.format(mean=mean, std=std, action=action, **words)
    figure, axes = new_figure(alt=str(alt))
    us = np.arctanh(np.linspace(-0.999, 0.999, 800))
    with course_style():
        axes.plot(np.tanh(us), density(us, OLD_MEAN, OLD_STD), "--", color=FAINT, label=str(OLD))
        axes.plot(np.tanh(us), density(us, mean, std), color=COLORS["blue"], label=str(NEW))
        axes.axvline(action, color=INK, linestyle=":")
        axes.plot([action], [old], "o", color=FAINT)
        axes.plot([action], [new], "o", color=COLORS["blue"])
        axes.set(xlabel="a", ylabel="π(a)", xlim=(-1, 1))
        # A spike at a limit must not flatten the rest.
        axes.set_ylim(0, min(1.1 * axes.get_ylim()[1], 4.0))
        axes.set_title(str(TITLE.format(**words)))
        axes.legend(loc="upper left")
    return figure


def explore_ratio() -> Any:
    """Sliders for the new policy and the action over `draw_ratio`."""
    return explore(
        draw_ratio,
        mean=Slider(str(Text(en="new mean", ja="新しい平均")), -1.5, 1.5, 0.05, 0.25),
        std=Slider(str(Text(en="new std", ja="新しい標準偏差")), 0.1, 1.5, 0.05, 0.5),
        action=Slider(str(Text(en="action", ja="行動")), -0.98, 0.98, 0.02, 0.46),
    )


def density(u: np.ndarray, mean: float, std: float) -> np.ndarray:
    """Density of a = tanh(u) where u has mean `mean` and std `std`, of u's shape."""
    return np.exp(log_gaussian(u, mean, std) - log_slope(u))
