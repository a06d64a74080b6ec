"""What students get wrong in calculate_log_pi, most likely first."""

from rlcourse.exercises.exercise import Mistake
from rlcourse.language import Text

MISTAKES = (
    Mistake(
        "squeeze_forgotten",
        (("exponent + height - squeeze", "exponent + height"),),
        Text(
            "This is the density of u, before tanh. The action is tanh(u), and tanh packs many u "
            "into few actions near the limits, which raises the density there. Look at the second "
            "term of the change of variables.",
            "これは tanh を適用する前の u の確率密度です．tanh は多くの u を限界付近の狭い範囲に詰"
            "め込むので，そこでは行動の確率密度が高くなります．変数変換の第2項を確認しましょう．",
        ),
    ),
    Mistake(
        "squeeze_added",
        (("height - squeeze", "height + squeeze"),),
        Text(
            "The correction for tanh has the wrong sign. Where tanh is flat, many u share one "
            "small range of actions, so the density of the action must be higher there, not lower.",
            "tanh の補正の符号が逆です．tanh が平らなところでは多くの u が狭い範囲の行動に集まるの"
            "で，行動の確率密度は低くではなく高くなるはずです．",
        ),
    ),
    Mistake(
        "tanh_twice",
        (("actions.pow(2)", "torch.tanh(actions).pow(2)"),),
        Text(
            "tanh is applied to `actions`, which have been through it before. In the formula tanh "
            "acts on u; think about what tanh(u) is called here.",
            "`actions` はすでに tanh を通った値ですが，もう一度 tanh を適用しています．"
            "式の中で tanh を受けるのは u です．tanh(u) がここで何と呼ばれているか考えてみましょ"
            "う．",
        ),
    ),
    Mistake(
        "action_not_squared",
        (("actions.pow(2)", "actions"),),
        Text(
            "The derivative of tanh has a square in it. Without it the correction depends on the "
            "sign of the action, although -0.9 and 0.9 are squeezed alike.",
            "tanh の微分には2乗が入ります．2乗しないと，-0.9 と 0.9 は同じだけ押し縮められるのに，"
            "補正が行動の符号によって変わってしまいます．",
        ),
    ),
    Mistake(
        "squeeze_without_log",
        (("torch.log(1 - actions.pow(2) + 1e-6)", "1 - actions.pow(2) + 1e-6"),),
        Text(
            "The slope of tanh enters as it is, but everything here is a logarithm of a density: "
            "a division of densities becomes a difference of logarithms.",
            "tanh の傾きをそのまま引いています．ここで扱うのは確率密度の対数なので，"
            "密度の割り算は対数どうしの引き算になります．",
        ),
    ),
    Mistake(
        "infinite_at_the_limits",
        ((" + 1e-6", ""),),
        Text(
            "Right inside, but not finite for an action of exactly 1, which float32 reaches from "
            "u = 9 on. One such action would turn every weight of the network into nan: keep the "
            "logarithm away from 0.",
            "内側では正しいのですが，ちょうど 1 の行動で有限になりません．"
            "float32 では u が 9 を超えると起こり，1つでもあるとネットワークの重みがすべて nan に"
            "なります．対数の中が 0 にならないようにしましょう．",
        ),
    ),
    Mistake(
        "actions_clamped",
        (("actions.pow(2)", "actions.clamp(-0.999999, 0.999999).pow(2)"),),
        Text(
            "Clamped actions all get the same density, and no gradient reaches them. Near the "
            "limits the density still changes: keep the logarithm finite without moving the "
            "action.",
            "行動をクリップすると，限界付近ではどの行動の密度も同じになり，勾配も流れません．"
            "行動は動かさずに，対数が有限になるように工夫しましょう．",
        ),
    ),
    Mistake(
        "half_forgotten",
        (("-0.5 * noises", "-1.0 * noises"),),
        Text(
            "The squared noise carries the wrong factor, so far samples look too unlikely. "
            "Compare the exponent with that of the standard Gaussian.",
            "ノイズの2乗にかかる係数が違うため，平均から離れたサンプルの確率密度が小さくなりすぎます．"
            "標準ガウス分布の指数部分と比べてみましょう．",
        ),
    ),
    Mistake(
        "noise_not_squared",
        (("noises.pow(2)", "noises"),),
        Text(
            "The noise enters without a square, so one side of the mean seems more likely than "
            "the other. A Gaussian is symmetric: look at its exponent.",
            "ノイズが2乗されていないので，平均の片側の確率密度が高くなってしまいます．"
            "ガウス分布は左右対称です．指数部分を確認しましょう．",
        ),
    ),
    Mistake(
        "exponent_positive",
        (("-0.5 * noises", "0.5 * noises"),),
        Text(
            "The exponent grows with the noise, so the farther from the mean, the more likely. "
            "Look at its sign.",
            "ノイズが大きいほど確率密度が高くなっています．平均から離れるほど確率密度は低くなるはずです．"
            "指数部分の符号を確認しましょう．",
        ),
    ),
    Mistake(
        "noise_divided_by_std",
        (("noises.pow(2)", "(noises / log_stds.exp()).pow(2)"),),
        Text(
            "The noise is divided by the standard deviation, but it is standard noise already: (u "
            "- mean) / std is the noise itself. Look at which variable the exponent is about.",
            "ノイズを標準偏差で割っていますが，これはすでに標準ガウス分布からのノイズです．"
            "(u - 平均) / 標準偏差 がノイズそのものであることを確認しましょう．",
        ),
    ),
    Mistake(
        "noise_times_std",
        (("noises.pow(2)", "(noises * log_stds.exp()).pow(2)"),),
        Text(
            "The exponent holds u - mean, not yet divided by the standard deviation. In those "
            "units a wide Gaussian would punish its own samples: think about which variable is "
            "standard.",
            "指数部分に，標準偏差で割る前の u - 平均 が入っています．"
            "これでは標準偏差が大きいほど自分のサンプルの確率密度が下がってしまいます．"
            "どの変数が標準化されているか考えましょう．",
        ),
    ),
    Mistake(
        "actions_in_the_gaussian",
        (("noises.pow(2)", "(actions / log_stds.exp()).pow(2)"),),
        Text(
            "The action is put into the Gaussian. The Gaussian belongs to u, before tanh, and of "
            "u you know the noise that made it.",
            "行動をガウス分布に入れています．ガウス分布に従うのは tanh を適用する前の u です．"
            "u を作ったノイズが引数にあることを思い出しましょう．",
        ),
    ),
    Mistake(
        "log_stds_added",
        (("height = -log_stds", "height = log_stds"),),
        Text(
            "The log standard deviation has the wrong sign. A wide Gaussian is a low one: with a "
            "larger standard deviation the density at the mean has to fall.",
            "標準偏差の対数の符号が逆です．広がったガウス分布は低くなります．"
            "標準偏差が大きいほど，平均での確率密度は小さくなるはずです．",
        ),
    ),
    Mistake(
        "log_stds_forgotten",
        (("height = -log_stds - 0.5", "height = -0.5"),),
        Text(
            "The height of the Gaussian does not depend on its width here, so the density does "
            "not integrate to 1, and the standard deviation gets no gradient. Look at the factor "
            "in front of the exponential.",
            "ガウス分布の高さが幅に関係なく一定になっています．積分が 1 にならず，"
            "標準偏差に勾配が流れません．指数関数の前の係数を確認しましょう．",
        ),
    ),
    Mistake(
        "stds_for_log_stds",
        (("height = -log_stds", "height = -log_stds.exp()"),),
        Text(
            "The standard deviation is subtracted where its logarithm belongs: in a log density "
            "the factor 1 / std becomes a difference of logarithms.",
            "対数ではなく標準偏差そのものを引いています．密度の係数 1 / 標準偏差 は，"
            "対数をとると何になるでしょうか．",
        ),
    ),
    Mistake(
        "log_of_log_stds",
        (("height = -log_stds", "height = -torch.log(log_stds)"),),
        Text(
            "A logarithm is taken of log_stds, which is a logarithm already; it is nan wherever "
            "the standard deviation is below 1. Look at what the argument's name promises.",
            "log_stds の対数をとっていますが，log_stds はすでに対数です．"
            "標準偏差が 1 より小さいと nan になります．引数の名前の意味を確認しましょう．",
        ),
    ),
    Mistake(
        "log_stds_halved",
        (("height = -log_stds", "height = -0.5 * log_stds"),),
        Text(
            "Only half of the log standard deviation is subtracted, as if it were the log "
            "variance. Look at which terms the factor 0.5 should reach.",
            "標準偏差の対数を半分しか引いていません．これでは分散の対数として扱っていることになり"
            "ます．係数 0.5 がどの項にかかるのかを確認しましょう．",
        ),
    ),
    Mistake(
        "constant_forgotten",
        ((" - 0.5 * math.log(2 * math.pi)", ""),),
        Text(
            "The constant of the Gaussian is missing. It does not change a gradient, but without "
            "it this is no density, and an entropy estimated from it is off.",
            "ガウス分布の正規化定数がありません．勾配は変わりませんが，積分が 1 にならず，"
            "エントロピーの推定もずれてしまいます．",
        ),
    ),
    Mistake(
        "constant_once",
        (
            (" - 0.5 * math.log(2 * math.pi)", ""),
            ("keepdim=True)", "keepdim=True) - 0.5 * math.log(2 * math.pi)"),
        ),
        Text(
            "The constant of the Gaussian is counted once for the whole action. The density is a "
            "product over the dimensions, and each of them brings its own.",
            "正規化定数を1回しか引いていません．行動の確率密度は各次元の密度の積なので，"
            "定数も次元の数だけ必要です．",
        ),
    ),
    Mistake(
        "constant_without_half",
        (("- 0.5 * math.log(2 * math.pi)", "- math.log(2 * math.pi)"),),
        Text(
            "The constant is twice what it should be. The Gaussian is divided by a square root; "
            "think about what the logarithm makes of it.",
            "正規化定数が2倍になっています．ガウス分布の分母は平方根です．"
            "対数をとるとどうなるか考えましょう．",
        ),
    ),
    Mistake(
        "not_summed",
        (("log_pis.sum(dim=-1, keepdim=True)", "log_pis"),),
        Text(
            "Each dimension of the action has a log density of its own here, (B, A). The policy "
            "needs one number for the whole action, (B, 1): the dimensions are independent, so "
            "their densities multiply.",
            "行動の次元ごとに値が分かれています(B, A)．必要なのは行動全体の値(B, 1)です．"
            "各次元は独立なので，密度の積をとると対数ではどうなるか考えましょう．",
        ),
    ),
    Mistake(
        "keepdim_forgotten",
        (("dim=-1, keepdim=True", "dim=-1"),),
        Text(
            "The numbers are right, but the shape is (B,) and should be (B, 1). Together with "
            "advantages of (B, 1) it would quietly broadcast to (B, B).",
            "値は正しいのですが，形が (B,) です．(B, 1) にしましょう．"
            "このままでは (B, 1) のアドバンテージと掛けたときに，"
            "黙って (B, B) に広がってしまいます．",
        ),
    ),
    Mistake(
        "summed_over_the_batch",
        (("sum(dim=-1", "sum(dim=0"),),
        Text(
            "The sum runs over the batch, so different samples are mixed. Sum over the dimensions "
            "of one action, and leave the samples apart.",
            "バッチ方向に和をとっているので，別々のサンプルが混ざっています．"
            "1つの行動の次元について和をとりましょう．",
        ),
    ),
    Mistake(
        "mean_for_sum",
        (("log_pis.sum(", "log_pis.mean("),),
        Text(
            "The mean over the dimensions is taken, not the sum. The density of the action is the "
            "product over its dimensions, and the ratio in PPO would shrink with every dimension.",
            "次元について和ではなく平均をとっています．行動の密度は各次元の密度の積です．"
            "平均では，次元が増えるほど PPO の比が 1 に近づいてしまいます．",
        ),
    ),
    Mistake(
        "density_instead_of_log",
        (("keepdim=True)", "keepdim=True).exp()"),),
        Text(
            "This is the density, not its logarithm. Products of small densities run out of "
            "digits; that is why everything here stays in logarithms.",
            "これは確率密度そのもので，対数ではありません．小さな密度の積はすぐに桁が足りなくなる"
            "ので，対数のまま計算します．",
        ),
    ),
    Mistake(
        "negated",
        (("return log_pis", "return -log_pis"),),
        Text(
            "All signs are reversed: this is the negative log likelihood, as a loss would have "
            "it. The function returns the log density itself.",
            "全体の符号が逆で，損失としてよく使う負の対数尤度になっています．"
            "返すのは確率密度の対数そのものです．",
        ),
    ),
    Mistake(
        "detached",
        (("keepdim=True)", "keepdim=True).detach()"),),
        Text(
            "The numbers are right, but no gradient flows back, so the policy could not learn. "
            "Look for no_grad, detach, item or numpy.",
            "値は正しいのですが，勾配が流れないので方策を学習できません．no_grad，detach，item，"
            "numpy を使っていないか確認しましょう．",
        ),
    ),
    Mistake(
        "inputs_changed",
        (("noises.pow(2)", "noises.pow_(2)"),),
        Text(
            "The result is right, but an argument is overwritten, which the caller still needs. A "
            "method whose name ends in _ works in place; take the one that makes a new tensor.",
            "結果は正しいのですが，呼び出し側がまだ使う引数を書き換えています．"
            "名前が _ で終わるメソッドは元のテンソルを変更します．"
            "新しいテンソルを作る方を使いましょう．",
        ),
    ),
)
