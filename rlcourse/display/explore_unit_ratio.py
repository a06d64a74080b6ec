"""The ratio of an unchanged policy should be 1: what rounding and small constants make of it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.style import COLORS, course_style
from rlcourse.language import Text

MEANS = np.linspace(0, 9, 181)
CONSTANT = 1e-6

CONSTANT_INSIDE = Text(en="float32, 1e-6 inside atanh", ja="float32，atanh の中に 1e-6")
ROUNDED = Text(en="float32, exact atanh", ja="float32，正確な atanh")
DOUBLE = Text(en="float64, exact atanh", ja="float64，正確な atanh")
MEAN = Text(en="mean", ja="平均")
RATIO = Text(en="ratio", ja="比")
TITLE = Text(
    en="an unchanged policy, std {std:g}, noise {noise:g}",
    ja="変わっていない方策 (標準偏差 {std:g}，ノイズ {noise:g})",
)
ALT = Text(
    en="The ratio of an unchanged policy over its mean, with std {std:g} and noise {noise:g}. In "
    "float64 it is 1 everywhere. With a constant inside atanh it is {constant:.2g} at a mean of 7; "
    "in float32 it jumps up and down from a mean of 6 on.",
    ja="変わっていない方策の比を平均に対して描いた図(標準偏差 {std:g}，ノイズ {noise:g})．"
    "float64 ではどこでも 1．atanh の中に定数があると平均 7 で {constant:.2g}．"
    "float32 では平均が 6 を超えるあたりから激しく上下する．",
)


def atanh_with_constant(actions: np.ndarray) -> np.ndarray:
    """The inverse of tanh with 1e-6 in both logarithms."""
    constant = actions.dtype.type(CONSTANT)
    difference = np.log(1 + actions + constant) - np.log(1 - actions + constant)
    return np.asarray(difference / 2)


def atanh_inside(actions: np.ndarray) -> np.ndarray:
    """The inverse of tanh; an action of 1 is moved by the least step there is."""
    limit = 1 - np.finfo(actions.dtype).eps / 2
    return np.asarray(np.arctanh(actions.clip(-limit, limit)))


def unit_ratios(
    means: np.ndarray, std: float, noise: float, dtype: Any, atanh: Callable[..., np.ndarray]
) -> np.ndarray:
    """Density by the noise that is found from the action, over density by the true noise.

    Args:
        means: (N,).
        std: standard deviation before tanh.
        noise: the true noise.
        dtype: of the action and all that follows.
        atanh: the inverse of tanh.

    Returns:
        (N,), 1 if nothing is lost. The correction for tanh is the same for both and cancels.
    """
    actions = np.tanh(means + std * noise).astype(dtype)
    found = (atanh(actions).astype(float) - means) / std
    return np.asarray(np.exp((noise**2 - found**2) / 2))


def draw_unit_ratio(std: float = 0.6, noise: float = 1.0) -> CourseFigure:
    """The ratio over the mean, for three ways to find the noise.

    Args:
        std: standard deviation before tanh, above 0.
        noise: the noise that led to the action.

    Raises:
        ValueError: std is not above 0.
    """
    if std <= 0:
        raise ValueError(f"std is {std}; it must be above 0")
    ways = (
        (CONSTANT_INSIDE, np.float32, atanh_with_constant, COLORS["vermillion"], 2.0),
        (ROUNDED, np.float32, atanh_inside, COLORS["orange"], 1.5),
        (DOUBLE, np.float64, atanh_inside, COLORS["blue"], 3.0),
    )
    at_7 = unit_ratios(np.array([7.0]), std, noise, np.float32, atanh_with_constant)[0]
    figure, axes = new_figure(alt=str(ALT.format(std=std, noise=noise, constant=float(at_7))))
    with course_style():
        for name, dtype, atanh, color, width in ways:
            ratios = unit_ratios(MEANS, std, noise, dtype, atanh)
            axes.plot(MEANS, ratios, color=color, linewidth=width, label=str(name))
        axes.set(xlabel=str(MEAN), ylabel=str(RATIO), xlim=(0, 9), ylim=(0, 2.5))
        axes.set_title(str(TITLE.format(std=std, noise=noise)))
        axes.legend(loc="upper left")
    return figure


def explore_unit_ratio() -> Any:
    """Sliders for std and noise over `draw_unit_ratio`."""
    return explore(
        draw_unit_ratio,
        std=Slider("std", 0.1, 1.5, 0.05, 0.6),
        noise=Slider(str(Text(en="noise", ja="ノイズ")), -2.0, 2.0, 0.1, 1.0),
    )
