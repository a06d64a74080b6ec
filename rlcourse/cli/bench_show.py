"""`rlcourse bench show`: the table of a folder of runs."""

import sys
from pathlib import Path

from rlcourse.cli.errors import BadInputError
from rlcourse.cli.folders import make_folder
from rlcourse.cli.needs import BENCH, check_installed


def run_showing(out: Path) -> None:
    """Print the table; write README.md and the pictures into `out`.

    Raises:
        BadInputError: there is nothing to show.
    """
    check_installed(BENCH)
    if not out.is_dir():
        raise BadInputError(f"{out}: no such folder; `rlcourse bench learn` makes one")
    from rlcourse.bench.show import read_groups, write_page

    groups, unusable = read_groups(out)
    for path in unusable:
        print(
            f"rlcourse: {path} holds no complete run, or one a second time: left out",
            file=sys.stderr,
        )
    if not groups:
        raise BadInputError(f"{out} holds no complete run; `rlcourse bench learn` makes some")
    make_folder(out)
    print(write_page(out, groups))
