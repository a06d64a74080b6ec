"""`check` on answers of every kind, right, wrong, careless: it answers, the session goes on."""

import functools
import re
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch

from rlcourse import check, use_language
from rlcourse.exercises import EXERCISES
from rlcourse.exercises.checking import judge_answer
from rlcourse.solutions import PPO
from rlcourse.solutions import calculate_log_pi as reference


def by_name(function, name="calculate_log_pi"):
    function.__name__ = name
    return function


def test_a_right_answer_passes(capsys):
    report = check(reference)
    assert report.passed
    assert report.score == 1
    assert report.mistake is None
    assert capsys.readouterr().out == "✓ calculate_log_pi: passed\n"


def test_a_stub_is_neither_passed_nor_failed():
    def calculate_log_pi(log_stds, noises, actions):
        raise NotImplementedError

    report = check(calculate_log_pi)
    assert not report.passed
    assert not report.attempted
    assert report.mistake is None


def test_a_named_mistake(capsys):
    def calculate_log_pi(log_stds, noises, actions):
        return reference(log_stds, noises, actions).squeeze(-1)

    report = check(calculate_log_pi)
    assert not report.passed
    assert report.attempted
    assert report.mistake is not None
    assert "(B,)" in report.text or "shape" in report.text
    assert "expected" in report.text
    assert capsys.readouterr().out.strip() == report.text


def test_a_lambda_a_partial_and_a_callable_object():
    calculate_log_pi = lambda log_stds, noises, actions: reference(log_stds, noises, actions)  # noqa: E731
    assert check(calculate_log_pi).passed
    calculate_log_pi = functools.partial(reference)
    assert check(calculate_log_pi).passed

    class Answer:
        def __call__(self, log_stds, noises, actions):
            return reference(log_stds, noises, actions)

    calculate_log_pi = Answer()
    assert check(calculate_log_pi).passed


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (3, "This is an int; pass the function itself, without parentheses"),
        (torch.zeros(2), "This is a Tensor; pass the function itself"),
        (None, "This is a NoneType"),
        ("calculate_log_pi", "without quotes"),
        (np, "module"),
        (print, "No exercise is called print"),
        (dict, "derives from none of"),
        (PPO.update_actor, "pass the class that holds it"),
    ],
    ids=["int", "Tensor", "None", "str", "module", "print", "dict", "method"],
)
def test_things_that_are_no_answer(thing, words):
    report = check(thing)
    assert not report.passed
    assert not report.attempted
    assert report.mistake == "not_an_answer"
    assert words in report.text


def test_an_agent_instead_of_its_class():
    assert "pass the class itself" in check(PPO((3,), (1,))).text


def test_a_class_with_one_method_and_with_both():
    class Mine(PPO):
        def update_critic(self, states, targets):
            loss = torch.nn.functional.mse_loss(self.critic(states), targets)
            self.optim_critic.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.critic.parameters(), self.max_grad_norm)
            self.optim_critic.step()

    report = check(Mine)
    assert list(report.parts) == ["PPO.update_critic"]
    assert report.passed

    class Both(Mine):
        def update_actor(self, states, actions, log_pis_old, advantages):
            raise NotImplementedError

    report = check(Both)
    assert list(report.parts) == ["PPO.update_critic", "PPO.update_actor"]
    assert not report.passed
    points = {e.name: e.points for e in EXERCISES}
    critic, actor = points["PPO.update_critic"], points["PPO.update_actor"]
    assert report.score == critic / (critic + actor)
    assert report.parts["PPO.update_critic"].passed
    assert not report.parts["PPO.update_actor"].attempted


def test_a_class_that_overrides_nothing():
    class Empty(PPO):
        pass

    assert "overrides none of" in check(Empty).text


def endless(log_stds, noises, actions):
    while True:
        pass


def endless_and_deaf(log_stds, noises, actions):
    while True:
        try:  # noqa: SIM105  the very thing that a student writes
            sum(range(10))
        except BaseException:
            pass


def raises(log_stds, noises, actions):
    return log_stds + no_such_name  # noqa: F821


def leaves(log_stds, noises, actions):
    sys.exit(3)


def interrupts(log_stds, noises, actions):
    raise KeyboardInterrupt


def recurses(log_stds, noises, actions):
    return recurses(log_stds, noises, actions)


class Rude(Exception):
    def __str__(self):
        raise ValueError("no words for you")


def raises_rudely(log_stds, noises, actions):
    raise Rude


class Always:
    shape = property(lambda self: self)

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return Always()

    __hash__ = None


def always_equal(log_stds, noises, actions):
    return Always()


def prints_a_megabyte(log_stds, noises, actions):
    print("x" * 2**20)
    return noises


def patches_torch(log_stds, noises, actions):
    torch.allclose = torch.testing.assert_close = lambda *args, **kwargs: True
    return noises


def wrong_arguments(a, b):
    return a


CARELESS = {
    raises: "exception",
    leaves: "exception",
    interrupts: "exception",
    recurses: "exception",
    raises_rudely: "exception",
    wrong_arguments: "exception",
    always_equal: "returned",
    prints_a_megabyte: None,
    patches_torch: None,
}


@pytest.mark.parametrize("answer", CARELESS, ids=lambda f: f.__code__.co_name)
def test_careless_answers_do_no_harm(answer, monkeypatch, capsys):
    monkeypatch.setattr(torch, "allclose", torch.allclose)
    monkeypatch.setattr(torch.testing, "assert_close", torch.testing.assert_close)
    report = check(by_name(answer))
    assert not report.passed
    assert report.attempted
    if CARELESS[answer] is not None:
        assert report.mistake == CARELESS[answer]
    assert len(report.text) < 5_000
    assert len(capsys.readouterr().out) < 5_000
    assert check(reference).passed


def test_the_line_that_raised_is_shown_with_a_cause():
    text = check(by_name(raises)).text
    assert "return log_stds + no_such_name" in text
    assert "is an import or a self. missing" in text


@pytest.mark.parametrize("answer", [endless, endless_and_deaf])
def test_an_endless_loop_is_stopped(answer):
    assert check(by_name(answer)).mistake == "timeout"


def test_an_endless_loop_is_stopped_outside_the_main_thread():
    reports = []
    thread = threading.Thread(target=lambda: reports.append(check(by_name(endless))))
    thread.start()
    thread.join(30)
    assert reports[0].mistake == "timeout"


def test_a_time_limit_leaves_nothing_behind():
    import signal

    before = signal.getsignal(signal.SIGALRM)
    check(by_name(endless))
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_the_answer_prints_is_shown_once():
    def calculate_log_pi(log_stds, noises, actions):
        print("shapes", tuple(noises.shape))
        return reference(log_stds, noises, actions)

    assert check(calculate_log_pi).text.count("shapes") == 1


def test_inputs_changed_in_place_and_random_states_disturbed():
    def calculate_log_pi(log_stds, noises, actions):
        result = reference(log_stds, noises, actions)
        with torch.no_grad():
            log_stds.add_(2)
        return result

    assert check(calculate_log_pi).mistake == "inputs_changed"

    def calculate_log_pi(log_stds, noises, actions):
        torch.manual_seed(0)
        return reference(log_stds, noises, actions)

    assert check(calculate_log_pi).mistake == "random_state"


def test_the_session_s_random_numbers_stay_where_they_were():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    check(reference)
    assert torch.equal(torch.rand(2), expected)


SYMPTOMS = {
    "factor": lambda x: 3 * x,
    "offset": lambda x: x + 0.25,
    "returned_none": lambda x: None,
    "dtype": lambda x: x.half(),
    "not_finite": lambda x: x / 0,
    "returned": lambda x: x.detach().numpy(),
}


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_symptoms(symptom):
    def calculate_log_pi(log_stds, noises, actions):
        return SYMPTOMS[symptom](reference(log_stds, noises, actions))

    assert check(calculate_log_pi).mistake == symptom


def test_the_card(capsys):
    def calculate_log_pi(log_stds, noises, actions):
        return reference(log_stds, noises, actions) * 2 + torch.tensor(["<b>"][0] == "<b>")

    html = check(calculate_log_pi)._repr_html_()
    assert html.count("<details") >= 3
    assert "<script" not in html
    assert "0x" not in html
    use_language("ja")
    assert "正しくありません" in check(calculate_log_pi).text


def test_the_text_is_the_same_in_another_process():
    code = (
        "import torch\nfrom rlcourse import check\n"
        "def calculate_log_pi(log_stds, noises, actions):\n    return noises * torch.pi\n"
        "check(calculate_log_pi)"
    )
    texts = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert len(texts) == 1
    assert "not right yet" in texts.pop()


@pytest.mark.filterwarnings("ignore:.*degrees of freedom")
def test_a_japanese_card_names_what_is_compared_in_japanese():
    english = re.compile(r"[a-z]+ (of|at|in|network|decay|by|over) ")
    for exercise in EXERCISES:
        for mistake in exercise.mistakes:
            verdict, _ = judge_answer(exercise, exercise.variant(mistake.edits))
            if verdict.example is not None:
                assert not english.search(verdict.example.ja + " "), (exercise.name, mistake.id)


@pytest.fixture
def torch_as_it_was():
    yield
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_a_right_answer_passes_whatever_the_session_did_to_torch(exercise, torch_as_it_was):
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    verdict, _ = judge_answer(exercise, exercise.variant(()))
    assert verdict.passed, verdict.messages
    assert not torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float64


def test_what_an_answer_did_to_torch_is_undone(torch_as_it_was):
    def calculate_log_pi(log_stds, noises, actions):
        torch.set_default_dtype(torch.float64)
        torch.no_grad().__enter__()  # as one that a time limit strikes in between
        raise ZeroDivisionError

    assert not check(calculate_log_pi).passed
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32
