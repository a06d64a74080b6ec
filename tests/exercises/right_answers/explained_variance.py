"""Right answers to explained_variance, each in another style."""

import numpy as np
import torch


def in_one_line(values, targets):
    return 1 - (targets - values).var() / targets.var()


def the_other_way_round(values, targets):
    return 1.0 - torch.var(values - targets) / torch.var(targets)


def of_the_population(values, targets):
    errors = targets - values
    return 1 - errors.var(correction=0) / targets.var(correction=0)


def from_means_of_squares(values, targets):
    def variance(x):
        return ((x - x.mean()) ** 2).mean()

    return 1 - variance(targets - values) / variance(targets)


def over_the_batch_axis(values, targets):
    return (1 - (targets - values).var(dim=0) / targets.var(dim=0)).squeeze()


def one_fraction(values, targets):
    left, whole = (targets - values).flatten().var(), targets.flatten().var()
    return (whole - left) / whole


def through_numpy(values, targets):
    y, y_hat = targets.numpy(), values.numpy()
    return torch.as_tensor(1 - np.var(y - y_hat) / np.var(y)).to(values)


def squared_deviations(values, targets):
    errors = targets - values
    return 1 - (errors.std() / targets.std()) ** 2


RIGHT = [
    in_one_line,
    the_other_way_round,
    of_the_population,
    from_means_of_squares,
    over_the_batch_axis,
    one_fraction,
    through_numpy,
    squared_deviations,
]
