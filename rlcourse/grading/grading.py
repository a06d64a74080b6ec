"""Grade what one student handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.exercises.exercise import Exercise
from rlcourse.grading.answers import Answer, Program, find_answers, find_broken, parse, same
from rlcourse.grading.box import BoxError, Sandbox
from rlcourse.grading.boxes import Boxes
from rlcourse.grading.inside.seal import can_seal
from rlcourse.grading.job import cases_of, make_job
from rlcourse.grading.judging import Finding, find
from rlcourse.grading.limits import LIMITS, Limits
from rlcourse.grading.notebook import Notebook, UnreadableError, read_notebook
from rlcourse.grading.plain_box import PlainBox
from rlcourse.grading.result import NOT_GRADED, Grade, Status, Verdict
from rlcourse.grading.submission import Submission
from rlcourse.grading.texts import say
from rlcourse.grading.walls import SandboxUnavailableError, require_walls
from rlcourse.language import Text

__all__ = ["MAIN_COURSE", "SandboxUnavailableError", "grade_submission"]

# The exercises that count if nothing else is said: those of PPO.
MAIN_NOTEBOOKS = ("01_log_prob", "02_reparameterize", "03_gae", "04_ppo_update")
MAIN_COURSE = tuple(e.name for e in EXERCISES if e.notebook in MAIN_NOTEBOOKS)

# A sandbox that broke is put up again so often.
TRIES = 2


def grade_submission(
    submission: Submission,
    exercises: Sequence[str] = MAIN_COURSE,
    points: Mapping[str, float] | None = None,
    seed: int = 0,
    sandboxed: bool = True,
    limits: Limits = LIMITS,
    boxes: Boxes | None = None,
) -> Grade:
    """Read, run and judge everything that a student handed in.

    Args:
        submission: whose notebooks.
        exercises: names of the exercises that count.
        points: of the exercises; those that it does not name have the course's own.
        seed: of the hidden cases; the same seed gives the same grade.
        sandboxed: False runs the answers without walls around them.
        limits: of the answers.
        boxes: sandboxes that are kept from one submission to the next; None keeps none.

    Returns:
        One verdict an exercise, in the order of the course.

    Raises:
        SandboxUnavailableError: there are to be walls, and none can be put up here.
        ValueError: there is no exercise of such a name.
    """
    unknown = [name for name in exercises if name not in BY_NAME]
    if unknown:
        raise ValueError(f"no exercise is called {unknown[0]!r}; there are: {', '.join(BY_NAME)}")
    if sandboxed:
        require_walls()
    reading = read_all(submission)
    worth = {**{exercise.name: exercise.points for exercise in EXERCISES}, **(points or {})}
    kept = Boxes() if boxes is None else boxes
    desk = Desk(limits, sandboxed, seed, worth, kept)
    try:
        chosen = [exercise for exercise in EXERCISES if exercise.name in exercises]
        verdicts = tuple(desk.grade(exercise, reading) for exercise in chosen)
        desk.clear()
    finally:
        desk.close()
        if boxes is None:
            kept.close()
    return Grade(
        student=submission.student,
        language=reading.language,
        verdicts=verdicts,
        seed=seed,
        sandboxed=sandboxed,
        notes=(*submission.notes, *reading.notes),
    )


@dataclass(frozen=True)
class Reading:
    """What could be read of a submission.

    Args:
        programs: of the notebooks.
        language: the one of most notebooks.
        notes: what could not be read.
        reason: why a file could not be read; None where all could.
    """

    programs: tuple[Program, ...]
    language: str
    notes: tuple[str, ...]
    reason: Text | None


def read_all(submission: Submission) -> Reading:
    """Read all notebooks of a submission."""
    notebooks: list[Notebook] = []
    notes: list[str] = []
    reason = None
    for path in submission.notebooks:
        try:
            notebooks.append(read_notebook(path))
        except UnreadableError as error:
            reason = error.text
            notes.append(f"{Path(path).name}: {error.text}")
    japanese = sum(notebook.language == "ja" for notebook in notebooks)
    language = "ja" if 2 * japanese > len(notebooks) else "en"
    return Reading(tuple(map(parse, notebooks)), language, tuple(notes), reason)


class Desk:
    """Where one submission is graded: its sandbox, its time, its points.

    Args:
        limits: of the answers.
        sandboxed: whether there are walls.
        seed: of the hidden cases.
        points: of each exercise.
        boxes: where its sandbox comes from.
    """

    def __init__(
        self,
        limits: Limits,
        sandboxed: bool,
        seed: int,
        points: Mapping[str, float],
        boxes: Boxes,
    ) -> None:
        self.limits = limits
        self.sandboxed = sandboxed
        self.seed = seed
        self.points = points
        self.boxes = boxes
        self.box: Sandbox | PlainBox | None = None
        self.spent = 0.0

    def grade(self, exercise: Exercise, reading: Reading) -> Verdict:
        """The verdict on one exercise: of several answers the best counts."""
        answers = unlike([a for p in reading.programs for a in find_answers(exercise, p)])
        best: tuple[tuple[int, ...], Finding, Answer] | None = None
        for answer in answers:
            finding = self.try_answer(exercise, answer)
            worth = worth_of(finding.status, answer.own)
            if best is None or worth > best[0]:
                best = worth, finding, answer
            if finding.status is Status.PASSED:
                break
        if best is not None:
            return self.verdict(exercise, best[1], best[2].notebook)
        return self.verdict(exercise, *self.without_answer(exercise, reading))

    def without_answer(self, exercise: Exercise, reading: Reading) -> tuple[Finding, str]:
        """Why there is no answer, and in which notebook."""
        for program in reversed(reading.programs):
            broken = find_broken(exercise, program)
            if broken is not None:
                values = {"message": broken.message, "line": broken.line}
                text = say(Status.SYNTAX_ERROR, self.limits, **values)
                return Finding(Status.SYNTAX_ERROR, text=text), broken.notebook
        if reading.reason is not None:
            # It may stand in the file that could not be read.
            text = fill(Status.UNREADABLE, self.limits, reading.reason)
            return Finding(Status.UNREADABLE, text=text), ""
        text = say(Status.NOT_SUBMITTED, self.limits, exercise=exercise.name)
        return Finding(Status.NOT_SUBMITTED, text=text), ""

    def try_answer(self, exercise: Exercise, answer: Answer) -> Finding:
        """Run one answer and judge it."""
        if self.spent > self.limits.submission:
            text = say(Status.TIMED_OUT, self.limits, seconds=self.limits.submission)
            return Finding(Status.TIMED_OUT, text=text)
        cases = cases_of(exercise.name, self.seed)
        job = make_job(exercise, self.seed, answer)
        problem = ""
        for _ in range(TRIES):
            try:
                ended = self.open().run(job)
            except (BoxError, OSError) as error:
                problem = str(error)
                self.close()
                continue
            self.spent += ended.seconds
            return find(exercise, cases, ended, self.limits)
        reason = Text(problem, problem)
        return Finding(Status.SANDBOX_FAILED, text=fill(Status.SANDBOX_FAILED, self.limits, reason))

    def open(self) -> Sandbox | PlainBox:
        """The box, put up when it is first needed."""
        if self.box is None:
            if self.sandboxed or can_seal():
                self.box = self.boxes.take(self.limits, self.sandboxed)
            else:
                self.box = PlainBox(self.limits)
        return self.box

    def clear(self) -> None:
        """Give a box back that did its work."""
        if isinstance(self.box, Sandbox):
            self.boxes.give_back(self.box)
            self.box = None

    def close(self) -> None:
        """Take a box down that broke."""
        if self.box is not None:
            self.box.close()
            self.box = None

    def verdict(self, exercise: Exercise, finding: Finding, notebook: str) -> Verdict:
        """A finding with its points and the next hint."""
        status = finding.status
        out_of = float(self.points[exercise.name])
        earned: float | None = out_of if status is Status.PASSED else 0.0
        tried = status not in (Status.NOT_ATTEMPTED, Status.NOT_SUBMITTED)
        return Verdict(
            exercise=exercise.name,
            status=status,
            points=None if status in NOT_GRADED else earned,
            out_of=out_of,
            mistakes=finding.mistakes,
            text=finding.text,
            case=finding.case,
            hint=None if status is Status.PASSED else exercise.hints[1 if tried else 0],
            notebook=notebook,
        )


def unlike(answers: Sequence[Answer]) -> list[Answer]:
    """The answers without repetitions, as of a notebook handed in twice."""
    kept: list[Answer] = []
    for answer in answers:
        if not any(same(answer, other) for other in kept):
            kept.append(answer)
    return kept


def worth_of(status: Status, own: bool) -> tuple[int, ...]:
    """Which of several findings on one exercise is the best, or says the most."""
    silent = (Status.NOT_ATTEMPTED,)
    graded = (Status.PASSED, Status.SANDBOX_FAILED, Status.WRONG)
    rank = len(graded) - graded.index(status) if status in graded else 0
    return int(status is Status.PASSED), int(own), int(status not in silent), rank


def fill(status: Status, limits: Limits, reason: Text) -> Text:
    """The text of a status with a reason in each language."""
    en, ja = (say(status, limits, reason=words) for words in reason)
    return Text(en.en, ja.ja)
