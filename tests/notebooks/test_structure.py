"""What every notebook looks like: its size, its sections, its outputs, its links."""

import ast
import re

import pytest

from rlcourse.exercises.catalogue import EXERCISES
from tests.notebooks.books import (
    BOOKS,
    EVERY,
    PLANNED,
    ROOT,
    assemble,
    code_cells,
    find_check,
    find_stub,
    markdown_cells,
    path_of,
    read,
    stems,
)

MAX_BYTES = 2_000_000
MAX_WORDS = 1_500
MAX_JAPANESE = 4_000
IMAGE = re.compile(r"!\[([^\]]*)\]\(|<img\b[^>]*>|<video\b[^>]*>")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"")

pytestmark = pytest.mark.parametrize(("language", "stem"), EVERY)


def prose(notebook):
    """What is read as text: no formulas, no code blocks, no addresses, no tags."""
    text = "\n".join(cell.source for cell in markdown_cells(notebook))
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"<[^>]+>", r"(?<=\])\([^)]*\)"):
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


def test_it_is_short(language, stem):
    notebook = assemble(language, stem)
    assert 25 <= len(notebook.cells) <= 45
    if language == "ja":
        assert (
            len(re.findall(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]", prose(notebook)))
            <= MAX_JAPANESE
        )
    else:
        assert len(re.findall(r"[\w'’-]*[A-Za-z][\w'’-]*", prose(notebook))) <= MAX_WORDS
    for cell in code_cells(notebook):
        assert len(cell.source.splitlines()) <= 30, cell.source


def test_it_begins_and_ends_as_all_do(language, stem):
    notebook = assemble(language, stem)
    first, code = notebook.cells[0], code_cells(notebook)[0]
    assert re.match(rf"# {int(stem[:2])}\. \S", first.source)
    assert f"/{language}/{stem}.ipynb" in first.source and "colab-badge.svg" in first.source
    assert code.source == code_cells(assemble(language, "00_start"))[0].source
    following = [s for s in PLANNED[PLANNED.index(stem) + 1 :] if s in stems(language)]
    if following:
        assert f"]({following[0]}.ipynb)" in "\n".join(c.source for c in notebook.cells[-3:])


def test_sections_come_in_order(language, stem):
    """Picture or slider, box, stub, check, hints: for each exercise."""
    notebook = read(language, stem)
    cells = notebook.cells
    end_of_last = 0
    for exercise in (e for e in EXERCISES if e.notebook == stem):
        stub = find_stub(notebook, exercise)
        assert stub is not None, f"no stub of {exercise.name}"
        box = [i for i in range(end_of_last, stub) if is_box(cells[i], exercise)]
        assert box, (
            f"{exercise.name}: no box '> **...** · minutes · stars · points' before the stub"
        )
        pictures = [cell for cell in cells[end_of_last : box[-1]] if shows_picture(cell)]
        assert pictures, f"{exercise.name}: no picture before the box"
        check = find_check(notebook, stub)
        assert check is not None and check - stub <= 2, f"{exercise.name}: no check after the stub"
        hints = [c for c in cells[check + 1 : check + 4] if is_text(c) and "<details>" in c.source]
        assert hints, f"{exercise.name}: no hints after the check"
        end_of_last = check


def is_text(cell):
    return cell.cell_type == "markdown"


def is_box(cell, exercise):
    if not is_text(cell):
        return False
    line = next((x for x in cell.source.splitlines() if x.startswith("> **")), "")
    stars = "★" * exercise.difficulty + "☆" * (5 - exercise.difficulty)
    numbers = re.findall(r"\d+", line.rpartition("**")[2])
    # Its title on the card is the notebook's, too.
    title = re.match(r"> \*\*[^:]+: (.*)\*\*", line)
    return (
        title is not None
        and title[1] in exercise.title
        and stars in line
        and str(exercise.minutes) in numbers
        and str(exercise.points) in numbers
    )


def shows_picture(cell):
    if cell.cell_type == "markdown":
        return bool(IMAGE.search(cell.source))
    data = [output.get("data", {}) for output in cell.outputs]
    return any(
        "image/png" in d or "<video" in str(d.get("text/html", "")) or "<svg" in str(d)
        for d in data
    )


def test_stubs_say_their_types_and_raise(language, stem):
    notebook = assemble(language, stem)
    for exercise in (e for e in EXERCISES if e.notebook == stem):
        cell = notebook.cells[find_stub(notebook, exercise)]
        definitions = [
            n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.FunctionDef)
        ]
        stub = next(n for n in definitions if n.name == exercise.function_name)
        assert ast.get_docstring(stub)
        assert stub.returns is not None
        assert all(a.annotation is not None for a in stub.args.args if a.arg != "self")


def test_it_was_executed_from_top_to_bottom(language, stem):
    notebook = read(language, stem)
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


SHOWS = re.compile(
    r"(?:^|\.)(?:check|hint|play|plot|progress|trainer\.train|visualize|draw_\w+|explore_\w+)$"
)


def test_outputs_are_there(language, stem):
    for cell in code_cells(read(language, stem)):
        # A cell of comments alone is the student's to fill.
        last = next(reversed(ast.parse(cell.source).body), None)
        if isinstance(last, ast.Expr):
            value = last.value
            if isinstance(value, ast.Call):
                name = ast.unparse(value.func)
                shows = name == "print" or SHOWS.search(name)
            else:
                shows = True
            assert cell.outputs or not shows, f"no output:\n{cell.source}"


def test_outputs_are_clean(language, stem):
    notebook = read(language, stem)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "widgets" not in notebook.metadata
    for cell in code_cells(notebook):
        assert not cell.source.rstrip().endswith(";"), cell.source
        assert "execution" not in cell.metadata
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source
            assert not any("widget" in kind for kind in output.get("data", {})), cell.source
            if any(mark in str(output.get("data", {})) for mark in ("<video", "rlcourse-progress")):
                assert "nbval-ignore-output" in cell.metadata.get("tags", []), cell.source


def test_every_picture_has_words(language, stem):
    notebook = read(language, stem)
    html = [cell.source for cell in markdown_cells(notebook)]
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                assert output.metadata.get("image/png", {}).get("alt"), cell.source
            html.append(str(data.get("text/html", "")))
    for text in html:
        for found in IMAGE.finditer(text):
            words = found[1] or re.search(r'(?:alt|aria-label)="([^"]+)"', found[0])
            assert words, found[0][:200]


def test_links_lead_somewhere(language, stem):
    for cell in markdown_cells(read(language, stem)):
        for found in LINK.finditer(cell.source):
            address = (found[1] or found[2]).partition("#")[0]
            if not address or re.match(r"https?:|mailto:|data:", address):
                continue
            target = (BOOKS / language / address).resolve()
            assert target.is_relative_to(ROOT), address
            # A notebook that is not written yet may be named.
            is_planned = target.stem in PLANNED and target.stem not in stems(target.parent.name)
            assert target.exists() or is_planned, address


def test_it_is_small(language, stem):
    assert path_of(language, stem).stat().st_size < MAX_BYTES


def test_it_is_in_step_with_its_source(language, stem):
    built, source = read(language, stem), assemble(language, stem)
    assert [(c.id, c.cell_type, c.source, c.metadata) for c in built.cells] == [
        (c.id, c.cell_type, c.source, c.metadata) for c in source.cells
    ], f"make notebooks ONLY={language}/{stem}"
