"""Files that honest students hand in, and what becomes of the one answer in them."""

import json
import os

from rlcourse.grading.result import Status
from tests.grading.books import HEAD, book, code, right, text, write

NAME = "calculate_log_pi"
ANSWER = right(NAME)
LOG_2PI = ANSWER.replace("0.5 * math.log(2 * math.pi)", "half_of(LOG_2PI)")
PASSED, UNREADABLE = Status.PASSED, Status.UNREADABLE


def plain(*cells, **more):
    return lambda path: write(path, cells, **more)


def raw(data):
    return lambda path: path.write_bytes(data)


def truncated(path):
    path.write_text(json.dumps(book([HEAD, ANSWER]))[:-40])


def large_output(path):
    """200 MB, of which a good part are short lines."""
    start, end = json.dumps(book([HEAD, code(ANSWER, outputs=["HERE"])])).split('"HERE"')
    with open(path, "w") as file:
        file.write(
            start + '{"output_type": "stream", "name": "stdout", "text": ["' + "x" * 190_000_000
        )
        file.write('", ' + '"a line\\n", ' * 800_000 + '"end"]}' + end)


def version_3(path):
    cells = [
        {"cell_type": "code", "language": "python", "input": source, "outputs": [], "metadata": {}}
        for source in (HEAD, ANSWER)
    ]
    data = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    path.write_text(json.dumps({**data, "worksheets": [{"cells": cells, "metadata": {}}]}))


def no_metadata(path):
    cells = [{"cell_type": "code", "source": source.splitlines(True)} for source in (HEAD, ANSWER)]
    path.write_text(json.dumps({"cells": cells}))


def strange_cells(path):
    strange = [None, 3, {}, {"cell_type": "code", "source": 5}, {"cell_type": [], "source": [1]}]
    write(path, [])
    data = json.loads(path.read_text())
    data["cells"] = [*strange, code(HEAD), code(ANSWER), {"cell_type": "code"}]
    path.write_text(json.dumps(data))


def utf_8_with_mark(path):
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(book([HEAD, ANSWER])).encode())


def pipe(path):
    os.mkfifo(path)


def twice(path):
    write(path, [*[code(HEAD, id="a"), code(ANSWER, id="b")] * 2])


def two_notebooks(path):
    path.unlink(missing_ok=True)
    folder = path.with_suffix("")
    write(folder / "first try.ipynb", [HEAD, ANSWER])
    stub = f"def {NAME}(log_stds, noises, actions):\n    raise NotImplementedError"
    write(folder / "second.ipynb", [HEAD, stub])


KERNEL_OF_R = {"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "R"}}

FILES = {
    "cut off in the middle": (truncated, UNREADABLE),
    "an empty file": (raw(b""), UNREADABLE),
    "a picture": (raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), UNREADABLE),
    "JSON, but a list": (raw(b"[1, 2, 3]"), UNREADABLE),
    "brackets 100,000 deep": (raw(b'{"cells": ' + b"[" * 100_000), UNREADABLE),
    "text in UTF-16": (raw(json.dumps(book([HEAD, ANSWER])).encode("utf-16")), UNREADABLE),
    "a pipe": (pipe, UNREADABLE),
    "200 MB of output": (large_output, PASSED),
    "no cells": (plain(), Status.NOT_SUBMITTED),
    "cells that are none": (strange_cells, PASSED),
    "no metadata at all": (no_metadata, PASSED),
    "nbformat 3": (version_3, PASSED),
    "a byte order mark": (utf_8_with_mark, PASSED),
    "another kernel": (
        plain("log_pi <- function(x) {\n  x\n}", metadata=KERNEL_OF_R),
        Status.NOT_SUBMITTED,
    ),
    "every cell twice": (twice, PASSED),
    "cells in a wrong order": (
        plain(
            "def half_of(x):\n    return x / 2",
            LOG_2PI,
            "LOG_2PI = math.log(TWO * math.pi)",
            "TWO = 2",
            HEAD,
        ),
        PASSED,
    ),
    "the function renamed": (
        plain(HEAD, ANSWER.replace(NAME, "my_answer")),
        Status.NOT_SUBMITTED,
    ),
    "a syntax error elsewhere": (plain(HEAD, "def f(:\n    pass", ANSWER, "print 'done'"), PASSED),
    "a syntax error in the answer": (
        plain(HEAD, ANSWER.replace("exponent =", "exponent = (")),
        Status.SYNTAX_ERROR,
    ),
    "a broken second version": (plain(HEAD, ANSWER, f"def {NAME}(:"), PASSED),
    "magics and shell lines": (
        plain("%matplotlib inline\n!pip install torch", HEAD, f"%%time\n{ANSWER}", "?torch"),
        PASSED,
    ),
    "training and plotting": (
        plain(
            HEAD,
            ANSWER,
            "while True:\n    pass",
            "loss = 1 / 0\nraise SystemExit",
            "import matplotlib.pyplot as plt\nplt.plot([loss])",
        ),
        PASSED,
    ),
    "the stub": (
        plain(HEAD, f"def {NAME}(log_stds, noises, actions):\n    raise NotImplementedError"),
        Status.NOT_ATTEMPTED,
    ),
    "right, then a worse version": (
        plain(HEAD, ANSWER, ANSWER.replace("-0.5", "0.5")),
        Status.WRONG,
    ),
    "a lambda with helpers": (
        plain(
            HEAD,
            "def given(s, n, a):\n"
            "    return (-0.5 * n**2 - s - LOG - torch.log(1 - a**2 + 1e-6)).sum(-1, keepdim=True)",
            "LOG = 0.5 * math.log(2 * math.pi)",
            f"{NAME} = lambda log_stds, noises, actions: given(log_stds, noises, actions)",
        ),
        PASSED,
    ),
    "nothing but text": (plain(text("# 解答\n\nまだです．")), Status.NOT_SUBMITTED),
    "a cell of a megabyte": (plain(HEAD, "# " + "x" * 1_000_000, ANSWER), PASSED),
    "brackets that no parser likes": (
        plain(HEAD, ANSWER, "(" * 50_000, "x = " + "-" * 90_000 + "1", "1" + "+1" * 90_000),
        PASSED,
    ),
    "two notebooks, the second empty": (two_notebooks, PASSED),
}
