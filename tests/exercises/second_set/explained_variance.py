"""Wrong answers to explained_variance, and the name that each should get."""

import numpy as np
import torch


def the_rest_forgotten(values, targets):
    """What is not explained."""
    return torch.var(targets - values) / torch.var(targets)


def spread_of_the_values(values, targets):
    """The two spreads, whatever belongs to what."""
    return torch.var(values) / torch.var(targets)


def r_squared(values, targets):
    """As statistics books do it."""
    residual = ((targets - values) ** 2).sum()
    total = ((targets - targets.mean()) ** 2).sum()
    return 1 - residual / total


def without_the_mean(values, targets):
    """Mean squares."""
    return 1 - torch.mean((targets - values) ** 2) / torch.mean(targets**2)


def by_std(values, targets):
    """The square is missing."""
    return 1 - torch.std(targets - values) / torch.std(targets)


def arguments_swapped(values, targets):
    """Which is measured by which?"""
    return 1 - torch.var(values - targets) / torch.var(values)


def numpy_and_torch(values, targets):
    """numpy divides by B, torch by B - 1."""
    errors = (targets - values).numpy()
    return 1 - torch.tensor(np.var(errors)) / targets.var()


def rectified(values, targets):
    """At least 0."""
    share = 1 - (targets - values).var() / targets.var()
    return torch.relu(share)


def cut_off_at_minus_one(values, targets):
    """As far as a plot shows it."""
    return (1 - (targets - values).var() / targets.var()).clamp(min=-1)


def squared_correlation(values, targets):
    """By its definition."""
    x, y = values - values.mean(), targets - targets.mean()
    return (x * y).sum() ** 2 / ((x * x).sum() * (y * y).sum())


def a_plain_float(values, targets):
    """The right value, as a float of Python."""
    return (1 - (targets - values).var() / targets.var()).item()


def one_for_each_column(values, targets):
    """The right value, of shape (1,)."""
    return 1 - (targets - values).var(dim=0) / targets.var(dim=0)


def along_the_last_axis(values, targets):
    """The variance of one number is nan."""
    return 1 - (targets - values).var(dim=-1) / targets.var(dim=-1)


def in_percent(values, targets):
    """A hundred times too large."""
    return 100 * (1 - (targets - values).var() / targets.var())


def flat_values(values, targets):
    """(B, 1) with (B,)."""
    v = values.view(-1)
    return 1 - (targets - v).var() / targets.var()


WRONG = {
    the_rest_forgotten: "left_over_itself",
    spread_of_the_values: "variance_of_values",
    r_squared: "shift_counts",
    without_the_mean: "squares_for_variances",
    by_std: "standard_deviations",
    arguments_swapped: "measured_by_the_values",
    numpy_and_torch: "two_kinds_of_variance",
    rectified: "never_below_zero",
    cut_off_at_minus_one: "some_cases",
    squared_correlation: "correlation",
    a_plain_float: "returned",
    one_for_each_column: "shape",
    along_the_last_axis: ("not_finite", "shape"),
    in_percent: "factor",
    flat_values: "every_pair",
}
