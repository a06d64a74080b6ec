"""Exercise of notebook 02: draw an action so that gradients flow through it."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.noise import MANY, judge, replay, run, spread
from rlcourse.exercises.run import VALUES_ALONE
from rlcourse.language import Text
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.sampling import reparameterize


def cases(seed: int) -> list[Case]:
    """Parameters of policies; one batch is large enough to judge the noise by its moments."""
    rng = np.random.default_rng(seed)

    def case(
        name: Text,
        shape: tuple[int, int],
        rows: int,
        *tags: str,
        reach: tuple[float, float] = (0.1, 0.8),
        dtype: str = "float64",
    ) -> Case:
        signs = rng.choice([-1, 1], shape)
        inputs = {
            "means": (spread(rng, reach, shape) * signs).astype(dtype),
            "log_stds": rng.uniform(-1.4, -0.5, (rows, shape[1])).astype(dtype),
        }
        return Case(name, inputs, tags=frozenset(tags))

    return [
        case(
            Text("three samples, two actions", "サンプル3個，行動2次元"),
            (3, 2),
            3,
            "several",
            dtype="float32",
        ),
        case(Text("one row of log_stds", "log_stds が1行"), (4, 3), 1, "several"),
        case(Text("one action, a batch of one", "行動1次元，バッチ1"), (1, 1), 1),
        case(
            Text("actions close to the limits", "限界に近い行動"),
            (4, 2),
            1,
            "saturated",
            reach=(5.0, 9.0),
        ),
        case(Text("a large batch", "大きなバッチ"), (1200, 4), 1, "several", MANY, VALUES_ALONE),
    ]


DRAW = "torch.randn_like(means)"
US = "means + log_stds.exp() * noises"
CALL = "calculate_log_pi(log_stds, noises, actions)"

MISTAKES = (
    Mistake(
        "std_forgotten",
        ((US, "means + noises"),),
        Text(
            "The noise is not scaled, so the policy explores with a standard deviation of 1 "
            "whatever it has learned. Look at what stands before the noise in u.",
            "ノイズに標準偏差を掛けていないので，方策が何を学習しても標準偏差 1 で探索してしまいま"
            "す．u の式でノイズの前にあるものを確認しましょう．",
        ),
    ),
    Mistake(
        "log_std_as_std",
        ((US, "means + log_stds * noises"),),
        Text(
            "The noise is scaled by the logarithm of the standard deviation. A standard deviation "
            "of 1 would give no noise at all: look at what the argument's name promises.",
            "標準偏差ではなく，その対数をノイズに掛けています．これでは標準偏差が 1 のときノイズが"
            "消えてしまいます．引数の名前の意味を確認しましょう．",
        ),
    ),
    Mistake(
        "variance_as_std",
        ((US, "means + (2 * log_stds).exp() * noises"),),
        Text(
            "The noise is scaled by the variance. Its own unit is one standard deviation; look at "
            "what scales a standard Gaussian.",
            "ノイズに分散を掛けています．標準ガウス分布からのノイズを引き伸ばすのは標準偏差です．",
        ),
    ),
    Mistake(
        "log_std_as_log_variance",
        ((US, "means + (0.5 * log_stds).exp() * noises"),),
        Text(
            "The argument is treated as the logarithm of the variance. It is that of the standard "
            "deviation, so there is no root to take.",
            "引数を分散の対数として扱っています．これは標準偏差の対数なので，"
            "平方根をとる必要はありません．",
        ),
    ),
    Mistake(
        "mean_forgotten",
        ((US, "log_stds.exp() * noises"),),
        Text(
            "The mean is left out: the actions scatter around 0 whatever the network says, and it "
            "gets no gradient from them.",
            "平均が入っていません．ネットワークが何を出力しても行動が 0 のまわりに散らばり，"
            "勾配も流れません．",
        ),
    ),
    Mistake(
        "noise_forgotten",
        ((US, "means"),),
        Text(
            "The action holds no noise, so the policy never explores, and the log density belongs "
            "to another action. Deterministic actions are for evaluation.",
            "行動にノイズが入っていないので探索が行われず，確率密度の対数とも食い違います．"
            "決定論的な行動は評価のときに使います．",
        ),
    ),
    Mistake(
        "noise_after_tanh",
        ((US, "means"), ("torch.tanh(us)", "torch.tanh(us) + log_stds.exp() * noises")),
        Text(
            "The noise is added after tanh, so actions leave [-1, 1] and the change of variables "
            "does not fit. The Gaussian lives before tanh.",
            "tanh の後にノイズを足しているので，行動が [-1, 1] からはみ出し，"
            "変数変換の式とも合いません．ガウス分布に従うのは tanh を適用する前の値です．",
        ),
    ),
    Mistake(
        "tanh_forgotten",
        (("torch.tanh(us)", "us"),),
        Text(
            "tanh is missing: actions leave [-1, 1], and the correction takes the logarithm of a "
            "negative number. Look at what turns u into an action.",
            "tanh を適用していないので，行動が [-1, 1] からはみ出し，"
            "補正で負の数の対数をとってしまいます．u を行動に変える関数を確認しましょう．",
        ),
    ),
    Mistake(
        "u_returned",
        (("return actions, log_pis", "return us, log_pis"),),
        Text(
            "The log density is right, but u is returned in place of the action. The environment "
            "takes what has been through tanh.",
            "確率密度の対数は正しいのですが，行動の代わりに u を返しています．"
            "環境に渡すのは tanh を通した値です．",
        ),
    ),
    Mistake(
        "uniform_noise",
        ((DRAW, "torch.rand_like(means)"),),
        Text(
            "The noise is uniform on [0, 1), so actions lie on one side of the mean only. "
            "Gaussian noise comes from a function whose name differs by one letter.",
            "[0, 1) の一様乱数を使っているので，行動が平均の片側にしか現れません．"
            "標準ガウス分布の乱数を作る関数は，名前が1文字違います．",
        ),
    ),
    Mistake(
        "same_noise_for_the_batch",
        ((DRAW, "torch.randn_like(means[:1])"),),
        Text(
            "All samples of the batch share one noise. Parallel environments would all try the "
            "same deviation at once: draw a noise for every entry.",
            "バッチのすべてのサンプルが同じノイズを使っています．"
            "並列の環境がどれも同じ方向にずれてしまうので，要素ごとにノイズを生成しましょう．",
        ),
    ),
    Mistake(
        "noise_like_log_stds",
        ((DRAW, "torch.randn_like(log_stds)"),),
        Text(
            "The noise has the shape of log_stds. Where that is one row, (1, A), all samples of the "
            "batch share one noise; draw it in the shape of the means.",
            "ノイズの形が log_stds と同じです．log_stds が1行 (1, A) だと，バッチのすべてのサンプルが"
            "同じノイズになります．means と同じ形で生成しましょう．",
        ),
    ),
    Mistake(
        "same_noise_for_all_actions",
        ((DRAW, "torch.randn_like(means[:, :1])"),),
        Text(
            "All dimensions of an action share one noise, so the joints always deviate together. "
            "The covariance is diagonal: draw a noise for every entry.",
            "行動のすべての次元が同じノイズを使っているので，関節がいつも一緒にずれてしまいます．"
            "共分散行列は対角なので，要素ごとにノイズを生成しましょう．",
        ),
    ),
    Mistake(
        "one_number_for_everything",
        ((DRAW, "torch.randn_like(means[:1, :1])"),),
        Text(
            "One single number serves as the noise of every sample and every dimension. Draw as "
            "many as there are entries in the means.",
            "たった1つの乱数を，すべてのサンプルとすべての次元に使っています．"
            "平均の要素の数だけノイズを生成しましょう．",
        ),
    ),
    Mistake(
        "seed_set_inside",
        (
            (
                "noises = " + DRAW,
                "torch.random.default_generator.manual_seed(0)\n    noises = " + DRAW,
            ),
        ),
        Text(
            "Every call gives the same noise, because a seed is set inside. Exploration would "
            "repeat itself for ever; a seed is set once, before training, and not in here.",
            "関数の中でシードを設定しているので，毎回同じノイズになり，"
            "同じ探索を繰り返してしまいます．シードは学習の前に1度だけ，この関数の外で設定します．",
        ),
    ),
    Mistake(
        "drawn_without_gradient",
        ((US, f"({US}).detach()"), ("noises, actions)", "(us - means) / log_stds.exp(), actions)")),
        Text(
            "The sample is cut off from the mean and the standard deviation, as by "
            "Normal.sample(), so no gradient reaches them through the action. That this path "
            "stays open is the whole point of the trick; Normal has a second way of drawing.",
            "サンプルが平均や標準偏差から切り離されていて(Normal.sample() も同じです)，"
            "行動を通して勾配が流れません．この経路を残すことが Reparameterization Trick の目的で"
            "す．Normal にはもう1つのサンプリング方法があります．",
        ),
    ),
    Mistake(
        "actions_detached",
        (("torch.tanh(us)", "torch.tanh(us).detach()"),),
        Text(
            "The numbers are right, but no gradient flows through the actions, and SAC's policy "
            "learns through nothing else. Look for no_grad or detach around the sampling.",
            "値は正しいのですが，行動を通して勾配が流れません．SAC の方策はこの勾配だけで学習しま"
            "す．サンプリングのまわりに no_grad や detach がないか確認しましょう．",
        ),
    ),
    Mistake(
        "all_detached",
        (("torch.tanh(us)", "torch.tanh(us).detach()"), (CALL, CALL + ".detach()")),
        Text(
            "The numbers are right, but no gradient flows at all, neither through the actions nor "
            "through the log density. Look for no_grad around the whole, detach or numpy.",
            "値は正しいのですが，行動からも確率密度の対数からも勾配がまったく流れません．"
            "全体を no_grad で囲んだり，detach や numpy を使っていないか確認しましょう．",
        ),
    ),
    Mistake(
        "squeeze_forgotten",
        (("exponent + height - squeeze", "exponent + height"),),
        Text(
            "The log density is that of u: the correction for tanh is missing. You wrote a "
            "function for just this in the exercise before.",
            "これは u の確率密度の対数で，tanh の補正がありません．"
            "前の演習で書いた関数がそのまま使えます．",
        ),
    ),
    Mistake(
        "not_summed",
        (("log_pis.sum(dim=-1, keepdim=True)", "log_pis"),),
        Text(
            "The log density comes for each dimension, (B, A). The whole action has one, (B, 1).",
            "確率密度の対数が次元ごとに分かれています(B, A)．行動全体で1つ(B, 1)にしましょう．",
        ),
    ),
    Mistake(
        "keepdim_forgotten",
        (("dim=-1, keepdim=True", "dim=-1"),),
        Text(
            "The numbers are right, but the log density has shape (B,) and should be (B, 1); with "
            "values of (B, 1) it would quietly broadcast to (B, B).",
            "値は正しいのですが，確率密度の対数の形が (B,) です．(B, 1) にしないと，"
            "(B, 1) の値と計算したときに黙って (B, B) に広がります．",
        ),
    ),
    Mistake(
        "u_for_action",
        ((CALL, "calculate_log_pi(log_stds, noises, us)"),),
        Text(
            "The density is asked for u where the action belongs: 1 - u² turns negative, and the "
            "logarithm becomes nan. Look at the last argument.",
            "行動を渡すところで u を渡しています．1 - u² は負になり，対数が nan になります．"
            "最後の引数を確認しましょう．",
        ),
    ),
    Mistake(
        "u_for_noise",
        ((CALL, "calculate_log_pi(log_stds, us, actions)"),),
        Text(
            "The density receives u where it expects the standard noise, so the mean counts as a "
            "deviation. Look at the second argument.",
            "標準ガウス分布からのノイズを渡すところで u を渡しているので，"
            "平均までずれとして数えられています．2番目の引数を確認しましょう．",
        ),
    ),
    Mistake(
        "scaled_noise_passed",
        ((CALL, "calculate_log_pi(log_stds, log_stds.exp() * noises, actions)"),),
        Text(
            "The density receives the noise after scaling; it expects standard noise and does the "
            "rest itself. Look at the second argument.",
            "標準偏差を掛けたあとのノイズを渡しています．必要なのは標準ガウス分布からのノイズその"
            "ものです．2番目の引数を確認しましょう．",
        ),
    ),
    Mistake(
        "stds_passed_for_log_stds",
        ((CALL, "calculate_log_pi(log_stds.exp(), noises, actions)"),),
        Text(
            "The density receives the standard deviations where it expects their logarithms. Look "
            "at the first argument.",
            "対数を渡すところで標準偏差を渡しています．最初の引数を確認しましょう．",
        ),
    ),
    Mistake(
        "noise_drawn_twice",
        ((CALL, "calculate_log_pi(log_stds, torch.randn_like(means), actions)"),),
        Text(
            "The action is made from one noise and scored with another, so the log density "
            "belongs to an action that was never taken. Draw once and use it for both.",
            "行動を作ったノイズと，確率密度の計算に使ったノイズが別物です．"
            "これでは実際にはとらなかった行動の確率密度になります．ノイズは1度だけ生成して，"
            "両方に使いましょう．",
        ),
    ),
    Mistake(
        "returned_in_the_wrong_order",
        (("return actions, log_pis", "return log_pis, actions"),),
        Text(
            "Both results are there, but in the wrong order: first the actions, then the log "
            "densities.",
            "返す順番が逆です．行動，確率密度の対数の順に返しましょう．",
        ),
    ),
)

EXERCISE = Exercise(
    name="reparameterize",
    notebook="02_reparameterize",
    title=Text("draw an action that gradients flow through", "勾配が流れるように行動を選ぶ"),
    points=10,
    minutes=15,
    difficulty=2,
    parts=(reparameterize, calculate_log_pi),
    cases=cases,
    run=run,
    also_right=((("1e-6", "0"),),),
    between=True,
    atol=1e-4,
    rtol=2e-5,
    judge=judge,
    replay=replay,
    mistakes=MISTAKES,
    hints=(
        Text(
            "A sample of any Gaussian is standard noise, stretched and shifted. Draw the noise "
            "first: it does not depend on the parameters, and so the gradient can go around it.",
            "どんなガウス分布からのサンプルも，標準ガウス分布のノイズを引き伸ばしてずらしたもので"
            "す．先にノイズを生成しましょう．ノイズはパラメータによらないので，"
            "勾配は平均と標準偏差に流れます．",
        ),
        Text(
            "Four lines: noise of the shape of the means; u from mean, standard deviation and "
            "noise; the action from u; the log density from the function of notebook 01.",
            "4行で書けます．平均と同じ形のノイズ，平均・標準偏差・ノイズから u，u から行動，"
            "そしてノートブック01の関数で確率密度の対数です．",
        ),
        Text(
            "noises = torch.randn_like(means); u is the mean plus exp(log_stds) times the noise; "
            "the action is its tanh; calculate_log_pi takes log_stds, noises and actions.",
            "noises = torch.randn_like(means) とします．u は，平均に exp(log_stds) とノイズの積を"
            "足したもの，行動はその tanh です．calculate_log_pi には log_stds，noises，"
            "actions を渡します．",
        ),
    ),
)
