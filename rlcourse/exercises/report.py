"""What `check` gives back: a card in a notebook, text elsewhere."""

import sys
from dataclasses import dataclass, field
from typing import Any

from rlcourse.exercises.card import card_html
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.verdict import Verdict
from rlcourse.exercises.words import NOT_ATTEMPTED, NOT_YET, PASSED
from rlcourse.language import Text


@dataclass(eq=False)
class Report:
    """The result of a check.

    Attributes:
        verdicts: one for each exercise that the object answers.
        notes: what else there is to say, in plain sentences.
        printed: the first characters that the answer itself printed.
    """

    verdicts: list[Verdict]
    notes: list[Text] = field(default_factory=list)
    printed: str = ""
    _shown_in: Any = None

    @property
    def passed(self) -> bool:
        """Whether all parts are right."""
        return bool(self.verdicts) and all(v.passed for v in self.verdicts)

    @property
    def attempted(self) -> bool:
        """Whether any part was written."""
        return any(v.attempted for v in self.verdicts)

    @property
    def score(self) -> float:
        """0 to 1, the parts weighted by their points."""
        points = {v.exercise: BY_NAME[v.exercise].points for v in self.verdicts}
        total = sum(points.values())
        return sum(points[v.exercise] for v in self.verdicts if v.passed) / total if total else 0.0

    @property
    def mistake(self) -> str | None:
        """Id of the first part's mistake or symptom, two joined by "+"; None where there is none."""
        if not self.verdicts:
            return "not_an_answer"
        return next((v.mistake for v in self.verdicts if v.mistake is not None), None)

    @property
    def parts(self) -> dict[str, "Report"]:
        """A report for each exercise."""
        return {v.exercise: Report([v]) for v in self.verdicts}

    @property
    def text(self) -> str:
        """The whole report as plain text, the same on every run and every machine."""
        blocks = [verdict_text(v) for v in self.verdicts]
        blocks += [str(note) for note in self.notes]
        if self.printed:
            blocks.append(f"{Text('Your code printed:', 'あなたのコードの出力:')}\n{self.printed}")
        return "\n".join(blocks)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return card_html(self.verdicts, self.notes, self.printed)

    def _ipython_display_(self) -> None:
        # As the last line of a cell the report comes by once more: it was shown by then.
        if self._shown_in is None or self._shown_in != execution_count():
            self.show()

    def show(self) -> None:
        """Show it once: a card in a notebook, text in a script."""
        if "IPython" in sys.modules and execution_count() is not None:
            from IPython.display import display

            self._shown_in = execution_count()
            display({"text/plain": self.text, "text/html": self._repr_html_()}, raw=True)
        elif not hasattr(sys, "ps1"):
            print(self.text)


def execution_count() -> int | None:
    """Number of the cell that runs; None outside IPython."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return None if shell is None else int(shell.execution_count)


def headline(verdict: Verdict) -> Text:
    """The verdict in a word or two."""
    if verdict.passed:
        return PASSED
    return NOT_YET if verdict.attempted else NOT_ATTEMPTED


def verdict_text(verdict: Verdict) -> str:
    """One verdict in plain text."""
    mark = "✓" if verdict.passed else ("✗" if verdict.attempted else "○")
    lines = [f"{mark} {verdict.exercise}: {headline(verdict)}"]
    lines += [f"  {message}" for message in verdict.messages]
    if verdict.example is not None:
        lines += [f"  {line}" for line in str(verdict.example).splitlines()]
    if not verdict.passed:
        lines.append(f"  {next_step(verdict)}")
    return "\n".join(lines)


def next_step(verdict: Verdict) -> Text:
    """What to do now."""
    name = verdict.exercise
    return Text(f'A hint: hint("{name}")', f'ヒント: hint("{name}")')
