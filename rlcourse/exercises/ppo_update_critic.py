"""Exercise of notebook 04: one step of the value towards the lambda-returns."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.ppo_agent import MODULES, build_ppo, random_networks
from rlcourse.exercises.run_update import run_update
from rlcourse.exercises.step_mistakes import (
    clip_mistakes,
    no_zero_grad,
    step_missing,
    zero_grad_late,
)
from rlcourse.language import Text
from rlcourse.solutions.ppo import PPO


def cases(seed: int) -> list[Case]:
    """Minibatches, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, batch: int, max_grad_norm: float, *tags: str) -> Case:
        # Far and near, above and below: so that a square, an absolute value and their
        # mixtures all part.
        targets = rng.uniform(0.5, 4.0, (batch, 1)) * rng.choice([-1, 1], (batch, 1))
        inputs = {
            **random_networks(rng, 3, 1),
            "states": rng.normal(size=(batch, 3)).astype("float32"),
            "targets": targets.astype("float32"),
        }
        return Case(name, inputs, {"max_grad_norm": max_grad_norm}, frozenset(tags))

    return [
        draw(Text("a batch of six", "大きさ6のバッチ"), 6, 1e6),
        draw(Text("a gradient that is too long", "長すぎる勾配"), 5, 0.02, "options"),
        draw(Text("a batch of one", "大きさ1のバッチ"), 1, 1e6),
        draw(Text("a batch of sixteen", "大きさ16のバッチ"), 16, 1e6),
    ]


MISTAKES = (
    Mistake(
        "no_square",
        (("errors.pow(2)", "errors"),),
        Text(
            "The errors are averaged without being squared: errors above and below cancel, and the "
            "loss has no minimum, so the value sinks for ever. Look at the formula of the loss.",
            "誤差を2乗せずに平均しています．正と負の誤差が打ち消し合い，損失に最小値がないので，"
            "状態価値は際限なく下がっていきます．損失関数の式を確認しましょう．",
        ),
    ),
    Mistake(
        "absolute_error",
        (("errors.pow(2)", "errors.abs()"),),
        Text(
            "This is the mean absolute error. It draws the value to the median of the returns, while "
            "a state value is their mean, which is what the squared error finds.",
            "これは平均絶対誤差です．絶対誤差は収益の中央値に近づきますが，状態価値は収益の期待値なので，"
            "2乗誤差を使います．",
        ),
    ),
    Mistake(
        "huber",
        (("errors.pow(2)", "nn.functional.smooth_l1_loss(errors, errors * 0)"),),
        Text(
            "This is the Huber (smooth L1) loss: large errors count only linearly, so the value no "
            "longer heads for the mean of the returns. This exercise asks for the squared error.",
            "これは Huber 損失(smooth L1)です．大きな誤差が1次でしか効かず，状態価値が収益の期待値から"
            "ずれてしまいます．この演習では2乗誤差を使います．",
        ),
    ),
    Mistake(
        "sum_for_mean",
        ((".mean()", ".sum()"),),
        Text(
            "The squared errors are summed over the minibatch, so the gradient grows with its size "
            "and the clip cuts harder for larger ones. The loss is an expectation.",
            "2乗誤差をミニバッチで合計しているので，勾配がバッチサイズに比例して大きくなり，"
            "クリップの効き方も変わってしまいます．損失は期待値であることを思い出しましょう．",
        ),
    ),
    Mistake(
        "half",
        (("errors.pow(2)", "0.5 * errors.pow(2)"),),
        Text(
            "The loss is half of what is asked. The factor 1/2 of some textbooks halves the "
            "gradient too, and with it what the clip lets through; the formula here has none.",
            "損失がちょうど半分になっています．教科書によっては 1/2 を付けますが，勾配も半分になり，"
            "クリップの効き方も変わります．この演習の式に 1/2 はありません．",
        ),
    ),
    Mistake(
        "root",
        ((".mean()", ".mean().sqrt()"),),
        Text(
            "A square root is taken of the mean squared error. Its gradient no longer shrinks as the "
            "errors do; the loss asked for is the mean square itself.",
            "平均2乗誤差の平方根をとっています．これでは誤差が小さくなっても勾配が小さくなりません．"
            "損失は平均2乗誤差そのものです．",
        ),
    ),
    Mistake(
        "square_of_mean",
        (("errors.pow(2).mean()", "errors.mean().pow(2)"),),
        Text(
            "The mean is taken first and squared after, so errors of opposite sign cancel and a "
            "critic that is wrong everywhere can have no loss at all. Look at the order of the two.",
            "先に平均をとってから2乗しています．符号の違う誤差が打ち消し合うので，"
            "すべての状態で間違っていても損失が 0 になりえます．2つの演算の順番を確認しましょう．",
        ),
    ),
    Mistake(
        "goes_up",
        (("loss = errors", "loss = -errors"),),
        Text(
            "The sign is turned: each step makes the error larger. An optimiser goes down the loss, "
            "and this loss is meant to become small.",
            "符号が逆で，更新のたびに誤差が大きくなります．オプティマイザは損失を小さくする方向に進みます．"
            "ここで小さくしたいものは何でしょうか．",
        ),
    ),
    Mistake(
        "broadcast",
        (("self.critic(states)", "self.critic(states).squeeze(-1)"),),
        Text(
            "A (B,) tensor meets a (B, 1) tensor, and broadcasting quietly makes (B, B) of them: "
            "every value is compared with every target. Print the shape of the difference.",
            "形が (B,) と (B, 1) のテンソルの差は，ブロードキャストによって (B, B) になります．"
            "すべての状態価値がすべてのターゲットと比べられてしまいます．差の形を表示してみましょう．",
        ),
    ),
    Mistake(
        "value_detached",
        (("self.critic(states)", "self.critic(states).detach()"),),
        Text(
            "The critic's output is cut off from its parameters, so no gradient can flow. The target "
            "is the constant here, not the value: look for detach, no_grad, item or numpy.",
            "Critic の出力が計算グラフから切り離されていて，勾配が流れません．定数として扱うのはターゲットで，"
            "状態価値ではありません．detach，no_grad，item，numpy を探しましょう．",
        ),
    ),
    no_zero_grad("critic"),
    zero_grad_late("critic"),
    *clip_mistakes("critic"),
    Mistake(
        "steps_actor",
        (("self.optim_critic.step()", "self.optim_actor.step()"),),
        Text(
            "The actor's optimiser steps, not the critic's: the value never learns, and the policy "
            "moves by gradients that are not meant for it. Look at the name of the optimiser.",
            "Critic ではなく Actor のオプティマイザが更新されています．状態価値は学習されず，"
            "方策は関係のない勾配で動いてしまいます．オプティマイザの名前を確認しましょう．",
        ),
    ),
    step_missing("critic"),
)

EXERCISE = Exercise(
    name="PPO.update_critic",
    notebook="04_ppo_update",
    title=Text("one step of the value towards its targets", "状態価値をターゲットに近づける更新"),
    points=10,
    minutes=15,
    difficulty=2,
    parts=(PPO.update_critic,),
    cases=cases,
    run=run_update("update_critic", build_ppo, MODULES, "critic"),
    atol=1e-6,
    rtol=1e-3,
    base=PPO,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Two halves: a loss, which is one number, and four calls that every PyTorch update makes. "
            "Write the loss first and look at the shapes in it.",
            "前半は1つの数値である損失の計算，後半は PyTorch の更新で必ず行う4つの呼び出しです．"
            "まず損失を書いて，途中の形を確認しましょう．",
        ),
        Text(
            "The loss is the mean over the minibatch of (V(s) - target) squared. Then: clear the "
            "critic's gradients, go backward, shorten the gradient, step.",
            "損失は (V(s) - ターゲット) の2乗のミニバッチ平均です．そのあとは，Critic の勾配を消す，"
            "逆伝播する，勾配を縮める，更新する，の順です．",
        ),
        Text(
            "`self.critic(states)` and `targets` are both (B, 1). `nn.utils.clip_grad_norm_` takes "
            "the critic's parameters and `self.max_grad_norm`; it stands between `backward()` and "
            "`self.optim_critic.step()`.",
            "`self.critic(states)` と `targets` はどちらも (B, 1) です．`nn.utils.clip_grad_norm_` には "
            "Critic のパラメータと `self.max_grad_norm` を渡し，`backward()` と "
            "`self.optim_critic.step()` の間に置きます．",
        ),
    ),
)
