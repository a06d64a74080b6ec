"""A quick row of layers is torch's own, to the last bit, with all that can be hung on a layer."""

from contextlib import nullcontext
from copy import deepcopy

import pytest
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from torch.nn.utils import prune

from rlcourse.training.rows import QuickRow, quick_rows


class Agent:
    def __init__(self, *layers: nn.Module) -> None:
        torch.manual_seed(0)
        self.actor = nn.ModuleDict({"net": nn.Sequential(*layers or make_layers())})
        self.gamma = 0.99

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        return self.actor["net"](x)


def make_layers() -> list[nn.Module]:
    return [nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 2, bias=False)]


STATES = torch.linspace(-1, 1, 12).reshape(4, 3)


def both_ways(agent: Agent) -> None:
    """The same numbers and the same gradients inside the block as outside."""
    found = []
    for way, kind in ((nullcontext, nn.Sequential), (quick_rows, QuickRow)):
        agent.actor.zero_grad()
        with way(agent):
            assert type(agent.actor["net"]) is kind
            values = agent(STATES)
        assert type(agent.actor["net"]) is nn.Sequential
        values.pow(2).sum().backward()
        found.append([values, *(weight.grad for weight in agent.actor.parameters())])
    assert all(map(torch.equal, *found))


def test_it_computes_the_same():
    both_ways(Agent())


@pytest.mark.parametrize("layer", [nn.GELU(), nn.LayerNorm(5), nn.Sequential(nn.Linear(5, 5))])
def test_so_it_does_with_layers_of_other_kinds(layer):
    both_ways(Agent(nn.Linear(3, 5), layer, nn.Linear(5, 2)))


def test_a_layer_of_ones_own_is_called():
    class Doubled(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(x)

    both_ways(Agent(Doubled(3, 5), nn.Tanh()))


def test_a_forward_that_was_put_on_one_layer_is_called():
    agent, called = Agent(), []
    layer = agent.actor["net"][0]
    layer.forward = lambda x: called.append(x.shape) or nn.Linear.forward(layer, x)
    with quick_rows(agent):
        agent(STATES)
    assert called == [(4, 3)]


def test_a_pruned_layer_stays_pruned():
    agent = Agent()
    prune.l1_unstructured(agent.actor["net"][0], "weight", amount=0.5)
    both_ways(agent)


@pytest.mark.parametrize(
    "register",
    [
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_full_backward_pre_hook",
    ],
)
def test_hooks_are_called(register):
    agent, called = Agent(), []
    with quick_rows(agent):
        hook = getattr(agent.actor["net"][2], register)(lambda *_: called.append(1) and None)
        agent(STATES).sum().backward()
        assert called == [1]
        hook.remove()
        agent(STATES).sum().backward()
    assert called == [1]


def test_hooks_of_all_modules_are_called():
    agent, called = Agent(), []
    hook = register_module_forward_hook(lambda layer, *_: called.append(layer))
    try:
        with quick_rows(agent):
            agent(STATES)
    finally:
        hook.remove()
    assert called == [*agent.actor["net"], agent.actor["net"]]


def test_a_copy_that_is_made_inside_has_weights_of_its_own():
    agent = Agent()
    with quick_rows(agent):
        copy = deepcopy(agent.actor["net"])
        nn.init.zeros_(agent.actor["net"][0].weight)
        assert not torch.equal(copy(STATES), agent(STATES))


def test_layers_and_weights_may_change_inside():
    agent = Agent()
    with quick_rows(agent):
        agent.actor["net"][0].weight = nn.Parameter(torch.zeros(5, 3))
        agent.actor["net"][4] = nn.Linear(4, 1)
        inside = agent(STATES)
    assert inside.shape == (4, 1) and torch.equal(inside, agent(STATES))


def test_the_networks_are_as_they_were_after_an_error():
    agent = Agent()
    with pytest.raises(KeyError), quick_rows(agent):
        raise KeyError
    assert type(agent.actor["net"]) is nn.Sequential
