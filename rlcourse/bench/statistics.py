"""What many seeds say together."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import bootstrap, trim_mean

RESAMPLES = 5000
# (task, returns that it promises): the pendulum counts as solved at the first; of the cheetah the
# lecture promises 1500 to 1700.
PROMISES = {
    "InvertedPendulumBulletEnv-v0": (950.0,),
    "HalfCheetahBulletEnv-v0": (1500.0, 1700.0),
}
# After so few steps the course promises this of SAC.
EARLY_PROMISES = {("HalfCheetahBulletEnv-v0", 100_000): (800.0, 1200.0)}


class Band(NamedTuple):
    """Interquartile mean and its 95% band, (...) each."""

    mid: np.ndarray
    low: np.ndarray
    high: np.ndarray


def interquartile_mean(returns: np.ndarray, axis: int = 0) -> np.ndarray:
    """Mean without the lowest and the highest quarter (rounded down) of the seeds.

    Source: Agarwal et al. 2021 (arXiv 2108.13264), section 4.3.
    """
    return np.asarray(trim_mean(returns, 0.25, axis=axis))


def interquartile_band(returns: np.ndarray) -> Band:
    """Interquartile mean over the seeds, with a percentile bootstrap: (seeds, ...) -> (...)."""
    mid = interquartile_mean(returns)
    if len(returns) < 2:
        return Band(mid, mid, mid)
    interval = bootstrap(
        (returns,),
        interquartile_mean,
        axis=0,
        vectorized=True,
        method="percentile",
        n_resamples=RESAMPLES,
        random_state=np.random.default_rng(0),
    ).confidence_interval
    return Band(mid, np.asarray(interval.low), np.asarray(interval.high))


def promises(env_id: str, steps: int) -> tuple[float, ...]:
    """Returns that the course promises after so many steps; none for a task of somebody else's."""
    return EARLY_PROMISES.get((env_id, steps), PROMISES.get(env_id, ()))


def count_kept(env_id: str, steps: int, finals: Sequence[float]) -> str:
    """How many seeds reach what is promised after so many steps: "9 of 10 over 1500"."""
    array = np.asarray(finals)
    return ", ".join(
        f"{(array >= promise).sum()} of {len(array)} over {promise:.0f}"
        for promise in promises(env_id, steps)
    )
