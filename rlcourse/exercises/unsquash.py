"""Silent bug B: the way back through tanh loses digits."""

from typing import Any

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake, Outcome
from rlcourse.exercises.run import only_finiteness, run_function
from rlcourse.language import Text
from rlcourse.solutions.pieces import unsquash

# Tag of a case whose actions are exactly -1 and 1.
AT_THE_ENDS = "at the ends"


def cases(seed: int) -> list[Case]:
    """Actions near the middle, near the limits, and at them, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, low: float, high: float, dtype: str, *tags: str) -> Case:
        us = rng.choice([-1, 1], (4, 2)) * rng.uniform(low, high, (4, 2))
        return Case(name, {"actions": np.tanh(us).astype(dtype)}, {}, frozenset(tags))

    def limits(name: Text, dtype: str) -> Case:
        actions = np.array([[-1.0], [1.0]], dtype)
        return Case(name, {"actions": actions}, {}, frozenset({"saturated", AT_THE_ENDS}))

    return [
        draw(
            Text("float64, u from 9 to 17", "float64，u が 9 から 17"),
            9.0,
            17.0,
            "float64",
            "saturated",
        ),
        draw(Text("float64, small u", "float64，小さな u"), 0.3, 2.0, "float64"),
        draw(
            Text("float32, u from 4 to 7", "float32，u が 4 から 7"),
            4.0,
            7.0,
            "float32",
            "saturated",
        ),
        draw(Text("float32, small u", "float32，小さな u"), 0.3, 2.0, "float32"),
        limits(Text("actions of exactly -1 and 1", "行動がちょうど -1 と 1"), "float64"),
        limits(
            Text("actions of exactly -1 and 1 in float32", "行動がちょうど -1 と 1，float32"),
            "float32",
        ),
    ]


run_plainly = run_function(("us",))


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer; at the ends, only see whether the us are finite, and far out on their side."""
    outcome = run_plainly(answer, case)
    us = outcome.outputs.get("us")
    actions = case.inputs["actions"]
    if AT_THE_ENDS not in case.tags or us is None or us.shape != actions.shape:
        return outcome
    outputs = only_finiteness(outcome.outputs)
    # The largest number below 1 gives 8.7 in float32 and 18.7 in float64.
    low = 7.5 if actions.dtype == np.float32 else 18.0
    with np.errstate(invalid="ignore"):
        outputs["us far out"] = (us * actions > low) & (us * actions < 50)
    return Outcome(outputs)


LIMIT = "limit = 1 - torch.finfo(actions.dtype).eps / 2"
INSIDE = "inside = actions.clamp(-limit, limit)"
BACK = "torch.atanh(inside)"

LIMIT_TOO_SMALL = Text(
    "Better, but actions above the limit still all come from the same u. In float64 there are many "
    "numbers between it and 1: the limit may be the last of them.",
    "良くなりましたが，上限を超えた行動はまだすべて同じ u に戻されます．float64 では，"
    "その上限と 1 の間にまだたくさんの数があります．1 の直前の数まで使えます．",
)

MISTAKES = (
    Mistake(
        "as_it_came",
        ((LIMIT, "limit = 1 - 1e-6"), (INSIDE, "inside = actions.float().clamp(-limit, limit)")),
        Text(
            "This still does what the code did when it came. The ratio says that digits get lost on "
            "the way back: follow an action of tanh(8) through every line. Two lines are to blame.",
            "まだ最初のコードと同じ動作をしています．比は，行動から u に戻す途中で桁が失われていることを示しています．"
            "tanh(8) という行動を1行ずつ追ってみましょう．原因は2行あります．",
        ),
    ),
    Mistake(
        "float32_all_through",
        (
            (LIMIT, "limit = 1 - torch.finfo(torch.float32).eps / 2"),
            (INSIDE, "inside = actions.float().clamp(-limit, limit)"),
        ),
        Text(
            "The limit is now the one of float32, because the actions are still made float32 first. "
            "Keep their dtype, and everything else follows.",
            "行動がまだ float32 に変換されるので，上限も float32 のものになっています．"
            "行動の dtype を変えなければ解決します．",
        ),
    ),
    Mistake("limit_as_it_came", ((LIMIT, "limit = 1 - 1e-6"),), LIMIT_TOO_SMALL),
    Mistake("limit_smaller", ((LIMIT, "limit = 1 - 1e-12"),), LIMIT_TOO_SMALL),
    Mistake(
        "limit_of_float32",
        ((LIMIT, "limit = 1 - torch.finfo(torch.float32).eps / 2"),),
        LIMIT_TOO_SMALL,
    ),
    Mistake(
        "float32_as_it_came",
        ((INSIDE, "inside = actions.float().clamp(-limit, limit)"),),
        Text(
            "In float32 the limit is rounded to 1, and atanh gives infinity. An action should keep its "
            "dtype.",
            "float32 では上限が 1 に丸められ，atanh が無限大になります．"
            "行動の dtype を変えないようにしましょう．",
        ),
    ),
    Mistake(
        "float32_and_back",
        ((INSIDE, "inside = actions.float().to(actions.dtype).clamp(-limit, limit)"),),
        Text(
            "The result has the right dtype, but on the way the action was float32 once. Digits that "
            "are gone do not come back.",
            "結果の dtype は正しいのですが，途中で一度 float32 になっています．失われた桁は戻りません．",
        ),
    ),
    Mistake(
        "constant_in_the_logarithms",
        ((BACK, "0.5 * (torch.log(1 + inside + 1e-6) - torch.log(1 - inside + 1e-6))"),),
        Text(
            "A constant in the logarithms bends the inverse of tanh: for tanh(8) the constant is larger "
            "than what it is added to. This is the form of notebook 02 whose ratio was off by 60%.",
            "対数の中の定数のせいで，tanh の逆関数がゆがんでいます．tanh(8) では，定数のほうが足される数より大きく"
            "なります．これはノートブック02で比が 60% ずれた式です．",
        ),
    ),
    Mistake(
        "no_limit",
        ((INSIDE, "inside = actions"),),
        Text(
            "An action of exactly 1 now gives infinity, and one infinite u makes every parameter nan. "
            "It has to be pulled in, if only by the least step.",
            "行動がちょうど 1 のとき無限大になり，たった1つの無限大ですべてのパラメータが nan に"
            "なってしまいます．わずかでよいので，内側に引き戻す必要があります．",
        ),
    ),
    Mistake(
        "half_forgotten",
        ((BACK, "torch.log(1 + inside) - torch.log(1 - inside)"),),
        Text(
            "Everything is twice as large as it should be: the inverse of tanh has a factor in front of "
            "its logarithms.",
            "すべての値が2倍になっています．tanh の逆関数の対数の前には係数があります．",
        ),
    ),
)

EXERCISE = Exercise(
    name="unsquash",
    notebook="09_silent_bugs",
    title=Text("bug B: a millionth", "バグB: 100万分の1"),
    points=5,
    minutes=10,
    difficulty=3,
    parts=(unsquash,),
    cases=cases,
    run=run,
    mistakes=MISTAKES,
    hints=(
        Text(
            "The agent keeps its actions in float64. How many of their digits reach `atanh`?",
            "エージェントは行動を float64 で保持しています．そのうち何桁が `atanh` に届いていますか．",
        ),
        Text(
            "Two faults: a conversion that nobody needs, and a limit that lies too far from 1. Notebook "
            "02 has the largest number below 1.",
            "問題は2つあります．不要な型変換と，1 から離れすぎた上限です．1 より小さい最大の数は"
            "ノートブック02にあります．",
        ),
        Text(
            "Leave `actions` in its own dtype, and take `torch.finfo(actions.dtype).eps / 2` in place "
            "of the constant.",
            "`actions` の dtype は変えず，定数の代わりに `torch.finfo(actions.dtype).eps / 2` を"
            "使いましょう．",
        ),
    ),
)
