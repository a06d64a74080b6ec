"""Read a student's file as data: its code cells as Python, and its language."""

import json
import logging
import mmap
import os
import re
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from rlcourse.grading.skim import SkimError, skim
from rlcourse.language import Text

LARGEST_FILE = 1 << 30
# Of what is left without outputs.
LARGEST_TEXT = 8 << 20
# In characters. A notebook of the course has 10,000 in its code cells.
LARGEST_CELL = 40_000
LARGEST_CODE = 200_000
# Lines of a cell that are no Python, times its characters: IPython reads it anew for each of them.
MOST_READING = 200_000
DAMAGED = Text(
    "the file is damaged or no notebook", "ファイルが壊れているか，ノートブックではありません"
)
# Kana: Chinese has none.
KANA = re.compile(r"[\u3040-\u30ff]")
# Without such a line there is nothing that IPython would change. A blank that is no end of a line,
# or a cell of empty lines would be looked through from each of them.
SPECIAL = re.compile(
    r"^_*[%!?,;/]|=_*[%!]|\?_*$|^_*>>>|^_*In \[".replace("_", r"[^\S\n]"), re.MULTILINE
)
# Cell magics that run the rest of the cell as Python.
AROUND_PYTHON = re.compile(r"\s*%%(time|timeit|capture|prun)\b[^\n]*\n")


class UnreadableError(ValueError):
    """No notebook can be read from a file.

    Args:
        text: why, in both languages.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Notebook:
    """What counts of a notebook.

    Args:
        name: of its file.
        language: "en" or "ja".
        cells: the code cells as plain Python, magics made into calls; perhaps with errors.
    """

    name: str
    language: str
    cells: tuple[str, ...]


def read_notebook(path: Path) -> Notebook:
    """Read a notebook of any age.

    Raises:
        UnreadableError: it is none.
    """
    try:
        data = json.loads(read_text(path))
        cells = read_cells(data)
    except UnreadableError:
        raise
    except SkimError as error:
        raise UnreadableError(Text(f"{DAMAGED.en} ({error})", f"{DAMAGED.ja} ({error})")) from error
    except Exception as error:  # whatever nbformat says of what it does not know
        raise UnreadableError(DAMAGED) from error
    code, size = [], 0
    for kind, source in cells:
        size += len(source) if kind == "code" else 0
        if kind == "code" and size <= LARGEST_CODE:
            code.append(as_python(source))
    return Notebook(path.name, language_of(data, cells), tuple(code))


def read_text(path: Path) -> str:
    """The file's text without outputs.

    Raises:
        UnreadableError: it is no file, or cannot be read.
        SkimError: it is too large or too deep.
    """
    try:
        # Not a pipe, on which one would wait for ever, nor a link.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | NO_LINKS | BINARY)
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise UnreadableError(
            Text(f"the file cannot be opened ({reason})", f"ファイルを開けません({reason})")
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(Text("it is no file", "ファイルではありません"))
        if status.st_size == 0:
            raise UnreadableError(Text("the file is empty", "ファイルが空です"))
        if status.st_size > LARGEST_FILE:
            raise SkimError("too large")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            text = skim(view, LARGEST_TEXT)
    return text.decode("utf-8-sig")


NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)


def read_cells(data: Any) -> list[tuple[str, str]]:
    """(kind, source) of all cells.

    Raises:
        ValueError: it is no notebook.
    """
    if not isinstance(data, dict) or not (data.keys() & {"cells", "worksheets"}):
        raise ValueError("no cells")
    if "worksheets" in data:
        data = upgrade(data)
    cells = data["cells"]
    if not isinstance(cells, list):
        raise ValueError("no list of cells")
    return [
        (str(cell.get("cell_type")), source_of(cell)) for cell in cells if isinstance(cell, dict)
    ]


def upgrade(data: dict[str, Any]) -> dict[str, Any]:
    """A notebook of version 3 as one of version 4."""
    data = {"metadata": {}, "nbformat_minor": 0, **data, "nbformat": 3}
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(nbformat.convert(nbformat.from_dict(data), 4))  # type: ignore[no-untyped-call]


def source_of(cell: dict[str, Any]) -> str:
    """A cell's text, which may be a list of lines; empty where it is something else."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) and len(source) <= LARGEST_CELL else ""


def as_python(source: str) -> str:
    """A code cell with its magics as calls; as it stands where IPython cannot, or not soon."""
    source = AROUND_PYTHON.sub("", source, count=1) if AROUND_PYTHON.match(source) else source
    if not 0 < len(SPECIAL.findall(source)) * len(source) <= MOST_READING:
        return source
    try:
        return str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
    except Exception:  # a syntax error, mostly
        return source


def language_of(data: dict[str, Any], cells: list[tuple[str, str]]) -> str:
    """ "ja" where metadata or the text says so, else "en"."""
    metadata = data.get("metadata")
    if isinstance(metadata, dict):
        said = metadata.get("language") or metadata.get("lang")
        if isinstance(said, str) and said[:2] in ("en", "ja"):
            return said[:2]
    text = [source for kind, source in cells if kind == "markdown"] or [s for _, s in cells]
    kana = sum(len(KANA.findall(source)) for source in text)
    return "ja" if kana > 0.05 * sum(map(len, text)) else "en"
