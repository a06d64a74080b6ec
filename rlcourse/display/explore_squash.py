"""What tanh does to a Gaussian: the density of u, of a = tanh(u), and the term between them."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

SAMPLES = 4_000
# Of the samples, as many are drawn on the curve one by one.
DOTS = 60
BINS = 40
# u beyond this is 1 to the eye.
REACH = 4.0
TICKS = (-1, -0.5, 0, 0.5, 1)

DENSITY_U = Text(en="density of u", ja="u の確率密度")
CURVE = Text(en="through tanh", ja="tanh に通す")
DENSITY_A = Text(en="density of a = tanh(u)", ja="a = tanh(u) の確率密度")
LOGARITHMS = Text(en="the same in logarithms", ja="対数で見る")
SAMPLED = Text(en="4,000 samples", ja="サンプル4,000個")
UNCORRECTED = Text(en="p(u), uncorrected", ja="p(u) のまま (補正なし)")
CORRECTION = Text(en="correction", ja="補正")
EXPLOIT = Text(en="exploit", ja="exploit")
ALT = Text(
    en="A Gaussian with mean {mean:g} and std {std:g} goes through tanh: {edge:.0%} of the actions "
    "lie beyond -0.9 or 0.9, tanh of the mean is {center:.2f}. The density of the actions follows "
    "their histogram only with the correction, which rises steeply towards -1 and 1.",
    ja="平均 {mean:g}，標準偏差 {std:g} のガウス分布を tanh に通す．行動の {edge:.0%} が "
    "-0.9 から 0.9 の外にあり，平均の tanh は {center:.2f}．"
    "補正を加えた確率密度だけがヒストグラムに重なる．"
    "補正は -1 と 1 に近づくと急に大きくなる．",
)


def draw_squash(mean: float = 0.5, std: float = 0.6) -> CourseFigure:
    """Both densities with samples, the curve of tanh, and the logarithms that add up.

    Args:
        mean: of the Gaussian before tanh.
        std: its standard deviation, above 0.

    Raises:
        ValueError: std is not above 0.
    """
    if std <= 0:
        raise ValueError(f"std is {std}; it must be above 0")
    us = mean + std * np.random.default_rng(0).standard_normal(SAMPLES)
    words = {
        "mean": mean,
        "std": std,
        "edge": float(np.mean(np.abs(np.tanh(us)) > 0.9)),
        "center": float(np.tanh(mean)),
    }
    figure, ((before, curve), (after, logs)) = new_figure(2, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 6.4)
    with course_style():
        _draw_before(before, us, mean, std)
        _draw_curve(curve, us, mean)
        _draw_after(after, us, mean, std)
        _draw_logs(logs, mean, std)
    return figure


def explore_squash() -> Any:
    """Sliders for mean and std over `draw_squash`."""
    return explore(
        draw_squash,
        mean=Slider("mean", -3.0, 3.0, 0.1, 0.5),
        std=Slider("std", 0.1, 2.0, 0.05, 0.6),
    )


def log_gaussian(u: np.ndarray, mean: float, std: float) -> np.ndarray:
    """Log density of u under N(mean, std^2), of u's shape."""
    return -0.5 * ((u - mean) / std) ** 2 - np.log(std) - 0.5 * np.log(2 * np.pi)


def log_slope(u: np.ndarray) -> np.ndarray:
    """log(1 - tanh(u)^2), exact also where tanh(u) is 1 in floating point."""
    return 2 * (np.log(2) - np.abs(u) - np.log1p(np.exp(-2 * np.abs(u))))


def _draw_before(axes: Any, us: np.ndarray, mean: float, std: float) -> None:
    grid = np.linspace(-REACH, REACH, 400)
    _draw_histogram(axes, us, (-REACH, REACH))
    axes.plot(grid, np.exp(log_gaussian(grid, mean, std)), color=COLORS["blue"], label="p(u)")
    axes.axvline(mean, color=COLORS["green"], linestyle=":")
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(bottom=0)
    axes.set_title(str(DENSITY_U))
    axes.set_xlabel("u")
    axes.legend(loc="upper left")


def _draw_curve(axes: Any, us: np.ndarray, mean: float) -> None:
    grid = np.linspace(-REACH, REACH, 400)
    dots = us[:DOTS]
    axes.plot(grid, np.tanh(grid), color=FAINT)
    # What falls on the axes shows how even steps in u crowd at the limits of a.
    axes.plot(dots, np.full(DOTS, -1.25), "|", color=COLORS["blue"], markersize=7, alpha=0.6)
    axes.plot(
        np.full(DOTS, -REACH + 0.15), np.tanh(dots), "_", color=COLORS["vermillion"], alpha=0.6
    )
    axes.plot(dots, np.tanh(dots), "o", color=COLORS["vermillion"], markersize=4, alpha=0.6)
    axes.plot(
        [mean, mean, -REACH], [-1.35, np.tanh(mean), np.tanh(mean)], ":", color=COLORS["green"]
    )
    axes.set(xlim=(-REACH, REACH), ylim=(-1.35, 1.15), xlabel="u", ylabel="a")
    axes.set_title(str(CURVE))


def _draw_after(axes: Any, us: np.ndarray, mean: float, std: float) -> None:
    grid = _grid_of_actions()
    log_p = log_gaussian(grid, mean, std)
    density = np.exp(log_p - log_slope(grid))
    actions = np.tanh(us)
    _draw_histogram(axes, actions, (-1, 1))
    axes.plot(np.tanh(grid), density, color=COLORS["vermillion"], label="π(a)")
    axes.plot(np.tanh(grid), np.exp(log_p), "--", color=COLORS["blue"], label=str(UNCORRECTED))
    axes.axvline(np.tanh(mean), color=COLORS["green"], linestyle=":", label=str(EXPLOIT))
    counts, _ = np.histogram(actions, BINS, range=(-1, 1), density=True)
    # At the limits the density may be a thin spike: the samples say what is worth seeing.
    axes.set(
        xlim=(-1.02, 1.02), xticks=TICKS, ylim=(0, 1.15 * max(counts.max(), np.exp(log_p).max()))
    )
    axes.set_title(str(DENSITY_A))
    axes.set_xlabel("a")
    axes.legend(loc="best")


def _draw_logs(axes: Any, mean: float, std: float) -> None:
    grid = _grid_of_actions()
    log_p, correction = log_gaussian(grid, mean, std), -log_slope(grid)
    a = np.tanh(grid)
    axes.plot(a, log_p, "--", color=COLORS["blue"], label="log p(u)")
    axes.plot(a, correction, color=FAINT, label=f"{CORRECTION}: -log(1 - a²)")
    axes.plot(a, log_p + correction, color=COLORS["vermillion"], label="log π(a)")
    axes.set(xlim=(-1.02, 1.02), xticks=TICKS, ylim=(-8, 6), xlabel="a")
    axes.set_title(str(LOGARITHMS))
    axes.legend(loc="lower center")


def _draw_histogram(axes: Any, samples: np.ndarray, limits: tuple[float, float]) -> None:
    kept = samples[(samples >= limits[0]) & (samples <= limits[1])]
    width = (limits[1] - limits[0]) / BINS
    weights = np.full(len(kept), 1 / (len(samples) * width))
    axes.hist(kept, BINS, range=limits, weights=weights, color=FAINT, alpha=0.3, label=str(SAMPLED))


def _grid_of_actions() -> np.ndarray:
    """u whose tanh comes close to -1 and 1, (N,)."""
    return np.arctanh(np.linspace(-0.9995, 0.9995, 1_000))
