"""A SAC agent's dashboard: the curves of a sick one over those of a healthy one."""

from typing import TYPE_CHECKING, Any

import numpy as np

from rlcourse.display.diagnostics import LOWEST_VARIANCE, Curves, draw_panels
from rlcourse.language import Text

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

PANELS = {
    "value": Text("value", "価値"),
    "explained_variance": Text("explained variance", "説明分散"),
    "twins": Text("|Q1 - Q2| of the critic", "Critic の |Q1 - Q2|"),
    "target_twins": Text("|Q1 - Q2| of the target network", "ターゲットネットワークの |Q1 - Q2|"),
    "entropy": Text("entropy", "エントロピー"),
    "alpha": Text("alpha", "温度 α"),
}
# What lies beyond is drawn at the edge: an agent that has run away, and how far does not matter.
FRAMES = {
    "value": (-150.0, 120.0),
    "explained_variance": (LOWEST_VARIANCE, 1.0),
    "twins": (0.0, 5.0),
    "target_twins": (0.0, 5.0),
    "entropy": (-5.0, 2.0),
    "alpha": (1e-3, 1e3),
}


def draw_sac_diagnostics(healthy: Curves, sick: Curves, title: str = "") -> "CourseFigure":
    """Six small plots, a healthy agent in grey and a sick one in colour.

    Args:
        healthy: a curve (N,) for each name in `PANELS`, and the "update" of each point.
        sick: the same.
        title: of the sick one.
    """
    return draw_panels(framed(healthy), framed(sick), title, PANELS, set_limits)


def framed(curves: Curves) -> dict[str, np.ndarray]:
    """The curves with every point inside its frame; what is no number any more is at the edge."""
    inside = {
        name: np.clip(np.nan_to_num(curves[name], nan=high), low, high)
        for name, (low, high) in FRAMES.items()
    }
    return {**inside, "update": curves["update"]}


def set_limits(panel: Any, name: str) -> None:
    """Axes that are not stretched until noise looks like news."""
    if name == "alpha":
        panel.set_yscale("log")
    low, high = panel.get_ylim()
    if name == "explained_variance":
        panel.set_ylim(LOWEST_VARIANCE - 0.1, 1.1)
    elif name in ("twins", "target_twins"):
        panel.set_ylim(0, max(high, 1.5))
    elif name == "entropy":
        panel.set_ylim(min(low, -1.5), max(high, 1.0))
    elif name == "alpha":
        panel.set_ylim(min(low, 0.005), max(high, 1.0))
