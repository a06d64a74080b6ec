"""How much a critic knows of its targets, in one number."""

from torch import Tensor


def explained_variance(values: Tensor, targets: Tensor) -> Tensor:
    """Share of the targets' variance that is gone when the values are taken away.

    Args:
        values: what the critic says, (B, 1).
        targets: what it is to say, not all of them equal, (B, 1).

    Returns:
        1 - Var(errors) / Var(targets), one number, (): 1 is perfect, 0 no better than a constant,
        and a critic can be worse than a constant.

    Source: Huang et al. 2022, "The 37 implementation details of PPO", section on debugging.
    """
    errors = targets - values
    left_over = errors.var() / targets.var()
    return 1 - left_over
