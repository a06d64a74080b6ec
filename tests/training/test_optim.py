"""The quick Adam is torch's own, to the last bit."""

from copy import deepcopy

import pytest
import torch
from torch import nn, optim
from torch.optim.optimizer import register_optimizer_step_pre_hook

from rlcourse.training.optim import QuickAdam, adam, set_step_size


def make_net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))


def learn(net: nn.Module, optimizer: optim.Adam, steps: int = 5, seed: int = 1) -> None:
    stream = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        optimizer.zero_grad()
        net(torch.randn(4, 3, generator=stream)).pow(2).sum().backward()
        optimizer.step()


def equal(one: nn.Module, other: nn.Module) -> bool:
    return all(map(torch.equal, one.parameters(), other.parameters()))


def both() -> tuple[nn.Module, optim.Adam, nn.Module, optim.Adam]:
    ours, theirs = make_net(), make_net()
    return ours, adam(ours, 1e-2), theirs, optim.Adam(theirs.parameters(), lr=1e-2, fused=True)


@pytest.fixture(autouse=True)
def has_fused_adam():
    if not isinstance(adam(make_net(), 1e-2), QuickAdam):
        pytest.skip("this torch has no fused Adam on the CPU")


def test_its_steps_are_torchs_own():
    ours, quick, theirs, plain = both()
    learn(ours, quick), learn(theirs, plain)
    assert equal(ours, theirs)
    set_step_size(quick, 1e-3), set_step_size(plain, 1e-3)
    learn(ours, quick), learn(theirs, plain)
    assert equal(ours, theirs)
    assert all(state["step"] == 10 for state in quick.state.values())


@pytest.mark.parametrize("load_into", [QuickAdam, optim.Adam])
def test_it_goes_on_from_a_saved_state_and_torchs_from_its(load_into):
    ours, quick, _, _ = both()
    learn(ours, quick)
    again = deepcopy(ours)
    other = load_into(again.parameters(), lr=1.0, fused=True)
    other.load_state_dict(deepcopy(quick.state_dict()))
    learn(ours, quick, seed=2), learn(again, other, seed=2)
    assert equal(ours, again)


def test_a_copy_of_it_learns_by_itself():
    ours, quick, _, _ = both()
    learn(ours, quick)
    net, copied = deepcopy((ours, quick))
    learn(net, copied, seed=2)
    assert not equal(ours, net)
    learn(ours, quick, seed=2)
    assert equal(ours, net)


def test_a_parameter_without_a_gradient_stays():
    ours, quick, theirs, plain = both()
    learn(ours, quick), learn(theirs, plain)
    ours[0].requires_grad_(False), theirs[0].requires_grad_(False)
    learn(ours, quick), learn(theirs, plain)
    assert equal(ours, theirs)


def test_without_any_gradient_nothing_happens():
    ours, quick, _, _ = both()
    learn(ours, quick)
    before = deepcopy(ours)
    quick.zero_grad()
    quick.step()
    assert equal(ours, before)


def test_hooks_are_called_once_a_step():
    ours, quick, _, _ = both()
    called = []
    hook = quick.register_step_pre_hook(lambda *_: called.append("before"))
    quick.register_step_post_hook(lambda *_: called.append("after"))
    learn(ours, quick, steps=3)
    assert called == ["before", "after"] * 3
    hook.remove()


def test_a_closure_and_zeros_instead_of_none_are_torchs_business():
    ours, quick, theirs, plain = both()
    for net, optimizer in ((ours, quick), (theirs, plain)):
        learn(net, optimizer)
        optimizer.zero_grad(set_to_none=False)
        assert all((weight.grad == 0).all() for weight in net.parameters())

        def loss(net=net, optimizer=optimizer):
            optimizer.zero_grad()
            value = net(torch.ones(1, 3)).sum()
            value.backward()
            return value

        assert optimizer.step(loss) is not None
    assert equal(ours, theirs)


def test_groups_of_parameters_are_torchs_business():
    nets = make_net(), make_net()
    for net, kind in zip(nets, (QuickAdam, optim.Adam), strict=True):
        groups = [{"params": net[0].parameters(), "lr": 1e-3}, {"params": net[2].parameters()}]
        learn(net, kind(groups, lr=1e-2, fused=True))
    assert equal(*nets)


@pytest.mark.parametrize("option", ["weight_decay", "maximize", "amsgrad"])
def test_what_is_more_than_adam_is_torchs_business(option):
    nets = make_net(), make_net()
    for net, kind in zip(nets, (QuickAdam, optim.Adam), strict=True):
        learn(net, kind(net.parameters(), lr=1e-2, fused=True, **{option: True}))
    assert equal(*nets)


def test_an_option_may_be_set_later():
    ours, quick, theirs, plain = both()
    for net, optimizer in ((ours, quick), (theirs, plain)):
        learn(net, optimizer)
        optimizer.param_groups[0]["weight_decay"] = 0.1
        learn(net, optimizer)
    assert equal(ours, theirs)


def test_gradients_that_were_scaled_are_torchs_business():
    ours, quick, _, _ = both()
    learn(ours, quick)
    before = deepcopy(ours)
    quick.grad_scale, quick.found_inf = torch.tensor(2.0), torch.tensor(1.0)
    quick.step()
    assert equal(ours, before)


def test_hooks_of_all_optimizers_are_called():
    ours, quick, _, _ = both()
    called = []
    hook = register_optimizer_step_pre_hook(lambda *_: called.append("before"))
    learn(ours, quick, steps=2)
    hook.remove()
    assert called == ["before"] * 2
