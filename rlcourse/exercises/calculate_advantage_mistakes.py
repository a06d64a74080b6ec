"""Wrong answers to calculate_advantage, as edits of the reference: in the TD error and in the sum."""

from rlcourse.exercises.advantage_result_mistakes import OF_THE_RESULT
from rlcourse.exercises.exercise import Mistake
from rlcourse.language import Text

FUTURES = "futures = (1 - terminateds) * next_values"
GOES_ON = "goes_on = (1 - terminateds) * (1 - truncateds)"
DECAY = "gamma * lambd * goes_on[t]"

GAMMA_FIXED = Text(
    "A discount is written into the code as a number. It agrees with one setting and is wrong for "
    "every other: use the argument.",
    "割引率が数値で直接書かれています．その設定のときしか正しくなりません．引数を使いましょう．",
)
LAMBD_FIXED = Text(
    "The weight lambda is written into the code as a number. It agrees with one setting and is wrong "
    "for every other: use the argument.",
    "λ が数値で直接書かれています．その設定のときしか正しくなりません．引数を使いましょう．",
)
DEFAULTS = Text(
    "With both arguments given it is right; with them left out it is not. Compare the default values "
    "in the first lines with the stub.",
    "引数を渡せば正しいのですが，省略すると間違います．引数の既定値を雛形と見比べましょう．",
)

# What one step is worth: the TD error.
OF_THE_DELTA = (
    Mistake(
        "no_value_after_truncation",
        ((FUTURES, "futures = (1 - terminateds) * (1 - truncateds) * next_values"),),
        Text(
            "Where time runs out, the state that follows is counted as worth 0. But the task was not "
            "over, only the clock: the return would have gone on. Ask which flag really ends a task.",
            "時間切れのとき，次の状態の価値が 0 として扱われています．終わったのは制限時間だけで，"
            "タスクは続くはずでした．本当にタスクを終わらせるのはどちらのフラグでしょうか．",
        ),
    ),
    Mistake(
        "value_after_termination",
        ((FUTURES, "futures = next_values"),),
        Text(
            "After a terminated step the next state's value is still counted. Nothing comes after "
            "the end of a task, so it is worth 0; look at the TD error.",
            "終了したステップでも次の状態価値を足しています．タスクが終わった後には何も起こらないので，"
            "その価値は 0 です．TD誤差の式を確認しましょう．",
        ),
    ),
    Mistake(
        "flags_swapped",
        ((FUTURES, "futures = (1 - truncateds) * next_values"),),
        Text(
            "In the TD error the two flags have changed places: the value of the next state is "
            "dropped where only time ran out and kept where the task ended.",
            "TD誤差で2つのフラグが入れ替わっています．時間切れのときに次の状態価値を捨て，"
            "タスクが終了したときに残してしまっています．",
        ),
    ),
    Mistake(
        "truncation_wins",
        ((FUTURES, "futures = (1 - terminateds * (1 - truncateds)) * next_values"),),
        Text(
            "Where a task ends in the very step in which time runs out, the next state's value is "
            "counted. Terminated wins: whatever the clock says, nothing follows.",
            "タスクの終了と時間切れが同時に起きたとき，次の状態価値を足しています．"
            "終了のほうが優先です．時計が何を示していても，その先はありません．",
        ),
    ),
    Mistake(
        "flag_not_inverted",
        ((FUTURES, "futures = terminateds * next_values"),),
        Text(
            "The flag is used the wrong way round: the next state's value counts only where the task "
            "is over. The flag is 1.0 at the end, and the end is where it must not count.",
            "フラグの使い方が逆で，タスクが終わったときだけ次の状態価値を足しています．"
            "フラグは終了時に 1.0 で，足してはいけないのがその終了時です．",
        ),
    ),
    Mistake(
        "value_of_the_same_state",
        ((FUTURES, "futures = (1 - terminateds) * values"),),
        Text(
            "The TD error uses the value of the state before the step twice, and that of the state "
            "after it never. Look at which argument holds V of what followed.",
            "TD誤差で，現在の状態の価値を2回使い，次の状態の価値を使っていません．"
            "次の状態の価値を持つ引数はどれでしょうか．",
        ),
    ),
    Mistake(
        "value_of_the_next_row",
        (
            (
                FUTURES,
                "futures = (1 - terminateds) * torch.cat([values[1:], next_values[-1:]])",
            ),
        ),
        Text(
            "The next row of `values` is taken for the state that followed. That holds within an "
            "episode; after a time-out the next row is the first state of another one. The true "
            "last state has an argument of its own.",
            "`values` の次の行を次の状態の価値として使っています．エピソードの途中では正しいのですが，"
            "時間切れの次の行は別のエピソードの最初の状態です．本当の次の状態の価値は別の引数にあります．",
        ),
    ),
    Mistake(
        "no_gamma_in_delta",
        (("gamma * futures", "futures"),),
        Text(
            "The TD error counts the next state's value in full. It lies one step in the future: "
            "look at what the definition puts in front of it.",
            "TD誤差で，次の状態価値が割り引かれていません．1ステップ先の価値です．"
            "定義式で，その前に何が掛かっているか確認しましょう．",
        ),
    ),
    Mistake(
        "lambd_in_delta",
        (("gamma * futures", "gamma * lambd * futures"),),
        Text(
            "The TD error contains lambda. A TD error looks one step ahead and knows gamma alone; "
            "lambda weighs how TD errors are added up.",
            "TD誤差に λ が入っています．TD誤差は1ステップ先を見るだけで，使うのは γ だけです．"
            "λ はTD誤差を足し合わせるときの重みです．",
        ),
    ),
    Mistake(
        "reward_discounted",
        (("rewards + gamma * futures", "gamma * (rewards + futures)"),),
        Text(
            "The reward of the step itself is discounted. It comes now; only what lies after the "
            "step is worth less.",
            "そのステップの即時報酬まで割り引いています．報酬は今もらえるもので，"
            "割り引くのはその先の分だけです．",
        ),
    ),
    Mistake(
        "no_baseline",
        (("futures - values", "futures"),),
        Text(
            "V(s) is never subtracted, so this is a return, not an advantage. An advantage asks how "
            "much better than expected it went: look at the end of the TD error.",
            "V(s) を引いていないので，アドバンテージではなく収益になっています．アドバンテージは"
            "「期待よりどれだけ良かったか」です．TD誤差の最後の項を確認しましょう．",
        ),
    ),
    Mistake(
        "delta_sign",
        (("rewards + gamma * futures - values", "values - rewards - gamma * futures"),),
        Text(
            "The TD error has the wrong sign: a step that went better than expected counts as worse. "
            "What was seen comes first, what was expected is subtracted.",
            "TD誤差の符号が逆で，期待より良かったステップが悪いことになっています．"
            "実際に得たものから，期待していたものを引きましょう．",
        ),
    ),
)

# How the steps are added up.
OF_THE_SUM = (
    Mistake(
        "leak_over_truncation",
        ((GOES_ON, "goes_on = 1 - terminateds"),),
        Text(
            "The sum runs on over a time-out, so the next episode's advantages leak into the one "
            "before it. Time-outs are the only ends that HalfCheetah has; look at where the sum has "
            "to stop.",
            "時間切れでも和が続いていて，次のエピソードのアドバンテージが前のエピソードに漏れています．"
            "HalfCheetah のエピソードはすべて時間切れで終わります．和を止める条件を確認しましょう．",
        ),
    ),
    Mistake(
        "leak_over_termination",
        ((GOES_ON, "goes_on = 1 - truncateds"),),
        Text(
            "The sum runs on over a terminated step into the next episode. The row after an end, of "
            "either kind, belongs to another episode.",
            "タスクが終了しても和が続き，次のエピソードまで足されています．どちらの終わり方でも，"
            "次の行は別のエピソードです．",
        ),
    ),
    Mistake(
        "leak_everywhere",
        ((GOES_ON, "goes_on = torch.ones_like(deltas)"),),
        Text(
            "The sum never stops, so every episode collects the advantages of all that come after it "
            "in the rollout. Look at what the recursion should do at an end.",
            "和がどこでも止まらず，ロールアウトの後ろにあるエピソードのアドバンテージまで"
            "足されています．エピソードの終わりで漸化式がどうなるべきか考えましょう．",
        ),
    ),
    Mistake(
        "flags_added",
        ((GOES_ON, "goes_on = 1 - terminateds - truncateds"),),
        Text(
            "Where both flags are 1 the factor that stops the sum becomes -1, and the next episode "
            "is subtracted. Two flags at once are still one end.",
            "2つのフラグが同時に 1 のとき，和を止める係数が -1 になり，次のエピソードが引かれています．"
            "同時に立っても終わりは1つです．",
        ),
    ),
    Mistake(
        "masked_dones",
        (
            (FUTURES, "futures = (1 - terminateds * (1 - truncateds)) * next_values"),
            (GOES_ON, "goes_on = 1 - terminateds * (1 - truncateds)"),
        ),
        Text(
            "A step in which time runs out is treated as if the episode went on: the sum leaks into "
            "the next episode, and a task that ended in that same step keeps a future. Treat the two "
            "flags separately, in the TD error and in the sum.",
            "時間切れのステップが，エピソードの続きとして扱われています．和が次のエピソードに漏れ，"
            "同時にタスクが終了していても先があることになります．"
            "TD誤差と和のそれぞれで，2つのフラグを別々に考えましょう．",
        ),
    ),
    Mistake(
        "forwards",
        (("reversed(range(len(deltas)))", "range(len(deltas))"),),
        Text(
            "The loop runs from the first step to the last, so each advantage collects the past. The "
            "recursion needs the advantage of the step after it: start at the end.",
            "ループが最初のステップから始まっているので，過去のTD誤差を集めています．"
            "漸化式には次のステップのアドバンテージが必要です．最後から計算しましょう．",
        ),
    ),
    Mistake(
        "last_step_left_out",
        (
            ("torch.empty_like(deltas)", "torch.zeros_like(deltas)"),
            ("range(len(deltas))", "range(len(deltas) - 1)"),
        ),
        Text(
            "The last step of the rollout gets no advantage. Nothing is added after it, but its own "
            "TD error counts; look at where the loop begins.",
            "ロールアウトの最後のステップのアドバンテージが計算されていません．その後に足すものは"
            "ありませんが，自分のTD誤差はあります．ループの始まりを確認しましょう．",
        ),
    ),
    Mistake(
        "no_sum",
        ((f"deltas[t] + {DECAY} * following", "deltas[t]"),),
        Text(
            "The TD errors are returned as they are; nothing is added up. An advantage also counts "
            "the TD errors of the steps after it, each a little less.",
            "TD誤差がそのまま返されていて，足し合わされていません．アドバンテージは，後のステップの"
            "TD誤差も少しずつ小さくしながら足したものです．",
        ),
    ),
    Mistake(
        "no_lambd",
        ((DECAY, "gamma * goes_on[t]"),),
        Text(
            "Lambda has no effect: the sum decays by gamma alone, as if lambda were 1. Look at the "
            "factor in the recursion.",
            "λ が使われていません．λ = 1 のときと同じで，和が γ だけで減衰しています．"
            "漸化式の係数を確認しましょう．",
        ),
    ),
    Mistake(
        "no_gamma_in_sum",
        ((DECAY, "lambd * goes_on[t]"),),
        Text(
            "The sum decays by lambda alone. What lies one step further is discounted as well; look "
            "at the factor in the recursion.",
            "和が λ だけで減衰しています．1ステップ先のものは割り引く必要もあります．"
            "漸化式の係数を確認しましょう．",
        ),
    ),
    Mistake(
        "gamma_twice",
        ((DECAY, "gamma * gamma * lambd * goes_on[t]"),),
        Text(
            "The recursion discounts twice for one step. What follows is one step away, so gamma "
            "stands there once.",
            "漸化式で1ステップにつき2回割り引いています．次のステップは1つ先なので，γ は1回です．",
        ),
    ),
    Mistake(
        "mask_one_step_late",
        (("goes_on[t]", "goes_on[min(t + 1, len(deltas) - 1)]"),),
        Text(
            "The flag of the following step is used, so the sum stops one step too early and leaks "
            "at the true end. Here a flag stands in the row of the step that it ends.",
            "次のステップのフラグを使っているので，和が1ステップ早く止まり，本当の終わりでは漏れています．"
            "ここでは，フラグは終わったステップ自身の行にあります．",
        ),
    ),
    Mistake(
        "mask_one_step_early",
        (("goes_on[t]", "goes_on[max(t - 1, 0)]"),),
        Text(
            "The flag of the step before is used, so the sum stops one step too late. Here a flag "
            "stands in the row of the step that it ends.",
            "1つ前のステップのフラグを使っているので，和が1ステップ遅れて止まっています．"
            "ここでは，フラグは終わったステップ自身の行にあります．",
        ),
    ),
    Mistake(
        "mask_on_everything",
        (
            (
                f"deltas[t] + {DECAY} * following",
                "(deltas[t] + gamma * lambd * following) * goes_on[t]",
            ),
        ),
        Text(
            "The last step of an episode gets the advantage 0: the mask covers its own TD error "
            "too. Only what comes after the end must go.",
            "エピソードの最後のステップのアドバンテージが 0 になっています．自分のTD誤差まで"
            "消してしまっています．消すのは，その後に続く分だけです．",
        ),
    ),
    Mistake(
        "gamma_fixed_at_0_995",
        (("gamma * futures", "0.995 * futures"), (DECAY, "0.995 * lambd * goes_on[t]")),
        GAMMA_FIXED,
    ),
    Mistake(
        "gamma_fixed_at_0_99",
        (("gamma * futures", "0.99 * futures"), (DECAY, "0.99 * lambd * goes_on[t]")),
        GAMMA_FIXED,
    ),
    Mistake("lambd_fixed_at_0_97", ((DECAY, "gamma * 0.97 * goes_on[t]"),), LAMBD_FIXED),
    Mistake("lambd_fixed_at_0_95", ((DECAY, "gamma * 0.95 * goes_on[t]"),), LAMBD_FIXED),
    Mistake("default_gamma", (("gamma: float = 0.995", "gamma: float = 0.99"),), DEFAULTS),
    Mistake("default_lambd", (("lambd: float = 0.97", "lambd: float = 0.95"),), DEFAULTS),
    Mistake("default_lambd_0_997", (("lambd: float = 0.97", "lambd: float = 0.997"),), DEFAULTS),
)

MISTAKES = (*OF_THE_SUM, *OF_THE_DELTA, *OF_THE_RESULT)
