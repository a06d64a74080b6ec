"""Four critics against their targets: what the explained variance sees, and what it does not."""

import numpy as np

from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

POINTS = 60
# The panels' sides: values and targets have the same scale.
REACH = 9.0

VALUE = Text(en="value", ja="推定値")
TARGET = Text(en="target", ja="ターゲット")
NAMES = {
    "good": Text(en="knows a lot", ja="よく当たる"),
    "high": Text(en="all 4 too high", ja="一律に 4 高い"),
    "constant": Text(en="a constant", ja="定数"),
    "opposite": Text(en="the opposite", ja="逆"),
}
ALT = Text(
    en="Values against targets for four critics. Points near the diagonal: {good:.2f}. The same "
    "points 4 higher: {high:.2f} as well. All on a level line: {constant:.2f}. Along the other "
    "diagonal: {opposite:.2f}.",
    ja="4つの Critic の推定値とターゲットの散布図．対角線の近くに並ぶ点: {good:.2f}．"
    "同じ点を 4 だけ上にずらしたもの: やはり {high:.2f}．水平な線に並ぶ点: {constant:.2f}．"
    "もう一方の対角線に沿って並ぶ点: {opposite:.2f}．",
)


def four_critics() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Targets (N,), and what four critics say of them, (N,) for each of `NAMES`."""
    rng = np.random.default_rng(0)
    targets = rng.uniform(-5, 5, POINTS)
    good = targets + rng.normal(0, 0.9, POINTS)
    said = good, good + 4, np.ones(POINTS), -good
    return targets, dict(zip(NAMES, said, strict=True))


def draw_explained_variance() -> CourseFigure:
    """A panel for each critic, with the number that it gets."""
    targets, critics = four_critics()
    shares = {name: 1 - (targets - v).var() / targets.var() for name, v in critics.items()}
    figure, panels = new_figure(1, 4, alt=str(ALT.format(**shares)))
    figure.set_size_inches(8.4, 2.7)
    with course_style():
        for axes, (name, values) in zip(panels, critics.items(), strict=True):
            axes.plot([-REACH, REACH], [-REACH, REACH], color=FAINT, linestyle="--")
            axes.plot(targets, values, "o", color=COLORS["blue"], markersize=3.5, alpha=0.7)
            axes.set_title(f"{NAMES[name]}: {shares[name]:.2f}", fontsize=11)
            axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel=str(TARGET))
            axes.set_xticks([-5, 0, 5], ["-5", "0", "5"])
            axes.set_yticks([-5, 0, 5], ["-5", "0", "5"] if axes is panels[0] else [""] * 3)
        panels[0].set_ylabel(str(VALUE))
    return figure
