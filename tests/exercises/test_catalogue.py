"""The exercises under test: every known mistake is given to them as if by a student.

`tests/conftest.py` prints what these tests count.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from rlcourse.exercises.catalogue import EXERCISES
from rlcourse.exercises.exercise import lines_touched
from rlcourse.exercises.judge import find_wrong, name_mistakes, pairs, reproduces
from rlcourse.language import Text

HERE = Path(__file__).parent
# Which pair it is takes longer to tell than that it is wrong.
PAIRS_TO_NAME = 40

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)


def load(path):
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


truth = load(HERE / "truth.py")
# Wrong answers may well take the spread of one number.
pytestmark = pytest.mark.filterwarnings("ignore:.*degrees of freedom")


def run_on(exercise, answer, cases):
    return [exercise.run(answer, case) for case in cases]


@every_exercise
def test_every_mistake_comes_back_with_its_own_name(exercise, record_property):
    cases = exercise.cases(0)
    caught, named, trouble = 0, 0, []
    for mistake in exercise.mistakes:
        outcomes = run_on(exercise, exercise.variant(mistake.edits), cases)
        fails = bool(find_wrong(exercise, cases, outcomes))
        ids = [m.id for m in exercise.mistakes if reproduces(exercise, m.edits, cases, outcomes)]
        caught += fails
        named += ids == [mistake.id]
        if not fails or ids != [mistake.id]:
            trouble.append((mistake.id, fails, ids))
    record_property("catalogue", (exercise.name, 0, (len(exercise.mistakes), caught, named)))
    assert not trouble


@every_exercise
@pytest.mark.parametrize("seed", [1])
def test_another_seed_does_as_well(exercise, seed):
    cases = exercise.cases(seed)
    assert not find_wrong(exercise, cases, run_on(exercise, exercise.variant(()), cases))
    for mistake in exercise.mistakes:
        outcomes = run_on(exercise, exercise.variant(mistake.edits), cases)
        assert find_wrong(exercise, cases, outcomes), mistake.id
        assert [m.id for m in name_mistakes(exercise, cases, outcomes)] == [mistake.id]


@every_exercise
def test_every_pair_of_mistakes_is_caught(exercise, record_property):
    cases = exercise.cases(0)
    right, wrong, passed = 0, [], []
    for pair in pairs(exercise):
        answer = exercise.variant(pair[0].edits + pair[1].edits)
        outcomes = run_on(exercise, answer, cases)
        if find_wrong(exercise, cases, outcomes):
            wrong.append(outcomes)
        elif any(truth.differs(exercise, case, answer) for case in cases):
            passed.append([m.id for m in pair])
        else:
            right += 1  # two mistakes that cancel

    some = wrong[:: 1 + len(wrong) // PAIRS_TO_NAME]
    named = sum(bool(name_mistakes(exercise, cases, outcomes)) for outcomes in some)
    total = len(wrong) + len(passed)
    record_property("catalogue", (exercise.name, 3, (total, len(wrong), len(some), named)))
    assert not passed
    assert named > len(some) / 2


@every_exercise
def test_right_answers_pass(exercise, record_property):
    file = HERE / "right_answers" / f"{exercise.name.lower().replace('.', '_')}.py"
    answers = [exercise.variant(()), *load(file).RIGHT]
    failed = []
    for seed in (0, 1):
        cases = exercise.cases(seed)
        for answer in answers:
            for w in find_wrong(exercise, cases, run_on(exercise, answer, cases)):
                failed.append((answer.__name__, seed, w.case.name.en, w.keys, w.outcome.failure))
    names = {name for name, *_ in failed}
    record_property("catalogue", (exercise.name, 7, (len(answers), len(names))))
    assert len(answers) > 6
    assert not failed


@every_exercise
def test_texts_are_there_in_both_languages_and_give_no_line_away(exercise):
    texts = [mistake.text for mistake in exercise.mistakes] + list(exercise.hints)
    texts += [exercise.title, *(case.name for case in exercise.cases(0))]
    for text in texts:
        assert isinstance(text, Text)
        assert text.en.strip()
        assert text.ja.strip()
    lines = {line.strip() for line in exercise.source.splitlines() if "=" in line}
    for mistake in exercise.mistakes:
        assert not any(line in mistake.text.en for line in lines)


@every_exercise
def test_ids_are_unique_and_edits_fit(exercise):
    ids = [mistake.id for mistake in exercise.mistakes]
    assert len(set(ids)) == len(ids)
    for mistake in exercise.mistakes:
        assert lines_touched(exercise.source, mistake.edits)
        exercise.variant(mistake.edits)
