"""How far does an agent look ahead? The weights of later rewards."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

# Steps shown: enough that the weights of gamma = 0.99 have become small.
STEPS = 300

STEP = Text(en="steps ahead", ja="何ステップ先か")
WEIGHT = Text(en="weight of the reward", ja="報酬の重み")
TITLE = Text(
    en="gamma = {gamma:g}: all later rewards of 1 together are worth {sum:g}",
    ja="gamma = {gamma:g}: 毎ステップ報酬1なら，割引収益は全部で {sum:g}",
)
HORIZON = Text(en="half of it within {half} steps", ja="最初の {half} ステップでその半分")
ALT = Text(
    en="The weights gamma^t for gamma = {gamma:g}: they fall from 1, and reach {end:.2g} after "
    "{steps} steps; half of their sum lies within the first {half} steps.",
    ja="gamma = {gamma:g} のときの重み gamma^t: 1から減っていき，{steps} ステップ後には "
    "{end:.2g} になる．和の半分は最初の {half} ステップにある．",
)


def draw_discount(gamma: float = 0.99) -> CourseFigure:
    """The weights gamma^t of the rewards t steps ahead.

    Args:
        gamma: discount, in [0, 1).

    Raises:
        ValueError: gamma is outside.
    """
    if not 0 <= gamma < 1:
        raise ValueError(f"gamma is {gamma}; it must be at least 0 and below 1")
    steps = np.arange(STEPS)
    weights = gamma**steps
    half = 1 if gamma <= 0.5 else int(np.ceil(np.log(0.5) / np.log(gamma)))
    words = {"gamma": gamma, "half": half, "steps": STEPS, "end": gamma**STEPS}
    figure, axes = new_figure(alt=str(ALT.format(**words)))
    with course_style():
        axes.plot(steps, weights, color=COLORS["blue"])
        axes.fill_between(steps[: half + 1], weights[: half + 1], color=COLORS["blue"], alpha=0.2)
        axes.fill_between(steps[half:], weights[half:], color=FAINT, alpha=0.15)
        axes.set(xlabel=str(STEP), ylabel=str(WEIGHT), xlim=(0, STEPS), ylim=(0, 1.05))
        axes.set_title(str(TITLE.format(gamma=gamma, sum=float(f"{1 / (1 - gamma):.3g}"))))
        axes.annotate(
            str(HORIZON.format(half=half)),
            (half, 0.5 if gamma > 0.5 else float(weights[half])),
            xytext=(10, 12),
            textcoords="offset points",
            color=COLORS["blue"],
        )
    return figure


def explore_discount() -> Any:
    """A slider for gamma over `draw_discount`."""
    return explore(draw_discount, gamma=Slider("gamma", 0.5, 0.995, 0.005, 0.99))
