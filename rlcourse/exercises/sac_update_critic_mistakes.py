"""Wrong answers to SAC's update of the critic, as edits of the reference."""

from rlcourse.exercises.exercise import Mistake
from rlcourse.exercises.sac_critic_target_mistakes import (
    OF_THE_NEXT_VALUE,
    OF_THE_TARGET,
    OF_WHAT_IS_ASKED,
)
from rlcourse.exercises.sac_texts import NOT_CLEARED, STALE
from rlcourse.exercises.step_mistakes import no_zero_grad, step_missing, zero_grad_late
from rlcourse.language import Text

ONLINE = "self.critic(states, actions)"
LOSS = "loss = (q1 - targets).pow(2).mean() + (q2 - targets).pow(2).mean()"

OF_THE_LOSS = (
    Mistake(
        "first_twin_trained_alone",
        ((LOSS, "loss = (q1 - targets).pow(2).mean()"),),
        Text(
            "Only the first of the two networks learns; the second stays as it was drawn, and the "
            "smaller of the two values means nothing. Both have an error of their own.",
            "学習しているのは1つ目のネットワークだけです．2つ目が初期値のままでは，2つの小さいほうをとる"
            "意味がありません．どちらにも誤差があります．",
        ),
    ),
    Mistake(
        "second_twin_trained_alone",
        ((LOSS, "loss = (q2 - targets).pow(2).mean()"),),
        Text(
            "Only the second of the two networks learns; the first stays as it was drawn, and the "
            "smaller of the two values means nothing. Both have an error of their own.",
            "学習しているのは2つ目のネットワークだけです．1つ目が初期値のままでは，2つの小さいほうをとる"
            "意味がありません．どちらにも誤差があります．",
        ),
    ),
    Mistake(
        "twins_joined_in_the_loss",
        ((LOSS, "loss = (torch.min(q1, q2) - targets).pow(2).mean()"),),
        Text(
            "The smaller of the two values is trained, so for each step only one network learns, "
            "and the pair drifts apart. The minimum belongs to the target; the loss has two errors.",
            "2つの値の小さいほうだけを学習させているので，ステップごとに片方のネットワークしか学習しません．"
            "最小値をとるのはターゲットで，損失には2つの誤差があります．",
        ),
    ),
    Mistake(
        "errors_added_before_the_square",
        ((LOSS, "loss = (q1 - targets + q2 - targets).pow(2).mean()"),),
        Text(
            "The two errors are added before they are squared, so one network may be too high as long "
            "as the other is too low. Each error has a square of its own.",
            "2つの誤差を足してから2乗しています．片方が高すぎても，もう片方が低すぎれば損失が 0 になります．"
            "誤差はそれぞれ2乗しましょう．",
        ),
    ),
    Mistake(
        "difference_of_the_losses",
        ((LOSS, LOSS.replace(" + ", " - ")),),
        Text(
            "The second error is subtracted: that network is driven away from its target. Both losses "
            "are to become small.",
            "2つ目の誤差を引いているので，そのネットワークはターゲットから離れていきます．"
            "小さくしたいのは両方の誤差です．",
        ),
    ),
    Mistake(
        "broadcast",
        ((LOSS, LOSS.replace("targets", "targets.squeeze(-1)")),),
        Text(
            "A (B,) tensor meets a (B, 1) tensor in the error, and broadcasting quietly makes (B, B) of "
            "them: every value is drawn to the targets of all steps. Print the shapes of values and "
            "targets.",
            "誤差の計算で形が (B,) と (B, 1) のテンソルが混ざり，ブロードキャストによって (B, B) になっています．"
            "どの値も，すべてのステップのターゲットに近づいてしまいます．値とターゲットの形を表示してみましょう．",
        ),
    ),
    Mistake(
        "no_square",
        ((LOSS, LOSS.replace(".pow(2)", "")),),
        Text(
            "The errors are averaged without being squared: errors above and below cancel, and the loss "
            "has no minimum. Look at the formula of the loss.",
            "誤差を2乗せずに平均しています．正と負の誤差が打ち消し合い，損失に最小値がありません．"
            "損失関数の式を確認しましょう．",
        ),
    ),
    Mistake(
        "absolute_error",
        ((LOSS, LOSS.replace(".pow(2)", ".abs()")),),
        Text(
            "This is the mean absolute error. It draws the value to the median of the targets, while a "
            "value is their mean, which is what the squared error finds.",
            "これは平均絶対誤差です．絶対誤差はターゲットの中央値に近づきますが，行動価値は期待値なので，"
            "2乗誤差を使います．",
        ),
    ),
    Mistake(
        "huber",
        (
            (
                LOSS,
                "loss = sum(torch.nn.functional.smooth_l1_loss(q, targets) for q in (q1, q2))",
            ),
        ),
        Text(
            "This is the Huber (smooth L1) loss: large errors count only linearly, so the value no "
            "longer heads for the mean of the targets. This exercise asks for the squared error.",
            "これは Huber 損失(smooth L1)です．大きな誤差が1次でしか効かず，価値がターゲットの期待値から"
            "ずれてしまいます．この演習では2乗誤差を使います．",
        ),
    ),
    Mistake(
        "square_of_the_mean",
        ((LOSS, LOSS.replace(".pow(2).mean()", ".mean().pow(2)")),),
        Text(
            "The mean is taken first and squared after, so errors of opposite sign cancel. Look at the "
            "order of the two.",
            "先に平均をとってから2乗しているので，符号の違う誤差が打ち消し合います．2つの順番を確認しましょう．",
        ),
    ),
    Mistake(
        "sum_for_mean",
        ((LOSS, LOSS.replace(".mean()", ".sum()")),),
        Text(
            "The squared errors are summed over the batch, so the gradient grows with its size. The loss "
            "is an expectation.",
            "2乗誤差をバッチで合計しているので，勾配がバッチサイズに比例して大きくなります．損失は期待値です．",
        ),
    ),
    Mistake(
        "goes_up",
        ((LOSS, LOSS.replace("loss = ", "loss = -(") + ")"),),
        Text(
            "The sign is turned: each step makes the errors larger. An optimiser goes down the loss.",
            "符号が逆で，更新のたびに誤差が大きくなります．オプティマイザは損失を小さくする方向に進みます．",
        ),
    ),
    Mistake(
        "values_without_gradient",
        ((ONLINE, "self.critic_target(states, actions)"),),
        Text(
            "No gradient can flow: the values in the error are cut off from the critic's parameters, or "
            "they are those of the target network. Look for detach, no_grad, item or numpy, and at the "
            "name of the network.",
            "勾配が流れません．誤差の中の値が Critic のパラメータから切り離されているか，"
            "ターゲットネットワークの値になっています．detach，no_grad，item，numpy と，"
            "ネットワークの名前を確認しましょう．",
        ),
    ),
)

OF_THE_STEP = (
    no_zero_grad("critic", NOT_CLEARED),
    Mistake(
        "cleared_only_after",
        (
            ("self.optim_critic.zero_grad()\n", "\n"),
            (
                "self.optim_critic.step()",
                "self.optim_critic.step()\n    self.optim_critic.zero_grad()",
            ),
        ),
        STALE,
    ),
    zero_grad_late("critic"),
    Mistake(
        "steps_actor",
        (("self.optim_critic.step()", "self.optim_actor.step()"),),
        Text(
            "The actor's optimiser steps, not the critic's, so the values never learn. Look at the name "
            "of the optimiser.",
            "Critic ではなく Actor のオプティマイザが更新されていて，価値が学習されません．"
            "オプティマイザの名前を確認しましょう．",
        ),
    ),
    step_missing("critic"),
)

MISTAKES = (
    *OF_THE_NEXT_VALUE,
    *OF_WHAT_IS_ASKED,
    *OF_THE_TARGET,
    *OF_THE_LOSS,
    *OF_THE_STEP,
)
