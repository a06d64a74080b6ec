"""What the command line answers when the user, and not the course, made a mistake."""


class BadInputError(Exception):
    """Something typed cannot be used. The message is one line that says what to do."""


class StoppedError(Exception):
    """The user pressed Ctrl-C. The message says what was kept and how to go on."""
