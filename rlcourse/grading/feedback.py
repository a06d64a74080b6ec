"""One page a student: each exercise, what is wrong with it and what to try next."""

from html import escape
from pathlib import Path

from rlcourse.display.page import figures, write_page
from rlcourse.exercises.card import SMALL, frame
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.result import Grade, Status, Verdict
from rlcourse.grading.sheet import number
from rlcourse.grading.students import printable
from rlcourse.grading.words import WORDS
from rlcourse.language import Text, speaking

TITLE = Text("Feedback for {student}", "{student} さんへのフィードバック")
POINTS = Text("points of {out_of}", "得点 ({out_of} 点満点)")
PASSED = Text("exercises passed of {count}", "合格した演習 (全 {count} 問)")
NO_TOTAL = Text(
    "There is no sum yet: some answers could not be graded.",
    "採点できなかった解答があるため，合計点はまだありません．",
)
SMALLEST = Text("Smallest case that fails: {case}", "間違えた一番小さい例: {case}")
HINT = Text("A hint", "ヒント")
EARNED = Text("{points} of {out_of} points", "{points} / {out_of} 点")
UNGRADED = Text("no points given or taken, of {out_of}", "採点なし (配点 {out_of} 点)")
MORE = Text(
    'In the notebook, check(...) and hint("{exercise}") say more.',
    'ノートブックの check(...) と hint("{exercise}") でさらに詳しく調べられます．',
)
NO_MORE = frozenset({Status.PASSED, Status.UNREADABLE, Status.SANDBOX_FAILED})


def write_feedback(path: Path, grade: Grade) -> None:
    """Write the page, in the language of the student's notebooks; it needs no other file.

    Raises:
        OSError: the file cannot be written.
    """
    with speaking(grade.language):
        title = str(TITLE.format(student=printable(grade.student)))
        parts = [summary(grade)]
        if grade.points is None:
            parts.append(f"<p>{NO_TOTAL}</p>")
        # A student's words may be as long as they like.
        parts.append("<div style='overflow-wrap:anywhere'>")
        parts += [card(verdict) for verdict in grade.verdicts]
        parts.append("</div>")
        write_page(path, title, parts)


def summary(grade: Grade) -> str:
    """The two numbers that a student looks for first."""
    out_of = number(sum(verdict.out_of for verdict in grade.verdicts))
    passed = sum(verdict.status is Status.PASSED for verdict in grade.verdicts)
    points = "–" if grade.points is None else number(grade.points)
    return figures(
        [
            (POINTS.format(out_of=out_of), points),
            (PASSED.format(count=len(grade.verdicts)), str(passed)),
        ]
    )


def card(verdict: Verdict) -> str:
    """One exercise."""
    exercise, word = BY_NAME[verdict.exercise], WORDS[verdict.status]
    title = (
        f"<code>{exercise.name}</code> <span style='{SMALL}'>{escape(str(exercise.title))}</span>"
    )
    body = (
        "<div style='display:flex;justify-content:space-between;gap:1em;flex-wrap:wrap'>"
        f"<span>{title}</span>"
        f"<strong style='color:{word.colour}'>{word.mark} {escape(str(word.word))}</strong></div>"
        f"<div style='{SMALL}'>{escape(' · '.join(where(verdict)))}</div>"
    )
    if verdict.text is not None:
        body += paragraph(verdict.text)
    if verdict.case is not None:
        body += f"<div style='{SMALL}'>{escape(str(SMALLEST.format(case=verdict.case)))}</div>"
    if verdict.hint is not None and verdict.status not in NO_MORE:
        body += (
            f"<details style='margin:.5em 0 0'><summary style='cursor:pointer'>{HINT}</summary>"
            f"<div style='margin:.3em 0 0 1em'>{escape(str(verdict.hint))}</div></details>"
        )
    if verdict.status not in NO_MORE:
        more = MORE.format(exercise=verdict.exercise)
        body += f"<div style='{SMALL};margin-top:.5em'>{escape(str(more))}</div>"
    return frame(word.colour, body)


def paragraph(text: Text) -> str:
    """A paragraph; line breaks stay."""
    lines = escape(printable(str(text))).replace("\n", "<br>")
    return f"<p style='margin:.5em 0;color:inherit;max-width:none'>{lines}</p>"


def where(verdict: Verdict) -> list[str]:
    """Points and notebook."""
    out_of = number(verdict.out_of)
    earned = UNGRADED.format(out_of=out_of)
    if verdict.points is not None:
        earned = EARNED.format(points=number(verdict.points), out_of=out_of)
    return [str(earned), *([printable(verdict.notebook)] if verdict.notebook else [])]
