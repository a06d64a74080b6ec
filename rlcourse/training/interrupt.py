"""Ctrl-C and the stop button as a request that is met between two steps."""

import signal
import threading
from types import FrameType
from typing import Any


class StopRequest:
    """Inside `with StopRequest() as stop:` the first interrupt sets `stop.requested`.

    A KeyboardInterrupt in the middle of an optimiser's step, or of a message to a worker, would
    leave half of it done. A second interrupt raises at once, for a user who cannot wait.
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def __enter__(self) -> "StopRequest":
        # Only the main thread may take over a signal; elsewhere none arrives anyway.
        self._owner = threading.current_thread() is threading.main_thread()
        if self._owner:
            self._previous = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *error: object) -> None:
        if self._owner:
            signal.signal(signal.SIGINT, self._previous)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
