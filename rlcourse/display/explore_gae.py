"""How far back does a surprise count? The advantages of a rollout, for any gamma and lambda."""

from functools import partial
from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

STEP = Text(en="step of the rollout", ja="ロールアウトのステップ")
VALUE = Text(en="expected: V(s)", ja="期待していた収益 V(s)")
ADVANTAGE = Text(en="advantage", ja="アドバンテージ")
TERMINATED = Text(en="terminated", ja="終了")
TRUNCATED = Text(en="truncated", ja="時間切れ")
BACK = Text(
    en="gamma = {gamma:g}, lambda = {lambd:g}: halved every {half:.3g} steps back",
    ja="gamma = {gamma:g}, lambda = {lambd:g}: {half:.3g} ステップさかのぼると半分",
)
ALONE = Text(
    en="gamma = {gamma:g}, lambda = {lambd:g}: every step alone",
    ja="gamma = {gamma:g}, lambda = {lambd:g}: 各ステップのTD誤差だけ",
)
IN_FULL = Text(
    en="gamma = {gamma:g}, lambda = {lambd:g}: every later step in full",
    ja="gamma = {gamma:g}, lambda = {lambd:g}: 後のステップもすべてそのまま",
)
ALT = Text(
    en="Values and advantages of {steps} steps for gamma = {gamma:g}, lambda = {lambd:g}: {ends} "
    "episodes end on the way; the advantages lie between {low:.3g} and {high:.3g}.",
    ja="gamma = {gamma:g}, lambda = {lambd:g} のときの {steps} ステップの状態価値とアドバンテージ: "
    "途中で {ends} 個のエピソードが終わり，アドバンテージは {low:.3g} から {high:.3g} の間にある．",
)


def draw_gae(
    values: Any,
    rewards: Any,
    terminateds: Any,
    truncateds: Any,
    next_values: Any,
    gamma: float = 0.99,
    lambd: float = 0.95,
) -> CourseFigure:
    """Values above, advantages (not standardised) below, a line at every end of an episode.

    Args:
        values, rewards, terminateds, truncateds, next_values: of one environment, (T,) each, as
            for `calculate_advantage`.
        gamma, lambd: in [0, 1].

    Raises:
        ValueError: the five are not (T,).
    """
    given = (values, rewards, terminateds, truncateds, next_values)
    rollout = [np.asarray(array, dtype=float) for array in given]
    if any(array.ndim != 1 or array.shape != rollout[0].shape for array in rollout):
        shapes = ", ".join(str(array.shape) for array in rollout)
        raise ValueError(f"the five arrays must be (T,), of one environment; they are {shapes}")
    advantages = advantages_of(*rollout, gamma=gamma, lambd=lambd)
    terminated, truncated = rollout[2] > 0, rollout[3] > 0
    ends = {
        TERMINATED: np.flatnonzero(terminated),
        TRUNCATED: np.flatnonzero(truncated & ~terminated),
    }
    num_ends = int((terminated | truncated).sum())
    words: dict[str, Any] = {"gamma": gamma, "lambd": lambd, "steps": len(advantages)}
    words |= {"low": advantages.min(), "high": advantages.max(), "ends": num_ends}

    figure, axes = new_figure(rows=2, alt=str(ALT.format(**words)))
    with course_style():
        axes[0].plot(rollout[0], color=COLORS["black"])
        axes[0].set(ylabel=str(VALUE))
        axes[0].set_title(str(title(gamma, lambd)))
        colors = np.where(advantages < 0, COLORS["vermillion"], COLORS["blue"])
        axes[1].bar(range(len(advantages)), advantages, width=1.0, color=colors)
        axes[1].set(xlabel=str(STEP), ylabel=str(ADVANTAGE), ylim=common_range(rollout, gamma))
        for panel in axes:
            for style, (kind, steps) in zip(("--", ":"), ends.items(), strict=True):
                for i, step in enumerate(steps):
                    label = str(kind) if i == 0 else None
                    panel.axvline(step + 0.5, color=FAINT, linestyle=style, label=label)
            panel.set_xlim(-0.5, len(advantages) - 0.5)
        if num_ends:
            axes[0].legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor="none")
    return figure


def title(gamma: float, lambd: float) -> Text:
    """How far back a TD error counts, in words."""
    factor = gamma * lambd
    if factor == 0:
        return ALONE.format(gamma=gamma, lambd=lambd)
    if factor == 1:
        return IN_FULL.format(gamma=gamma, lambd=lambd)
    return BACK.format(gamma=gamma, lambd=lambd, half=np.log(0.5) / np.log(factor))


def advantages_of(
    values: np.ndarray,
    rewards: np.ndarray,
    terminateds: np.ndarray,
    truncateds: np.ndarray,
    next_values: np.ndarray,
    *,
    gamma: float,
    lambd: float,
) -> np.ndarray:
    """Generalised advantages of one environment, not standardised: (T,) each."""
    deltas = rewards + gamma * (1 - terminateds) * next_values - values
    goes_on = (1 - terminateds) * (1 - truncateds)
    advantages = np.zeros_like(deltas)
    following = 0.0
    for t in reversed(range(len(deltas))):
        following = deltas[t] + gamma * lambd * goes_on[t] * following
        advantages[t] = following
    return advantages


def common_range(rollout: list[np.ndarray], gamma: float) -> tuple[float, float]:
    """One range for every lambda, so that moving its slider shows what grows."""
    found = np.concatenate(
        [
            [0.0],
            *(advantages_of(*rollout, gamma=gamma, lambd=lambd) for lambd in (0.0, 0.5, 0.9, 1.0)),
        ]
    )
    room = 0.05 * (np.ptp(found) or 1.0)
    return float(found.min() - room), float(found.max() + room)


def explore_gae(
    values: Any, rewards: Any, terminateds: Any, truncateds: Any, next_values: Any
) -> Any:
    """Sliders for gamma and lambda over `draw_gae`; of one environment, (T,) each."""
    return explore(
        partial(draw_gae, values, rewards, terminateds, truncateds, next_values),
        gamma=Slider("gamma", 0.8, 1.0, 0.005, 0.99),
        lambd=Slider("lambda", 0.0, 1.0, 0.01, 0.95),
    )
