"""Exercise of notebook 02: the log density of an action that was drawn before."""

from typing import Any

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake, Outcome
from rlcourse.exercises.run import GRADIENT, only_finiteness, run_function
from rlcourse.exercises.tanh_gaussian import at_the_limits, draw_policy
from rlcourse.language import Text
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.sampling import evaluate_log_pi

ARGUMENTS = ("means", "log_stds", "actions")
# Tag of a case whose actions are exactly -1 and 1.
AT_THE_ENDS = "at the ends"


def cases(seed: int) -> list[Case]:
    """Actions of either precision; those close to the limits are float64, as PPO keeps them."""
    rng = np.random.default_rng(seed)

    def case(name: Text, *tags: str, **policy: Any) -> Case:
        arrays = draw_policy(rng, **policy)
        return Case(name, {key: arrays[key] for key in ARGUMENTS}, tags=frozenset(tags))

    cases = [
        case(
            Text("two samples, two actions", "サンプル2個，行動2次元"),
            "several",
            batch=2,
            actions=2,
            rows=2,
        ),
        case(Text("one row of log_stds", "log_stds が1行"), "several", batch=4, actions=3, rows=1),
        case(Text("one action, a batch of one", "行動1次元，バッチ1"), batch=1, actions=1, rows=1),
        case(
            Text("close to the limits, float64", "限界に近い行動，float64"),
            "saturated",
            batch=3,
            actions=2,
            rows=3,
            reach=(3.0, 6.0),
            dtype="float64",
        ),
        case(
            Text("very close to the limits, float64", "限界にとても近い行動，float64"),
            "saturated",
            batch=4,
            actions=1,
            rows=1,
            reach=(8.7, 9.2),
            dtype="float64",
        ),
        case(
            Text("closer still, float64", "さらに近い行動，float64"),
            "saturated",
            batch=4,
            actions=1,
            rows=1,
            reach=(11.5, 12.5),
            dtype="float64",
        ),
    ]
    for dtype in ("float32", "float64"):
        name = Text(f"exactly -1 and 1, {dtype}", f"ちょうど -1 と 1，{dtype}")
        limits = at_the_limits(dtype)
        arrays = {key: limits[key] for key in ARGUMENTS}
        cases.append(Case(name, arrays, tags=frozenset(["saturated", AT_THE_ENDS])))
    return cases


run_plainly = run_function(("log_pis",), ("means", "log_stds"))


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer; at the ends, only see what is finite, and which way the means are drawn."""
    outcome = run_plainly(answer, case)
    gradient = outcome.outputs.get(f"{GRADIENT}log_pis in means")
    if AT_THE_ENDS not in case.tags or gradient is None:
        return outcome
    outputs = only_finiteness(outcome.outputs)
    # To the u of the action: it lies beyond the mean here, however far the action is moved.
    outputs["means drawn to the actions"] = gradient * case.inputs["actions"] > 0
    return Outcome(outputs)


US = "torch.atanh(actions.clamp(-limit, limit))"
NOISES = "(us - means) / log_stds.exp()"
CALL = "calculate_log_pi(log_stds, noises, actions)"

MISTAKES = (
    Mistake(
        "atanh_forgotten",
        ((US, "actions"),),
        Text(
            "The action is compared with the mean directly, but the mean is that of u, before "
            "tanh. Undo tanh first; otherwise the noise is too small wherever the action is large.",
            "行動をそのまま平均と比べていますが，平均は tanh を適用する前の u の平均です．"
            "先に tanh の逆を計算しないと，大きな行動ほどノイズが小さく見積もられます．",
        ),
    ),
    Mistake(
        "epsilon_in_atanh",
        ((US, "0.5 * (torch.log(1 + actions + 0.000001) - torch.log(1 - actions + 0.000001))"),),
        Text(
            "A small constant inside the inverse of tanh is not small close to the limits: at a "
            "mean of 7 the ratio of an unchanged policy would be off by more than half. Stay "
            "exact wherever the action's own precision allows it, and protect only an action that "
            "is exactly 1.",
            "tanh の逆関数に入れた小さな定数は，限界の近くでは小さくありません．"
            "平均が 7 になると，方策が変わっていなくても比が大きくずれます．"
            "行動の精度で表せる範囲では正確に計算し，ちょうど 1 の行動だけを守りましょう．",
        ),
    ),
    Mistake(
        "actions_clamped",
        ((US, "torch.atanh(actions.clamp(-0.999999, 0.999999))"),),
        Text(
            "The actions are clamped too early: everything above tanh(7.25) is taken for the same "
            "u, and for a mean beyond that the gradient even has the wrong sign. Move an action "
            "by no more than its precision asks for; look at torch.finfo.",
            "行動を手前でクリップしすぎています．tanh(7.25) より先がすべて同じ u になり，"
            "平均がその外にあると勾配の符号まで逆になります．動かす幅は行動の精度で必要な分だけに"
            "しましょう．torch.finfo が役に立ちます．",
        ),
    ),
    Mistake(
        "infinite_at_the_limits",
        ((US, "torch.atanh(actions)"),),
        Text(
            "Right inside, but an action of exactly 1 gives inf or nan, and one such action is "
            "enough to spoil all weights. Keep the argument of atanh just below 1, and no further "
            "than that.",
            "内側では正しいのですが，ちょうど 1 の行動で inf や nan になり，"
            "1つでもあるとすべての重みが壊れます．atanh の引数を 1 よりほんの少しだけ小さく保ちま"
            "しょう．",
        ),
    ),
    Mistake(
        "tanh_for_atanh",
        ((US, "torch.tanh(actions)"),),
        Text(
            "tanh is applied once more instead of being undone. The action went from u through "
            "tanh; to find the noise you have to go the other way.",
            "tanh の逆ではなく，tanh をもう一度適用しています．行動は u に tanh を適用したものなの"
            "で，ノイズを求めるには逆向きにたどる必要があります．",
        ),
    ),
    Mistake(
        "atan_for_atanh",
        ((US, "torch.atan(actions)"),),
        Text(
            "This is the inverse of tan, not of tanh. It never exceeds 0.79 on [-1, 1], so large "
            "actions look as if they came from a small u. One letter makes the difference.",
            "これは tanh ではなく tan の逆関数です．[-1, 1] では 0.79 を超えないので，"
            "大きな行動が小さな u から来たように見えてしまいます．1文字の違いに注意しましょう．",
        ),
    ),
    Mistake(
        "half_of_atanh_forgotten",
        ((US, "2 * torch.atanh(actions.clamp(-limit, limit))"),),
        Text(
            "The inverse of tanh comes out twice too large. Solve a = tanh(u) for u by hand and "
            "look at the factor in front of the logarithm.",
            "tanh の逆関数の値が2倍になっています．a = tanh(u) を手で u について解いて，"
            "対数の前の係数を確認しましょう．",
        ),
    ),
    Mistake(
        "single_precision",
        ((US, "torch.atanh(actions.float().clamp(-1 + 6e-8, 1 - 6e-8))"),),
        Text(
            "The actions are rounded to float32 on the way. Close to the limits float32 cannot "
            "tell one u from another, which is why they come in float64: compute in the precision "
            "you are given.",
            "途中で行動を float32 に丸めています．限界の近くでは float32 では u を区別できないの"
            "で，行動は float64 で渡されます．渡された精度のまま計算しましょう．",
        ),
    ),
    Mistake(
        "limit_of_float32",
        (("torch.finfo(actions.dtype)", "torch.finfo(torch.float32)"),),
        Text(
            "The limit is the one of float32, but these actions are float64 and can be much closer to "
            "1: those are moved, and their ratio is not 1. Take the precision from the actions.",
            "限界が float32 のものになっています．この行動は float64 なので，1 にもっと近い値もとれます．"
            "そのような行動が動かされ，比が 1 になりません．精度は行動から取得しましょう．",
        ),
    ),
    Mistake(
        "mean_forgotten",
        ((NOISES, "us / log_stds.exp()"),),
        Text(
            "The mean is left out, so the density does not depend on it and the policy could "
            "never learn where to go. Solve u = mean + std · noise for the noise.",
            "平均を引いていません．これでは確率密度が平均によらず，"
            "方策はどこへ動けばよいか学習できません．u = 平均 + 標準偏差・ノイズ をノイズについて"
            "解きましょう．",
        ),
    ),
    Mistake(
        "mean_added",
        ((NOISES, "(us + means) / log_stds.exp()"),),
        Text(
            "The mean is added where it has to be taken away: the density peaks at the mean's "
            "mirror image. Solve u = mean + std · noise for the noise.",
            "平均を引くところで足しています．確率密度の山が，平均の符号を変えた場所に来てしまいま"
            "す．u = 平均 + 標準偏差・ノイズ をノイズについて解きましょう．",
        ),
    ),
    Mistake(
        "std_forgotten",
        ((NOISES, "us - means"),),
        Text(
            "The distance from the mean is not yet noise: it is measured in units of u, not in "
            "standard deviations. One step of the inversion is missing.",
            "平均からの差のままでは，まだノイズではありません．標準偏差を単位にした値に直す必要が"
            "あります．逆変換が1段階足りません．",
        ),
    ),
    Mistake(
        "times_std",
        ((NOISES, "(us - means) * log_stds.exp()"),),
        Text(
            "The standard deviation multiplies where it should divide. Sampling stretches the "
            "noise; scoring has to undo that.",
            "標準偏差で割るところで掛けています．サンプリングではノイズを引き伸ばすので，"
            "ここではそれを元に戻しましょう．",
        ),
    ),
    Mistake(
        "divided_by_log_std",
        ((NOISES, "(us - means) / log_stds"),),
        Text(
            "The division is by the logarithm of the standard deviation, which is negative or "
            "even 0 for ordinary policies. Look at what the argument's name promises.",
            "標準偏差ではなく，その対数で割っています．対数は負にも 0 にもなります．"
            "引数の名前の意味を確認しましょう．",
        ),
    ),
    Mistake(
        "log_std_as_log_variance",
        ((NOISES, "(us - means) / (0.5 * log_stds).exp()"),),
        Text(
            "The argument is treated as the logarithm of the variance, so the division is by the "
            "square root of the standard deviation. Look at the argument's name.",
            "引数を分散の対数として扱っているため，標準偏差の平方根で割っています．"
            "引数の名前を確認しましょう．",
        ),
    ),
    Mistake(
        "divided_by_variance",
        ((NOISES, "(us - means) / log_stds.exp().pow(2)"),),
        Text(
            "The distance is divided by the variance. The noise is not squared yet, so only one "
            "standard deviation belongs below it.",
            "平均からの差を分散で割っています．ノイズはまだ2乗していないので，"
            "割るのは標準偏差1つ分です．",
        ),
    ),
    Mistake(
        "new_noise",
        ((NOISES, "torch.randn_like(means)"),),
        Text(
            "New noise is drawn, but this action was made by a noise of its own, long ago. Find "
            "that one from the action: nothing here is random.",
            "新しいノイズを生成していますが，この行動はすでに別のノイズから作られています．"
            "行動からそのノイズを逆算しましょう．ここに乱数は要りません．",
        ),
    ),
    Mistake(
        "squeeze_forgotten",
        (("exponent + height - squeeze", "exponent + height"),),
        Text(
            "This scores u under the Gaussian; the correction for tanh is missing. It does not "
            "depend on the policy, but the log density that was stored while collecting has it, "
            "and the two must agree.",
            "これはガウス分布での u の確率密度で，tanh の補正がありません．"
            "データ収集時に保存した確率密度の対数には補正が入っているので，"
            "両者が一致しなくなります．",
        ),
    ),
    Mistake(
        "squeeze_added",
        (("height - squeeze", "height + squeeze"),),
        Text(
            "The correction for tanh has the wrong sign: near the limits the density of an action "
            "must be higher than that of its u, not lower.",
            "tanh の補正の符号が逆です．限界の近くでは，行動の確率密度は u の確率密度より高くなる"
            "はずです．",
        ),
    ),
    Mistake(
        "u_for_action",
        ((CALL, "calculate_log_pi(log_stds, noises, us)"),),
        Text(
            "The density is asked for u where the action belongs: the slope of tanh is 1 - a², "
            "and 1 - u² turns negative, so the logarithm becomes nan. Look at the last argument.",
            "行動を渡すところで u を渡しています．tanh の傾きは 1 - a² です．1 - u² は負になり，"
            "対数が nan になります．最後の引数を確認しましょう．",
        ),
    ),
    Mistake(
        "arguments_swapped",
        ((CALL, "calculate_log_pi(noises, log_stds, actions)"),),
        Text(
            "The noises and the log standard deviations have changed places in the call. Both "
            "have the same shape, so nothing complains: compare with the order in the definition.",
            "noises と log_stds の順番が入れ替わっています．形が同じなのでエラーになりません．"
            "関数の定義と引数の順番を比べましょう．",
        ),
    ),
    Mistake(
        "stds_passed_for_log_stds",
        ((CALL, "calculate_log_pi(log_stds.exp(), noises, actions)"),),
        Text(
            "The density receives the standard deviations where it expects their logarithms, so "
            "the height of the Gaussian is off. Look at what is passed on.",
            "対数を渡すところで標準偏差を渡しているため，ガウス分布の高さがずれています．"
            "渡している値を確認しましょう．",
        ),
    ),
    Mistake(
        "not_summed",
        (("log_pis.sum(dim=-1, keepdim=True)", "log_pis"),),
        Text(
            "Each dimension of the action has a log density of its own here, (B, A). PPO needs "
            "one number for the whole action, (B, 1).",
            "行動の次元ごとに値が分かれています(B, A)．PPO に必要なのは行動全体の値(B, 1)です．",
        ),
    ),
    Mistake(
        "keepdim_forgotten",
        (("dim=-1, keepdim=True", "dim=-1"),),
        Text(
            "The numbers are right, but the shape is (B,) and should be (B, 1). Subtracting the "
            "stored (B, 1) from it would quietly give (B, B) ratios.",
            "値は正しいのですが，形が (B,) です．(B, 1) にしましょう．"
            "保存した (B, 1) の値を引くと，黙って (B, B) の比になってしまいます．",
        ),
    ),
    Mistake(
        "detached",
        ((CALL, CALL + ".detach()"),),
        Text(
            "The numbers are right, but no gradient reaches the means and the standard "
            "deviations, so the policy could not learn. Look for no_grad, detach, item or numpy.",
            "値は正しいのですが，平均や標準偏差に勾配が流れないので，方策を学習できません．"
            "no_grad，detach，item，numpy を使っていないか確認しましょう．",
        ),
    ),
)

EXERCISE = Exercise(
    name="evaluate_log_pi",
    notebook="02_reparameterize",
    title=Text(
        "the log density of an action that was drawn before",
        "以前に選んだ行動の確率密度の対数",
    ),
    points=10,
    minutes=15,
    difficulty=3,
    parts=(evaluate_log_pi, calculate_log_pi),
    cases=cases,
    run=run,
    also_right=((("1e-6", "0"),),),
    between=True,
    atol=1e-4,
    rtol=2e-5,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Walk backwards along the road that an action came: which noise would have led to it "
            "under these parameters? You have a function already that scores an action with its "
            "noise.",
            "行動が作られた道を逆にたどりましょう．このパラメータなら，"
            "どんなノイズからその行動になるでしょうか．ノイズと行動から確率密度の対数を求める関数"
            "は，すでに書きました．",
        ),
        Text(
            "First undo tanh, then the mean, then the standard deviation. An action of exactly 1 "
            "has no finite u: pull it in by the least step that its dtype knows, 1 - "
            "torch.finfo(dtype).eps / 2.",
            "まず tanh，次に平均，最後に標準偏差を元に戻します．ちょうど 1 の行動に対応する有限の "
            "u はないので，その型で表せる最小の幅だけ内側に動かします(1 - torch.finfo(dtype).eps "
            "/ 2)．",
        ),
        Text(
            "us is torch.atanh of the actions, clamped to that limit on both sides; the noises "
            "are (us - means) divided by exp(log_stds); calculate_log_pi does the rest.",
            "us は，両側をこの限界でクリップした行動の torch.atanh です．"
            "ノイズは (us - means) を exp(log_stds) で割ったもので，"
            "残りは calculate_log_pi に任せます．",
        ),
    ),
)
