"""Sandboxes that are kept for the next submission: to start one takes seconds, for torch."""

from contextlib import suppress

from rlcourse.grading.box import BoxError, Sandbox
from rlcourse.grading.limits import Limits


class Boxes:
    """Sandboxes that wait. Each is in one hand at a time, so threads may share these."""

    def __init__(self) -> None:
        self.waiting: list[Sandbox] = []

    def take(self, limits: Limits, walls: bool) -> Sandbox:
        """One in which no submission has left anything; a new one where none waits.

        Raises:
            BoxError: a new one does not start.
        """
        while self.waiting:
            box = self.waiting.pop()
            if (box.limits, box.walls) == (limits, walls):
                with suppress(BoxError, OSError):
                    box.renew()
                    return box
            box.close()
        return Sandbox(limits, walls)

    def give_back(self, box: Sandbox) -> None:
        """Keep one that is whole."""
        if box.roomy:
            self.waiting.append(box)
        else:
            box.close()

    def close(self) -> None:
        """Take all down."""
        while self.waiting:
            self.waiting.pop().close()
