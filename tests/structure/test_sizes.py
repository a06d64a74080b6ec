"""Small files, small functions."""

import pytest

from tests.structure.code import ROOT, files, functions

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 60
EVERYWHERE = ("rlcourse", "tests", "notebooks")


@pytest.mark.parametrize("folder", EVERYWHERE)
def test_no_file_is_long(folder):
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in files(folder)}
    long = [f"{p.relative_to(ROOT)}: {n}" for p, n in lengths.items() if n > LINES_OF_A_FILE]
    assert not long


@pytest.mark.parametrize("folder", EVERYWHERE)
def test_no_function_is_long(folder):
    long = []
    for path in files(folder):
        for name, function in functions(path):
            lines = function.end_lineno - function.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                long.append(f"{path.relative_to(ROOT)}, {name}: {lines}")
    assert not long
