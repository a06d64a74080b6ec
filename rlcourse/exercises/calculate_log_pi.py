"""Exercise 1: the log density of an action that went through tanh."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.run import run_function
from rlcourse.language import Text
from rlcourse.solutions.log_prob import calculate_log_pi


def cases(seed: int) -> list[Case]:
    """Consistent noises and actions, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, b: int, a: int, rows: int, scale: float = 0.6, **more: object) -> Case:
        means = rng.uniform(-scale, scale, (b, a))
        log_stds = rng.uniform(-1.2, 0.3, (rows, a))
        noises = rng.uniform(-1.2, 1.2, (b, a))
        actions = np.tanh(means + np.exp(log_stds) * noises)
        arrays = {"log_stds": log_stds, "noises": noises, "actions": actions}
        tags = frozenset(more.get("tags", ()))  # type: ignore[call-overload]
        dtype = more.get("dtype", "float32")
        return Case(name, {k: v.astype(str(dtype)) for k, v in arrays.items()}, tags=tags)

    return [
        draw(Text("three actions, a batch of four", "行動3次元，バッチ4"), 4, 3, 4, tags=["several"]),
        draw(Text("one row of log_stds", "log_stds が1行"), 5, 2, 1, tags=["several"]),
        draw(Text("one action, a batch of one", "行動1次元，バッチ1"), 1, 1, 1),
        draw(Text("one action, a batch of three", "行動1次元，バッチ3"), 3, 1, 3),
        draw(
            Text("actions close to the limits", "限界に近い行動"), 3, 2, 3, 5.0, tags=["saturated"]
        ),
        draw(Text("float64", "float64"), 2, 2, 2, dtype="float64"),
        Case(
            Text("an action exactly at the limit", "ちょうど限界にある行動"),
            {
                "log_stds": np.array([[-0.5]], dtype="float32"),
                "noises": np.array([[0.7]], dtype="float32"),
                "actions": np.array([[1.0]], dtype="float32"),
            },
            tags=frozenset(["saturated"]),
        ),
    ]


GAUSSIAN = "(-0.5 * noises.pow(2) - log_stds)"

EXERCISE = Exercise(
    name="calculate_log_pi",
    notebook="01_log_prob",
    title=Text("the log density of a squashed action", "tanh を通した行動の対数確率密度"),
    points=10,
    minutes=20,
    difficulty=2,
    parts=(calculate_log_pi,),
    cases=cases,
    run=run_function(("log_pis",), ("log_stds", "noises", "actions")),
    also_right=((("1e-6", "0"),),),
    between=True,
    atol=2e-4,
    rtol=1e-5,
    mistakes=(
        Mistake(
            "squeeze_added",
            (("gaussian - squeeze", "gaussian + squeeze"),),
            Text(
                "The tanh correction is added; it has to be subtracted. tanh crowds many u into few "
                "actions, so near the limits the density of a grows. Look at the sign in the change "
                "of variables.",
                "tanh の補正を足していますが，引く必要があります．tanh は多くの u を狭い範囲の行動に押し込む"
                "ので，限界の近くでは行動の確率密度は大きくなります．変数変換の式の符号を確認しましょう．",
            ),
        ),
    ),
    hints=(
        Text("", ""),
        Text("", ""),
        Text("", ""),
    ),
)
