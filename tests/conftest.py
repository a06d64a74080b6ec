"""At the end of a run: how good the exercises are at telling right from wrong."""

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
    rows = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "catalogue" and getattr(report, "when", "") == "call":
                    exercise, first, numbers = value
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
