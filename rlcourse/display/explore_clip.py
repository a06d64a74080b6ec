"""Where does the clipped objective still pull at the policy, and where is its gradient dead?"""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

RATIO = Text(en="ratio: how much likelier than before", ja="比: 前より何倍起こりやすいか")
OBJECTIVE = Text(en="objective", ja="目的関数")
UNCLIPPED = Text(en="ratio × advantage", ja="比 × アドバンテージ")
CLIPPED = Text(en="clipped ratio × advantage", ja="クリップした比 × アドバンテージ")
SMALLER = Text(en="the smaller of the two", ja="2つのうち小さいほう")
DEAD = Text(en="the gradient is 0: enough has been done", ja="勾配は 0: もう十分動いた")
UP = Text(en="the gradient makes the action likelier", ja="勾配は行動を起こりやすくする")
DOWN = Text(en="the gradient makes the action less likely", ja="勾配は行動を起こりにくくする")
ALT = Text(
    en="The clipped objective over the ratio, for an advantage of {advantage:+g} and epsilon "
    "{clip_eps:g}: it is flat {flat}. At ratio {ratio:g}, {verdict}.",
    ja="比に対するクリップした目的関数．アドバンテージ {advantage:+g}，epsilon {clip_eps:g}: "
    "{flat}で平らになる．比が {ratio:g} のとき，{verdict}．",
)
ABOVE = Text(en="above {edge:g}", ja="{edge:g} より上")
BELOW = Text(en="below {edge:g}", ja="{edge:g} より下")
# The ratios that are shown.
LOW, HIGH = 0.0, 2.0


def draw_clip(ratio: float = 1.0, advantage: float = 1.0, clip_eps: float = 0.2) -> CourseFigure:
    """The clipped objective of one action, over its ratio, and the gradient at one ratio.

    Args:
        ratio: where to stand, above 0.
        advantage: of the action; its sign is what matters.
        clip_eps: epsilon, in (0, 1).

    Source: Schulman et al. 2017 (arXiv 1707.06347), equation 7 and figure 1.
    """
    verdict = DEAD if is_dead(ratio, advantage, clip_eps) else (UP if advantage > 0 else DOWN)
    flat = (
        ABOVE.format(edge=round(1 + clip_eps, 3))
        if advantage > 0
        else BELOW.format(edge=round(1 - clip_eps, 3))
    )
    words = {"advantage": advantage, "clip_eps": clip_eps, "ratio": ratio}
    figure, axes = new_figure(alt=str(ALT.format(**words, flat=flat, verdict=verdict)))
    low, high = 1 - clip_eps, 1 + clip_eps
    ratios = np.linspace(LOW, HIGH, 401)
    unclipped, clipped = ratios * advantage, np.clip(ratios, low, high) * advantage
    with course_style():
        axes.axvspan(low, high, color=FAINT, alpha=0.15, linewidth=0)
        axes.plot(ratios, unclipped, "--", color=COLORS["orange"], label=str(UNCLIPPED))
        axes.plot(ratios, clipped, ":", color=COLORS["green"], label=str(CLIPPED))
        smaller = np.minimum(unclipped, clipped)
        axes.plot(ratios, smaller, color=COLORS["blue"], alpha=0.5, lw=5, label=str(SMALLER))
        mark_ratio(axes, ratio, advantage, clip_eps)
        axes.set(xlabel=str(RATIO), ylabel=str(OBJECTIVE), xlim=(LOW, HIGH))
        axes.set_title(str(verdict))
        axes.legend(loc="upper left" if advantage > 0 else "lower left")
    return figure


def mark_ratio(axes: Any, ratio: float, advantage: float, clip_eps: float) -> None:
    """A point at the ratio, and an arrow to where the gradient pulls it; none where it is dead."""
    height = min(ratio * advantage, float(np.clip(ratio, 1 - clip_eps, 1 + clip_eps)) * advantage)
    dead = is_dead(ratio, advantage, clip_eps)
    color = COLORS["vermillion"] if dead else COLORS["blue"]
    axes.plot([ratio], [height], "X" if dead else "o", color=color, markersize=10, zorder=4)
    if not dead:
        pull = 0.25 * np.sign(advantage)
        arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "mutation_scale": 18}
        end = (ratio + pull, height + pull * advantage)
        axes.annotate("", xy=end, xytext=(ratio, height), arrowprops=arrow)


def is_dead(ratio: float, advantage: float, clip_eps: float) -> bool:
    """Whether the gradient of the clipped objective in the ratio is 0."""
    if advantage > 0:
        return ratio > 1 + clip_eps
    return ratio < 1 - clip_eps if advantage < 0 else True


def explore_clip() -> Any:
    """Sliders for the ratio, the sign of the advantage and epsilon over `draw_clip`."""
    return explore(
        draw_clip,
        ratio=Slider("ratio", 0.4, 1.6, 0.05, 1.35),
        advantage=Slider(str(Text(en="advantage", ja="アドバンテージ")), -1.0, 1.0, 2.0, 1.0),
        clip_eps=Slider("epsilon", 0.05, 0.5, 0.05, 0.2),
    )
