"""Judge a sampler by the noise that its actions imply, in whatever order it drew."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import Tensor

from rlcourse.exercises.exercise import Case, Outcome, Run
from rlcourse.exercises.run import (
    FRESH,
    GRADIENT,
    INPUTS_KEPT,
    VALUES_ALONE,
    fresh_session,
    run_function,
)

# Tag of a case whose batch is large enough for the moments to be judged.
MANY = "many"
# What can be off about the noise itself.
MEAN = "mean of the noise"
VARIANCE = "variance of the noise"
LAW = "law of the noise"
ACROSS_BATCH = "noise of different samples"
ACROSS_ACTIONS = "noise of different actions"

run = run_function(("actions", "log_pis"), ("means", "log_stds"), draws=True)

# In standard deviations: P(|z| > 7) is 2.6e-12, and fewer than 40 such numbers are looked at.
FAR = 7.0
# P(KS distance > t) <= 2 exp(-2 n t^2) (Dvoretzky, Kiefer, Wolfowitz; Massart 1990), and
# P(|mean of n numbers in [-1, 1], less its expectation| > t) <= 2 exp(-n t^2 / 2) (Hoeffding 1963).
LAW_CHANCE = 1e-11
# Of some thousand standard Gaussian numbers one at least is larger: P = 1 - 1e-26 for 4,800.
FARTHEST = 2.5
# The correction is right with any constant up to this one inside its logarithm.
LARGEST_EPSILON = 1e-6
# Rounding errors of tanh, in units of the last place.
ULPS = 4.0


def spread(
    rng: np.random.Generator, reach: tuple[float, float], shape: tuple[int, ...]
) -> np.ndarray:
    """Numbers from the least to the greatest of `reach`, in any order but with no gap."""
    numbers = np.linspace(*reach, int(np.prod(shape)))
    return rng.permuted(numbers).reshape(shape)


def judge(case: Case, outcome: Outcome) -> list[str]:
    """Names of the outputs of `reparameterize` that are wrong; false alarms below 1e-9."""
    out = outcome.outputs
    means, log_stds = case.inputs["means"], case.inputs["log_stds"]
    shapes = {"actions": means.shape, "log_pis": (len(means), 1)}
    wrong = [key for key, shape in shapes.items() if not has_form(out, key, shape, means.dtype)]
    if VALUES_ALONE not in case.tags:
        wrong += [key for key in (INPUTS_KEPT, FRESH) if not out.get(key, False)]
    # Written so that nan is wrong, too.
    if "actions" not in wrong and not (np.abs(out["actions"]) <= 1).all():
        wrong.append("actions")
    if "actions" in wrong:
        return wrong
    noises = implied_noises(case, out["actions"])
    if MANY in case.tags:
        wrong += unlike_standard_noise(noises)
    for key, bounds in implied_outputs(means, log_stds, noises).items():
        if VALUES_ALONE in case.tags and key.startswith(GRADIENT):
            continue
        if key not in wrong and not within(out.get(key), *bounds):
            wrong.append(key)
    return wrong


def has_form(
    outputs: Mapping[str, np.ndarray], key: str, shape: tuple[int, ...], dtype: np.dtype
) -> bool:
    """Whether an output is there, of this shape and dtype."""
    return key in outputs and outputs[key].shape == shape and outputs[key].dtype == dtype


def implied_noises(case: Case, actions: np.ndarray) -> np.ndarray:
    """The noise that leads to these actions, (B, A), float64."""
    limit = 1 - np.finfo(actions.dtype).epsneg
    us = np.arctanh(np.clip(actions.astype("float64"), -limit, limit))
    return (us - case.inputs["means"]) / np.exp(case.inputs["log_stds"].astype("float64"))


def unlike_standard_noise(noises: np.ndarray) -> list[str]:
    """In which ways many noises (B, A) do not look like independent standard ones."""
    wrong = []
    size, (batch, _) = noises.size, noises.shape
    means = [noises.sum() / size**0.5, *(noises.sum(0) / batch**0.5)]
    if np.abs(means).max() > FAR:
        wrong.append(MEAN)
    squares = [chi_square_z((noises**2).sum(), size)]
    squares += [chi_square_z(s, batch) for s in (noises**2).sum(0)]
    if np.abs(squares).max() > FAR:
        wrong.append(VARIANCE)
    # E cos(2 x) tells a uniform law from a Gaussian one of the same variance.
    wave = np.cos(2 * noises).mean() - np.exp(-2)
    chance = np.log(2 / LAW_CHANCE)
    if (
        kolmogorov_distance(noises.ravel()) > (chance / (2 * size)) ** 0.5
        or abs(wave) > (2 * chance / size) ** 0.5
        or np.abs(noises).max() < FARTHEST
    ):
        wrong.append(LAW)
    half = batch // 2
    neighbours = correlation_z(noises[: 2 * half : 2], noises[1 : 2 * half : 2])
    halves = correlation_z(noises[:half], noises[half : 2 * half])
    if max(np.abs(neighbours).max(), np.abs(halves).max()) > FAR:
        wrong.append(ACROSS_BATCH)
    shifted = [correlation_z(noises, np.roll(noises, k, 1)) for k in range(1, noises.shape[1])]
    if np.abs(shifted).max() > FAR:
        wrong.append(ACROSS_ACTIONS)
    return wrong


def chi_square_z(value: float, degrees: int) -> float:
    """A chi-square value as a standard normal one (Wilson and Hilferty 1931)."""
    spread = 2 / (9 * degrees)
    return float(((value / degrees) ** (1 / 3) - (1 - spread)) / spread**0.5)


def correlation_z(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Per column: exactly standard normal where x is standard noise that does not know y."""
    return np.asarray((x * y).sum(0) / np.sqrt((y**2).sum(0)))


def kolmogorov_distance(x: np.ndarray) -> float:
    """Largest gap between the empirical distribution and the standard normal one."""
    below = torch.special.ndtr(torch.from_numpy(np.sort(x))).numpy()
    steps = np.arange(len(x) + 1) / len(x)
    return float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))


def implied_outputs(
    means: np.ndarray, log_stds: np.ndarray, noises: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Least and greatest right value, and the rounding error, of all that follows from noises."""
    unit = ULPS * float(np.finfo(means.dtype).eps)
    means, log_stds = means.astype("float64"), log_stds.astype("float64")
    stds = np.exp(log_stds)
    us = means + stds * noises
    actions, slopes = np.tanh(us), 1 / np.cosh(us) ** 2
    # How far u and the noise can be off after an action was rounded.
    u_error = unit * (1 / slopes + np.abs(us) + np.abs(means))
    noise_error = u_error / stds + unit * np.abs(noises)

    gaussian = (-0.5 * noises**2 - log_stds - 0.5 * np.log(2 * np.pi)).sum(-1, keepdims=True)
    log_pis = [
        gaussian - np.log(slopes + eps).sum(-1, keepdims=True) for eps in (0, LARGEST_EPSILON)
    ]
    error = (np.abs(noises) * noise_error + 2 * u_error).sum(-1, keepdims=True)
    outputs = {"log_pis": (log_pis[1], log_pis[0], error)}

    # The weights of the gradients, as in run.gradients_of.
    weights = np.linspace(0.5, 1.5, noises.size).reshape(noises.shape)
    paths: dict[str, list[np.ndarray]] = {"actions": [weights * slopes]}
    offsets = {"actions": np.zeros_like(noises)}
    errors = {"actions": weights * slopes * u_error}
    weights = np.linspace(0.5, 1.5, len(noises))[:, None]
    # d log pi / du at a constant noise: the squeeze alone.
    paths["log_pis"] = [
        weights * 2 * actions * slopes / (slopes + eps) for eps in (0, LARGEST_EPSILON)
    ]
    # Or 0, where the logarithm is kept finite by a clamp.
    clamped = np.where(slopes < LARGEST_EPSILON, 0, paths["log_pis"][0])
    paths["log_pis"].append(clamped)
    offsets["log_pis"] = -weights * np.ones_like(noises)
    errors["log_pis"] = weights * u_error
    for name in paths:
        low, high = np.min(paths[name], axis=0), np.max(paths[name], axis=0)
        outputs[f"{GRADIENT}{name} in means"] = (low, high, errors[name])
        sides = [path * stds * noises + offsets[name] for path in paths[name]]
        error = stds * (
            np.abs(noises) * errors[name] + noise_error * np.maximum(np.abs(low), np.abs(high))
        )
        triple = (np.min(sides, axis=0), np.max(sides, axis=0), error)
        rows = len(log_stds) == 1
        outputs[f"{GRADIENT}{name} in log_stds"] = (
            tuple(x.sum(0, keepdims=True) for x in triple) if rows else triple  # type: ignore[assignment]
        )
    return outputs


def within(value: np.ndarray | None, low: np.ndarray, high: np.ndarray, error: np.ndarray) -> bool:
    """Whether it is finite and lies between the bounds, up to rounding."""
    if value is None or value.shape != low.shape:
        return False
    room = 1e-4 + 2e-5 * np.abs(low).max() + error
    return bool((np.isfinite(value) & (value >= low - room) & (value <= high + room)).all())


def replay(cases: list[Case], outcomes: list[Outcome]) -> Run | None:
    """A runner in which `torch.randn_like` first gives the noise that the actions imply.

    None where that is what it gives from the seed, or where no noise can be told.
    """
    return replay_in(run, cases, cases, outcomes)


def replay_in(
    run: Run, cases: list[Case], policies: list[Case], outcomes: list[Outcome]
) -> Run | None:
    """`replay` in any runner: `policies` have the cases' means and log_stds."""
    noises = {
        # The same for a copy of the case with other tags.
        id(case.inputs): unusual_noises(policy, outcome)
        for case, policy, outcome in zip(cases, policies, outcomes, strict=True)
    }
    if all(drawn is None for drawn in noises.values()):
        return None

    def run_again(answer: Any, case: Case) -> Outcome:
        drawn = noises[id(case.inputs)]
        with nullcontext() if drawn is None else drawing(drawn):
            return run(answer, case)

    return run_again


def unusual_noises(case: Case, outcome: Outcome) -> Tensor | None:
    """The implied noise where `torch.randn_like` does not give it from the seed."""
    means = case.inputs["means"]
    if not has_form(outcome.outputs, "actions", means.shape, means.dtype):
        return None
    actions = outcome.outputs["actions"]
    if not (np.abs(actions) < 1).all():
        return None
    noises = torch.from_numpy(implied_noises(case, actions))
    with fresh_session():
        usual = torch.randn_like(torch.tensor(means))
    return None if torch.allclose(noises, usual.double(), atol=1e-4) else noises


@contextmanager
def drawing(noises: Tensor) -> Iterator[None]:
    """Here `torch.randn_like` first gives these noises.

    It gives them again to whoever asks from the same random state, as one does who sets a seed.
    """
    drawn: dict[bytes, Tensor] = {}
    draw = torch.randn_like

    def randn_like(like: Tensor, **options: Any) -> Tensor:
        state = torch.get_rng_state().numpy().tobytes()
        fresh = draw(like, **options)
        if not drawn and like.shape == noises.shape:
            fresh = noises.to(like.dtype)
        return drawn.setdefault(state, fresh).clone()

    with mock.patch.object(torch, "randn_like", randn_like):
        yield
