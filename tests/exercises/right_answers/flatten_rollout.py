"""Right answers to flatten_rollout, each in another style."""

import torch


def environment_by_environment(states, actions, log_pis, targets, advantages):
    states, actions, log_pis = (x.transpose(0, 1).flatten(0, 1) for x in (states, actions, log_pis))
    return states, actions, log_pis, targets.T.reshape(-1, 1), advantages.T.reshape(-1, 1)


def all_as_columns(states, actions, log_pis, targets, advantages):
    fields = states, actions, log_pis, targets.unsqueeze(-1), advantages.unsqueeze(-1)
    return tuple(field.flatten(0, 1) for field in fields)


def reshaped(states, actions, log_pis, targets, advantages):
    fields = states, actions, log_pis, targets, advantages
    widths = [states.shape[-1], actions.shape[-1], 1, 1, 1]
    return tuple(f.reshape(-1, width) for f, width in zip(fields, widths, strict=True))


def stacked_steps(states, actions, log_pis, targets, advantages):
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    return [torch.cat(list(field)) for field in fields]


def stacked_environments(states, actions, log_pis, targets, advantages):
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    return [torch.cat(field.unbind(dim=1)) for field in fields]


def backwards(states, actions, log_pis, targets, advantages):
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    return tuple(field.flatten(0, 1).flip(0) for field in fields)


def entry_by_entry(states, actions, log_pis, targets, advantages):
    steps, envs = targets.shape
    places = [(t, e) for t in range(steps) for e in range(envs)]
    fields = states, actions, log_pis, targets[..., None], advantages[..., None]
    return tuple(torch.stack([field[place] for place in places]) for field in fields)


RIGHT = [
    environment_by_environment,
    all_as_columns,
    reshaped,
    stacked_steps,
    stacked_environments,
    backwards,
    entry_by_entry,
]
