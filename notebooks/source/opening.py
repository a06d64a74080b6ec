"""What every notebook begins with: the badge and the set-up cell. Written once, here.

The address of the repository stands in pyproject.toml, [project.urls].
"""

from string import Template

# $page: "en/00_start.ipynb"; $other: the same notebook in the other language.
BADGE = Template(
    "[![$open_in_colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    "(https://colab.research.google.com/github/$repository/blob/main/notebooks/$page)"
    " · $other_language"
)

SETUP = Template("""\
# @title $title
import os
import sys

KEEP_ANSWERS = "drive"  # @param ["drive", "upload", "no"]
QUICK = os.environ.get("RLCOURSE_QUICK") == "1"  # $quick

if "google.colab" in sys.modules:
    import subprocess
    from importlib.metadata import version

    # $pins
    pins = [f"{name}=={version(name)}" for name in ("torch", "numpy", "ipywidgets")]
    course = "https://github.com/$repository/archive/main.zip"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", course, *pins], check=True)

    from rlcourse.colab import keep_answers

    keep_answers(KEEP_ANSWERS)

import rlcourse

rlcourse.use_language("$language")""")

WORDS = {
    "en": {
        "open_in_colab": "Open in Colab",
        "other_language": "[日本語](../ja/$stem.ipynb)",
        "title": "Set-up: run this cell first",
        "quick": "only for the course's own tests",
        "pins": "These come with Colab and stay as they are.",
    },
    "ja": {
        "open_in_colab": "Colab で開く",
        "other_language": "[English](../en/$stem.ipynb)",
        "title": "準備: 最初にこのセルを実行しましょう",
        "quick": "教材自身のテスト用",
        "pins": "Colab に最初から入っているものは，そのまま使います．",
    },
}


def badge(language: str, stem: str, repository: str) -> str:
    """The line under a notebook's title.

    Args:
        language: "en" or "ja".
        stem: as "00_start".
        repository: "owner/name".
    """
    words = WORDS[language]
    return BADGE.substitute(
        open_in_colab=words["open_in_colab"],
        other_language=Template(words["other_language"]).substitute(stem=stem),
        page=f"{language}/{stem}.ipynb",
        repository=repository,
    )


def setup_code(language: str, repository: str) -> str:
    """Source of the first code cell of every notebook."""
    return SETUP.substitute(WORDS[language], language=language, repository=repository)
