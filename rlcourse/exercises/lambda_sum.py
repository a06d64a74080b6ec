"""Silent bug A: a sum that runs on into the next episode."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.run import run_function
from rlcourse.language import Text
from rlcourse.solutions.pieces import lambda_sum


def cases(seed: int) -> list[Case]:
    """TD errors with every kind of end among them, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def case(
        name: Text,
        shape: tuple[int, int],
        ends: dict[tuple[int, int], str],
        dtype: str = "float32",
        **options: float,
    ) -> Case:
        # None close to 0, or a mistake could hide behind it.
        deltas = rng.choice([-1, 1], shape) * rng.uniform(0.4, 1.6, shape)
        terminateds, truncateds = np.zeros((2, *shape))
        for place, kind in ends.items():
            terminateds[place] = kind != "truncated"
            truncateds[place] = kind != "terminated"
        arrays = {"deltas": deltas, "terminateds": terminateds, "truncateds": truncateds}
        tags = {"ends"} if ends else set()
        return Case(name, {k: a.astype(dtype) for k, a in arrays.items()}, options, frozenset(tags))

    every_end = {(1, 0): "truncated", (3, 0): "terminated", (2, 1): "both", (4, 1): "truncated"}
    one_each = {(2, 0): "truncated", (4, 0): "terminated"}
    return [
        case(
            Text("two environments, every kind of end", "環境2つ，すべての終わり方"),
            (6, 2),
            every_end,
            gamma=0.9,
            lambd=0.8,
        ),
        case(
            Text("one environment in float64", "環境1つ，float64"),
            (7, 1),
            one_each,
            "float64",
            gamma=0.99,
            lambd=0.95,
        ),
        case(Text("no episode ends", "途中で終わらない"), (5, 3), {}, gamma=0.97, lambd=0.6),
    ]


STOP = "goes_on = (1 - terminateds) * (1 - truncateds)"
DECAY = "gamma * lambd * goes_on[t]"

MISTAKES = (
    Mistake(
        "as_it_came",
        ((STOP, "goes_on = 1 - terminateds"),),
        Text(
            "This still does what the code did when it came. Look at the red cells in the picture: "
            "which kind of end do they cross, and which not?",
            "まだ最初のコードと同じ動作をしています．図の赤いマスを見てください．"
            "終了と時間切れのうち，どちらの終わりをまたいでいて，どちらをまたいでいないでしょうか．",
        ),
    ),
    Mistake(
        "time_outs_alone",
        ((STOP, "goes_on = 1 - truncateds"),),
        Text(
            "Now the sum stops where time ran out, but no longer where the task was over. Both are "
            "the end of an episode.",
            "時間切れで和が止まるようになりましたが，今度はタスクの終了で止まらなくなりました．"
            "どちらもエピソードの終わりです．",
        ),
    ),
    Mistake(
        "both_at_once",
        ((STOP, "goes_on = 1 - terminateds * truncateds"),),
        Text(
            "The sum stops only where both flags are 1. One of them is enough.",
            "2つのフラグが同時に 1 のときしか和が止まりません．どちらか一方で十分です．",
        ),
    ),
    Mistake(
        "flags_added",
        ((STOP, "goes_on = 1 - terminateds - truncateds"),),
        Text(
            "Where both flags are 1 the factor becomes -1, and the next episode is subtracted. That is "
            "rare in a rollout, and so this would have been the next silent bug.",
            "2つのフラグが同時に 1 になると係数が -1 になり，次のエピソードが引かれます．"
            "めったに起きないので，次の静かなバグになるところでした．",
        ),
    ),
    Mistake(
        "never_stops",
        ((STOP, "goes_on = torch.ones_like(deltas)"),),
        Text(
            "The sum does not stop at any end now. Where an episode is over, what comes after it must "
            "not count.",
            "どの終わりでも和が止まらなくなりました．エピソードが終わったら，その後は数えません．",
        ),
    ),
    Mistake(
        "own_error_lost",
        (
            (
                f"deltas[t] + {DECAY} * following",
                "(deltas[t] + gamma * lambd * following) * goes_on[t]",
            ),
        ),
        Text(
            "Nothing leaks any more, but the last step of each episode has lost its own TD error as "
            "well. Only what comes after the end has to go.",
            "漏れはなくなりましたが，エピソードの最後のステップ自身のTD誤差まで消えています．"
            "消すのは終わりの後に続く分だけです．",
        ),
    ),
    Mistake(
        "time_out_forgotten",
        (("following = deltas[t] +", "following = deltas[t] * (1 - truncateds[t]) +"),),
        Text(
            "The TD error of a step in which time ran out is thrown away. It is sound: it was made "
            "with the value of the true last state.",
            "時間切れのステップのTD誤差を捨てています．このTD誤差は，本当の最後の状態の価値から"
            "計算されているので，そのまま使えます．",
        ),
    ),
    Mistake(
        "one_step_late",
        (("goes_on[t]", "goes_on[max(t - 1, 0)]"),),
        Text(
            "The flag of the step before is used, so the sum stops one step late. A flag stands in the "
            "row of the step that it ends.",
            "1つ前のステップのフラグを使っているので，和が1ステップ遅れて止まります．"
            "フラグは，終わったステップ自身の行にあります．",
        ),
    ),
    Mistake(
        "one_step_early",
        (("goes_on[t]", "goes_on[min(t + 1, len(deltas) - 1)]"),),
        Text(
            "The flag of the following step is used, so the sum stops one step early and leaks at the "
            "true end. A flag stands in the row of the step that it ends.",
            "次のステップのフラグを使っているので，和が1ステップ早く止まり，本当の終わりでは漏れています．"
            "フラグは，終わったステップ自身の行にあります．",
        ),
    ),
    Mistake(
        "no_lambd",
        ((DECAY, "gamma * goes_on[t]"),),
        Text(
            "Lambda has gone: the sum now fades by gamma alone. That line was right as it came.",
            "λ が消えて，和が γ だけで減衰しています．その行は，最初のままで合っていました．",
        ),
    ),
    Mistake(
        "no_gamma",
        ((DECAY, "lambd * goes_on[t]"),),
        Text(
            "Gamma has gone: the sum now fades by lambda alone. That line was right as it came.",
            "γ が消えて，和が λ だけで減衰しています．その行は，最初のままで合っていました．",
        ),
    ),
    Mistake(
        "forwards",
        (("reversed(range(len(deltas)))", "range(len(deltas))"),),
        Text(
            "The loop now runs from the first step on, so each step collects its past. The direction "
            "was right as it came.",
            "ループが最初のステップから始まり，過去を集めるようになってしまいました．"
            "向きは，最初のままで合っていました．",
        ),
    ),
)

EXERCISE = Exercise(
    name="lambda_sum",
    notebook="09_silent_bugs",
    title=Text("bug A: who answers for what?", "バグA: 何に責任を負うか"),
    points=5,
    minutes=10,
    difficulty=2,
    parts=(lambda_sum,),
    cases=cases,
    run=run_function(("sums",)),
    mistakes=MISTAKES,
    hints=(
        Text(
            "Go through the picture from the bottom row up. At which dashed line does the sum carry on, "
            "although the next column belongs to another episode?",
            "図を一番下の行から順に見ていきましょう．次の列は別のエピソードなのに，"
            "和が続いてしまう破線はどれですか．",
        ),
        Text(
            "`goes_on` should be 1 where the next row is the same episode, and 0 where it is not. An "
            "argument of the function is never used.",
            "`goes_on` は，次の行が同じエピソードなら 1，そうでなければ 0 になるべきものです．"
            "この関数には，使われていない引数があります．",
        ),
        Text(
            "`(1 - terminateds)` is 0 at one kind of end. Multiply it by what is 0 at the other.",
            "`(1 - terminateds)` は一方の終わりで 0 になります．もう一方の終わりで 0 になるものを"
            "掛けましょう．",
        ),
    ),
)
