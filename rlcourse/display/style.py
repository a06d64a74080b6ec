"""How the course's pictures look: one style, colours that the colour-blind can tell apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

# Okabe and Ito, "Color Universal Design", 2008.
COLORS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "black": "#000000",
}
INK = "#2B3038"
FAINT = "#8A929E"
GRID = "#DDE1E6"

# Matplotlib goes through its families glyph by glyph, so the first one that is there is enough.
JAPANESE_FONTS = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans JP",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "IPAexGothic",
    "IPAPGothic",
    "TakaoPGothic",
    "VL PGothic",
    "MS Gothic",
)


@lru_cache
def font_families() -> tuple[str, ...]:
    """Matplotlib's own font, then a Japanese one if this machine has any."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    japanese = [name for name in JAPANESE_FONTS if name in installed]
    return ("DejaVu Sans", *japanese[:1])


def style_settings() -> dict[Any, Any]:
    """Matplotlib's settings (rcParams) for the course's pictures."""
    from cycler import cycler

    return {
        "axes.axisbelow": True,
        "axes.edgecolor": FAINT,
        "axes.facecolor": "white",
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.labelcolor": INK,
        "axes.labelsize": 11,
        "axes.prop_cycle": cycler(color=list(COLORS.values())),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlepad": 12,
        "axes.titlesize": 12,
        "axes.titleweight": "bold",
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.h_pad": 0.08,
        "figure.constrained_layout.w_pad": 0.08,
        "figure.dpi": 110,
        "figure.facecolor": "white",
        "figure.figsize": (6.4, 3.6),
        "font.family": list(font_families()),
        "font.size": 10.5,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "legend.frameon": False,
        "legend.fontsize": 10,
        "lines.linewidth": 2,
        "lines.solid_capstyle": "round",
        "savefig.dpi": "figure",
        "text.color": INK,
        "xtick.color": FAINT,
        "xtick.labelcolor": INK,
        "ytick.color": FAINT,
        "ytick.labelcolor": INK,
    }


@contextmanager
def course_style() -> Iterator[None]:
    """Pictures made inside look like the course's; settings outside stay as they were."""
    import matplotlib

    with matplotlib.rc_context(style_settings()):
        yield
