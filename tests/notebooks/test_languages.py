"""The two languages have the same code, but for comments and texts."""

import ast

import pytest

from tests.notebooks.books import BOOKS, LANGUAGES, assemble, code_cells, stems


class WithoutTexts(ast.NodeTransformer):
    """Empties every text, and of a formatted one keeps the values, whatever their order."""

    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node):
        values = [v for v in node.values if isinstance(v, ast.FormattedValue)]
        for value in values:
            value.value = self.visit(value.value)
        return ast.Tuple(sorted(values, key=ast.dump), ast.Load())


def skeleton(source):
    """The code without its texts and comments."""
    return ast.dump(WithoutTexts().visit(ast.parse(source)))


def test_every_notebook_is_there_in_both_languages():
    assert stems("en") == stems("ja")
    for language in LANGUAGES:
        built = sorted(path.stem for path in (BOOKS / language).glob("*.ipynb"))
        assert built == stems(language)


@pytest.mark.parametrize("stem", sorted(set(stems("en")) & set(stems("ja"))))
def test_code_is_the_same(stem):
    english, japanese = (assemble(language, stem) for language in LANGUAGES)
    assert [c.cell_type for c in english.cells] == [c.cell_type for c in japanese.cells]
    for ours, theirs in zip(code_cells(english), code_cells(japanese), strict=True):
        assert skeleton(ours.source) == skeleton(theirs.source), ours.source
        assert ours.metadata == theirs.metadata, ours.source


def test_only_texts_and_comments_may_differ():
    code = 'x = f("a", 1)  # one\nprint(f"{x} of {y:.2f}")'
    assert skeleton(code) == skeleton('x = f("b", 1)\n\nprint(f"{y:.2f} の {x}")  # zwei')
    for other in ('x = f("a", 2)', 'x = g("a", 1)', 'x = f("a", 1)\nprint(f"{x} of {y:.3f}")'):
        assert skeleton(code) != skeleton(other)
