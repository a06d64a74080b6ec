"""`python -m rlcourse`, for where the command `rlcourse` is not on the path."""

from rlcourse.cli import main

main()
