"""Exercise of notebook 06: draw an action from a network that gives its mean and its width."""

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rlcourse.exercises import noise
from rlcourse.exercises.exercise import Case, Exercise, Outcome, Run
from rlcourse.exercises.noise import MANY, spread
from rlcourse.exercises.ppo_agent import construct
from rlcourse.exercises.run import BEYOND, GRADIENT, VALUES_ALONE, only_finiteness
from rlcourse.exercises.run_update import reference_withheld
from rlcourse.exercises.sac_actor_sample_mistakes import MISTAKES
from rlcourse.language import Text
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.sac_networks import SACActor
from rlcourse.solutions.sampling import reparameterize

LOWEST, HIGHEST = -20, 2
# Tag of a case in whose precision the actions are 1, and what is looked at there.
FAR = "far out"
LIKELY = "log_pis that can be"


class GivenLayer(nn.Module):
    """Stands in for the network's layers: state i has the mean and the log std of row i."""

    def __init__(self, means: Tensor, log_stds: Tensor) -> None:
        super().__init__()
        self.outputs = torch.cat([means, log_stds], dim=-1)
        self.in_features, self.out_features = 1, self.outputs.shape[1]

    def forward(self, states: Tensor) -> Tensor:
        """(..., 1) -> (..., 2 A).

        Raises:
            RuntimeError: states of a dtype that no layer takes, in words of torch's.
        """
        if states.dtype not in (torch.float32, self.outputs.dtype):
            raise RuntimeError("mat1 and mat2 must have the same dtype")
        return self.outputs[states[..., 0].long()]


def run(answer: Any, case: Case) -> Outcome:
    """Draw twice for all states of a case, with gradients in what the network gives."""
    actor: Any = None

    def sample(states: Tensor, means: Tensor, log_stds: Tensor) -> Any:
        nonlocal actor
        if actor is None:
            actor = build_actor(answer, means.shape[1])
        actor.net = nn.Sequential(GivenLayer(means, log_stds))
        return actor.sample(states)

    # Where the line that raised is looked for.
    sample.func = getattr(answer, "sample", None)  # type: ignore[attr-defined]
    with reference_withheld(answer, "sample"):
        outcome = noise.run(sample, case)
    return seen_far_out(outcome) if FAR in case.tags else outcome


def seen_far_out(outcome: Outcome) -> Outcome:
    """Where the u of an action is lost: only what is finite, and whether it may have been drawn."""
    if outcome.failure is not None:
        return outcome
    outputs = only_finiteness(outcome.outputs)
    # That of the mean is 14 or more, and a noise of 7, which nobody draws, takes 24 away.
    return Outcome(outputs | {LIKELY: outcome.outputs["log_pis"] > -10})


def build_actor(actor_class: type[SACActor], actions: int) -> Any:
    """An actor of this class, for states of one number; its networks give way to the case's."""
    constructor = next(c for c in actor_class.__mro__ if "__init__" in vars(c))
    if constructor.__module__ != SACActor.__module__:
        return construct(actor_class, 1, actions, {})
    actor = actor_class.__new__(actor_class)
    nn.Module.__init__(actor)
    return actor


def policy_of(case: Case) -> Case:
    """The case as the Gaussian sees it: within the limits; where they act, with no gradients."""
    log_stds = case.inputs["log_stds"].clip(LOWEST, HIGHEST)
    tags = case.tags | {VALUES_ALONE} if BEYOND in case.tags else case.tags
    return replace(case, inputs={**case.inputs, "log_stds": log_stds}, tags=tags)


def judge(case: Case, outcome: Outcome) -> list[str]:
    """Names of the outputs that are wrong; false alarms below 1e-9."""
    if FAR in case.tags:
        return [key for key, array in outcome.outputs.items() if not array.all()]
    policy = policy_of(case)
    if BEYOND not in case.tags:
        return noise.judge(policy, outcome)
    wrong = noise.judge(*within_precision(policy, outcome))
    if VALUES_ALONE not in case.tags:
        keys = [f"{GRADIENT}{name} in log_stds" for name in ("actions", "log_pis")]
        wrong += [k for k in keys if k not in outcome.outputs or outcome.outputs[k].any()]
    return wrong


def within_precision(policy: Case, outcome: Outcome) -> tuple[Case, Outcome]:
    """Without the rows in which a wide Gaussian made an action of exactly 1, whose u is lost."""
    shape = policy.inputs["means"].shape
    actions, log_pis = (outcome.outputs.get(n, np.zeros(0)) for n in ("actions", "log_pis"))
    if actions.shape != shape or log_pis.shape != (shape[0], 1):
        return policy, outcome
    rows = ~(np.abs(actions) == 1).any(axis=1)
    if not rows.any():
        return policy, outcome
    inputs = {name: array[rows] for name, array in policy.inputs.items()}
    kept = Outcome({"actions": actions[rows], "log_pis": log_pis[rows]}, outcome.failure)
    return replace(policy, inputs=inputs), kept


def replay(cases: list[Case], outcomes: list[Outcome]) -> Run | None:
    """A runner in which variants draw the noise that these actions imply."""
    return noise.replay_in(run, cases, [policy_of(case) for case in cases], outcomes)


def cases(seed: int) -> list[Case]:
    """What the network gives, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(
        name: Text,
        batch: int,
        actions: int,
        *tags: str,
        reach: tuple[float, float] = (0.1, 0.8),
        dtype: str = "float64",
    ) -> Case:
        shape = batch, actions
        log_stds = rng.uniform(-1.4, -0.5, shape)
        if BEYOND in tags:
            above = np.arange(actions) % 2 == 0
            log_stds = np.where(above, rng.uniform(2.3, 2.6, shape), rng.uniform(-26, -23, shape))
        inputs = {
            "states": np.arange(batch).reshape(-1, 1),
            "means": spread(rng, reach, shape) * rng.choice([-1, 1], shape),
            "log_stds": log_stds,
        }
        return Case(name, {n: a.astype(dtype) for n, a in inputs.items()}, tags=frozenset(tags))

    return [
        draw(
            Text("three samples, two actions", "サンプル3個，行動2次元"),
            3,
            2,
            "several",
            dtype="float32",
        ),
        draw(Text("four samples, three actions", "サンプル4個，行動3次元"), 4, 3, "several"),
        draw(Text("one action, a batch of one", "行動1次元，バッチ1"), 1, 1),
        draw(
            Text("actions close to the limits", "限界に近い行動"),
            4,
            2,
            "saturated",
            reach=(5.0, 9.0),
        ),
        draw(
            Text("actions that are 1 in float32", "float32 では 1 になる行動"),
            4,
            1,
            "saturated",
            FAR,
            reach=(14.0, 16.0),
            dtype="float32",
        ),
        draw(
            Text("log stds beyond -20 and 2", "-20 や 2 を超える log_stds"), 6, 2, "several", BEYOND
        ),
        draw(Text("a large batch", "大きなバッチ"), 1200, 4, "several", MANY, VALUES_ALONE),
    ]


EXERCISE = Exercise(
    name="SACActor.sample",
    notebook="06_sac_networks",
    title=Text(
        "draw an action whose mean and width depend on the state",
        "平均と標準偏差が状態によって決まる行動をサンプルする",
    ),
    points=10,
    minutes=15,
    difficulty=2,
    parts=(SACActor.sample, reparameterize, calculate_log_pi),
    cases=cases,
    run=run,
    also_right=((("1e-6", "0"),),),
    between=True,
    atol=1e-4,
    rtol=2e-5,
    judge=judge,
    replay=replay,
    base=SACActor,
    mistakes=MISTAKES,
    hints=(
        Text(
            "The network gives twice as many numbers as the action has. What are the two halves, and "
            "which of them may be any number at all?",
            "ネットワークの出力は，行動の次元数の2倍あります．2つの半分はそれぞれ何で，"
            "どんな値でもよいのはどちらでしょうか．",
        ),
        Text(
            "Three lines: split the output in two along the last axis; keep the second half, the log "
            "standard deviations, between -20 and 2; hand both to the function of notebook 02.",
            "3行で書けます．出力を最後の軸で2つに分け，後半の log_stds を -20 から 2 の範囲に収め，"
            "両方をノートブック02で書いた関数に渡します．",
        ),
        Text(
            "`self.net(states).chunk(2, dim=-1)` gives means and log_stds; "
            "`reparameterize(means, log_stds.clamp(-20, 2))` gives what is to be returned.",
            "`self.net(states).chunk(2, dim=-1)` で means と log_stds が得られます．"
            "`reparameterize(means, log_stds.clamp(-20, 2))` の結果をそのまま返します．",
        ),
    ),
)
