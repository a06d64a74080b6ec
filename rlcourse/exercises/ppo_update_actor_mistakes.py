"""Wrong answers to PPO's update of the actor, as edits of the reference."""

from rlcourse.exercises.exercise import Mistake
from rlcourse.exercises.step_mistakes import (
    clip_mistakes,
    no_zero_grad,
    step_missing,
    zero_grad_late,
)
from rlcourse.language import Text

SCORE = "self.actor.evaluate_log_pi(states, actions)"
RATIO = "(log_pis - log_pis_old).exp()"
CLAMP = "ratios.clamp(1 - self.clip_eps, 1 + self.clip_eps)"
MIN = "torch.min(ratios * advantages, clipped * advantages)"
LOSS = "loss = -objective - self.coef_ent * self.entropy()"

NO_GRADIENT = Text(
    "The new log density is cut off from the actor's parameters, so no gradient can flow. Only the "
    "old one is a constant: look for detach, no_grad, item or numpy around the new one.",
    "新しい方策の確率密度の対数が計算グラフから切り離されていて，勾配が流れません．定数なのは古いほうだけです．"
    "detach，no_grad，item，numpy を探しましょう．",
)
EPS_FIXED = Text(
    "The clip range is written into the code as a number. It agrees with one setting and is wrong "
    "for every other: the agent keeps it as an attribute.",
    "クリップの範囲が数値で直接書かれています．その設定のときしか正しくなりません．"
    "エージェントの属性を使いましょう．",
)
BROADCAST = Text(
    "A (B,) tensor meets a (B, 1) tensor, and broadcasting quietly makes (B, B) of them: every "
    "action is combined with those of all others. Print the shapes of the ratio and of the products.",
    "形が (B,) と (B, 1) のテンソルの演算は，ブロードキャストによって (B, B) になります．"
    "すべての行動が互いに組み合わされてしまいます．確率密度の比と積の形を表示してみましょう．",
)

OF_THE_RATIO = (
    Mistake(
        "ratio_inverted",
        ((RATIO, "(log_pis_old - log_pis).exp()"),),
        Text(
            "The ratio is upside down: old over new. A good action would be made less likely. Look at "
            "which policy stands above in the formula.",
            "比が上下逆で，古い方策を新しい方策で割っています．良い行動の確率が下がってしまいます．"
            "式でどちらが分子か確認しましょう．",
        ),
    ),
    Mistake(
        "ratio_without_exp",
        ((RATIO, "(log_pis - log_pis_old)"),),
        Text(
            "The difference of the logarithms is used as the ratio. For an unchanged policy it is 0, "
            "while the clip expects numbers around 1: something is missing between log and ratio.",
            "対数の差をそのまま比として使っています．方策が変わらないとき差は 0 ですが，"
            "クリップは 1 の周りの値を前提にしています．対数から比に戻す計算が抜けています．",
        ),
    ),
    Mistake(
        "ratio_of_logs",
        ((RATIO, "(log_pis / log_pis_old)"),),
        Text(
            "One logarithm is divided by the other; that is not the ratio of the densities. Think of "
            "what a division becomes under the logarithm.",
            "対数どうしを割っています．これは確率密度の比ではありません．"
            "割り算は対数の世界で何になるでしょうか．",
        ),
    ),
    Mistake(
        "ratio_without_old",
        ((RATIO, "log_pis.exp()"),),
        Text(
            "The old log density is never used, so this is the density itself, not a ratio. The clip "
            "compares the policy with the one that collected the data.",
            "古い方策の確率密度の対数が使われておらず，比ではなく確率密度そのものになっています．"
            "クリップは，データを集めた方策との比較です．",
        ),
    ),
    Mistake(
        "ratio_always_one",
        ((RATIO, "(log_pis - log_pis.detach()).exp()"),),
        Text(
            "The new policy is compared with itself, or with nothing: the ratio is always 1 and the "
            "clip never acts. The densities at the time of collection were given to you.",
            "新しい方策を自分自身と比べているか，何とも比べていません．比がいつも 1 になり，クリップが働きません．"
            "データ収集時の確率密度の対数は引数で渡されています．",
        ),
    ),
    Mistake(
        "new_actions_drawn",
        ((SCORE, "self.actor.sample(states)[1]"),),
        Text(
            "New actions are drawn and scored, but the advantages belong to the actions that were "
            "taken. Look for the method that scores given actions.",
            "新しい行動をサンプルして評価していますが，アドバンテージは実際にとった行動のものです．"
            "与えられた行動を評価するメソッドを探しましょう．",
        ),
    ),
    Mistake(
        "mean_actions_scored",
        ((SCORE, "self.actor.evaluate_log_pi(states, self.actor(states).double())"),),
        Text(
            "The action without noise is scored, not the one that was taken. The advantages belong "
            "to the stored actions.",
            "ノイズのない行動を評価していますが，実際にとった行動ではありません．"
            "アドバンテージは保存された行動のものです．",
        ),
    ),
    Mistake("log_pis_detached", ((SCORE, SCORE + ".detach()"),), NO_GRADIENT),
    Mistake(
        "no_gradient_at_all",
        ((SCORE, SCORE + ".detach()"), (LOSS, "loss = -objective")),
        NO_GRADIENT,
    ),
    Mistake("log_pis_flat", ((SCORE, SCORE + ".squeeze(-1)"),), BROADCAST),
    Mistake("log_pis_old_flat", ((RATIO, "(log_pis - log_pis_old.squeeze(-1)).exp()"),), BROADCAST),
)

OF_THE_OBJECTIVE = (
    Mistake(
        "objective_goes_down",
        ((LOSS, "loss = objective - self.coef_ent * self.entropy()"),),
        Text(
            "The objective itself is handed to the optimiser, which makes it small: good actions "
            "become rare. The objective is to grow, and an optimiser goes down.",
            "目的関数をそのままオプティマイザに渡しているので，目的関数が小さくなり，良い行動が減っていきます．"
            "大きくしたいのに，オプティマイザは小さくする方向に進みます．",
        ),
    ),
    Mistake(
        "max_for_min",
        (("torch.min(", "torch.max("),),
        Text(
            "The larger of the two terms is taken, so the clip never holds anything back. The "
            "objective is a cautious estimate; where a minus sign moves inside, min and max change "
            "places.",
            "2つの項の大きいほうをとっているので，クリップが歯止めになりません．目的関数は控えめな見積もりです．"
            "マイナスを中に入れると min と max が入れ替わることにも注意しましょう．",
        ),
    ),
    Mistake(
        "product_clamped",
        (
            (CLAMP, "(ratios * advantages).clamp(1 - self.clip_eps, 1 + self.clip_eps)"),
            ("clipped * advantages)", "clipped)"),
        ),
        Text(
            "The product of ratio and advantage is clamped. The range around 1 is meant for the ratio "
            "alone; the advantage comes after.",
            "比とアドバンテージの積をクリップしています．1 の周りの範囲は比だけに対するものです．"
            "アドバンテージを掛けるのはその後です．",
        ),
    ),
    Mistake(
        "clamp_alone",
        ((MIN, "(clipped * advantages)"),),
        Text(
            "Only the clipped term is used. Where the ratio has moved the wrong way its gradient is "
            "then cut too, and the policy cannot come back; the formula compares two terms.",
            "クリップした項だけを使っています．比が悪い方向に動いたときも勾配が消え，"
            "方策が戻れなくなります．式では2つの項を比べています．",
        ),
    ),
    Mistake(
        "no_clip",
        ((MIN, "(ratios * advantages)"),),
        Text(
            "Nothing is clipped: this is the plain policy gradient with a ratio. After a few passes "
            "over the same data nothing keeps the policy near the one that collected it.",
            "クリップが効いていません．同じデータで何度も更新するうちに，"
            "データを集めた方策から離れるのを止めるものがなくなります．",
        ),
    ),
    Mistake(
        "one_term_without_advantage",
        (("clipped * advantages)", "clipped)"),),
        Text(
            "The clipped ratio is compared with a product: the advantage is missing in one of the two "
            "terms. Both carry it.",
            "クリップした比に，アドバンテージが掛かっていません．2つの項のどちらにも必要です．",
        ),
    ),
    Mistake(
        "other_term_without_advantage",
        (("torch.min(ratios * advantages", "torch.min(ratios"),),
        Text(
            "The bare ratio is compared with a product: the advantage is missing in the unclipped "
            "term. Both carry it.",
            "クリップしないほうの比に，アドバンテージが掛かっていません．2つの項のどちらにも必要です．",
        ),
    ),
    Mistake(
        "min_of_ratios",
        ((MIN, "(torch.min(ratios, clipped) * advantages)"),),
        Text(
            "The minimum is taken of the ratios, before the advantage. For a negative advantage the "
            "smaller ratio is the larger product, so the caution turns round there.",
            "アドバンテージを掛ける前に比の最小値をとっています．アドバンテージが負のときは"
            "大小が逆になるので，控えめな見積もりになりません．",
        ),
    ),
    Mistake(
        "mean_before_min",
        (
            (
                MIN + ".mean()",
                "torch.min((ratios * advantages).mean(), (clipped * advantages).mean())",
            ),
        ),
        Text(
            "Both terms are averaged first, and the minimum is taken of two numbers. The choice "
            "belongs to each action on its own: look at the order of min and mean.",
            "先に平均をとってから最小値を選んでいます．どちらの項を使うかは行動ごとに決まります．"
            "最小値と平均の順番を確認しましょう．",
        ),
    ),
    Mistake(
        "sum_for_mean",
        ((".mean()", ".sum()"),),
        Text(
            "The objective is summed over the minibatch, so the gradient grows with its size and the "
            "clip of the gradient cuts harder for larger ones. The formula is an expectation.",
            "目的関数をミニバッチで合計しているので，勾配がバッチサイズに比例して大きくなり，"
            "勾配のクリップの効き方も変わってしまいます．式は期待値です．",
        ),
    ),
    Mistake(
        "eps_written_in",
        ((CLAMP, "ratios.clamp(0.8, 1.2)"),),
        EPS_FIXED,
    ),
    Mistake(
        "eps_written_in_small",
        ((CLAMP, "ratios.clamp(0.9, 1.1)"),),
        EPS_FIXED,
    ),
    Mistake(
        "clip_above_only",
        ((CLAMP, "ratios.clamp(max=1 + self.clip_eps)"),),
        Text(
            "The ratio is held back above only. A bad action whose ratio has already fallen far would "
            "be pushed down for ever: the range has two ends.",
            "比の上側だけをクリップしています．悪い行動の比が十分下がっても，さらに下げ続けてしまいます．"
            "範囲には両端があります．",
        ),
    ),
    Mistake(
        "clip_below_only",
        ((CLAMP, "ratios.clamp(min=1 - self.clip_eps)"),),
        Text(
            "The ratio is held back below only. A good action whose ratio has already risen far would "
            "be pushed up for ever: the range has two ends.",
            "比の下側だけをクリップしています．良い行動の比が十分上がっても，さらに上げ続けてしまいます．"
            "範囲には両端があります．",
        ),
    ),
    Mistake(
        "clip_around_zero",
        ((CLAMP, "ratios.clamp(-self.clip_eps, self.clip_eps)"),),
        Text(
            "The clip range lies around 0. An unchanged policy has the ratio 1, so that is where the "
            "range belongs.",
            "クリップの範囲が 0 の周りになっています．方策が変わらないとき比は 1 なので，"
            "範囲の中心は 1 です．",
        ),
    ),
    Mistake(
        "advantages_standardised_again",
        (
            (
                f"ratios = {RATIO}\n",
                f"ratios = {RATIO}\n"
                "    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)\n",
            ),
        ),
        Text(
            "The advantages are standardised once more, now over the minibatch. They were standardised "
            "over the whole rollout; a second time makes them depend on which others were drawn, and "
            "a minibatch of one gives nan.",
            "アドバンテージをミニバッチでもう一度標準化しています．ロールアウト全体で標準化済みなので，"
            "もう一度行うと，一緒に選ばれたデータに左右され，要素が1つのときは nan になります．",
        ),
    ),
    Mistake(
        "advantages_flat",
        (
            (
                f"objective = {MIN}",
                f"advantages = advantages.squeeze(-1)\n    objective = {MIN}",
            ),
        ),
        BROADCAST,
    ),
)

OF_THE_STEP = (
    no_zero_grad("actor"),
    zero_grad_late("actor"),
    *clip_mistakes("actor"),
    Mistake(
        "steps_critic",
        (("self.optim_actor.step()", "self.optim_critic.step()"),),
        Text(
            "The critic's optimiser steps, not the actor's: the policy never learns. Look at the name "
            "of the optimiser.",
            "Actor ではなく Critic のオプティマイザが更新されていて，方策が学習されません．"
            "オプティマイザの名前を確認しましょう．",
        ),
    ),
    step_missing("actor"),
)

MISTAKES = (*OF_THE_OBJECTIVE, *OF_THE_RATIO, *OF_THE_STEP)
