"""The report as a card of HTML, with styles inline: Colab and GitHub drop style sheets."""

from html import escape

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.verdict import Verdict
from rlcourse.exercises.words import AMBER, GREEN, GREY, NOT_ATTEMPTED, NOT_YET, PASSED
from rlcourse.language import Text, current_language

FRAME = (
    "border:1px solid rgba(128,128,128,.35);border-left:5px solid {colour};border-radius:6px;"
    "padding:.6em 1em;margin:.5em 0;max-width:46em;font-family:system-ui,'Noto Sans CJK JP',"
    "sans-serif;font-size:14px;line-height:1.5"
)
SMALL = "opacity:.75;font-size:12.5px"
NUMBERS = (
    "margin:.5em 0;padding:.5em .8em;border-radius:4px;background:rgba(128,128,128,.12);"
    "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12.5px;line-height:1.45;"
    "overflow-x:auto;white-space:pre"
)


def card_html(verdicts: list[Verdict], notes: list[Text], printed: str) -> str:
    """One card for each verdict, or one for the notes alone."""
    cards = [verdict_card(verdict) for verdict in verdicts]
    body = "".join(f"<div>{escape(str(note))}</div>" for note in notes)
    if printed:
        title = Text("Your code printed", "あなたのコードの出力")
        body += f"<details><summary>{title}</summary>{numbers(printed)}</details>"
    if body:
        colour = GREY if verdicts else AMBER
        cards.append(frame(colour, body))
    return f'<div lang="{current_language()}">{"".join(cards)}</div>'


def frame(colour: str, body: str) -> str:
    """A box with a coloured edge."""
    return f'<div style="{FRAME.format(colour=colour)}">{body}</div>'


def numbers(text: str) -> str:
    """Text in columns."""
    return f'<pre style="{NUMBERS}">{escape(text)}</pre>'


def verdict_card(verdict: Verdict) -> str:
    """Title, verdict, mistake, example, hints."""
    exercise = BY_NAME[verdict.exercise]
    if verdict.passed:
        colour, word = GREEN, f"✓ {PASSED}"
    elif verdict.attempted:
        colour, word = AMBER, f"✗ {NOT_YET}"
    else:
        colour, word = GREY, f"○ {NOT_ATTEMPTED}"
    body = (
        f'<div style="display:flex;justify-content:space-between;gap:1em;flex-wrap:wrap">'
        f"<span><code>{exercise.name}</code> <span style='{SMALL}'>"
        f"{escape(str(exercise.title))}</span></span>"
        f'<strong style="color:{colour}">{word}</strong></div>'
    )
    body += "".join(f"<p style='margin:.5em 0'>{escape(str(m))}</p>" for m in verdict.messages)
    if verdict.example is not None:
        first, *rest = str(verdict.example).splitlines()
        body += f"<div style='{SMALL}'>{escape(first)}</div>" + numbers("\n".join(rest))
    if not verdict.passed:
        body += hints_html(exercise.hints)
    return frame(colour, body)


def hints_html(hints: tuple[Text, ...]) -> str:
    """The hints, each in a fold inside the one before."""
    html = ""
    for number, hint in reversed(list(enumerate(hints, start=1))):
        title = Text(f"Hint {number} of {len(hints)}", f"ヒント {number} / {len(hints)}")
        html = (
            f"<details style='margin:.3em 0'><summary style='cursor:pointer'>{title}</summary>"
            f"<div style='margin:.3em 0 .3em 1em'>{escape(str(hint))}{html}</div></details>"
        )
    return html
