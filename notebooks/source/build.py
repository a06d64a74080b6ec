"""Make the notebooks: notebooks/source/en/NN_name.md -> notebooks/en/NN_name.ipynb.

    python notebooks/source/build.py               all of them, in both languages
    python notebooks/source/build.py 00_start      one, in both languages
    python notebooks/source/build.py en/00_start   one, in one language
    python notebooks/source/build.py --text ...    those in which nothing but text was changed

Every notebook is executed from its first cell to its last in an empty folder. The same source on
the same machine gives the same file. With `--text` none is: the outputs stay as they were.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SOURCE = Path(__file__).parent
ROOT = SOURCE.parents[1]
sys.path.insert(0, str(SOURCE))

from opening import badge, setup_code  # noqa: E402

from rlcourse.display.style import font_families  # noqa: E402

# No cell may take longer, in seconds. Training the cheetah is the longest.
CELL_TIMEOUT = 3600
# Seconds that a cell's output may come after its end.
LATEST = 120
LANGUAGES = ("en", "ja")
READMES = (ROOT / "README.md", ROOT / "README.ja.md")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Of the kernel: nothing of this machine's, the same numbers on any count of processors, and
# pictures instead of widgets, which are dead text without a kernel.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "RLCOURSE_STATIC": "1",
    "RLCOURSE_HOME": "my_solutions",
}


def main(names: list[str]) -> int:
    """Build the named notebooks, or all; 1 where one failed."""
    failed = 0
    only_text = "--text" in names
    for path in find_sources([name for name in names if name != "--text"]):
        start = perf_counter()
        name = f"{path.parent.name}/{path.stem}"
        try:
            notebook = assemble(path)
            if path.parent.name == "ja" and not only_text:
                require_japanese()
            notebook = keep_outputs(notebook, path) if only_text else execute(notebook)
        except (ValueError, RuntimeError) as error:
            print(f"{name}: {error}")
            failed = 1
            continue
        target = target_of(path)
        target.parent.mkdir(exist_ok=True)
        target.write_text(to_json(notebook), encoding="utf-8")
        size = target.stat().st_size / 1e6
        print(f"{name}: {perf_counter() - start:.0f} s, {size:.2f} MB", flush=True)
    for page in READMES:
        page.write_text(with_address(page.read_text(encoding="utf-8")), encoding="utf-8")
    return failed


def require_japanese() -> None:
    """See to it that pictures have letters for Japanese.

    Raises:
        RuntimeError: matplotlib knows no Japanese font, and would draw empty boxes.
    """
    if len(font_families()) < 2:
        raise RuntimeError(
            "matplotlib finds no Japanese font: apt install fonts-noto-cjk, remove "
            ".venv/matplotlib/fontlist-*.json and try again"
        )


def with_address(text: str) -> str:
    """A page whose badges lead to this repository."""
    return re.sub(r"(?<=google\.com/github/)[^/\s]+/[^/\s]+(?=/blob/)", repository(), text)


def find_sources(names: list[str]) -> list[Path]:
    """The sources of the named notebooks; of all where none is named.

    Raises:
        SystemExit: there is no such source.
    """
    every = [p for language in LANGUAGES for p in sorted((SOURCE / language).glob("[0-9]*.md"))]
    chosen = []
    for name in names:
        found = [p for p in every if name in (p.stem, f"{p.parent.name}/{p.stem}")]
        if not found:
            known = ", ".join(sorted({p.stem for p in every}))
            raise SystemExit(f"there is no notebook {name!r}; there are: {known}")
        chosen += found
    return chosen or every


def target_of(source: Path) -> Path:
    """Where the notebook of a source stands."""
    return ROOT / "notebooks" / source.parent.name / f"{source.stem}.ipynb"


def repository() -> str:
    """ "owner/name" on GitHub.

    Raises:
        SystemExit: pyproject.toml gives no such address.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = str(project["urls"]["Repository"])
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", address)
    if found is None:
        raise SystemExit(
            f"pyproject.toml: Repository is {address}, not https://github.com/owner/name"
        )
    return found[1]


def assemble(source: Path) -> NotebookNode:
    """The notebook before it is executed: the source's cells, the badge and the set-up cell.

    Raises:
        ValueError: the source does not begin with a title, or its first code cell is not empty.
    """
    text = source.read_text(encoding="utf-8")
    language, stem = source.parent.name, source.stem
    draft = jupytext.reads(text, fmt="md:myst")
    title, _, rest = draft.cells[0].source.partition("\n")
    if draft.cells[0].cell_type != "markdown" or not title.startswith("# "):
        raise ValueError("the source must begin with its title, a line '# ...'")
    draft.cells[0].source = f"{title}\n\n{badge(language, stem, repository())}\n{rest}".rstrip()

    # The first code cell, where it is empty, keeps the place of the set-up cell.
    first = next((i for i, cell in enumerate(draft.cells) if cell.cell_type == "code"), None)
    if first is None or draft.cells[first].source.strip():
        raise ValueError("the first code cell must be empty: the set-up cell takes its place")
    draft.cells[first].source = setup_code(language, repository())
    draft.cells[first].metadata["cellView"] = "form"

    for cell in draft.cells:
        if cell.cell_type == "markdown":
            cell.source = join_lines(cell.source)
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    notebook.cells = [clean(cell, f"{stem}-{i:02}") for i, cell in enumerate(draft.cells)]
    return notebook


def join_lines(text: str) -> str:
    """Text whose lines are not broken between two Japanese letters: browsers show a gap there.

    Either may be bold; the second may have a number before it, as in 3つ.
    """
    letter = r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
    end, start = rf"(?:(?<={letter})|(?<={letter}\*\*))", rf"(?=(?:\*\*|[\d,]+)?{letter})"
    return re.sub(rf"{end}\n *(?:> )?{start}", "", text)


def clean(cell: NotebookNode, cell_id: str) -> NotebookNode:
    """The cell alone, without what jupytext noted, under an id that follows from its place."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    metadata = {k: v for k, v in cell.metadata.items() if k in ("tags", "cellView")}
    new: NotebookNode = make[cell.cell_type](cell.source, id=cell_id, metadata=metadata)
    return new


def execute(notebook: NotebookNode) -> NotebookNode:
    """Run every cell in an empty folder.

    Raises:
        RuntimeError: a cell failed or wrote to stderr.
    """
    environment = os.environ | ENVIRONMENT
    for name in ("RLCOURSE_QUICK", "RLCOURSE_LANGUAGE"):
        environment.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            # Else what a busy machine brings late is lost without a word.
            iopub_timeout=LATEST,
            raise_on_iopub_timeout=True,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            record_timing=False,
            store_widget_state=False,
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute(env=environment)
        # A cell that takes too long is a TimeoutError.
        except (CellExecutionError, TimeoutError) as error:
            raise RuntimeError(str(error)) from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = join_streams([tidy(output, cell) for output in cell.outputs])
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def keep_outputs(notebook: NotebookNode, source: Path) -> NotebookNode:
    """The outputs that the built notebook has, below the same code.

    Raises:
        ValueError: there is none, or its code differs.
    """
    target = target_of(source)
    if not target.exists():
        raise ValueError("there are no outputs to keep: build it without --text")
    built = [c for c in nbformat.read(target, as_version=4).cells if c.cell_type == "code"]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    # The set-up cell has no outputs, and is the same everywhere but for the repository's address.
    if [(c.source, c.metadata) for c in cells[1:]] != [(c.source, c.metadata) for c in built[1:]]:
        raise ValueError("more than text was changed: build it without --text")
    for cell, old in zip(cells, built, strict=True):
        cell.outputs, cell.execution_count = old.outputs, old.execution_count
    return notebook


def tidy(output: NotebookNode, cell: NotebookNode) -> NotebookNode:
    """The output as it is kept.

    Raises:
        RuntimeError: it is an error, a warning or anything else on stderr.
    """
    if output.get("name") == "stderr":
        raise RuntimeError(f"this cell writes to stderr:\n{cell.source}\n---\n{output.text}")
    if re.search(r"at 0x[0-9a-f]{6,}", str(output.get("data", {}).get("text/plain", ""))):
        raise RuntimeError(f"this cell shows an object's address:\n{cell.source}\n---\n{output}")
    return output


def join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Neighbouring lines in one piece: they come in one or in two, as the clock will have it."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and joined and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def to_json(notebook: NotebookNode) -> str:
    """The file's text."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
