"""Wrong targets in SAC's update of the critic, as edits of the reference."""

from rlcourse.exercises.exercise import Edit, Mistake
from rlcourse.exercises.sac_texts import ALPHA_FIXED, ALPHA_MISSING, LOG_ALPHA
from rlcourse.language import Text

SAMPLE = "next_actions, next_log_pis = self.actor.sample(next_states)"
MIN = "torch.min(next_q1, next_q2)"
NEXT = MIN + " - self.alpha * next_log_pis"
TARGET_Q = "self.critic_target(next_states, next_actions)"
TARGETS = "targets = rewards + self.gamma * (1 - terminateds) * next_values"
ONLINE = "self.critic(states, actions)"


def with_log_pis(changed: str) -> tuple[Edit, ...]:
    """Another weight on the log density, not in the line where the twins are joined: two mistakes."""
    return ((SAMPLE, f"{SAMPLE}\n        next_log_pis = {changed}"),)


OF_THE_NEXT_VALUE = (
    Mistake(
        "target_not_detached",
        (("with torch.no_grad():", "if True:"),),
        Text(
            "The target is not a constant: gradients flow through it into the actor or into alpha, and "
            "stay there. The values are to move towards the target, never the target towards them.",
            "ターゲットが定数になっておらず，勾配が Actor や α に流れ込んで残ってしまいます．"
            "行動価値をターゲットに近づけるのであって，その逆ではありません．",
        ),
    ),
    Mistake(
        "max_of_the_twins",
        ((MIN, "torch.max(next_q1, next_q2)"),),
        Text(
            "The larger of the two values is taken. The policy seeks out what is overestimated, so the "
            "values feed on their own errors and rise without end. Which of two guesses is the careful "
            "one?",
            "2つの値の大きいほうを使っています．方策は過大評価された行動に向かうので，誤差が誤差を呼んで"
            "行動価値が際限なく上がります．慎重な見積もりはどちらでしょうか．",
        ),
    ),
    Mistake(
        "mean_of_the_twins",
        ((MIN, "(0.5 * (next_q1 + next_q2))"),),
        Text(
            "The two values are averaged, which does not keep them from being overestimated. The second "
            "network is there so that one can be careful: look at how the formula joins the two.",
            "2つの値の平均では，過大評価を抑えられません．ネットワークが2つあるのは慎重に見積もるためです．"
            "式が2つの値をどうまとめているか確認しましょう．",
        ),
    ),
    Mistake(
        "first_twin_alone",
        ((MIN, "next_q1"),),
        Text(
            "Only the first of the two values is in the target, and nothing holds its overestimation "
            "back. Both of them have a say.",
            "ターゲットに1つ目の値しか使っていないので，過大評価を抑えられません．2つとも使いましょう．",
        ),
    ),
    Mistake(
        "second_twin_alone",
        ((MIN, "next_q2"),),
        Text(
            "Only the second of the two values is in the target, and nothing holds its overestimation "
            "back. Both of them have a say.",
            "ターゲットに2つ目の値しか使っていないので，過大評価を抑えられません．2つとも使いましょう．",
        ),
    ),
    Mistake(
        "least_of_the_batch",
        ((MIN, "torch.min(torch.cat([next_q1, next_q2]))"),),
        Text(
            "One single minimum is taken over the whole batch. Each step has two values of its "
            "own: the lower of those two is what is asked.",
            "バッチ全体で1つの最小値をとっています．ステップごとに2つの値があり，そのうちの小さいほうを使います．",
        ),
    ),
    Mistake(
        "each_its_own_target",
        (
            (MIN, "torch.stack([next_q1, next_q2])"),
            ("(q1 - targets)", "(q1 - targets[0])"),
            ("(q2 - targets)", "(q2 - targets[1])"),
        ),
        Text(
            "Each of the two networks learns from its own target, so each feeds on its own errors. Both "
            "learn from one and the same careful target.",
            "2つのネットワークがそれぞれ自分のターゲットから学習しているので，それぞれの誤差が膨らみます．"
            "2つとも，同じ慎重なターゲットから学習します．",
        ),
    ),
    Mistake(
        "no_entropy",
        with_log_pis("0 * next_log_pis"),
        Text(
            "The entropy is missing from the target: this is the value of reward alone, while the policy "
            "is trained on reward and entropy. Look at what makes the value a soft one.",
            "ターゲットにエントロピーの項がありません．これは報酬だけの価値で，報酬とエントロピーで学習する"
            "方策と合いません．ソフトな価値が普通の価値とどこが違うか確認しましょう．",
        ),
    ),
    Mistake(
        "entropy_sign",
        with_log_pis("-next_log_pis"),
        Text(
            "The entropy has the wrong sign: actions that are drawn often are rewarded, so the policy "
            "stops exploring. An entropy is the mean of minus the log density.",
            "エントロピーの符号が逆で，よく選ばれる行動ほど得になり，方策が探索をやめてしまいます．"
            "エントロピーは，確率密度の対数の平均に負の符号を付けたものです．",
        ),
    ),
    Mistake("alpha_missing", with_log_pis("next_log_pis / self.alpha"), ALPHA_MISSING),
    Mistake(
        "log_alpha_for_alpha",
        with_log_pis("next_log_pis * self.log_alpha / self.alpha"),
        LOG_ALPHA,
    ),
    Mistake("alpha_fixed", with_log_pis("next_log_pis * 0.2 / self.alpha"), ALPHA_FIXED),
    Mistake(
        "alpha_on_the_value",
        ((NEXT, f"self.alpha * {MIN} - next_log_pis"),),
        Text(
            "alpha weighs the value, not the log density. It is the price of entropy, in units of "
            "reward: look at where it stands in the formula.",
            "α が確率密度の対数ではなく行動価値に掛かっています．α は報酬の単位で測ったエントロピーの"
            "重みです．式のどこにあるか確認しましょう．",
        ),
    ),
    Mistake(
        "entropy_averaged",
        ((NEXT, NEXT + ".mean()"),),
        Text(
            "The log density is averaged over the batch before it is used, or its shape is (B,), and "
            "broadcasting has the same effect. Each step has that of its own next action; the mean "
            "comes last, in the loss.",
            "確率密度の対数をバッチで平均してから使っているか，形が (B,) で，ブロードキャストによって"
            "同じ結果になっています．ステップごとに自分の次の行動のものを使い，"
            "平均は最後に損失でとります．",
        ),
    ),
    Mistake(
        "density_for_log_density",
        ((NEXT, NEXT + ".exp()"),),
        Text(
            "The density itself is subtracted, not its logarithm. Entropy is about the logarithm.",
            "確率密度の対数ではなく，確率密度そのものを引いています．エントロピーに現れるのは対数です．",
        ),
    ),
)

OF_WHAT_IS_ASKED = (
    Mistake(
        "online_critic_in_the_target",
        ((TARGET_Q, "self.critic(next_states, next_actions)"),),
        Text(
            "The next value comes from the critic that is being trained, so every step moves its own "
            "target, and the values may run away. There is a slow copy for just this.",
            "次の状態の価値を，学習中の Critic 自身から求めています．更新のたびにターゲットも動くので，"
            "価値が発散しかねません．そのためにゆっくり動くコピーがあります．",
        ),
    ),
    Mistake(
        "old_actions_in_the_target",
        ((TARGET_Q, "self.critic_target(next_states, actions)"),),
        Text(
            "The next state is combined with the action that was taken before it. The policy of now "
            "says what it would do in the next state.",
            "次の状態と，その前にとった行動を組み合わせています．次の状態での行動は，今の方策から"
            "サンプルします．",
        ),
    ),
    Mistake(
        "sampled_in_the_old_states",
        ((SAMPLE, SAMPLE.replace("next_states", "states")),),
        Text(
            "The action is drawn for the state before, and then valued in the next one. Look at what "
            "`sample` is asked about.",
            "前の状態で行動をサンプルし，それを次の状態で評価しています．"
            "`sample` にどの状態を渡しているか確認しましょう．",
        ),
    ),
    Mistake(
        "value_of_the_old_states",
        ((TARGET_Q, "self.critic_target(states, next_actions)"),),
        Text(
            "The target holds the value of the state before, not of the one that followed. Look at "
            "what the target network is asked about.",
            "ターゲットに，次の状態ではなく前の状態の価値を使っています．"
            "ターゲットネットワークにどの状態を渡しているか確認しましょう．",
        ),
    ),
    Mistake(
        "states_for_next_states",
        (
            (SAMPLE, SAMPLE.replace("next_states", "states")),
            (TARGET_Q, "self.critic_target(states, next_actions)"),
        ),
        Text(
            "The next states are not used at all: the target is made of the states before. The reward "
            "led to somewhere else.",
            "次の状態がどこにも使われず，ターゲットを前の状態から作っています．報酬を得た後は次の状態にいます．",
        ),
    ),
    Mistake(
        "action_without_noise",
        ((TARGET_Q, "self.critic_target(next_states, self.actor(next_states))"),),
        Text(
            "The value is that of the action without noise, while the log density is that of another "
            "one. A soft value is an expectation over the actions that the policy draws.",
            "ノイズのない行動の価値と，別の行動の確率密度の対数を組み合わせています．"
            "ソフトな価値は，方策がサンプルする行動についての期待値です．",
        ),
    ),
    Mistake(
        "drawn_twice",
        (
            (
                SAMPLE,
                "next_actions, _ = self.actor.sample(next_states)\n        next_log_pis = self.actor.sample(next_states)[1]",
            ),
        ),
        Text(
            "The action and the log density come from two different draws. Draw once, and use both "
            "results together.",
            "行動と確率密度の対数が別々のサンプルから来ています．1回だけサンプルし，その両方を使いましょう．",
        ),
    ),
    Mistake(
        "new_actions_in_the_error",
        ((ONLINE, "self.critic(states, self.actor.sample(states)[0])"),),
        Text(
            "The values are those of new actions, but the reward belongs to the action that was taken. "
            "The batch holds it.",
            "新しくサンプルした行動の価値を使っていますが，報酬は実際にとった行動のものです．"
            "その行動はバッチに入っています．",
        ),
    ),
    Mistake(
        "next_states_in_the_error",
        ((ONLINE, "self.critic(next_states, actions)"),),
        Text(
            "The action is valued in the state that followed it. It was taken in the state before.",
            "行動を，その後の状態で評価しています．行動をとったのは前の状態です．",
        ),
    ),
)

OF_THE_TARGET = (
    Mistake(
        "terminated_not_masked",
        ((" * (1 - terminateds)", ""),),
        Text(
            "Where the task ended there is no next value, but it is added all the same, so falling over "
            "costs nothing. Right within an episode, wrong at its end: look at what terminated does.",
            "終わったところに次の価値はないのに足しているので，転んでも損をしないことになります．"
            "エピソードの途中では正しく，終わりで間違っています．terminated の働きを確認しましょう．",
        ),
    ),
    Mistake(
        "mask_turned",
        (("(1 - terminateds)", "terminateds"),),
        Text(
            "The mask is the wrong way round: the next value counts only where there is none. The flag "
            "is 1 where the task ended.",
            "マスクが逆で，次の価値が，それがないところでだけ足されています．フラグは終わったところで 1 です．",
        ),
    ),
    Mistake(
        "reward_masked",
        ((TARGETS, "targets = (1 - terminateds) * (rewards + self.gamma * next_values)"),),
        Text(
            "The last reward is masked together with the next value. It was earned: only what would "
            "come after it is cut off.",
            "最後の報酬まで次の価値と一緒に消しています．報酬は得られたので，消すのはその後の分だけです．",
        ),
    ),
    Mistake(
        "entropy_past_the_end",
        (
            (NEXT, MIN),
            (TARGETS, TARGETS + " - self.alpha * next_log_pis"),
        ),
        Text(
            "The entropy stands outside gamma and the mask, as though it were paid now, and even where "
            "there is no next action. It belongs to the value of the next state.",
            "エントロピーが割引率とマスクの外にあり，今すぐ，しかも次の行動がないところでも足されています．"
            "エントロピーは次の状態の価値の一部です．",
        ),
    ),
    Mistake(
        "gamma_missing",
        (("self.gamma * ", ""),),
        Text(
            "The next value is not discounted, so the values have no bound. Look at what stands before "
            "it in the formula.",
            "次の価値が割り引かれておらず，価値が際限なく大きくなりえます．式でその前にあるものを確認しましょう．",
        ),
    ),
    Mistake(
        "gamma_fixed",
        (("self.gamma * ", "0.99 * "),),
        Text(
            "The discount is written into the code as a number, so the agent's setting has no effect. "
            "The agent keeps it as an attribute.",
            "割引率が数値で直接書かれていて，エージェントの設定が効いていません．エージェントの属性を使いましょう．",
        ),
    ),
    Mistake(
        "all_discounted",
        ((TARGETS, "targets = self.gamma * (rewards + (1 - terminateds) * next_values)"),),
        Text(
            "The reward is discounted, too. It comes now; only what follows is worth less.",
            "報酬まで割り引いています．報酬は今得られるもので，割り引くのはその後の価値だけです．",
        ),
    ),
    Mistake(
        "reward_missing",
        ((TARGETS, TARGETS.replace("rewards + ", "")),),
        Text(
            "The reward is not in the target, so nothing tells a good action from a bad one.",
            "ターゲットに報酬が入っていないので，良い行動と悪い行動の区別がつきません．",
        ),
    ),
    Mistake(
        "reward_scaled",
        (("rewards + ", "5 * rewards + "),),
        Text(
            "The reward is multiplied by 5. The first SAC paper scales rewards to set the weight of the "
            "entropy; here alpha does that, and rewards stay as they are.",
            "報酬が5倍されています．SAC の最初の論文では報酬の倍率でエントロピーの重みを決めますが，"
            "ここでは α がその役割なので，報酬はそのまま使います．",
        ),
    ),
    Mistake(
        "rewards_flat",
        (("rewards + ", "rewards.squeeze(-1) + "),),
        Text(
            "A (B,) tensor meets a (B, 1) tensor, and broadcasting quietly makes (B, B) of them: every "
            "reward is combined with every next state. Print the shape of the target.",
            "形が (B,) と (B, 1) のテンソルの演算は，ブロードキャストによって (B, B) になります．"
            "すべての報酬がすべての次の状態と組み合わされます．ターゲットの形を表示してみましょう．",
        ),
    ),
)
