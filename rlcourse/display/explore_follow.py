"""How a target network follows: one number of the critic, and a slow copy of it."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, course_style
from rlcourse.language import Text

UPDATES, JUMP = 1_000, 100

CRITIC = Text(en="a number of the critic", ja="Critic のパラメータの1つ")
TARGET = Text(en="the same in the target network", ja="ターゲットネットワークの同じもの")
UPDATE = Text(en="update", ja="更新の回数")
TITLE = Text(
    en="tau = {tau:g}: halfway after {half} updates",
    ja="tau = {tau:g}: {half} 回の更新で半分まで近づく",
)
ALT = Text(
    en="A number of the critic jumps from 0 to 1 at update 100 and wobbles all the time. With tau "
    "{tau:g} that of the target network is halfway after {half} updates and wobbles "
    "{calmer:.0f} times less.",
    ja="Critic のパラメータの1つは，揺らぎながら100回目の更新で 0 から 1 に跳ぶ．"
    "tau が {tau:g} なら，ターゲットネットワークは {half} 回の更新で半分まで近づき，"
    "揺らぎは {calmer:.0f} 分の1になる．",
)


def follow(critic: np.ndarray, tau: float) -> np.ndarray:
    """The target network's number after each update, from 0: (N,) -> (N,)."""
    target, now = np.zeros_like(critic), 0.0
    for i, online in enumerate(critic):
        now = (1 - tau) * now + tau * float(online)
        target[i] = now
    return target


def half_life(tau: float) -> int:
    """Updates after which half of a jump is taken over."""
    return 1 if tau >= 0.5 else int(np.ceil(np.log(0.5) / np.log(1 - tau)))


def draw_follow(tau: float = 0.005) -> CourseFigure:
    """A jump with wobbles, and what follows it.

    Args:
        tau: share taken over at each update, in (0, 1].
    """
    wobble = 0.15 * np.random.default_rng(0).standard_normal(UPDATES)
    critic = (np.arange(UPDATES) >= JUMP) + wobble
    target = follow(critic, tau)
    calmer = wobble.std() / follow(wobble, tau).std()
    words = {"tau": tau, "half": half_life(tau), "calmer": calmer}
    figure, axes = new_figure(alt=str(ALT.format(**words)))
    with course_style():
        updates = np.arange(UPDATES)
        axes.plot(updates, critic, color=COLORS["orange"], linewidth=0.8, label=str(CRITIC))
        axes.plot(updates, target, color=COLORS["blue"], linewidth=2.5, label=str(TARGET))
        axes.set(xlabel=str(UPDATE), xlim=(0, UPDATES), ylim=(-0.6, 1.7))
        axes.set_title(str(TITLE.format(**words)))
        axes.legend(loc="lower right")
    return figure


def explore_follow() -> Any:
    """A slider for tau over `draw_follow`."""
    return explore(draw_follow, tau=Slider("tau", 0.005, 0.5, 0.005, 0.005))
