"""Notebooks read as data, and the statements that an answer needs."""

import json

import numpy as np
import pytest

from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.exercises.exercise import Failure, Outcome
from rlcourse.grading.answers import find_answers, find_broken, parse
from rlcourse.grading.decode import ForgedError, decode_outcomes
from rlcourse.grading.inside.answer import AnswerFailure, define
from rlcourse.grading.inside.frames import END, encode_outcome
from rlcourse.grading.notebook import Notebook, as_python, read_notebook
from rlcourse.grading.shell import hidden_functions, pack_runner, shell
from rlcourse.grading.skim import SkimError, skim
from tests.grading.books import HEAD, book, code, right, text, write

PLAIN = BY_NAME["discounted_return"]
CRITIC = BY_NAME["PPO.update_critic"]


def answers(exercise, *cells):
    return find_answers(exercise, parse(Notebook("a.ipynb", "en", cells)))


def run(answer, **given):
    return define(answer.cells, answer.pieces, answer.target, answer.name, given)


def test_skim_drops_outputs_alone():
    data = book([code("x = '\"outputs\": [1, {'", outputs=[{"a": ["]", '\\"']}]), text("}]")])
    for indent in (None, 1):
        raw = json.dumps(data, indent=indent).encode()
        expected = json.loads(raw)
        expected["cells"][0]["outputs"] = []
        assert json.loads(skim(raw, 10_000)) == expected


@pytest.mark.parametrize("raw", [b'{"a": [', b'{"a": "b', b"[}", b"]", b"[" * 99 + b"]" * 99])
def test_skim_refuses(raw):
    with pytest.raises(SkimError):
        skim(raw, 10_000)


def test_skim_refuses_what_is_large():
    with pytest.raises(SkimError):
        skim(b'{"cells": ["' + b"x" * 999 + b'"]}', 500)


def test_language(tmp_path):
    japanese = text("# 確率密度\n\nこのノートブックでは，行動の確率密度を計算します．")
    assert read_notebook(write(tmp_path / "a.ipynb", [japanese, HEAD])).language == "ja"
    assert read_notebook(write(tmp_path / "b.ipynb", [text("# Density"), HEAD])).language == "en"
    marked = write(tmp_path / "c.ipynb", [HEAD], metadata={"language": "ja-JP"})
    assert read_notebook(marked).language == "ja"


def test_magics_become_python():
    assert as_python("%%time\nx = 1") == "x = 1"
    assert "run_line_magic" in as_python("%matplotlib inline\nx = 1")
    assert as_python("x = 7 % 2") == "x = 7 % 2"


def test_cells_that_would_hold_up_a_class_are_left_as_they_are():
    for source in ("\n" * 39_990, "x = %foo\n" * 4_000, "a?\n" * 10_000):
        assert as_python(source) == source
    assert "run_line_magic" in as_python("\n" * 5_000 + "%time x = 1")


def test_a_chain_that_is_too_deep_is_lost_alone():
    chain = "if x == 0:\n    y = 0\n" + "".join(
        f"elif x == {i}:\n    y = {i}\n" for i in range(1, 5_000)
    )
    program = parse(Notebook("a.ipynb", "en", (chain, "def f():\n    return 1")))
    assert len(program.broken) <= 1
    assert "f" in program.binders


def test_what_an_answer_needs_comes_along_and_nothing_else():
    answer, _ = answers(
        PLAIN,
        "import math as m, os\nfrom torch import nn, optim",
        "RATE = base * 2\nbase = 3",
        "boom = 1 / 0\nfor i in range(3):\n    RATE = 0",
        "def helper(x):\n    return m.floor(x) * RATE",
        "def discounted_return(x, y=base):\n    return [helper(v) + y for v in x]",
        "def helper(x):\n    return m.ceil(x) * RATE",
    )
    names = [names for _, _, names in answer.pieces]
    assert ("m",) in names and ("nn", "optim") not in names and len(answer.pieces) == 6
    assert run(answer)([0.5]) == [9]


def test_the_last_definition_counts():
    (answer,) = answers(
        PLAIN, "def discounted_return(): return 1", "discounted_return = lambda: two", "two = 2"
    )
    assert run(answer)() == 2


def test_a_name_that_a_later_cell_gives_to_something_else():
    cells = (
        "EPS = 1",
        "def discounted_return(): return EPS + later",
        "EPS = 20",
        "later = 0\nlater = 100",
    )
    found = answers(PLAIN, *cells)
    assert [run(answer)() for answer in found] == [120, 101]


def test_an_import_is_no_answer():
    assert (
        answers(PLAIN, "from rlcourse.mine import discounted_return", "discounted_return(1)") == []
    )


def test_an_answer_that_cannot_be_defined():
    (answer,) = answers(PLAIN, "@missing\ndef discounted_return(): pass")
    with pytest.raises(AnswerFailure) as failure:
        run(answer)
    assert isinstance(failure.value.error, NameError)


def test_a_class_by_its_base():
    cells = (
        "from rlcourse.solutions import PPO as Given",
        "class Mine(Given):\n    def update_critic(self): return 1",
        "class Mine(Mine):\n    def update_actor(self): return 2",
        "class Other:\n    def update_critic(self): return 3",
    )
    (critic,) = answers(CRITIC, *cells)
    (actor,) = answers(BY_NAME["PPO.update_actor"], *cells)
    assert run(critic).update_critic(None) == 1
    both = run(actor)
    assert (both.update_critic(None), both.update_actor(None)) == (1, 2)


def test_wrong_agents_of_the_course_come_last():
    cells = (
        "class AgentOfAFriend(PPO):\n    def update_critic(self): return 3",
        "class MyPPO(PPO):\n    def update_critic(self): return 1",
    )
    mine, friend = answers(CRITIC, *cells)
    assert (mine.name, mine.own, friend.own) == ("MyPPO", True, False)
    (renamed,) = answers(CRITIC, cells[0])
    assert renamed.own
    assert renamed.given == ("PPO",)


def test_the_agents_that_notebook_10_gives_are_no_answers():
    exercise = BY_NAME["SAC.update_target"]
    given = "class AgentB(SAC):\n    def update_target(self):\n        pass"
    assert not answers(exercise, given)
    (own,) = answers(exercise, given, given.replace("AgentB", "MySAC"))
    assert own.name == "MySAC"


def test_a_broken_cell_with_the_answer():
    program = parse(Notebook("a.ipynb", "en", ("x = (", "def discounted_return(:\n    pass")))
    assert find_broken(PLAIN, program).line == 1
    assert find_broken(CRITIC, program) is None


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool", "float16", "uint8"])
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 1)])
def test_arrays_survive_the_journey(dtype, shape):
    outputs = {"x": np.ones(shape, dtype), "y": np.zeros((3, 2), dtype).T}
    (outcome,), complete = decode_outcomes(encode_outcome(Outcome(outputs)) + END, 3)
    assert complete
    for key, array in outputs.items():
        assert outcome.outputs[key].dtype == array.dtype
        np.testing.assert_array_equal(outcome.outputs[key], array)


def test_failures_survive_the_journey():
    failure = Failure("raised", "ValueError", "\x1b[31m日本\u202e", "x = 1")
    (outcome,), _ = decode_outcomes(encode_outcome(Outcome({}, failure)) + END, 1)
    assert outcome.failure == Failure("raised", "ValueError", "[31m日本", "x = 1")


def test_half_a_message_is_no_forgery():
    data = encode_outcome(Outcome({"x": np.zeros(3)}))
    assert decode_outcomes(data[:-1], 2) == ([], False)
    assert decode_outcomes(b"", 2) == ([], False)


@pytest.mark.parametrize("data", [END, END + b"x", b"\xff" * 99, b"\x08\0\0\0" + b"\xff" * 8])
def test_forgeries(data):
    with pytest.raises(ForgedError):
        decode_outcomes(data, 3)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_nothing_of_the_reference_goes_in(exercise):
    """Neither the reference, nor a mistake, nor a hint is in what the sandbox gets."""
    modules = shell(exercise)
    sent = b"".join(code for _, code in modules.values())
    sent += pack_runner(exercise, exercise.cases(3))
    for module, names in hidden_functions(exercise).items():
        assert module not in modules or all(name.encode() in sent for name in names)
    for secret in (*(m.text.en for m in exercise.mistakes), *(hint.en for hint in exercise.hints)):
        assert secret.encode() not in sent
    assert "rlcourse.exercises.catalogue" not in modules
    assert not any(name.endswith("_mistakes") for name in modules)


def test_an_answer_may_use_the_other_pieces():
    """In the shell of one exercise the reference of another one still works."""
    import marshal

    _, packed = shell(BY_NAME["calculate_log_pi"])["rlcourse.solutions.returns"]
    namespace = {}
    exec(marshal.loads(packed), namespace)
    torch = pytest.importorskip("torch")
    assert namespace["discounted_return"](torch.tensor([1.0, 2.0]), 0.5) == 2
    assert right("discounted_return").startswith("def discounted_return")
