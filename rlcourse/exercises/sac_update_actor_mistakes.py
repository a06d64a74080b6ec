"""Wrong answers to SAC's update of the actor, as edits of the reference."""

from rlcourse.exercises.exercise import Edit, Mistake
from rlcourse.exercises.sac_texts import ALPHA_FIXED, ALPHA_MISSING, LOG_ALPHA
from rlcourse.exercises.step_mistakes import cleared_late, no_zero_grad, step_missing
from rlcourse.language import Text

SAMPLE = "actions, log_pis = self.actor.sample(states)"
FROZEN = "with frozen(self.critic):"
ASK = "self.critic(states, actions)"
ENTROPY = "self.alpha * log_pis"
MIN = "torch.min(q1, q2)"
LOSS = f"loss = ({ENTROPY} - {MIN}).mean()"
STEP = "self.optim_actor.step()"
RETURN = "return log_pis.detach()"


def with_values(joined: str) -> tuple[Edit, ...]:
    """The two values joined otherwise, not in the line of the loss: that may hold another mistake."""
    return ((ASK, f"{ASK}\n        q1 = q2 = {joined}"),)


OF_THE_VALUE = (
    Mistake(
        "value_sign",
        ((LOSS, f"loss = ({ENTROPY} + {MIN}).mean()"),),
        Text(
            "The value is made small: the policy looks for the worst actions. An optimiser goes down the "
            "loss, and the value is to grow.",
            "行動価値を小さくしているので，方策が最も悪い行動を探してしまいます．オプティマイザは損失を"
            "小さくする方向に進みますが，価値は大きくしたいものです．",
        ),
    ),
    Mistake(
        "max_of_the_twins",
        with_values("torch.max(q1, q2)"),
        Text(
            "The larger of the two values is followed, so the policy runs after whatever is "
            "overestimated. The careful guess is the other one.",
            "2つの値の大きいほうを使っているので，過大評価された行動を追いかけてしまいます．"
            "慎重な見積もりはもう一方です．",
        ),
    ),
    Mistake(
        "mean_of_the_twins",
        with_values("0.5 * (q1 + q2)"),
        Text(
            "The mean of the two values is followed. What is overestimated by one of them then still "
            "draws the policy: look at how the formula joins the two.",
            "2つの値の平均を使っています．片方の過大評価に方策が引きずられます．"
            "式が2つの値をどうまとめているか確認しましょう．",
        ),
    ),
    Mistake(
        "first_twin_alone",
        with_values("q1"),
        Text(
            "Only the first of the two values is followed, with all that it overestimates. Both have a "
            "say, for each action anew.",
            "1つ目の値しか使っていないので，その過大評価に引きずられます．行動ごとに2つとも使いましょう．",
        ),
    ),
    Mistake(
        "second_twin_alone",
        with_values("q2"),
        Text(
            "Only the second of the two values is followed, with all that it overestimates. Both have a "
            "say, for each action anew.",
            "2つ目の値しか使っていないので，その過大評価に引きずられます．行動ごとに2つとも使いましょう．",
        ),
    ),
    Mistake(
        "sum_of_the_twins",
        with_values("q1 + q2"),
        Text(
            "The two values are added, so the value counts twice as much as it should against the "
            "entropy, and nothing is careful about it.",
            "2つの値を足しているので，エントロピーに対する価値の重みが2倍になり，慎重な見積もりにもなりません．",
        ),
    ),
    Mistake(
        "mean_before_min",
        ((MIN, "torch.min(q1.mean(), q2.mean())"),),
        Text(
            "Both values are averaged first, and the smaller mean is taken. Which one is lower is a "
            "question for each action: look at the order of min and mean.",
            "先に平均してから小さいほうをとっています．どちらが小さいかは行動ごとに決まります．"
            "最小値と平均の順番を確認しましょう．",
        ),
    ),
    Mistake(
        "target_network_asked",
        ((ASK, "self.critic_target(states, actions)"),),
        Text(
            "The value is that of the target network, which lags behind. It serves the critic's target "
            "alone; the policy follows the critic of now.",
            "遅れて動くターゲットネットワークの値を使っています．それを使うのは Critic のターゲットだけで，"
            "方策は今の Critic に従います．",
        ),
    ),
)

OF_THE_ENTROPY = (
    Mistake(
        "goes_up",
        ((LOSS, f"loss = ({MIN} - {ENTROPY}).mean()"),),
        Text(
            "The whole sign is turned: value and entropy both become small. What is to grow stands "
            "behind a minus in a loss.",
            "全体の符号が逆で，価値もエントロピーも小さくなります．大きくしたいものは，"
            "損失の中では負の符号が付きます．",
        ),
    ),
    Mistake(
        "entropy_sign",
        ((LOSS, f"loss = (-{ENTROPY} - {MIN}).mean()"),),
        Text(
            "The entropy is made small, so the policy soon always does the same. The log density is "
            "large where a policy is narrow: which way should it go?",
            "エントロピーを小さくしているので，方策はすぐに同じ行動しかとらなくなります．確率密度の対数は"
            "方策の幅が狭いほど大きくなります．どちらに動かすべきでしょうか．",
        ),
    ),
    Mistake(
        "no_entropy",
        ((LOSS, f"loss = -{MIN}.mean()"),),
        Text(
            "The entropy moves nothing: it is missing, or its log density is detached. Then nothing "
            "keeps the policy from becoming narrow, and it stops exploring. The soft objective has two "
            "terms, and the actor feels both.",
            "エントロピーの項がないか，確率密度の対数が切り離されていて，勾配に効いていません．"
            "方策の幅が狭くなるのを止めるものがなく，探索しなくなります．ソフトな目的関数には項が2つあり，"
            "どちらからも Actor に勾配が流れます．",
        ),
    ),
    Mistake("alpha_missing", ((ENTROPY, "log_pis"),), ALPHA_MISSING),
    Mistake("log_alpha_for_alpha", ((ENTROPY, "self.log_alpha * log_pis"),), LOG_ALPHA),
    Mistake("alpha_fixed", ((ENTROPY, "0.2 * log_pis"),), ALPHA_FIXED),
    Mistake(
        "alpha_on_the_value",
        ((LOSS, f"loss = (log_pis - self.alpha * {MIN}).mean()"),),
        Text(
            "alpha weighs the value, not the log density. It is the price of entropy, in units of "
            "reward: look at where it stands in the formula.",
            "α が確率密度の対数ではなく行動価値に掛かっています．α は報酬の単位で測ったエントロピーの"
            "重みです．式のどこにあるか確認しましょう．",
        ),
    ),
    Mistake(
        "density_for_log_density",
        ((ENTROPY, f"{ENTROPY}.exp()"),),
        Text(
            "The density itself is in the loss, not its logarithm. Entropy is about the logarithm.",
            "確率密度の対数ではなく，確率密度そのものを使っています．エントロピーに現れるのは対数です．",
        ),
    ),
    Mistake(
        "sum_for_mean",
        ((LOSS, LOSS.replace(".mean()", ".sum()")),),
        Text(
            "The loss is summed over the batch, so the gradient grows with its size. The formula is an "
            "expectation.",
            "損失をバッチで合計しているので，勾配がバッチサイズに比例して大きくなります．式は期待値です．",
        ),
    ),
    Mistake(
        "squared",
        ((LOSS, LOSS.replace(".mean()", ".pow(2).mean()")),),
        Text(
            "The difference is squared, as though the log density were to come close to the value. There "
            "is no target to hit here: the loss is the mean of the difference itself.",
            "差を2乗して，確率密度の対数を価値に近づけようとしています．ここに合わせるべきターゲットはありません．"
            "損失は差そのものの平均です．",
        ),
    ),
)

OF_THE_PATHS = (
    Mistake(
        "actions_detached",
        ((ASK, "self.critic(states, actions.detach())"),),
        Text(
            "No gradient comes through the actions: they are detached, stored ones or valued under "
            "no_grad, or the value is not in the loss at all. It is through them that the policy learns "
            "what the critic likes; only the entropy moves it now.",
            "行動を通る勾配が流れていません．行動が切り離されているか，保存された行動であるか，no_grad の中で"
            "評価されているか，損失に価値が入っていません．方策はこの経路で Critic の好む行動を学ぶので，"
            "今はエントロピーしか効いていません．",
        ),
    ),
    Mistake(
        "all_detached",
        ((SAMPLE, "actions, log_pis = (x.detach() for x in self.actor.sample(states))"),),
        Text(
            "No gradient can flow: both the actions and their log densities are cut off from the actor. "
            "Here, other than in the target, the draw must stay differentiable: look for no_grad and "
            "detach.",
            "行動も確率密度の対数も Actor から切り離されていて，勾配が流れません．ターゲットの計算と違い，"
            "ここではサンプルを通して勾配を流します．no_grad や detach を探しましょう．",
        ),
    ),
    Mistake(
        "score_function",
        ((LOSS, f"loss = (log_pis * ({ENTROPY} - {MIN}).detach()).mean()"),),
        Text(
            "This weighs log densities with a number, as policy gradients without a critic of actions "
            "do. Here the gradient of the value itself is known: let it flow through the action.",
            "確率密度の対数に数値の重みを掛けていて，行動を微分できないときの方策勾配法になっています．"
            "ここでは価値の勾配がわかるので，行動を通して流しましょう．",
        ),
    ),
    Mistake(
        "action_without_noise",
        ((ASK, "self.critic(states, self.actor(states))"),),
        Text(
            "The action without noise is valued, while the log density belongs to another one. The "
            "objective is an expectation over the actions that the policy draws.",
            "ノイズのない行動を評価していますが，確率密度の対数は別の行動のものです．"
            "目的関数は，方策がサンプルする行動についての期待値です．",
        ),
    ),
    Mistake(
        "drawn_twice",
        (
            (
                SAMPLE,
                "actions, _ = self.actor.sample(states)\n    log_pis = self.actor.sample(states)[1]",
            ),
        ),
        Text(
            "The action and the log density come from two different draws. Draw once, and use both "
            "results together.",
            "行動と確率密度の対数が別々のサンプルから来ています．1回だけサンプルし，その両方を使いましょう．",
        ),
    ),
    Mistake(
        "critic_left_frozen",
        ((FROZEN, "self.critic.requires_grad_(False)\n    if True:"),),
        Text(
            "The critic is frozen and never thawed: its parameters take no gradients any more, so it "
            "stops learning. What is switched off for a while has to be switched on again.",
            "Critic の勾配を止めたまま戻していないので，以後 Critic が学習できません．"
            "一時的に止めたものは，元に戻しましょう．",
        ),
    ),
)

OF_THE_STEP = (
    no_zero_grad("actor"),
    Mistake(
        "nothing_reaches_the_step",
        cleared_late("actor"),
        Text(
            "The optimiser steps without a gradient, so the policy never learns: the actions are drawn "
            "under no_grad, backward() is missing, or the gradients are cleared after it. Look at the "
            "calls before the step, at their order, and at what the draw stands under.",
            "オプティマイザに勾配が届かず，方策が学習しません．no_grad の中でサンプルしているか，backward() を"
            "呼んでいないか，計算した勾配を使う前に消しています．呼び出しの順番と，サンプルの場所を確認しましょう．",
        ),
    ),
    Mistake(
        "steps_critic",
        ((STEP, "self.optim_critic.step()"),),
        Text(
            "The critic's optimiser steps, not the actor's: the policy never learns. Look at the name "
            "of the optimiser.",
            "Actor ではなく Critic のオプティマイザが更新されていて，方策が学習されません．"
            "オプティマイザの名前を確認しましょう．",
        ),
    ),
    Mistake(
        "both_step",
        ((STEP, f"{STEP}\n    self.optim_critic.step()"),),
        Text(
            "The critic's optimiser steps as well, with the gradient of the actor's loss: the critic is "
            "bent until it likes what the policy does. Only the policy moves here.",
            "Critic のオプティマイザまで，Actor の損失の勾配で更新されています．Critic が方策の行動を"
            "高く評価するように歪められてしまいます．ここで動かすのは方策だけです．",
        ),
    ),
    step_missing("actor"),
)

OF_WHAT_RETURNS = (
    Mistake(
        "returns_nothing",
        ((RETURN, "pass"),),
        Text(
            "Nothing is returned. The update of alpha needs the log densities of the actions that were "
            "drawn here.",
            "何も返していません．α の更新には，ここでサンプルした行動の確率密度の対数が必要です．",
        ),
    ),
    Mistake(
        "returns_mean",
        ((RETURN, f"{RETURN}.mean()"),),
        Text(
            "The mean of the log densities is returned; expected are those of all actions, (B, 1).",
            "確率密度の対数の平均を返しています．返すのは行動ごとの値，形は (B, 1) です．",
        ),
    ),
    Mistake(
        "returns_flat",
        ((RETURN, f"{RETURN}.squeeze(-1)"),),
        Text(
            "What is returned has the shape (B,); expected is (B, 1), as everywhere in the course.",
            "返り値の形が (B,) です．この教材では，どこでも (B, 1) です．",
        ),
    ),
    Mistake(
        "returns_entropy",
        ((RETURN, "return -log_pis.detach()"),),
        Text(
            "Minus the log densities are returned. Their mean is the entropy, but the log densities "
            "themselves were asked for.",
            "確率密度の対数に負の符号を付けて返しています．その平均はエントロピーですが，"
            "返すのは確率密度の対数そのものです．",
        ),
    ),
    Mistake(
        "returns_weighted",
        ((RETURN, f"return {ENTROPY}.detach()"),),
        Text(
            "The log densities are returned with alpha on them. The update of alpha wants them plain.",
            "α を掛けた確率密度の対数を返しています．α の更新に必要なのは，何も掛けない値です．",
        ),
    ),
    Mistake(
        "returns_actions",
        ((RETURN, "return actions.detach()"),),
        Text(
            "The actions are returned; expected are their log densities.",
            "行動を返しています．返すのは，その確率密度の対数です．",
        ),
    ),
    Mistake(
        "returns_loss",
        ((RETURN, "return loss.detach()"),),
        Text(
            "The loss is returned; expected are the log densities of the actions.",
            "損失を返しています．返すのは，行動の確率密度の対数です．",
        ),
    ),
)

MISTAKES = (
    *OF_THE_VALUE,
    *OF_THE_ENTROPY,
    *OF_THE_PATHS,
    *OF_THE_STEP,
    *OF_WHAT_RETURNS,
)
