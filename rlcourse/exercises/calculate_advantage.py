"""Exercise of notebook 03: how much better than expected was each action?"""

from typing import Any

import numpy as np

from rlcourse.exercises.calculate_advantage_mistakes import MISTAKES
from rlcourse.exercises.exercise import Case, Exercise, Outcome
from rlcourse.exercises.judge import EVERY_FORM
from rlcourse.exercises.run import VALUES_ALONE, run_function
from rlcourse.language import Text
from rlcourse.solutions.gae import calculate_advantage, standardise


def rollout(
    rng: np.random.Generator, steps: int, envs: int, ends: dict[tuple[int, int], str], scale: float
) -> dict[str, np.ndarray]:
    """A rollout as training gives it: what follows a step is the next row, unless it was the end.

    Args:
        rng: draws the numbers.
        steps: T.
        envs: E.
        ends: (step, environment) -> "terminated", "truncated" or "both".
        scale: size of rewards and values.
    """
    signs = rng.choice([-1, 1], (3, steps + 1, envs))
    # None close to 0, or a mistake could hide behind it.
    values, rewards, lasts = scale * signs * rng.uniform(0.4, 1.6, (3, steps + 1, envs))
    next_values = values[1:].copy()
    terminateds, truncateds = np.zeros((2, steps, envs))
    for place, kind in ends.items():
        next_values[place] = lasts[place]
        terminateds[place] = kind != "truncated"
        truncateds[place] = kind != "terminated"
    return {
        "values": values[:-1],
        "rewards": rewards[:-1],
        "terminateds": terminateds,
        "truncateds": truncateds,
        "next_values": next_values,
    }


def level(rewards: np.ndarray) -> dict[str, np.ndarray]:
    """One-step episodes: what is left is the reward alone."""
    nothing = np.zeros_like(rewards)
    return {
        "values": nothing + 0.5,
        "rewards": rewards,
        "terminateds": nothing + 1,
        "truncateds": nothing,
        "next_values": nothing + 0.25,
    }


def make_case(
    name: Text,
    arrays: dict[str, np.ndarray],
    tags: tuple[str, ...],
    dtype: str = "float32",
    **options: float,
) -> Case:
    """A case with its arrays in that precision."""
    inputs = {key: np.ascontiguousarray(array, dtype) for key, array in arrays.items()}
    return Case(name, inputs, options, frozenset(tags))


def cases(seed: int) -> list[Case]:
    """Rollouts, drawn anew for every seed."""
    rng = np.random.default_rng(seed)
    tiny = 1.0 + 3e-7 * rng.permutation([-1.5, -0.5, 0.5, 1.5])
    return [*rollout_cases(rng), *level_cases(tiny)]


def rollout_cases(rng: np.random.Generator) -> list[Case]:
    """Rollouts as training gives them, down to a single step."""
    every_end = {
        (0, 0): "truncated",
        (2, 0): "terminated",
        (1, 1): "both",
        (3, 1): "truncated",
    }
    one_each = {(2, 0): "truncated", (4, 0): "terminated"}
    return [
        make_case(
            Text("two environments, every kind of end", "環境2つ，すべての終わり方"),
            rollout(rng, 4, 2, every_end, 1.0),
            ("ends", "several", "options"),
            gamma=0.9,
            lambd=0.8,
        ),
        make_case(
            Text("one environment, gamma and lambd left out", "環境1つ，gamma と lambd は省略"),
            rollout(rng, 7, 1, one_each, 1.0),
            ("ends",),
            "float64",
        ),
        make_case(
            Text("small rewards, no episode ends", "小さな報酬，途中で終わらない"),
            rollout(rng, 5, 3, {}, 0.006),
            ("several", "options"),
            gamma=0.97,
            lambd=0.6,
        ),
        make_case(
            Text("one step of three environments", "環境3つで1ステップ"),
            rollout(rng, 1, 3, {(0, 1): "truncated", (0, 2): "terminated"}, 1.0),
            ("ends", "several", "options"),
            gamma=0.8,
            lambd=1.0,
        ),
        make_case(
            Text("a single entry", "要素が1つだけ"),
            rollout(rng, 1, 1, {}, 1.0),
            ("options", EVERY_FORM),
            gamma=0.8,
            lambd=0.5,
        ),
    ]


def level_cases(tiny: np.ndarray) -> list[Case]:
    """Advantages without spread: equal ones, and `tiny`, four that only rounding tells apart."""
    return [
        make_case(
            Text("advantages that are all equal", "アドバンテージがすべて等しい"),
            level(np.full((3, 2), 1.5)),
            ("ends", "several", EVERY_FORM),
        ),
        make_case(
            Text(
                "advantages that are equal but for rounding", "丸め誤差以外は等しいアドバンテージ"
            ),
            level(tiny.reshape(2, 2)),
            ("ends", "several", EVERY_FORM),
            "float64",
        ),
    ]


run_fully = run_function(("targets", "advantages"))


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer on a case; at a glance, for its targets only.

    Nearly every mistake shows in them, and they do not depend on how a std is taken.
    """
    outcome = run_fully(answer, case)
    if VALUES_ALONE not in case.tags or outcome.failure is not None:
        return outcome
    return Outcome({"targets": outcome.outputs["targets"]})


EXERCISE = Exercise(
    name="calculate_advantage",
    notebook="03_gae",
    title=Text("generalised advantage estimation", "アドバンテージの推定(GAE)"),
    points=20,
    minutes=30,
    difficulty=3,
    parts=(calculate_advantage, standardise),
    cases=cases,
    run=run,
    # The std with T*E - 1 or with T*E, and a small number added to it or not.
    also_right=(
        (("spread = x.std()", "spread = x.std(unbiased=False)"),),
        (("/ spread", "/ (spread + 1e-8)"),),
    ),
    mistakes=MISTAKES,
    hints=(
        Text(
            "Work a rollout of three steps by hand first: three TD errors, then the sum, from the "
            "last step to the first. Ask at each step what may come after it.",
            "まず3ステップのロールアウトを手で計算してみましょう．TD誤差を3つ求め，最後のステップから"
            "順に足していきます．各ステップで，その次に何が来てよいかを考えましょう．",
        ),
        Text(
            "The two flags do different work. `terminateds` alone decides whether the state that "
            "follows has a value; either flag ends the sum. Targets come from the advantages before "
            "they are standardised.",
            "2つのフラグは役割が違います．次の状態に価値があるかどうかは `terminateds` だけで決まり，"
            "和はどちらのフラグでも止まります．ターゲットは標準化する前のアドバンテージから計算します．",
        ),
        Text(
            "delta[t] = r[t] + gamma (1 - terminated[t]) V'[t] - V[t], and A[t] = delta[t] + gamma "
            "lambd (1 - terminated[t]) (1 - truncated[t]) A[t+1], for t from T-1 down to 0. Then "
            "targets = A + V; subtract A's mean and divide by its std over all T*E entries, or give "
            "0 where there is one entry or no spread.",
            "delta[t] = r[t] + gamma (1 - terminated[t]) V'[t] - V[t]，A[t] = delta[t] + gamma lambd "
            "(1 - terminated[t]) (1 - truncated[t]) A[t+1] を t = T-1 から 0 まで計算します．"
            "ターゲットは A + V です．最後に T*E 個すべての平均を引いて標準偏差で割ります．"
            "要素が1つのときや，ばらつきがないときは 0 にします．",
        ),
    ),
)
