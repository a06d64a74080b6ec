"""Sliders over a picture, or the picture alone where there is nothing to slide with."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rlcourse.display.progress import in_notebook


@dataclass(frozen=True)
class Slider:
    """One number that the reader may choose.

    Args:
        label: beside the slider.
        low, high, step: what it can be.
        start: what it is at first.
    """

    label: str
    low: float
    high: float
    step: float
    start: float


def explore(draw: Callable[..., Any], **sliders: Slider) -> Any:
    """Sliders that draw a picture anew, for the last line of a cell.

    Args:
        draw: takes a number for each slider, by name, and returns a figure.
        sliders: by the names of `draw`'s arguments.

    Returns:
        Widgets; the first picture where RLCOURSE_STATIC is set, ipywidgets is missing, or this is
        no notebook.
    """
    if is_static():
        return draw(**{name: slider.start for name, slider in sliders.items()})
    from IPython.display import display
    from ipywidgets import FloatSlider, Layout, interactive

    chosen = {
        name: FloatSlider(
            value=slider.start,
            min=slider.low,
            max=slider.high,
            step=slider.step,
            description=slider.label,
            readout_format=f".{decimals(slider.step)}f",
            # A picture takes longer than a movement of the mouse.
            continuous_update=False,
            style={"description_width": "9em"},
            layout=Layout(width="32em", max_width="100%"),
        )
        for name, slider in sliders.items()
    }

    def show(**values: float) -> None:
        display(draw(**values))

    return interactive(show, **chosen)


def decimals(step: float) -> int:
    """Digits after the point that tell two neighbours on a slider apart: 0.005 -> 3."""
    return len(f"{step:.6f}".rstrip("0").partition(".")[2])


def is_static() -> bool:
    """Whether only a picture can be shown."""
    if os.environ.get("RLCOURSE_STATIC") or not in_notebook():
        return True
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return True
    return False
