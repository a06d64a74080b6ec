"""What the command line answers with one line: a mistake of the user's, a stop, a failed work."""


class BadInputError(Exception):
    """Something typed cannot be used. The message is one line that says what to do."""


class StoppedError(Exception):
    """The user pressed Ctrl-C. The message says what was kept and how to go on."""


class FailedError(Exception):
    """The work itself failed. The message says why, what was kept and how to go on."""
