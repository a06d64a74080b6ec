"""The README, in both languages: its links lead somewhere, its table is that of the notebooks."""

import re
import shlex

import pytest

from tests.notebooks.books import ROOT, SOURCE, build, stems

PAGES = {"en": "README.md", "ja": "README.ja.md"}
TEXTS = {language: (ROOT / name).read_text(encoding="utf-8") for language, name in PAGES.items()}
NOTEBOOKS = stems("en")
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
BADGE = re.compile(r"\[!\[[^]]*\]\(https://[^)]*badge\.svg\)\]\(([^)]*)\)")
languages = pytest.mark.parametrize("language", PAGES)


def rows(language):
    """Cells of the table's rows, one for each notebook."""
    lines = [line for line in TEXTS[language].splitlines() if re.match(r"\| \d\d \[", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def blocks(language):
    """Commands of the indented blocks."""
    return re.findall(r"```sh\n(.*?)```", TEXTS[language], flags=re.DOTALL)


def in_numbers(language):
    """The figures of the tables below the heading of what was measured."""
    tables = [line for line in TEXTS[language].splitlines() if line.startswith("|")]
    measured = [
        line for line in tables if re.search(r"\| [\d.,]+ \|", line) and "badge" not in line
    ]
    return [re.findall(r"\| ([\d.,]+) (?=\|)", line) for line in measured]


def test_both_say_the_same():
    assert blocks("en") == blocks("ja")
    assert in_numbers("en") == in_numbers("ja")
    headings = {key: re.findall(r"^##+ ", text, re.MULTILINE) for key, text in TEXTS.items()}
    assert headings["en"] == headings["ja"]


@languages
def test_links_on_the_page_lead_somewhere(language):
    targets = [a or b for a, b in LINK.findall(TEXTS[language])]
    inside = [target for target in targets if not target.startswith("https://")]
    assert PAGES["ja" if language == "en" else "en"] in inside
    assert [target for target in inside if not (ROOT / target).exists()] == []


@languages
def test_the_table_has_every_notebook(language):
    linked = [
        re.search(r"\(notebooks/(\w+)/(\w+)\.ipynb\)", row[0]).groups() for row in rows(language)
    ]
    assert linked == [(language, stem) for stem in NOTEBOOKS]
    for row, stem in zip(rows(language), NOTEBOOKS, strict=True):
        first = (SOURCE / language / f"{stem}.md").read_text(encoding="utf-8")
        number, title = re.match(r"# (\d+)\. (.*)", first).groups()
        assert row[0].startswith(f"{int(number):02} [{title}]")
        assert row[2].isdigit()


@languages
def test_the_badges_are_those_of_the_notebooks(language):
    for row, stem in zip(rows(language), NOTEBOOKS, strict=True):
        wanted = [build.badge(other, stem, build.repository()) for other in PAGES]
        assert BADGE.findall("".join(row[3:])) == [BADGE.search(text)[1] for text in wanted]


@languages
def test_what_measures_is_there(language):
    commands = re.findall(r"`(python [^`]*bench_[^`]*)`", TEXTS[language])
    assert len(commands) >= 4
    for command in commands:
        last = shlex.split(command)[-1]
        path = last if last.endswith(".py") else last.replace(".", "/") + ".py"
        assert (ROOT / path).exists(), command


@languages
def test_pictures_are_small_and_described(language):
    for alt, target in re.findall(r"!\[([^]]*)\]\((\.github/[^)]*)\)", TEXTS[language]):
        assert len(alt) > 15
        assert (ROOT / target).stat().st_size < 300_000
    assert re.search(r"<img [^>]*alt=\"[^\"]+\"", TEXTS[language])
    assert (ROOT / ".github/pictures/cheetah.gif").stat().st_size < 1_000_000


def test_no_line_breaks_between_two_japanese_letters():
    """A browser shows a gap there."""
    assert build.join_lines(TEXTS["ja"]) == TEXTS["ja"]
