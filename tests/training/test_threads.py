"""A second thread is taken where it is the quicker way, and given back."""

import pytest
import torch

from rlcourse.training import threads
from rlcourse.training.threads import LOOK_AGAIN, Threads


@pytest.fixture(autouse=True)
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("seconds", "chosen"), [({1: 2.0, 2: 1.0}, 2), ({1: 1.0, 2: 9.0}, 1)])
def test_the_quicker_number_is_taken(monkeypatch, seconds, chosen):
    asked = []
    monkeypatch.setattr(threads, "time_products", lambda n: asked.append(n) or seconds[n])
    with Threads(2) as count:
        assert torch.get_num_threads() == 1
        count.look(0)
        assert torch.get_num_threads() == chosen
        count.look(LOOK_AGAIN - 1)
        assert asked == [1, 2]
        count.look(LOOK_AGAIN)
        assert asked == [1, 2, 1, 2]
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize(("most", "allowed"), [(1, 2), (2, 1)])
def test_nothing_is_tried_where_there_is_no_choice(monkeypatch, most, allowed):
    monkeypatch.setattr(threads, "time_products", lambda n: pytest.fail("it tried"))
    torch.set_num_threads(allowed)
    with Threads(most) as count:
        count.look(0)
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == allowed


def test_the_products_are_timed_on_that_many_threads():
    assert threads.time_products(1) > 0
    assert torch.get_num_threads() == 1
