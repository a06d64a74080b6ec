"""The course speaks English and Japanese."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

LANGUAGES = ("en", "ja")
_current = os.environ.get("RLCOURSE_LANGUAGE", "en")


class Text(NamedTuple):
    """One message in both languages; `str()` gives the one in use."""

    en: str
    ja: str

    def __str__(self) -> str:
        return self.ja if current_language() == "ja" else self.en

    def format(self, **values: object) -> "Text":
        """Fill in the same values in both languages."""
        return Text(self.en.format(**values), self.ja.format(**values))


# Between the items of a list.
COMMA = Text(", ", "，")


def use_language(language: str) -> None:
    """Speak "en" or "ja" from here on.

    Raises:
        ValueError: another language.
    """
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language of this course: use 'en' or 'ja'")
    _current = language


def current_language() -> str:
    """The language in use, "en" or "ja"."""
    return _current if _current in LANGUAGES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak "en" or "ja" inside the block.

    Raises:
        ValueError: another language.
    """
    before = _current
    use_language(language)
    try:
        yield
    finally:
        use_language(before if before in LANGUAGES else "en")
