"""The pictures of notebook 02: gradients, the ratio, and the ratio that should be 1."""

import numpy as np
import pytest

from rlcourse.display.explore_gradients import (
    draw_gradients,
    estimate_gradients,
    explore_gradients,
)
from rlcourse.display.explore_ratio import draw_ratio, explore_ratio
from rlcourse.display.explore_unit_ratio import (
    atanh_inside,
    atanh_with_constant,
    draw_unit_ratio,
    explore_unit_ratio,
    unit_ratios,
)
from rlcourse.language import use_language

MEAN_7 = np.array([7.0])


@pytest.mark.parametrize("std", [0.3, 0.5, 1.0])
def test_both_estimates_are_right_on_average(std):
    for estimates in estimate_gradients(std, batch=16):
        assert estimates.mean() == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("std", [0.3, 0.5, 1.0])
def test_the_variances_are_those_of_theory(std):
    score, trick = estimate_gradients(std, batch=16)
    assert 16 * trick.var() == pytest.approx(4 * std**2, rel=0.1)
    assert 16 * score.var() == pytest.approx(1 / std**2 + 14 + 15 * std**2, rel=0.15)


def test_ratio_by_hand():
    figure = draw_ratio(mean=0.25, std=0.5, action=float(np.tanh(0.5)))
    assert figure.alt.endswith("the ratio is 1.45.")
    assert draw_ratio(mean=0.0, std=0.5, action=0.9).alt.endswith("the ratio is 1.00.")


def test_a_constant_inside_atanh_is_60_percent_off_at_a_mean_of_7():
    ratio = unit_ratios(MEAN_7, 0.6, 1.0, np.float32, atanh_with_constant)
    assert ratio == pytest.approx(1.64, abs=0.02)


@pytest.mark.parametrize("noise", [-2.0, 0.0, 2.0])
@pytest.mark.parametrize("std", [0.1, 0.6, 1.0])
def test_float64_keeps_the_ratio_at_1(std, noise):
    means = np.linspace(0, 8, 50)
    ratios = unit_ratios(means, std, noise, np.float64, atanh_inside)
    assert np.abs(ratios - 1).max() < 1e-5


def test_an_action_of_1_has_a_finite_noise():
    for dtype in (np.float32, np.float64):
        assert np.isfinite(atanh_inside(np.array([-1, 1], dtype))).all()


@pytest.mark.parametrize(
    ("draw", "values"),
    [
        (draw_gradients, [(0.1, 1), (1.5, 64)]),
        (draw_ratio, [(-1.5, 0.1, -0.98), (1.5, 1.5, 0.98), (1.5, 0.1, -0.98)]),
        (draw_unit_ratio, [(0.1, -2.0), (1.5, 2.0)]),
    ],
)
def test_every_place_of_the_sliders_draws(draw, values):
    for chosen in values:
        figure = draw(*chosen)
        figure.draw_without_rendering()
        assert figure.alt


@pytest.mark.parametrize("draw", [draw_gradients, draw_ratio, draw_unit_ratio])
def test_a_std_of_0_is_refused(draw):
    with pytest.raises(ValueError, match="std is 0"):
        draw(std=0)


@pytest.mark.parametrize(
    ("explore", "draw"),
    [
        (explore_gradients, draw_gradients),
        (explore_ratio, draw_ratio),
        (explore_unit_ratio, draw_unit_ratio),
    ],
)
def test_without_a_notebook_there_is_the_picture(explore, draw):
    assert explore().alt == draw().alt


def test_in_japanese():
    use_language("ja")
    assert "スコア関数" in draw_gradients().alt
    assert "比は 1.45" in draw_ratio().alt
    assert "変わっていない方策" in draw_unit_ratio().alt
