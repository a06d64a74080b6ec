"""A figure that a notebook shows once, with words for those who do not see it."""

import base64
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from rlcourse.display.style import COLORS, GRID, INK, course_style

# Pixels of the page per inch of the figure.
SHOWN_DPI = 90


class CourseFigure(Figure):
    """A figure outside pyplot: nothing shows it but its being a cell's value, and nothing keeps it.

    Attributes:
        alt: what a screen reader says.
    """

    alt: str = ""

    def __repr__(self) -> str:
        return f"figure: {self.alt.partition(':')[0]}" if self.alt else "figure"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"image/png": base64.b64encode(self.png()).decode("ascii"), "text/plain": repr(self)}
        width, height = (round(SHOWN_DPI * inches) for inches in self.get_size_inches())
        return data, {"image/png": {"alt": self.alt, "width": width, "height": height}}

    def draw(self, renderer: Any) -> None:
        with _quiet_about_glyphs():
            super().draw(renderer)

    def get_tightbbox(self, *args: Any, **kwargs: Any) -> Any:
        with _quiet_about_glyphs():
            return super().get_tightbbox(*args, **kwargs)

    def png(self) -> bytes:
        """The picture, twice as fine as it is shown so that it is sharp on every screen."""
        file = io.BytesIO()
        with course_style():
            self.savefig(file, format="png", dpi=2 * SHOWN_DPI, metadata={"Software": None})
        return file.getvalue()

    def svg(self) -> str:
        """An `<svg>` element for a page: letters stay letters, ink takes the page's colours.

        The page may set `--accent`, the colour of the curve.
        """
        file = io.StringIO()
        no_metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with course_style(), rc_context({"svg.fonttype": "none", "svg.hashsalt": "rlcourse"}):
            self.savefig(file, format="svg", transparent=True, metadata=no_metadata)
        element = file.getvalue()
        label = f'<svg role="img" aria-label="{escape(self.alt)}"'
        element = element[element.index("<svg") :].replace("<svg", label, 1).rstrip()
        element = re.sub(r"font-family: [^;\"]+", "font-family: inherit", element)
        # On a dark page a light grid would shine; half-transparent grey suits both.
        element = re.sub(GRID, "rgba(128, 128, 128, 0.3)", element, flags=re.IGNORECASE)
        blue = COLORS["blue"]
        element = re.sub(blue, f"var(--accent, {blue})", element, flags=re.IGNORECASE)
        return re.sub(INK, "currentColor", element, flags=re.IGNORECASE)


def new_figure(rows: int = 1, columns: int = 1, alt: str = "") -> tuple[CourseFigure, Any]:
    """(figure, its axes) in the course's style, like `plt.subplots` without pyplot.

    What is drawn later (titles, legends) takes the style only inside `with course_style():`.

    Args:
        rows, columns: of axes, each 6.4 by 3.6 inches.
        alt: what a screen reader says.
    """
    with course_style():
        figure = CourseFigure(figsize=(6.4 * columns, 3.6 * rows))
        figure.alt = alt
        return figure, figure.subplots(rows, columns)


@contextmanager
def _quiet_about_glyphs() -> Iterator[None]:
    """Where no Japanese font is installed a box is enough; a warning per character is noise."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        yield
