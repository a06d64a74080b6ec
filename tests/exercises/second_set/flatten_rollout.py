"""Wrong answers to flatten_rollout, and the name that each should get."""

import torch


def swap(x):
    return x.swapaxes(0, 1).reshape(-1, *x.shape[2:])


def column(x):
    return x.reshape(-1, 1)


def half_swapped(states, actions, log_pis, targets, advantages):
    """The bug as it came, in other words."""
    return (*map(swap, (states, actions, log_pis)), column(targets), column(advantages))


def targets_mended(states, actions, log_pis, targets, advantages):
    """The critic is mended, the actor is not."""
    return (*map(swap, (states, actions, log_pis)), column(targets.T), column(advantages))


def advantages_mended(states, actions, log_pis, targets, advantages):
    """The actor is mended, the critic is not."""
    return (*map(swap, (states, actions, log_pis)), column(targets), column(advantages.T))


def actions_swapped(states, actions, log_pis, targets, advantages):
    """Each state gets another step's action."""
    rest = column(log_pis), column(targets), column(advantages)
    return states.flatten(0, 1), swap(actions), *rest


def flat_numbers(states, actions, log_pis, targets, advantages):
    """Targets and advantages are (N,)."""
    first = (x.flatten(0, 1) for x in (states, actions, log_pis))
    return (*first, targets.flatten(), advantages.flatten())


def in_another_order(states, actions, log_pis, targets, advantages):
    """The critic would learn advantages."""
    first = (x.flatten(0, 1) for x in (states, actions, log_pis))
    return (*first, column(advantages), column(targets))


def last_environment(states, actions, log_pis, targets, advantages):
    """All but one environment are left out."""
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    return tuple(x[:, -1] for x in fields)


def four_of_them(states, actions, log_pis, targets, advantages):
    """The log densities are not returned."""
    first = (x.flatten(0, 1) for x in (states, actions))
    return (*first, column(targets), column(advantages))


def shuffled_apart(states, actions, log_pis, targets, advantages):
    """Each field is shuffled on its own."""
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    flat = [x.flatten(0, 1) for x in fields]
    return tuple(x[torch.randperm(len(x))] for x in flat)


WRONG = {
    half_swapped: "as_it_came",
    targets_mended: "advantages_left",
    advantages_mended: "targets_left",
    actions_swapped: "actions_apart",
    flat_numbers: "no_columns",
    in_another_order: "swapped",
    last_environment: "shape",
    four_of_them: "returned",
    shuffled_apart: "random_state",
}
