"""A picture of the class: how the points are spread, what was hard, and which mistakes it made."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from statistics import mean, median

from rlcourse.display.page import figures, write_page
from rlcourse.exercises.card import SMALL
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.class_pictures import draw_distribution, draw_exercises
from rlcourse.grading.result import Grade, Verdict, count_ungraded
from rlcourse.grading.sheet import number
from rlcourse.grading.students import printable
from rlcourse.language import Text

MOST = 10

TITLE = Text("The class", "クラスの成績")
STUDENTS = Text("students", "人数")
MEAN = Text("mean, of {out_of} points", "平均点 ({out_of} 点満点)")
MEDIAN = Text("median", "中央値")
COMMON = Text("The most common mistakes", "よくある間違い")
NONE = Text("No answer makes a mistake that has a name.", "名前のついた間違いはありません．")
COUNT = Text("{count} of {all} students", "{all} 人中 {count} 人")
UNGRADED = Text(
    "{count} answers could not be graded and count nowhere on this page; grades.csv says which.",
    "{count} 個の解答は採点できなかったため，このページでは数えていません．"
    "どの解答かは grades.csv でわかります．",
)
NO_SANDBOX = Text(
    "These answers ran without a sandbox.", "これらの解答はサンドボックスなしで実行されました．"
)
SEED = Text("Seed of the hidden cases: {seed}", "非公開の例のシード: {seed}")


def write_class_page(path: Path, grades: Sequence[Grade]) -> None:
    """Write the page in the language in use; it needs no other file.

    Raises:
        OSError: the file cannot be written.
    """
    graded = [grade for grade in grades if grade.points is not None]
    out_of = sum(verdict.out_of for verdict in grades[0].verdicts)
    pictures = [draw_exercises(grades)]
    if graded:
        totals = [grade.points for grade in graded if grade.points is not None]
        pictures.insert(0, draw_distribution(totals, out_of))
    drawn = "".join(f"<figure>{picture.svg()}</figure>" for picture in pictures)
    ungraded = count_ungraded(grades)
    notes = [SEED.format(seed=grades[0].seed)]
    if ungraded:
        notes.append(UNGRADED.format(count=ungraded))
    if not all(grade.sandboxed for grade in grades):
        notes.append(NO_SANDBOX)
    write_page(
        path,
        str(TITLE),
        [
            summary(grades, graded, out_of),
            f'<div class="cards">{drawn}</div>',
            f"<h2>{COMMON}</h2>",
            mistakes_list(grades),
            *(f"<p style='{SMALL}'>{escape(str(note))}</p>" for note in notes),
        ],
    )


def summary(grades: Sequence[Grade], graded: Sequence[Grade], out_of: float) -> str:
    """How many, and how well."""
    pairs = [(STUDENTS, str(len(grades)))]
    totals = [grade.points for grade in graded if grade.points is not None]
    if totals:
        pairs.append((MEAN.format(out_of=number(out_of)), f"{mean(totals):.1f}"))
        pairs.append((MEDIAN, f"{median(totals):.1f}"))
    return figures(pairs)


def common_mistakes(grades: Sequence[Grade]) -> list[tuple[str, str, int, Text]]:
    """(exercise, mistake, number of students, its sentence), the most common first."""
    counts: Counter[tuple[str, str]] = Counter()
    sentences: dict[tuple[str, str], Text] = {}
    for grade in grades:
        for verdict in grade.verdicts:
            for name in verdict.mistakes:
                counts[verdict.exercise, name] += 1
                sentences.setdefault((verdict.exercise, name), sentence_of(verdict, name))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(*key, count, sentences[key]) for key, count in ranked[:MOST]]


def sentence_of(verdict: Verdict, name: str) -> Text:
    """What the catalogue says of a mistake; of a symptom, what was said to the student."""
    for mistake in BY_NAME[verdict.exercise].mistakes:
        if mistake.id == name:
            return mistake.text
    return verdict.text or Text(name, name)


def mistakes_list(grades: Sequence[Grade]) -> str:
    """The most common mistakes with their sentences."""
    found = common_mistakes(grades)
    if not found:
        return f"<p>{NONE}</p>"
    items = ""
    for exercise, name, count, text in found:
        title = f"<code>{escape(exercise)}</code> {escape(name)}"
        share = escape(str(COUNT.format(count=count, all=len(grades))))
        items += (
            f"<li style='margin:0 0 1em'><strong>{share}</strong> · {title}"
            f"<br><span style='{SMALL}'>{escape(printable(str(text)))}</span></li>"
        )
    return f"<ol style='padding-left:1.5em;overflow-wrap:anywhere'>{items}</ol>"
