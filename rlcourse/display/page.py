"""One HTML page that needs no other file and no network, by day and by night."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from rlcourse.files import write_atomically
from rlcourse.language import current_language

STYLE = """
:root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6472; --page: #f5f6f8;
  --card: #ffffff; --line: #e2e5ea; --accent: #0072b2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --soft: #a3acb9; --page: #14171c; --card: #1d2128; --line: #303640;
    --accent: #56b4e9; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 3rem 1.25rem; background: var(--page); color: var(--ink);
  font: 17px/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Hiragino Sans",
  "Noto Sans CJK JP", "Yu Gothic", sans-serif; }
main { max-width: 60rem; margin: 0 auto; }
h1 { margin: 0 0 0.75rem; font-size: clamp(2rem, 5vw, 2.9rem); line-height: 1.15;
  letter-spacing: -0.02em; text-wrap: balance; overflow-wrap: anywhere; }
p { max-width: 42rem; margin: 0 0 1rem; color: var(--soft); text-wrap: pretty; }
code { font-size: 0.9em; padding: 0.1em 0.35em; border-radius: 5px; overflow-wrap: anywhere;
  color: var(--ink); background: color-mix(in srgb, var(--soft) 15%, transparent); }
.cards { display: grid; gap: 1.25rem; margin: 2rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.cards > * { margin: 0; padding: 1.1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; display: flex; flex-direction: column; }
.cards video, .cards svg { width: 100% !important; height: auto !important; margin: auto; }
.cards video { background: #fff; border: 0 !important; border-radius: 8px; aspect-ratio: 4 / 3; }
figcaption { margin-top: 0.8rem; font-size: 0.85rem; color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 1.25rem 3rem; margin: 0 0 2rem; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dt { font-size: 0.85rem; color: var(--soft); }
.figures dd { margin: 0; font-size: 1.9rem; font-weight: 650; line-height: 1.2;
  color: var(--accent); font-variant-numeric: tabular-nums; }
"""

# A film that starts by itself is unkind to those who asked their system for less motion.
SCRIPT = """
if (!matchMedia("(prefers-reduced-motion: reduce)").matches)
  for (const film of document.querySelectorAll("video")) film.play().catch(() => {});
"""


def figures(pairs: Iterable[tuple[object, object]]) -> str:
    """The numbers that matter, large: (what it is, the number) of each, as a piece of HTML."""
    rows = "".join(
        f"<div><dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in pairs
    )
    return f'<dl class="figures">{rows}</dl>'


def write_page(path: Path, title: str, parts: Sequence[str]) -> None:
    """Write a page of `parts`, pieces of HTML, one below the other; whole or not at all.

    Films on it play by themselves, silently. `class="cards"` puts its children side by side in
    frames.

    Raises:
        OSError: the file cannot be written.
    """
    page = (
        f'<!doctype html>\n<html lang="{current_language()}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f"<main>\n<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</main>\n"
        f"<script>{SCRIPT}</script>\n</html>\n"
    )
    write_atomically(path, lambda file: file.write(page.encode()))
