"""One HTML page that needs no other file and no network."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem;
         font-family: system-ui, sans-serif; line-height: 1.5; }}
  svg {{ max-width: 100%; height: auto; }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def write_page(path: Path, title: str, parts: Sequence[str]) -> None:
    """Write a page of `parts`, pieces of HTML, one below the other.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(PAGE.format(title=escape(title), body="\n".join(parts)), encoding="utf-8")
