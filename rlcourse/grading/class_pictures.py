"""Two pictures of a class: its points, and how each exercise ended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rlcourse.display.style import COLORS, FAINT, GRID, course_style
from rlcourse.grading.result import NOT_GRADED, Grade, Status
from rlcourse.language import Text

if TYPE_CHECKING:
    from rlcourse.display.figure import CourseFigure

BINS = 10

DISTRIBUTION = Text("Points of the class", "得点の分布")
POINTS = Text("points", "得点")
STUDENTS = Text("students", "人数")
SPREAD = Text("from {low} to {high} points: {counts}", "{low} 点から {high} 点: {counts}")
EXERCISES = Text("How the exercises ended", "演習ごとの結果")
PASSED = Text("passed", "合格")
FAILED = Text("not right", "不正解")
MISSING = Text("no answer", "解答なし")
MEAN = Text("mean {points} of {out_of}", "平均 {points} / {out_of} 点")
UNGRADED = Text("not graded", "未採点")
NO_ANSWER = frozenset({Status.NOT_ATTEMPTED, Status.NOT_SUBMITTED})
COLOURS = (COLORS["green"], COLORS["vermillion"], FAINT, GRID)


def draw_distribution(totals: Sequence[float], out_of: float) -> "CourseFigure":
    """A histogram of the students' sums, in ten bins from 0 to `out_of`."""
    from rlcourse.display.figure import new_figure

    top = max(out_of, *totals, 1e-9)
    counts = [0] * BINS
    for total in totals:
        counts[min(BINS - 1, int(BINS * total / top))] += 1
    words = SPREAD.format(low=0, high=f"{top:g}", counts=", ".join(map(str, counts)))
    with course_style():
        figure, axes = new_figure(alt=f"{DISTRIBUTION}: {words}")
        axes.set(xlabel=str(POINTS), ylabel=str(STUDENTS))
        axes.set_title(str(DISTRIBUTION))
        width = top / BINS
        axes.bar(
            [(i + 0.5) * width for i in range(BINS)], counts, 0.92 * width, color=COLORS["blue"]
        )
        axes.set_xlim(0, top)
        axes.set_ylim(0, max(counts) * 1.1)
        axes.yaxis.get_major_locator().set_params(integer=True)
    return figure


def draw_exercises(grades: Sequence[Grade]) -> "CourseFigure":
    """For each exercise a bar over all students: passed, not right, no answer, not graded."""
    from rlcourse.display.figure import new_figure

    names = [verdict.exercise for verdict in grades[0].verdicts]
    rows = [count_ends([grade.verdicts[i].status for grade in grades]) for i in range(len(names))]
    words = [f"{name} {row[0]}/{sum(row)}" for name, row in zip(names, rows, strict=True)]
    labels = [f"{name}\n{mean_points(grades, i)}" for i, name in enumerate(names)]
    with course_style():
        figure, axes = new_figure(alt=f"{EXERCISES}: {PASSED} {', '.join(words)}")
        figure.set_size_inches(6.4, max(2.4, 1.3 + 0.46 * len(names)))
        axes.set_title(str(EXERCISES))
        axes.set(xlabel=str(STUDENTS))
        left = [0] * len(names)
        for end, (label, colour) in enumerate(
            zip((PASSED, FAILED, MISSING, UNGRADED), COLOURS, strict=True)
        ):
            counts = [row[end] for row in rows]
            if any(counts):
                axes.barh(labels, counts, 0.7, left=left, color=colour, label=str(label))
            left = [a + b for a, b in zip(left, counts, strict=True)]
        axes.invert_yaxis()
        axes.grid(False)
        axes.set_xlim(0, max(left))
        axes.xaxis.get_major_locator().set_params(integer=True)
        figure.legend(loc="outside lower center", ncols=4)
    return figure


def mean_points(grades: Sequence[Grade], index: int) -> str:
    """Of one exercise, over those to whom it was graded."""
    verdicts = [grade.verdicts[index] for grade in grades]
    points = [verdict.points for verdict in verdicts if verdict.points is not None]
    mean = f"{sum(points) / len(points):.1f}" if points else "–"
    return str(MEAN.format(points=mean, out_of=f"{verdicts[0].out_of:g}"))


def count_ends(statuses: Sequence[Status]) -> tuple[int, int, int, int]:
    """(passed, not right, no answer, not graded)."""
    passed = sum(s is Status.PASSED for s in statuses)
    missing = sum(s in NO_ANSWER for s in statuses)
    ungraded = sum(s in NOT_GRADED for s in statuses)
    return passed, len(statuses) - passed - missing - ungraded, missing, ungraded
