"""A policy of one action, tanh of a Gaussian, and its averages: worked out, not sampled."""

import math

import numpy as np

from rlcourse.display.explore_squash import log_gaussian, log_slope

# The average of f(u) under N(mean, std^2) is sum(WEIGHTS * f(mean + std * NOISES)).
NOISES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(100)
WEIGHTS = _WEIGHTS / np.sqrt(2 * np.pi)
# Here the value below is largest.
BEST = 0.5


def entropy(mean: float, std: float) -> float:
    """Of the actions, in nats: that of the Gaussian plus the average of log(1 - tanh(u)^2)."""
    gaussian = np.log(std) + 0.5 * np.log(2 * math.pi * math.e)
    return float(gaussian + WEIGHTS @ log_slope(mean + std * NOISES))


def value(actions: np.ndarray) -> np.ndarray:
    """Q(a) = 1 - (a - 0.5)^2, that of probe 4."""
    return np.asarray(1 - (actions - BEST) ** 2)


def average_value(mean: float, std: float) -> float:
    """Of the actions that the policy draws."""
    return float(WEIGHTS @ value(np.tanh(mean + std * NOISES)))


def gradient(mean: float, std: float, alpha: float, scale: float = 1.0) -> tuple[float, float]:
    """Of scale * (average value) + alpha * entropy in the mean and in the log std.

    By the reparameterization trick: the slope at each u, which moves by 1 with the mean and by
    std * noise with the log std.
    """
    actions = np.tanh(mean + std * NOISES)
    slopes = scale * -2 * (actions - BEST) * (1 - actions**2) - alpha * 2 * actions
    return float(WEIGHTS @ slopes), float(WEIGHTS @ (slopes * std * NOISES) + alpha)


def log_density(actions: np.ndarray, mean: float, std: float) -> np.ndarray:
    """log pi(a) of actions in (-1, 1), of their shape; finite where pi(a) itself is 0."""
    us = np.arctanh(actions)
    return log_gaussian(us, mean, std) - log_slope(us)


def density(actions: np.ndarray, mean: float, std: float) -> np.ndarray:
    """pi(a) of actions in (-1, 1), of their shape."""
    return np.asarray(np.exp(log_density(actions, mean, std)))
