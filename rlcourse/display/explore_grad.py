"""What does clipping do to a gradient? It shortens it, and keeps its direction."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

FIRST = Text(en="gradient in the first weight", ja="1つ目の重みの勾配")
SECOND = Text(en="in the second", ja="2つ目の重みの勾配")
BEFORE = Text(en="the gradient", ja="元の勾配")
AFTER = Text(en="after clipping", ja="クリップ後")
SHORTENED = Text(
    en="length {length:g}: shortened to {limit:g}", ja="長さ {length:g} を {limit:g} に縮める"
)
STAYS = Text(en="length {length:g}: short enough, it stays", ja="長さ {length:g}: そのまま")
ALT = Text(
    en="A gradient of length {length:g} as an arrow, and a circle of radius {limit:g}: after "
    "clipping the arrow points the same way and has length {after:g}.",
    ja="長さ {length:g} の勾配の矢印と半径 {limit:g} の円: クリップ後の矢印は同じ向きで，長さは "
    "{after:g}．",
)
DIRECTION = np.array([0.8, 0.6])


def draw_grad_clip(length: float = 2.5, max_grad_norm: float = 0.5) -> CourseFigure:
    """The gradient of two weights before and after `clip_grad_norm_`.

    Args:
        length: of the gradient, at least 0.
        max_grad_norm: what it may be at most, above 0.

    Source: Pascanu et al. 2013 (arXiv 1211.5063), algorithm 1.
    """
    after = min(length, max_grad_norm)
    words = {"length": length, "limit": max_grad_norm, "after": after}
    figure, axes = new_figure(alt=str(ALT.format(**words)))
    angles = np.linspace(0, 2 * np.pi, 200)
    with course_style():
        circle = max_grad_norm * np.array([np.cos(angles), np.sin(angles)])
        axes.plot(*circle, color=FAINT, linestyle="--")
        for name, size, color, width in (
            (BEFORE, length, COLORS["orange"], 2.0),
            (AFTER, after, COLORS["blue"], 4.0),
        ):
            arrow = {"arrowstyle": "-|>", "color": color, "linewidth": width, "shrinkB": 0}
            axes.annotate("", xy=size * DIRECTION, xytext=(0, 0), arrowprops=arrow)
            axes.plot([], [], color=color, linewidth=width, label=str(name))
        axes.set(xlabel=str(FIRST), ylabel=str(SECOND), xlim=(-1.1, 3.1), ylim=(-0.6, 1.8))
        axes.set_aspect("equal")
        axes.set_title(str((SHORTENED if length > max_grad_norm else STAYS).format(**words)))
        axes.legend(loc="lower right")
    return figure


def explore_grad_clip() -> Any:
    """Sliders for the gradient's length and the limit over `draw_grad_clip`."""
    return explore(
        draw_grad_clip,
        length=Slider(str(Text(en="length", ja="長さ")), 0.1, 2.8, 0.1, 2.5),
        max_grad_norm=Slider("max_grad_norm", 0.1, 1.0, 0.1, 0.5),
    )
