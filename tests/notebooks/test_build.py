"""From a source to a notebook."""

import re
import subprocess

import nbformat
import pytest

from tests.notebooks.books import ROOT, SOURCE, build

SMALL = """# 7. A title

What it is about.

```{code-cell} ipython3
```

Text の
中と外．

```{code-cell} ipython3
:tags: [nbval-ignore-output]

from IPython.display import display
print(len(rlcourse.__version__) > 0)
handle = display({"text/plain": "a"}, raw=True, display_id=True)
handle.update({"text/plain": "b"}, raw=True)
1 + 1
```
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "en" / "07_small.md"
    path.parent.mkdir()
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_badge_and_setup_come_from_one_template(small):
    notebook = build.assemble(small)
    first, setup, text, code = notebook.cells
    assert first.source.startswith("# 7. A title\n\n[![Open in Colab]")
    assert first.source.endswith("[日本語](../ja/07_small.ipynb)\n\nWhat it is about.")
    assert setup.source.endswith('use_language("en")')
    assert "$" not in first.source + setup.source
    assert text.source == "Text の中と外．"
    assert code.metadata == {"tags": ["nbval-ignore-output"]}
    assert [cell.id for cell in notebook.cells] == [f"07_small-{i:02}" for i in range(4)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("# 7. A title", "A title", "title"), ("```{code-cell} ipython3\n```\n", "", "set-up")],
)
def test_a_source_that_begins_otherwise_is_refused(small, old, new, said):
    small.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        build.assemble(small)


def test_the_same_file_twice(small):
    first, second = (build.to_json(build.execute(build.assemble(small))) for _ in range(2))
    assert first == second
    outputs = nbformat.reads(first, as_version=4).cells[3].outputs
    assert [o.get("text") or o.data["text/plain"] for o in outputs] == ["True\n", "b", "2"]
    assert "iopub" not in first and "3." not in re.sub(r"# 7.*", "", first.split('"metadata"')[-1])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; print('oh', file=sys.stderr)", "stderr"),
        ("object()", "address"),
    ],
)
def test_what_must_not_be_kept_stops_it(small, line, said):
    small.write_text(SMALL.replace("1 + 1", line), encoding="utf-8")
    with pytest.raises(RuntimeError, match=said):
        build.execute(build.assemble(small))


def test_an_unknown_notebook_is_named():
    with pytest.raises(SystemExit, match="there is no notebook '77_none'; there are: 00_start"):
        build.find_sources(["77_none"])
    assert [p.parent.name for p in build.find_sources(["00_start"])] == ["en", "ja"]
    assert build.find_sources(["ja/00_start"]) == [SOURCE / "ja" / "00_start.md"]


def test_the_repository_address_stands_in_one_place():
    """In pyproject.toml; the built notebooks and the badges of the READMEs are made from it."""
    name = build.repository()
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", name)
    listed = subprocess.run(
        ["git", "grep", "-l", name, "--", ".", ":!notebooks/*.ipynb", ":!README*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode > 1:
        pytest.skip("this is no git checkout")
    assert listed.stdout.split() == ["pyproject.toml"]


@pytest.mark.parametrize("end", ["", "/", ".git"])
def test_the_address_is_read_however_it_ends(tmp_path, monkeypatch, end):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    project = tmp_path / "pyproject.toml"
    address = f"https://github.com/me/my.course{end}"
    project.write_text(f'[project]\nurls.Repository = "{address}"\n')
    assert build.repository() == "me/my.course"
    project.write_text('[project]\nurls.Repository = "https://example.org/course"\n')
    with pytest.raises(SystemExit, match=r"Repository is https://example\.org/course"):
        build.repository()


def test_the_badges_of_the_readmes_follow_the_address(monkeypatch):
    for page in build.READMES:
        text = page.read_text(encoding="utf-8")
        assert build.with_address(text) == text
        name = build.repository()
        monkeypatch.setattr(build, "repository", lambda: "somebody/else")
        assert build.with_address(text).count("github/somebody/else/blob/") == text.count(name)
        monkeypatch.undo()


def test_a_change_of_text_keeps_the_outputs(small, tmp_path, monkeypatch):
    target = tmp_path / "07_small.ipynb"
    monkeypatch.setattr(build, "target_of", lambda source: target)
    with pytest.raises(ValueError, match="no outputs"):
        build.keep_outputs(build.assemble(small), small)
    built = build.assemble(small)
    built.cells[3].outputs = [nbformat.v4.new_output("stream", text="True\n")]
    nbformat.write(built, target)
    small.write_text(SMALL.replace("What it is about.", "It is about this."), encoding="utf-8")
    changed = build.keep_outputs(build.assemble(small), small)
    assert changed.cells[0].source.endswith("It is about this.")
    assert changed.cells[3].outputs == built.cells[3].outputs
    small.write_text(SMALL.replace("1 + 1", "1 + 2"), encoding="utf-8")
    with pytest.raises(ValueError, match="more than text"):
        build.keep_outputs(build.assemble(small), small)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("平均が\n高い．", "平均が高い．"),
        ("- 平均が\n  高い．", "- 平均が高い．"),
        ("> 平均が\n> 高い．", "> 平均が高い．"),
        ("平均が\n**価値**です．", "平均が**価値**です．"),
        ("**平均が**\n高い．", "**平均が**高い．"),
        ("バグの\n1つです．", "バグの1つです．"),
        ("傾きは\n1 です．", "傾きは\n1 です．"),
        ("次の通り．\n- 平均", "次の通り．\n- 平均"),
        ("次の通り．\n\n平均", "次の通り．\n\n平均"),
    ],
)
def test_lines_are_joined_where_a_browser_would_show_a_gap(text, joined):
    assert build.join_lines(text) == joined


def test_without_letters_for_japanese_nothing_is_drawn(monkeypatch, capsys):
    monkeypatch.setattr(build, "font_families", lambda: ("DejaVu Sans",))
    before = (build.ROOT / "notebooks" / "ja" / "06_sac_networks.ipynb").read_bytes()
    assert build.main(["ja/06_sac_networks"]) == 1
    assert "finds no Japanese font" in capsys.readouterr().out
    assert (build.ROOT / "notebooks" / "ja" / "06_sac_networks.ipynb").read_bytes() == before
