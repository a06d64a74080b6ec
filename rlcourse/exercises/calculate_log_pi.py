"""Exercise of notebook 01: the log density of an action that went through tanh."""

from typing import Any

import numpy as np

from rlcourse.exercises.calculate_log_pi_mistakes import MISTAKES
from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.exercises.run import AT_LIMIT, VALUES_ALONE, run_function
from rlcourse.exercises.tanh_gaussian import at_the_limits, draw_policy
from rlcourse.language import Text
from rlcourse.solutions.log_prob import calculate_log_pi

ARGUMENTS = ("log_stds", "noises", "actions")


def cases(seed: int) -> list[Case]:
    """Noises and actions that belong together, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def case(name: Text, *tags: str, **policy: Any) -> Case:
        arrays = draw_policy(rng, **policy)
        return Case(name, {key: arrays[key] for key in ARGUMENTS}, tags=frozenset(tags))

    limits = at_the_limits("float32")
    return [
        case(
            Text("two samples, three actions", "サンプル2個，行動3次元"),
            "several",
            batch=2,
            actions=3,
            rows=2,
        ),
        case(Text("one row of log_stds", "log_stds が1行"), "several", batch=5, actions=2, rows=1),
        case(Text("one action, a batch of one", "行動1次元，バッチ1"), batch=1, actions=1, rows=1),
        case(
            Text("one action, a batch of three", "行動1次元，バッチ3"), batch=3, actions=1, rows=3
        ),
        case(
            Text("actions close to the limits", "限界に近い行動"),
            "saturated",
            batch=3,
            actions=2,
            rows=3,
            reach=(2.0, 3.0),
        ),
        case(
            Text("actions closer to the limits, float64", "限界にさらに近い行動，float64"),
            "saturated",
            batch=3,
            actions=1,
            rows=3,
            reach=(4.5, 6.5),
            dtype="float64",
        ),
        # No gradients: where 1 - a^2 is below the constant, a clamp keeps the logarithm as finite.
        case(
            Text("actions very close to the limits, float64", "限界にとても近い行動，float64"),
            "saturated",
            VALUES_ALONE,
            batch=3,
            actions=1,
            rows=3,
            reach=(7.8, 9.0),
            dtype="float64",
        ),
        Case(
            Text("actions of exactly -1 and 1", "ちょうど -1 と 1 の行動"),
            {key: limits[key] for key in ARGUMENTS},
            tags=frozenset(["saturated", AT_LIMIT]),
        ),
    ]


EXERCISE = Exercise(
    name="calculate_log_pi",
    notebook="01_log_prob",
    title=Text("the log density of a squashed action", "tanh を通した行動の確率密度の対数"),
    points=10,
    minutes=20,
    difficulty=2,
    parts=(calculate_log_pi,),
    cases=cases,
    run=run_function(("log_pis",), ARGUMENTS),
    also_right=((("1e-6", "0"),),),
    between=True,
    atol=1e-4,
    rtol=2e-5,
    mistakes=MISTAKES,
    hints=(
        Text(
            "There are two steps: the log density of u under its Gaussian, then what tanh does to "
            "it. Write the first for one dimension, and start from the standard Gaussian.",
            "2段階で考えます．まずガウス分布での u の確率密度の対数，次に tanh による変化です．"
            "最初は1次元で，標準ガウス分布の式から始めてみましょう．",
        ),
        Text(
            "The logarithm of a Gaussian has three terms: one with the noise, one with the width, "
            "one constant. The slope of tanh at u is 1 - a², and its logarithm is subtracted. "
            "Each term is there once per dimension.",
            "ガウス分布の対数は，ノイズの項，幅の項，定数の3つからなります．"
            "u での tanh の傾きは 1 - a² で，その対数を引きます．"
            "どの項も次元ごとに1つずつあります．",
        ),
        Text(
            "Per dimension: minus half the squared noise, minus the log standard deviation, minus "
            "half of log 2π, minus log(1 - a² + 1e-6). Then sum over the last axis and keep it.",
            "次元ごとに，ノイズの2乗の半分，標準偏差の対数，log 2π の半分，"
            "log(1 - a² + 1e-6) をすべて引きます．最後の軸について和をとり，その軸を残します．",
        ),
    ),
)
