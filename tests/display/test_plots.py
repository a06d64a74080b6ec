"""Learning curves."""

import gc
import io
import subprocess
import sys
import weakref

import numpy as np
import pytest

from rlcourse.display import course_style, describe_returns, new_figure, plot_returns
from rlcourse.display.compare import compare_bands
from rlcourse.display.plots import long_number, short_number
from rlcourse.display.style import COLORS
from rlcourse.language import use_language

STEPS = [10_000, 20_000, 30_000]
RETURNS = [-1200.4, 5.0, 1503.6]
BAND = {"steps": STEPS, "low": [-900, 0, 900], "mid": [-800, 100, 1000], "high": [0, 1, 1100]}


def texts_of(figure) -> list[str]:
    figure.draw_without_rendering()
    axes = figure.axes[0]
    labels = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    found = [*axes.texts, axes.xaxis.label, axes.yaxis.label, *labels]
    return [axes.get_title(loc="left"), *(text.get_text() for text in found)]


def test_curve_shows_the_returns():
    figure = plot_returns(STEPS, RETURNS, title="HalfCheetah")
    line = figure.axes[0].lines[0]
    assert line.get_xdata().tolist() == STEPS
    assert line.get_ydata().tolist() == RETURNS
    assert line.get_color() == COLORS["blue"]
    texts = texts_of(figure)
    for wanted in ("HalfCheetah", "return", "30k", "1,000", "1,504"):
        assert wanted in texts


def test_band_is_behind_the_curve():
    axes = plot_returns(STEPS, RETURNS, band=BAND).axes[0]
    (area,) = axes.collections
    curve = next(line for line in axes.lines if line.get_color() == COLORS["blue"])
    assert area.get_zorder() < curve.get_zorder()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["reference runs"]


def test_a_note_stands_below_the_picture_and_in_its_words():
    figure = plot_returns(STEPS, RETURNS, title="Cheetah", band=BAND, note="You are inside.")
    assert [text.get_text() for text in figure.texts] == ["You are inside."]
    assert figure.alt.endswith("at best 1,504; You are inside.")


def test_lists_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="same length"):
        plot_returns([1, 2], [1])
    with pytest.raises(ValueError, match="misses mid, high"):
        plot_returns(STEPS, RETURNS, band={"steps": STEPS, "low": RETURNS})
    with pytest.raises(ValueError, match="same length"):
        plot_returns(STEPS, RETURNS, band=BAND | {"low": [1]})


def test_nothing_yet_and_one_point_and_nan():
    assert "nothing evaluated yet" in texts_of(plot_returns([], []))
    assert plot_returns([], [], band=BAND).png()
    assert "12" in texts_of(plot_returns([100], [12.0]))
    assert "7" in texts_of(plot_returns([1, 2, 3], [5.0, 7.0, np.nan]))


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (500, "500"), (30_000, "30k"), (2500, "2.5k"), (1.5e6, "1.5M")]
)
def test_short_numbers(value, text):
    assert short_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1503.6, "1,504"), (-1200.4, "−1,200"), (0.1234, "0.123"), (np.nan, "nan")],
)
def test_long_numbers(value, text):
    assert long_number(value) == text


def test_alt_text_tells_the_curve():
    alt = "Cheetah: learning curve, return −1,200 after 10,000 steps, 1,504 after 30,000 steps, at"
    assert describe_returns(STEPS, RETURNS, "Cheetah") == f"{alt} best 1,504"
    figure = plot_returns(STEPS, RETURNS, title="Cheetah")
    data, metadata = figure._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == figure.alt
    assert data["text/plain"] == "figure: Cheetah"


def test_png_and_svg_are_the_same_every_time():
    figures = [plot_returns(STEPS, RETURNS, title="Cheetah", band=BAND) for _ in range(2)]
    assert figures[0].png() == figures[1].png()
    assert figures[0].svg() == figures[1].svg()
    assert figures[0].png().startswith(b"\x89PNG")


def test_svg_takes_the_colours_of_the_page():
    svg = plot_returns(STEPS, RETURNS, title="Cheetah & co").svg()
    assert svg.startswith('<svg role="img" aria-label="Cheetah &amp; co: learning curve')
    assert svg.endswith("</svg>")
    assert "currentColor" in svg
    assert ">Cheetah &amp; co</text>" in svg
    assert len(svg) < 30_000


def test_style_ends_with_its_block():
    import matplotlib

    before = dict(matplotlib.rcParams)
    with course_style():
        assert matplotlib.rcParams["axes.titlelocation"] == "left"
    plot_returns(STEPS, RETURNS).png()
    assert dict(matplotlib.rcParams) == before


def test_nothing_keeps_a_figure():
    figure = plot_returns(STEPS, RETURNS)
    figure.png()
    alive = weakref.ref(figure)
    del figure
    gc.collect()
    assert alive() is None
    if "matplotlib.pyplot" in sys.modules:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []


@pytest.mark.filterwarnings("error")
def test_japanese_without_a_japanese_font_is_quiet(monkeypatch):
    monkeypatch.setattr("rlcourse.display.style.font_families", lambda: ("DejaVu Sans",))
    use_language("ja")
    figure = plot_returns(STEPS, RETURNS, title="倒立振子")
    figure.savefig(io.BytesIO(), bbox_inches="tight")
    assert "倒立振子" in texts_of(figure)


@pytest.mark.filterwarnings("error")
def test_japanese_letters_are_drawn():
    from matplotlib import font_manager

    from rlcourse.display.style import JAPANESE_FONTS, font_families

    if len(font_families()) == 1:
        assert not {font.name for font in font_manager.fontManager.ttflist} & set(JAPANESE_FONTS)
        pytest.skip("no Japanese font on this machine")
    pictures = set()
    for title in ("倒立", "振子"):
        figure, axes = new_figure()
        with course_style():
            axes.set_title(title)
        pictures.add(figure.png())
    assert len(pictures) == 2


def test_shown_once_in_a_notebook(run_notebook):
    plot = "plot_returns([1, 2], [3, 4], title='Once')"
    for first in ("", "import matplotlib.pyplot"):
        outputs = run_notebook(f"from rlcourse.display import plot_returns\n{first}", plot)
        (output,) = outputs
        assert set(output["data"]) == {"image/png", "text/plain"}
        assert output["data"]["text/plain"] == ["figure: Once"]
        assert output["metadata"]["image/png"]["alt"].startswith("Once: learning curve")


def test_display_is_imported_without_its_libraries():
    code = (
        "import sys, rlcourse.display.plots, rlcourse.display.progress, rlcourse.display.video\n"
        "heavy = {'matplotlib', 'torch', 'pybullet', 'IPython', 'tqdm', 'gymnasium'}\n"
        "print(heavy & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_bands_side_by_side():
    """Each has its colour and its name, and the words say how they end."""
    minutes = {**BAND, "steps": [1, 2, 3]}
    figure = compare_bands({"PPO": BAND, "SAC": BAND}, title="Cheetah")
    assert [line.get_label() for line in figure.axes[0].lines] == ["PPO", "SAC"]
    assert len({line.get_color() for line in figure.axes[0].lines}) == 2
    assert figure.alt == "Cheetah: learning curves; PPO ends at 1,000, SAC ends at 1,000"
    assert "30k" in texts_of(figure)
    assert "minutes" in texts_of(compare_bands({"PPO": minutes}, xlabel="minutes"))
    with pytest.raises(ValueError, match="one to 6 bands"):
        compare_bands({})
