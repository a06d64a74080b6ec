"""Wrong answers to SACActor.sample, as edits of the reference."""

from rlcourse.exercises.exercise import Mistake
from rlcourse.exercises.reparameterize import MISTAKES as OF_REPARAMETERIZE
from rlcourse.language import Text

SPLIT = "means, log_stds = self.net(states).chunk(2, dim=-1)"
CLAMP = "log_stds.clamp(-20, 2)"
DRAW = "return reparameterize(means, log_stds)"
RELU = "torch.nn.functional.softplus(log_stds).log()"
RESCALED = "-20 + 11 * (torch.tanh(log_stds) + 1)"

OF_THE_NETWORK = (
    Mistake(
        "not_clipped",
        ((CLAMP, "log_stds"),),
        Text(
            "The log standard deviations are not kept in range. Early in a training the network may give "
            "any number: at 30 the noise is astronomical, at -60 it is nothing. Right within -20 and 2, "
            "wrong outside.",
            "log_stds の範囲を制限していません．学習の初めにはネットワークが極端な値を出すこともあり，30 ならノイズは"
            "天文学的な大きさに，-60 ならゼロになります．-20 から 2 の外で間違っています．",
        ),
    ),
    Mistake(
        "clipped_above_only",
        ((CLAMP, "log_stds.clamp(max=2)"),),
        Text(
            "The log standard deviations have no lower limit. Look at both ends of the range.",
            "log_stds に下限がありません．範囲の両端を確認しましょう．",
        ),
    ),
    Mistake(
        "clipped_below_only",
        ((CLAMP, "log_stds.clamp(min=-20)"),),
        Text(
            "The log standard deviations have no upper limit. Look at both ends of the range.",
            "log_stds に上限がありません．範囲の両端を確認しましょう．",
        ),
    ),
    Mistake(
        "clipped_the_wrong_way_round",
        ((CLAMP, "log_stds.clamp(-2, 20)"),),
        Text(
            "The range is the wrong way round: from -2 to 20. A log standard deviation may be as low as -20, "
            "but never higher than 2.",
            "範囲が -2 から 20 になっていて，逆です．log_stds は -20 まで小さくてもかまいませんが，"
            "2 より大きくはなれません．",
        ),
    ),
    Mistake(
        "clipped_to_another_range",
        ((CLAMP, "log_stds.clamp(-5, 2)"),),
        Text(
            "The lower limit is -5, as in some other code. Here a policy may become all but "
            "deterministic: the range is from -20 to 2.",
            "下限が -5 になっています(そのような実装もあります)．ここではほぼ決定論的な方策も許すので，"
            "範囲は -20 から 2 です．",
        ),
    ),
    Mistake(
        "rescaled_by_tanh",
        ((CLAMP, RESCALED),),
        Text(
            "The range is reached by a tanh and a stretch, as in some other code. Then the network's "
            "output is no longer the log standard deviation itself: cut it off instead.",
            "tanh を引き伸ばして範囲に収めています(そのような実装もあります)．これではネットワークの出力が"
            "そのまま log_stds になりません．範囲の外を切り落としましょう．",
        ),
    ),
    Mistake(
        "halves_swapped",
        ((SPLIT, SPLIT.replace("means, log_stds", "log_stds, means")),),
        Text(
            "The halves are swapped: the first is the mean, as `forward` takes it, the second the log "
            "standard deviation. The policy that explores would be another than the one that is tested.",
            "前半と後半が逆です．`forward` と同じく前半が平均，後半が log_stds です．これでは探索する方策と"
            "評価する方策が別物になります．",
        ),
    ),
    Mistake(
        "every_second_number",
        (
            (
                SPLIT,
                "means, log_stds = self.net(states)[..., ::2], self.net(states)[..., 1::2]",
            ),
        ),
        Text(
            "Means and log standard deviations are taken in turn. They lie in two halves, one after the "
            "other, as `forward` takes them.",
            "平均と log_stds を1つおきに取り出しています．`forward` と同じく，前半と後半に分かれています．",
        ),
    ),
    Mistake(
        "clipped_both",
        ((SPLIT, SPLIT.replace(".chunk", ".clamp(-20, 2).chunk")),),
        Text(
            "The means are clipped, too: none may be above 2, so that an action near 1 is out of reach. "
            "Only the log standard deviations have limits.",
            "平均まで制限しているので，2 より大きくなれず，1 に近い行動がとれません．"
            "範囲があるのは log_stds だけです．",
        ),
    ),
    Mistake(
        "tanh_of_the_means",
        ((DRAW, "return reparameterize(torch.tanh(means), log_stds)"),),
        Text(
            "The means go through tanh before the noise is added, and the action once more after. The "
            "Gaussian lives before tanh, so its mean is what the network gives.",
            "ノイズを加える前の平均に tanh を適用し，後でもう一度適用しています．ガウス分布に従うのは tanh の前の"
            "値なので，平均はネットワークの出力そのものです．",
        ),
    ),
    Mistake(
        "std_for_log_std",
        ((DRAW, "return reparameterize(means, log_stds.exp())"),),
        Text(
            "The standard deviation is handed over where its logarithm belongs, so the exponential is "
            "taken twice. Look at the name of the argument.",
            "対数を渡すところで標準偏差を渡しているので，指数を2回とることになります．"
            "引数の名前を確認しましょう．",
        ),
    ),
    Mistake(
        "output_as_std",
        ((DRAW, "return reparameterize(means, log_stds.abs().log())"),),
        Text(
            "The second half is treated as the standard deviation itself. It can be negative, which a "
            "standard deviation cannot: it is the logarithm.",
            "後半を標準偏差そのものとして扱っています．負になることもあるので，これは標準偏差の対数です．",
        ),
    ),
    Mistake(
        "softplus",
        ((CLAMP, RELU),),
        Text(
            "The standard deviation comes from a softplus. Here the network gives its logarithm, so that "
            "it takes an exponential.",
            "softplus で標準偏差を求めています．ここではネットワークの出力が対数なので，指数をとります．",
        ),
    ),
    Mistake(
        "log_variance",
        ((DRAW, "return reparameterize(means, 0.5 * log_stds)"),),
        Text(
            "The second half is treated as the logarithm of the variance. It is that of the standard "
            "deviation, so there is nothing to halve.",
            "後半を分散の対数として扱っています．これは標準偏差の対数なので，半分にする必要はありません．",
        ),
    ),
    Mistake(
        "widths_ignored",
        ((CLAMP, "torch.zeros_like(log_stds)"),),
        Text(
            "The standard deviation is 1 whatever the network gives. SAC learns how much to explore in "
            "each state: use the second half.",
            "ネットワークの出力に関係なく標準偏差が 1 です．SAC は状態ごとに探索の幅を学習します．"
            "後半を使いましょう．",
        ),
    ),
    Mistake(
        "one_width_for_the_batch",
        ((CLAMP, f"{CLAMP}.mean(dim=0, keepdim=True)"),),
        Text(
            "The log standard deviations are averaged over the batch. Each state has its own, unlike in "
            "PPO's actor.",
            "log_stds をバッチで平均しています．PPO の Actor と違い，状態ごとに別の値があります．",
        ),
    ),
    Mistake(
        "widths_detached",
        ((CLAMP, f"{CLAMP}.detach()"),),
        Text(
            "The numbers are right, but no gradient reaches the log standard deviations, so the width of "
            "the policy is never learned.",
            "値は正しいのですが，log_stds に勾配が流れないので，方策の幅が学習されません．",
        ),
    ),
    Mistake(
        "means_detached",
        ((DRAW, "return reparameterize(means.detach(), log_stds)"),),
        Text(
            "The numbers are right, but no gradient reaches the means, so the policy never learns where "
            "good actions are.",
            "値は正しいのですが，平均に勾配が流れないので，良い行動の場所が学習されません．",
        ),
    ),
    Mistake(
        "in_double_precision",
        ((DRAW, "return reparameterize(means.double(), log_stds.double())"),),
        Text(
            "Actions and log densities are float64. PPO needs that to score an action again; here they "
            "go straight into the critic, whose weights follow the states: keep their dtype.",
            "行動と確率密度の対数が float64 です．PPO では行動を評価し直すために必要でしたが，ここではそのまま "
            "Critic に渡します．状態と同じ dtype のままにしましょう．",
        ),
    ),
    Mistake(
        "action_without_noise",
        ((DRAW, "return torch.tanh(means), reparameterize(means, log_stds)[1]"),),
        Text(
            "The action holds no noise, while its log density is that of another one. `forward` gives "
            "the action without noise; `sample` explores.",
            "行動にノイズがなく，確率密度の対数は別の行動のものです．ノイズのない行動は `forward` の役割で，"
            "`sample` は探索します．",
        ),
    ),
    Mistake(
        "scored_as_another_draw",
        ((DRAW, "return reparameterize(means, log_stds)[0], reparameterize(means, log_stds)[1]"),),
        Text(
            "The action and the log density come from two different draws, so the density belongs to an "
            "action that was never taken. Draw once, and return both.",
            "行動と確率密度の対数が別々のサンプルから来ているので，実際にはとらなかった行動の密度になっています．"
            "1回だけサンプルし，両方を返しましょう．",
        ),
    ),
)

# What may go wrong where the draw is written out once more.
WRITTEN_OUT = {
    "mean_forgotten",
    "tanh_forgotten",
    "u_returned",
    "uniform_noise",
    "same_noise_for_the_batch",
    "same_noise_for_all_actions",
    "seed_set_inside",
    "drawn_without_gradient",
    "actions_detached",
    "all_detached",
    "squeeze_forgotten",
    "not_summed",
    "keepdim_forgotten",
    "returned_in_the_wrong_order",
}

MISTAKES = (*OF_THE_NETWORK, *(m for m in OF_REPARAMETERIZE if m.id in WRITTEN_OUT))
