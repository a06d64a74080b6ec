"""A learning agent's dashboard: the curves of a sick one over those of a healthy one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import COMMA, Text

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

Curves = Mapping[str, np.ndarray]

# Name of a diagnostic -> its title. Those of LOGARITHMIC spread over many powers of ten.
PANELS = {
    "ratio": Text("largest |ratio - 1| before step 1", "学習前の |比 - 1| の最大値"),
    "clip_fraction": Text("clip fraction", "クリップ率"),
    "kl": Text("KL divergence", "KLダイバージェンス"),
    "explained_variance": Text("explained variance", "説明分散"),
    "std": Text("std", "標準偏差"),
    "gradient_norm": Text("longest gradient", "勾配の最大ノルム"),
}
LOGARITHMIC = ("ratio", "kl", "gradient_norm")
# A critic may be much worse than a constant; how much does not matter.
LOWEST_VARIANCE = -1.0

HEALTHY = Text("healthy", "正常")
UPDATE = Text("update", "更新")
LENGTH = Text("steps until the pole falls", "棒が倒れるまでのステップ数")
ONE_OF_THEM = Text("one of these is healthy", "この中の1本だけが正常")
DASHBOARD = Text("{title}: at the last update, {numbers}", "{title}: 最後の更新での値，{numbers}")
NUMBERS = Text("{name} {sick} (healthy {healthy})", "{name} {sick} (正常 {healthy})")
LINE_UP = Text(
    "Which is healthy: {count} curves of the episode length over {updates} updates; most rise, "
    "and the healthy one is not the highest",
    "正常なのはどれか: {updates} 回の更新でのエピソードの長さの曲線 {count} 本．"
    "多くは上がっていき，正常なものが一番高いわけではない",
)
ANSWERS = Text(
    "Who answers for what: one row for each of {steps} steps, coloured where a TD error counts in "
    "the step's advantage; dashed lines where an episode ends; {crossings} cells lie beyond one, "
    "in red",
    "何に責任を負うか: {steps} ステップのそれぞれが1行で，そのアドバンテージに数えられる"
    "TD誤差に色が付いている．破線はエピソードの終わり．終わりをまたぐ赤いマスは {crossings} 個",
)
ERROR_OF = Text("TD error of step", "このステップのTD誤差")
ADVANTAGE_OF = Text("advantage of step", "このステップのアドバンテージ")
ENDS = {
    "terminated": Text("terminated", "終了"),
    "truncated": Text("truncated", "時間切れ"),
}


def draw_diagnostics(healthy: Curves, sick: Curves, title: str = "") -> "CourseFigure":
    """Six small plots, a healthy agent in grey and a sick one in colour.

    Args:
        healthy: a curve (N,) for each name in `PANELS`, one value an update.
        sick: the same.
        title: of the sick one.
    """
    return draw_panels(healthy, sick, title, PANELS, set_limits)


def draw_panels(
    healthy: Curves,
    sick: Curves,
    title: str,
    panels: Mapping[str, Text],
    finish: Callable[[Any, str], None],
) -> "CourseFigure":
    """A small plot for each name in `panels`, of which there are six; `finish` sets its axes."""
    from rlcourse.display.figure import new_figure

    figure, axes = new_figure(2, 3, alt=describe(healthy, sick, title, panels))
    figure.set_size_inches(9.6, 4.8)
    with course_style():
        for panel, (name, words) in zip(axes.flat, panels.items(), strict=True):
            for curves, color, width in ((healthy, FAINT, 5), (sick, COLORS["vermillion"], 2)):
                values = shown(name, curves[name])
                updates = curves.get("update", np.arange(1, len(values) + 1))
                panel.plot(updates, values, "o-", color=color, linewidth=width, markersize=3,
                           alpha=0.5 if curves is healthy else 1)  # fmt: skip
            panel.set_title(str(words), fontsize=10, pad=6)
            panel.tick_params(labelsize=9)
            finish(panel, name)
        for panel in axes[1]:
            panel.set_xlabel(str(UPDATE), fontsize=9)
        labels = [str(HEALTHY), title]
        figure.legend(axes[0, 0].lines, labels, loc="outside upper left", ncols=2)
    return figure


def shown(name: str, values: np.ndarray) -> np.ndarray:
    """Values as they are drawn: no zeros on a logarithmic axis, no depths below the frame."""
    if name == "explained_variance":
        return np.maximum(values, LOWEST_VARIANCE)
    return np.maximum(values, 1e-16) if name in LOGARITHMIC else values


def set_limits(panel: Any, name: str) -> None:
    """Axes that are not stretched until noise looks like news."""
    if name in LOGARITHMIC:
        panel.set_yscale("log")
    low, high = panel.get_ylim()
    if name == "ratio":
        panel.set_ylim(1e-16, max(high, 1.0))
    elif name == "kl":
        panel.set_ylim(min(low, 1e-3), max(high, 1.0))
    elif name == "explained_variance":
        panel.set_ylim(LOWEST_VARIANCE - 0.1, 1.1)
    elif name == "clip_fraction":
        panel.set_ylim(-0.02, max(high, 0.3))
    elif name == "std":
        panel.set_ylim(min(low, 0.45), max(high, 0.65))
    elif name == "gradient_norm":
        panel.set_ylim(0.1, max(high, 100.0))


def describe(healthy: Curves, sick: Curves, title: str, panels: Mapping[str, Text]) -> str:
    """The dashboard in words."""
    numbers = [
        str(
            NUMBERS.format(
                name=words, sick=f"{sick[name][-1]:.2g}", healthy=f"{healthy[name][-1]:.2g}"
            )
        )
        for name, words in panels.items()
    ]
    return str(DASHBOARD.format(title=title, numbers=str(COMMA).join(numbers)))


def draw_line_up(runs: Mapping[str, Curves]) -> "CourseFigure":
    """How long the episodes were, one unnamed curve for each run.

    Args:
        runs: by name, each with a curve "episode_length", (N,).
    """
    from rlcourse.display.figure import new_figure

    lengths = [curves["episode_length"] for curves in runs.values()]
    figure, axes = new_figure(alt=str(LINE_UP.format(count=len(runs), updates=len(lengths[0]))))
    with course_style():
        for values in sorted(lengths, key=lambda values: float(values[-1])):
            axes.plot(np.arange(1, len(values) + 1), values)
        axes.set(xlabel=str(UPDATE), ylabel=str(LENGTH))
        axes.set_title(str(ONE_OF_THEM))
    return figure


def draw_answers(
    sums: Callable[..., Any], ends: Mapping[int, str], steps: int = 24
) -> "CourseFigure":
    """Which TD errors count in which advantage, found with gradients; red beyond an episode's end.

    Args:
        sums: like `lambda_sum`.
        ends: step -> "terminated" or "truncated".
        steps: T.

    The idea is Karpathy's ("A Recipe for Training Neural Networks", 2019): use backprop to chart
    dependencies.
    """
    from rlcourse.display.figure import new_figure

    weights = dependence(sums, ends, steps)
    episode = np.cumsum([0, *(t in ends for t in range(steps - 1))])
    crosses = (episode[:, None] != episode[None, :]) & (np.abs(weights) > 1e-6)
    words = {"steps": steps, "crossings": int(crosses.sum())}
    figure, axes = new_figure(alt=str(ANSWERS.format(**words)))
    figure.set_size_inches(5.6, 5.2)
    with course_style():
        for part, colours in ((~crosses, "Blues"), (crosses, "Reds")):
            # Faint weights are to be seen, too.
            shade = np.where(part & (np.abs(weights) > 1e-6), 0.25 + 0.75 * np.abs(weights), np.nan)
            axes.imshow(shade, cmap=colours, vmin=0, vmax=1.2)
        for t, kind in ends.items():
            axes.axvline(t + 0.5, color=FAINT, linestyle="--", linewidth=1.2)
            axes.axhline(t + 0.5, color=FAINT, linestyle="--", linewidth=1.2)
            axes.annotate(str(ENDS[kind]), (t + 0.5, -0.5), xytext=(0, 3), ha="center", va="bottom",
                          textcoords="offset points", color=FAINT, fontsize=9)  # fmt: skip
        axes.set(xlabel=str(ERROR_OF), ylabel=str(ADVANTAGE_OF))
        axes.grid(False)
    return figure


def dependence(sums: Callable[..., Any], ends: Mapping[int, str], steps: int) -> np.ndarray:
    """(T, T) derivative of each step's sum in each TD error, for one environment."""
    import torch

    flags = torch.zeros(2, steps, 1)
    for t, kind in ends.items():
        flags[["terminated", "truncated"].index(kind), t] = 1.0

    def of_deltas(deltas: torch.Tensor) -> Any:
        return sums(deltas[:, None], *flags, 0.99, 0.95)[:, 0]

    found = torch.autograd.functional.jacobian(of_deltas, torch.zeros(steps))
    return np.asarray(found)
