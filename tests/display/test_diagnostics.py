"""The dashboard, the line-up and the picture of who answers for what."""

import numpy as np
import torch

from rlcourse.display.diagnostics import (
    LOWEST_VARIANCE,
    PANELS,
    dependence,
    draw_answers,
    draw_diagnostics,
    draw_line_up,
)
from rlcourse.display.style import COLORS, FAINT
from rlcourse.language import use_language


def curves(value=0.5):
    return {name: np.full(4, value) for name in (*PANELS, "episode_length")}


def test_the_sick_one_lies_over_the_healthy_one():
    healthy, sick = curves(0.2), curves(0.3)
    sick["explained_variance"] = np.array([0.0, -50.0, 0.1, 0.2])
    sick["ratio"] = np.zeros(4)
    figure = draw_diagnostics(healthy, sick, "Z")
    assert len(figure.axes) == len(PANELS)
    for axes, (name, title) in zip(figure.axes, PANELS.items(), strict=True):
        grey, coloured = axes.lines
        assert (grey.get_color(), coloured.get_color()) == (FAINT, COLORS["vermillion"])
        assert grey.get_xdata().tolist() == [1, 2, 3, 4]
        assert grey.get_ydata().tolist() == healthy[name].tolist()
        assert axes.get_title(loc="left") == title.en
    lowest = [axes.lines[1].get_ydata().min() for axes in figure.axes]
    assert lowest[0] > 0  # an axis of powers of ten has no 0
    assert lowest[3] == LOWEST_VARIANCE
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["healthy", "Z"]
    assert figure.png() == draw_diagnostics(healthy, sick, "Z").png()


def test_words_for_those_who_do_not_see_it():
    figure = draw_diagnostics(curves(0.25), curves(0.75), "Z")
    assert figure.alt.startswith("Z: at the last update, largest |ratio - 1|")
    assert "std 0.75 (healthy 0.25)" in figure.alt
    assert repr(figure) == "figure: Z"
    use_language("ja")
    assert "標準偏差 0.75 (正常 0.25)" in draw_diagnostics(curves(0.25), curves(0.75), "Z").alt


def test_the_line_up_names_nobody():
    figure = draw_line_up({"B": curves(3.0), "healthy": curves(1.0), "C": curves(2.0)})
    (axes,) = figure.axes
    assert [line.get_ydata()[0] for line in axes.lines] == [1, 2, 3]
    assert axes.get_legend() is None
    assert "3 curves" in figure.alt and "4 updates" in figure.alt


def leaky(deltas, terminateds, truncateds, gamma, lambd):
    """Each step counts itself and the next one, whatever ends."""
    return deltas + gamma * lambd * torch.cat([deltas[1:], deltas[:1] * 0])


def test_dependence_by_hand():
    weights = dependence(leaky, {1: "truncated"}, 4)
    assert np.allclose(weights, np.eye(4) + 0.99 * 0.95 * np.eye(4, k=1))


def test_what_crosses_an_end_is_counted():
    figure = draw_answers(leaky, {1: "truncated", 4: "terminated"}, steps=8)
    assert "2 cells lie beyond one" in figure.alt
    (axes,) = figure.axes
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["truncated", "terminated"]
    assert "0 cells" in draw_answers(leaky, {}, steps=4).alt
