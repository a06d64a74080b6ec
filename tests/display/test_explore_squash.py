"""The pictures of notebook 01: a Gaussian through tanh, and where floating point ends."""

import numpy as np
import pytest

from rlcourse.display.explore_limits import draw_limits
from rlcourse.display.explore_squash import draw_squash, explore_squash, log_gaussian, log_slope
from rlcourse.language import use_language


def curve(axes, label):
    """x and y of the line with this label."""
    return next(line for line in axes.lines if line.get_label() == label).get_data()


def area(x, y):
    """Under a curve, by the trapezoidal rule."""
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def test_log_slope_is_exact():
    us = np.array([-3.0, 0.0, 0.5, 3.0])
    assert np.allclose(log_slope(us), np.log(1 - np.tanh(us) ** 2), atol=1e-12)
    assert log_slope(np.array(30.0)) == pytest.approx(2 * np.log(2) - 60)


def test_log_gaussian_by_hand():
    assert log_gaussian(np.array(1.0), 0.0, 1.0) == pytest.approx(np.log(0.24197), abs=1e-4)


@pytest.mark.parametrize(("mean", "std"), [(0.5, 0.6), (-1.0, 0.3), (0.0, 1.0)])
def test_the_density_has_a_total_of_1(mean, std):
    after = draw_squash(mean, std).axes[2]
    actions, densities = curve(after, "π(a)")
    assert area(actions, densities) == pytest.approx(1, abs=0.02)
    _, uncorrected = curve(after, "p(u), uncorrected")
    assert area(actions, uncorrected) < 0.95


def test_the_logarithms_add_up():
    logs = draw_squash(0.3, 0.8).axes[3]
    _, log_p = curve(logs, "log p(u)")
    _, correction = curve(logs, "correction: -log(1 - a²)")
    _, log_pi = curve(logs, "log π(a)")
    assert np.allclose(log_p + correction, log_pi)
    assert (correction >= 0).all()


@pytest.mark.parametrize("mean", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("std", [0.1, 2.0])
def test_every_place_of_the_sliders_draws(mean, std):
    figure = draw_squash(mean, std)
    figure.draw_without_rendering()
    assert f"mean {mean:g}" in figure.alt


def test_a_std_of_0_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        draw_squash(0.0, 0.0)


def test_without_a_notebook_there_is_the_picture():
    assert explore_squash().alt == draw_squash().alt


def test_float32_ends_at_9():
    figure = draw_limits()
    us, logs = curve(figure.axes[0], "float32")
    assert us[-1] == pytest.approx(9.01, abs=0.02)
    assert np.isfinite(logs).all()
    _, kept = curve(figure.axes[0], "float32, with 1e-6 inside")
    assert kept[-1] == pytest.approx(np.log(1e-6), abs=1e-3)


def test_in_japanese():
    use_language("ja")
    assert "平均 0.5" in draw_squash().alt
    assert "途切れる" in draw_limits().alt
