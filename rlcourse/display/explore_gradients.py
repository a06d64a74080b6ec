"""Two estimates of the same gradient, side by side: one scatters much more than the other."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, INK, course_style
from rlcourse.language import Text

MEAN = 1.0
# d/dmean of E[u^2] = mean^2 + std^2.
TRUTH = 2 * MEAN
ESTIMATES = 4_000
BINS = 60
REACH = 12.0

SCORE = Text(en="score function", ja="スコア関数")
TRICK = Text(en="reparameterization", ja="Reparameterization Trick")
TITLE = Text(en="{name}: variance {variance:.3g}", ja="{name}: 分散 {variance:.3g}")
ESTIMATE = Text(en="estimate of the gradient", ja="勾配の推定値")
TRUE = Text(en="true gradient", ja="真の勾配")
ALT = Text(
    en="4,000 estimates of a gradient whose true value is 2, each from {batch:.0f} samples with "
    "std {std:g}: by the score function their variance is {score:.3g}, by reparameterization "
    "{trick:.3g}.",
    ja="真の値が 2 の勾配の推定値4,000個(それぞれ標準偏差 {std:g} のサンプル{batch:.0f}個から)．"
    "分散は，スコア関数で {score:.3g}，Reparameterization Trick で {trick:.3g}．",
)


def estimate_gradients(std: float, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Estimates of d/dmean E[u^2] at mean 1: by the score function, by reparameterization.

    Args:
        std: standard deviation of u.
        batch: samples for one estimate.

    Returns:
        4,000 estimates each, (N,), from the same noises.
    """
    noises = np.random.default_rng(0).standard_normal((ESTIMATES, batch))
    us = MEAN + std * noises
    score = us**2 * noises / std
    return score.mean(axis=1), (2 * us).mean(axis=1)


def draw_gradients(std: float = 0.5, batch: float = 4) -> CourseFigure:
    """Histograms of the estimates by both ways.

    Args:
        std: standard deviation of u, above 0.
        batch: samples for one estimate, at least 1.

    Raises:
        ValueError: std or batch is too small.
    """
    if std <= 0 or batch < 1:
        raise ValueError(f"std is {std} and batch is {batch}; they must be above 0, and at least 1")
    score, trick = estimate_gradients(std, int(batch))
    words = {"std": std, "batch": batch, "score": score.var(), "trick": trick.var()}
    figure, panels = new_figure(1, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 3.6)
    with course_style():
        for axes, name, estimates, color in (
            (panels[0], SCORE, score, COLORS["vermillion"]),
            (panels[1], TRICK, trick, COLORS["blue"]),
        ):
            # What lies beyond is shown at the edge rather than left out.
            shown = estimates.clip(TRUTH - REACH, TRUTH + REACH)
            axes.hist(shown, BINS, range=(TRUTH - REACH, TRUTH + REACH), color=color, alpha=0.75)
            axes.axvline(TRUTH, color=INK, linestyle=":", label=str(TRUE))
            axes.set(xlabel=str(ESTIMATE), yticks=[])
            axes.set_title(str(TITLE.format(name=name, variance=estimates.var())))
            axes.legend(loc="upper left")
    return figure


def explore_gradients() -> Any:
    """Sliders for the std and the number of samples over `draw_gradients`."""
    return explore(
        draw_gradients,
        std=Slider("std", 0.1, 1.5, 0.05, 0.5),
        batch=Slider(str(Text(en="samples", ja="サンプル数")), 1, 64, 1, 4),
    )
