"""Four critics and what the explained variance says of them."""

import pytest

from rlcourse.display.explained_variance import draw_explained_variance, four_critics
from rlcourse.language import use_language


def test_the_titles_say_what_the_points_show():
    targets, critics = four_critics()
    good, high, constant, opposite = critics.values()
    assert high - good == pytest.approx(4)
    assert constant.std() == 0
    assert (opposite == -good).all()
    figure = draw_explained_variance()
    titles = [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes]
    shares = [float(title.rpartition(": ")[2]) for title in titles]
    left = [((targets - v).var() / targets.var()) for v in critics.values()]
    assert shares == pytest.approx([1 - share for share in left], abs=0.005)
    assert shares[0] == shares[1] > 0.8
    assert shares[2] == 0
    assert shares[3] < -1


def test_it_is_described_in_both_languages():
    assert "0.00" in draw_explained_variance().alt
    use_language("ja")
    assert "水平な線" in draw_explained_variance().alt
