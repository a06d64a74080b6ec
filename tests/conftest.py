"""At the end of a run: how good the exercises are at telling right from wrong, and the grader."""

import signal

import pytest

from rlcourse.language import use_language

COLUMNS = (
    "mistakes",
    "caught",
    "named",
    "pairs",
    "caught",
    "tried",
    "named",
    "right answers",
    "wrongly failed",
)


def pytest_terminal_summary(terminalreporter):
    known_mistakes(terminalreporter)
    second_set(terminalreporter)
    submissions(terminalreporter, "bad submissions")
    submissions(terminalreporter, "attacks on the grader")


def recorded(terminalreporter, wanted):
    """What the tests recorded under this name."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == wanted and getattr(report, "when", "") == "call":
                    yield value


def submissions(terminalreporter, title):
    """What became of the submissions that would upset a grader."""
    rows = sorted(set(recorded(terminalreporter, title)))
    if not rows:
        return
    passed = sum(status == "passed" for _, status, _ in rows)
    terminalreporter.section(f"{title}: {len(rows)}, of which {passed} passed")
    width = max(len(what) for what, _, _ in rows)
    for what, status, points in rows:
        earned = "not graded" if points is None else f"{points:g} points"
        terminalreporter.write_line(f"{what:<{width}}  {status:<18}  {earned}")


def second_set(terminalreporter):
    """Wrong answers written after the catalogue: how many got the name fixed beforehand."""
    rows = sorted(recorded(terminalreporter, "second set"))
    if not rows:
        return
    terminalreporter.section("wrong answers written after the catalogue")
    for exercise, size, otherwise in rows:
        terminalreporter.write_line(f"{exercise}: {size - len(otherwise)} of {size} named")
        for answer, expected, got in otherwise:
            terminalreporter.write_line(f"    {answer}: {got}, not {expected}")
    total = sum(size for _, size, _ in rows)
    named = total - sum(len(otherwise) for *_, otherwise in rows)
    terminalreporter.write_line(f"all: {named} of {total} named ({named / total:.1%})")


def known_mistakes(terminalreporter):
    """The catalogues: how many mistakes and pairs are caught and named."""
    rows = {}
    for exercise, first, numbers in recorded(terminalreporter, "catalogue"):
        row = rows.setdefault(exercise, [""] * len(COLUMNS))
        row[first : first + len(numbers)] = numbers
    if not rows:
        return
    terminalreporter.section("known mistakes and right answers of the exercises")
    width = max(map(len, rows))
    terminalreporter.write_line("  ".join([" " * width, *COLUMNS]))
    for exercise in sorted(rows):
        cells = [str(x).rjust(len(c)) for x, c in zip(rows[exercise], COLUMNS, strict=True)]
        terminalreporter.write_line("  ".join([exercise.ljust(width), *cells]))


@pytest.fixture(autouse=True, scope="session")
def interrupts_arrive():
    """A shell that starts the tests in the background has interrupts ignored in them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def in_english():
    """Every test, and the fixtures of wider scope that the next one may bring."""
    use_language("en")
    yield
    use_language("en")
