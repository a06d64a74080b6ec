"""Rows of a CSV file that an instructor wrote."""

import csv
from pathlib import Path


def read_rows(path: Path, option: str, refusal: type[ValueError] = ValueError) -> list[list[str]]:
    """The cells of every line, as they stand there.

    Args:
        path: of the file.
        option: that names the file on the command line; the message begins with it.
        refusal: what is raised.

    Raises:
        ValueError: it cannot be read; the message is one line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refusal(f"{option} {path}: is no CSV file in UTF-8 ({error})") from error
    except OSError as error:
        raise refusal(f"{option} {path}: cannot be read ({error.strerror})") from error
