"""`pytest --nbval notebooks/`: the cells in their order, every notebook with no answers kept."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

# More than nbval's own limit on a cell, which interrupts the kernel and says which cell it was.
GRACE = 60

FOLDERS = ExitStack()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: Any, items: list[pytest.Item]) -> None:
    """Put cells that pytest-randomly has shuffled back into order, and give them time."""
    cells = [item for item in items if hasattr(item, "cell_num")]
    in_order = iter(sorted(cells, key=lambda cell: (cell.path, cell.cell_num)))  # type: ignore[attr-defined]
    items[:] = [next(in_order) if hasattr(item, "cell_num") else item for item in items]
    for cell in cells:
        cell.add_marker(pytest.mark.timeout(config.option.nbval_cell_timeout + GRACE))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: Any) -> None:
    """Before a notebook's kernel starts: a folder for its answers, empty."""
    if hasattr(item, "cell_num") and item.parent.kernel is None:
        folder = FOLDERS.enter_context(TemporaryDirectory())
        os.environ["RLCOURSE_HOME"] = str(Path(folder) / "my_solutions")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    FOLDERS.close()
