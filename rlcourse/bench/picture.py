"""Learning curves of several algorithms over their seeds."""

from itertools import cycle
from typing import TYPE_CHECKING, Any

from rlcourse.bench.statistics import Band, promises
from rlcourse.display.compare import draw_band, finish
from rlcourse.display.plots import RETURN, STEPS, long_number
from rlcourse.display.style import FAINT, course_style

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

NAMES = {
    "ours": "this course",
    "lecture": "the lecture's loop",
    "sb3": "Stable-Baselines3",
    "cleanrl": "CleanRL's settings",
    "sac": "this course, SAC",
    "sb3-sac": "Stable-Baselines3, SAC",
}
HUES = {
    "ours": "blue",
    "lecture": "vermillion",
    "sb3": "green",
    "cleanrl": "orange",
    "sac": "purple",
    "sb3-sac": "sky",
}
# For all others, as far as no algorithm of the picture has them; the faintest last.
OTHERS = ("black", "vermillion", "green", "orange", "purple", "sky", "blue", "yellow")


def draw_curves(env_id: str, curves: list[tuple[str, Any, Band]]) -> "CourseFigure":
    """Interquartile mean over the seeds, its 95% band behind it, for each (label, steps, band)."""
    from rlcourse.display.figure import new_figure

    words = [f"{label} ends at {long_number(float(band.mid[-1]))}" for label, _, band in curves]
    hues = choose_hues([label for label, _, _ in curves])
    with course_style():
        figure, axes = new_figure(alt=f"{env_id}: learning curves over seeds; {', '.join(words)}")
        axes.set(xlabel=str(STEPS), ylabel=str(RETURN))
        axes.set_title(env_id)
        for promise in promises(env_id, int(curves[0][1][-1])):
            axes.axhline(promise, color=FAINT, linewidth=1, linestyle=(0, (4, 2)))
        for label, steps, band in curves:
            name = NAMES.get(label, label)
            draw_band(axes, steps, band.low, band.mid, band.high, hues[label], name)
        finish(axes)
        figure.legend(loc="outside lower center", ncols=2)
    return figure


def choose_hues(labels: list[str]) -> dict[str, str]:
    """A hue for each label; up to eight are all different."""
    known = {label: HUES[label] for label in labels if label in HUES}
    free = [hue for hue in OTHERS if hue not in known.values()]
    others = [label for label in labels if label not in HUES]
    return {**known, **dict(zip(others, cycle(free), strict=False))}
