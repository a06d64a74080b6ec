"""A picture that is drawn again in its place while something runs."""

from typing import Any

from rlcourse.display.progress import in_notebook


class LivePicture:
    """In a notebook, the newest of the pictures it was given; nothing anywhere else."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, picture: Any) -> None:
        """Put a picture in the place of the one before."""
        if not in_notebook():
            return
        from IPython.display import display

        if self._handle is None:
            self._handle = display(picture, display_id=True)
        else:
            self._handle.update(picture)
