"""Who picks the best of many noisy guesses is disappointed: one critic, and the lower of two."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

DRAWS = 2_000
MOST = 40
BINS = 50

ONCE = Text(en="one draw: every action is worth 0", ja="1回の例: どの行動も本当の価値は 0")
OFTEN = Text(en="the best-looking action, 2,000 draws", ja="最も良く見える行動 (2,000回)")
ACTION = Text(en="action number", ja="行動の番号")
GUESS = Text(en="value", ja="行動価値")
TRUE = Text(en="true value", ja="本当の価値")
FIRST = Text(en="critic 1", ja="Critic 1")
SECOND = Text(en="critic 2", ja="Critic 2")
LOWER = Text(en="the lower of the two", ja="2つの小さいほう")
FOR_WORTH = Text(en="what it is thought to be worth", ja="その行動の価値の推定値")
MEAN = Text(en="{name}: {mean:+.2f} on average", ja="{name}: 平均 {mean:+.2f}")
ALT = Text(
    en="Of {actions} actions that are all worth 0, guessed with an error of {noise:g}, the "
    "best-looking one seems worth {one:+.2f} on average to one critic, {two:+.2f} by the lower of "
    "two.",
    ja="本当の価値がすべて 0 の {actions} 個の行動を，誤差 {noise:g} で推定する．"
    "最も良く見える行動の価値は，1つの Critic では平均 {one:+.2f}，"
    "2つの小さいほうでは平均 {two:+.2f} に見える．",
)


def best_looking(actions: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Guessed value of the best-looking action: by one critic, by the lower of two, (DRAWS,)."""
    guesses = noise * np.random.default_rng(0).standard_normal((2, DRAWS, MOST))[..., :actions]
    return guesses[0].max(axis=-1), guesses.min(axis=0).max(axis=-1)


def draw_twins(actions: float = 10, noise: float = 1.0) -> CourseFigure:
    """One draw with two noisy critics, and how far off the best-looking action is in many.

    Args:
        actions: to choose from, 1 to 40.
        noise: standard deviation of a critic's errors, above 0.
    """
    count = int(actions)
    one, two = best_looking(count, noise)
    words = {"actions": count, "noise": noise, "one": one.mean(), "two": two.mean()}
    figure, (left, right) = new_figure(1, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 3.6)
    with course_style():
        _draw_once(left, count, noise)
        for guesses, name, color in ((one, FIRST, "vermillion"), (two, LOWER, "blue")):
            label = str(MEAN.format(name=str(name), mean=guesses.mean()))
            right.hist(guesses, BINS, range=(-3, 5), color=COLORS[color], alpha=0.4, label=label)
            right.axvline(guesses.mean(), ymax=0.68, color=COLORS[color])
        right.axvline(0, ymax=0.68, color=FAINT, linestyle="--", label=str(TRUE))
        right.set(xlabel=str(FOR_WORTH), yticks=[])
        right.set_ylim(top=1.5 * right.get_ylim()[1])
        right.set_title(str(OFTEN))
        right.legend(loc="upper right")
    return figure


def _draw_once(axes: Any, actions: int, noise: float) -> None:
    guesses = noise * np.random.default_rng(1).standard_normal((2, MOST))[:, :actions]
    numbers, lower = np.arange(1, actions + 1), guesses.min(axis=0)
    axes.axhline(0, color=FAINT, linestyle="--", label=str(TRUE))
    for row, name, mark, color in ((0, FIRST, "^", "vermillion"), (1, SECOND, "v", "orange")):
        axes.plot(numbers, guesses[row], mark, color=COLORS[color], label=str(name))
    axes.plot(numbers, lower, "_", color=COLORS["blue"], markersize=14, label=str(LOWER))
    for values, color in ((guesses[0], "vermillion"), (lower, "blue")):
        best = int(values.argmax())
        ring = {"markersize": 16, "markerfacecolor": "none", "color": COLORS[color]}
        axes.plot(numbers[best], values[best], "o", **ring)
    axes.set(xlabel=str(ACTION), ylabel=str(GUESS), ylim=(-3 * noise, 5 * noise))
    axes.set_title(str(ONCE))
    axes.legend(loc="upper right", ncols=2)


def explore_twins() -> Any:
    """Sliders for the number of actions and the noise over `draw_twins`."""
    return explore(
        draw_twins,
        actions=Slider(str(Text(en="actions", ja="行動の数")), 1, MOST, 1, 10),
        noise=Slider(str(Text(en="error", ja="誤差")), 0.1, 1.5, 0.1, 1.0),
    )
