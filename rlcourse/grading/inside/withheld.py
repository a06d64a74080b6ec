"""Where the course's own answer would stand, there is this error."""


class ReferenceWithheldError(ImportError):
    """The answer on trial asked for the course's own."""


def withheld(name: str) -> None:
    """What the body of a withheld function calls.

    Raises:
        ReferenceWithheldError: always.
    """
    raise ReferenceWithheldError(f"{name} is on trial: the course's own is not there")
