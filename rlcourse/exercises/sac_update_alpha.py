"""Exercise of notebook 07: one step of the temperature."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.run_sac import run_sac_update
from rlcourse.exercises.sac_agent import random_agent
from rlcourse.exercises.step_mistakes import no_zero_grad, step_missing, zero_grad_late
from rlcourse.language import Text
from rlcourse.solutions.sac import SAC


def cases(seed: int) -> list[Case]:
    """Log densities, drawn anew for every seed; of some the entropy is too low, of some too high."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, batch: int, actions: int, alpha: float, side: int, *tags: str) -> Case:
        # Scattered on both sides of minus the target, which is A; their mean on one side.
        log_pis = np.linspace(-2, 2, batch) * (batch > 1) + rng.uniform(-0.2, 0.2, batch)
        log_pis = (actions + side * rng.uniform(0.6, 1.0) + log_pis).reshape(-1, 1)
        inputs = {**random_agent(rng, 3, actions, alpha), "log_pis": log_pis.astype("float32")}
        return Case(name, inputs, tags=frozenset(tags))

    return [
        draw(Text("entropy too low", "低すぎるエントロピー"), 6, 2, 0.6, 1, "several"),
        draw(Text("entropy too high", "高すぎるエントロピー"), 5, 3, 0.2, -1, "several"),
        draw(Text("a batch of one", "大きさ1のバッチ"), 1, 1, 0.2, 1),
        draw(Text("a large alpha", "大きな α"), 9, 1, 1.7, -1),
    ]


MISSING = "missing = self.target_entropy + log_pis.detach()"
ALPHA = "self.log_alpha.exp()"
LOSS = f"loss = -({ALPHA} * missing).mean()"
STEP = "self.optim_alpha.step()"

OF_THE_LOSS = (
    Mistake(
        "wrong_sign",
        ((LOSS, f"loss = ({ALPHA} * missing).mean()"),),
        Text(
            "alpha moves the wrong way: it falls where the policy is too narrow, which then becomes "
            "narrower still. Ask which way alpha should go when there is too little entropy.",
            "α が逆に動いています．方策の幅が狭すぎるときに α が下がり，さらに狭くなってしまいます．"
            "エントロピーが足りないとき，α はどちらに動くべきでしょうか．",
        ),
    ),
    Mistake(
        "target_sign",
        ((MISSING, "missing = log_pis.detach() - self.target_entropy"),),
        Text(
            "The target entropy has the wrong sign: the policy would be held at +A, which no "
            "tanh-Gaussian can reach, so alpha grows without end. The attribute is negative already.",
            "目標エントロピーの符号が逆です．tanh ガウス分布では届かない +A を目標にするので，"
            "α が際限なく大きくなります．self.target_entropy の値はすでに負 (-A) です．",
        ),
    ),
    Mistake(
        "log_pis_sign",
        ((MISSING, "missing = self.target_entropy - log_pis.detach()"),),
        Text(
            "The log density has the wrong sign. The entropy is the mean of minus the log density; write "
            "down what is missing to the target, and simplify the signs once more.",
            "確率密度の対数の符号が逆です．エントロピーは，確率密度の対数の平均に負の符号を付けたものです．"
            "目標までの不足を書いて，符号を整理し直しましょう．",
        ),
    ),
    Mistake(
        "no_target",
        ((MISSING, "missing = log_pis.detach()"),),
        Text(
            "The target entropy is missing, or it stands outside the product with alpha, where it moves "
            "nothing: the policy is held at an entropy of 0. The agent keeps the target as an attribute.",
            "目標エントロピーがないか，α との積の外にあって効いていません．これではエントロピー 0 が目標に"
            "なってしまいます．目標はエージェントの属性にあります．",
        ),
    ),
    Mistake(
        "no_log_pis",
        ((MISSING, "missing = self.target_entropy + 0 * log_pis.detach()"),),
        Text(
            "The log densities have no effect: alpha moves by the target alone, whatever the policy "
            "does. What counts is how far the entropy is from its target.",
            "確率密度の対数が使われていないので，方策に関係なく α が動きます．"
            "大切なのは，エントロピーが目標からどれだけ離れているかです．",
        ),
    ),
    Mistake(
        "target_fixed",
        ((MISSING, "missing = log_pis.detach() - 1.0"),),
        Text(
            "The target is written into the code as -1, which fits a task with one action alone. It "
            "counts the dimensions of the action: use the agent's attribute.",
            "目標が -1 と直接書かれていて，行動が1次元のときしか合いません．目標は行動の次元の数によります．"
            "エージェントの属性を使いましょう．",
        ),
    ),
    Mistake(
        "target_per_dimension",
        ((MISSING, "missing = self.target_entropy + log_pis.detach() / -self.target_entropy"),),
        Text(
            "The log density is divided by the number of actions. It is that of the whole action, and "
            "the target is for the whole action, too.",
            "確率密度の対数を行動の次元数で割っています．確率密度の対数も目標も，行動全体に対する値です．",
        ),
    ),
    Mistake(
        "log_pis_not_detached",
        ((".detach()", ""),),
        Text(
            "The gradient flows on through the log densities into the policy, which is none of alpha's "
            "business. Here they are numbers: cut them off.",
            "勾配が確率密度の対数を通って方策まで流れています．α の更新は方策に関係ありません．"
            "ここでは定数として扱い，切り離しましょう．",
        ),
    ),
    Mistake(
        "alpha_without_gradient",
        ((LOSS, "loss = -(self.alpha * missing).mean()"),),
        Text(
            "No gradient can flow: `alpha` is a number made from `log_alpha`, which is the parameter. "
            "Look for what the optimiser holds, and for detach, no_grad or item.",
            "勾配が流れません．`alpha` は `log_alpha` から計算した，勾配を持たない値で，パラメータは `log_alpha` のほうです．"
            "オプティマイザが持っているものと，detach，no_grad，item を確認しましょう．",
        ),
    ),
    Mistake(
        "exp_twice",
        ((LOSS, f"loss = -({ALPHA}.exp() * missing).mean()"),),
        Text(
            "The exponential is taken twice. `log_alpha` is the logarithm of alpha, so one is enough.",
            "指数を2回とっています．`log_alpha` は α の対数なので，1回で十分です．",
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
        "absolute",
        ((LOSS, LOSS.replace("missing)", "missing.abs())")),),
        Text(
            "The distance to the target is taken without its sign, so alpha only ever rises. It has to "
            "fall where there is entropy to spare.",
            "目標との差の絶対値をとっているので，α が上がる一方です．エントロピーが余っているときは，"
            "下がらなければなりません．",
        ),
    ),
    Mistake(
        "squared",
        ((LOSS, f"loss = ({ALPHA} * missing.pow(2)).mean()"),),
        Text(
            "The distance to the target is squared. alpha cannot make it small by itself: it is a price "
            "that rises or falls, so the sign of the distance is what counts.",
            "目標との差を2乗しています．α がこの差を直接小さくするのではありません．α は上がり下がりする"
            "重みなので，差の符号が大切です．",
        ),
    ),
    Mistake(
        "one_sided",
        ((LOSS, LOSS.replace("missing)", "missing.clamp(min=0))")),),
        Text(
            "Entropy to spare is cut off at 0, so alpha can rise and never fall. Both sides of the "
            "target count.",
            "余ったエントロピーを 0 に切り上げているので，α は上がるだけで下がりません．"
            "目標より上も下も数えましょう．",
        ),
    ),
    Mistake(
        "density_for_log_density",
        ((MISSING, "missing = self.target_entropy + log_pis.detach().exp()"),),
        Text(
            "The density is used where its logarithm belongs. The argument holds logarithms already, and "
            "entropy is about them.",
            "確率密度の対数を使うところで，確率密度を使っています．引数はすでに対数で，"
            "エントロピーに現れるのも対数です．",
        ),
    ),
)

OF_THE_STEP = (
    no_zero_grad("alpha"),
    Mistake(
        "cleared_only_after",
        (
            ("self.optim_alpha.zero_grad()\n", "\n"),
            (STEP, f"{STEP}\n    self.optim_alpha.zero_grad()"),
        ),
        Text(
            "The gradient is cleared after the step and not before the backward pass. An actor's update "
            "that takes alpha from `log_alpha` leaves a gradient there, and it is added here. Clear just "
            "before you go backward.",
            "勾配を消すのが更新の後だけで，逆伝播の前ではありません．Actor の更新で `log_alpha` から α を"
            "計算すると，そこに勾配が残り，ここで足されてしまいます．逆伝播の直前に消しましょう．",
        ),
    ),
    zero_grad_late("alpha"),
    Mistake(
        "steps_actor",
        ((STEP, "self.optim_actor.step()"),),
        Text(
            "The actor's optimiser steps, not that of alpha, so alpha stays as it is. Look at the name of "
            "the optimiser.",
            "α ではなく Actor のオプティマイザが更新されていて，α が変わりません．"
            "オプティマイザの名前を確認しましょう．",
        ),
    ),
    step_missing("alpha"),
    Mistake(
        "moved_by_hand",
        ((STEP, f"{STEP}\n    self.log_alpha.data.clamp_(max=0.0)"),),
        Text(
            "log alpha is changed outside the optimiser's step, so alpha is not free to go where the "
            "entropy sends it.",
            "オプティマイザの step の外で log alpha を変えているので，α が必要な値まで動けません．",
        ),
    ),
)

MISTAKES = (*OF_THE_LOSS, *OF_THE_STEP)

EXERCISE = Exercise(
    name="SAC.update_alpha",
    notebook="07_sac_update",
    title=Text("one step of the temperature", "温度の更新"),
    points=10,
    minutes=15,
    difficulty=2,
    parts=(SAC.update_alpha,),
    cases=cases,
    run=run_sac_update("update_alpha", "alpha", constants=("log_pis",), gradient="alpha"),
    # The loss in log alpha has the same sign everywhere, and most code has it.
    also_right=(((ALPHA, "self.log_alpha"),),),
    atol=1e-6,
    rtol=1e-3,
    base=SAC,
    mistakes=MISTAKES,
    hints=(
        Text(
            "When the policy is more random than it need be, entropy may become cheaper; when it is "
            "less, dearer. Which way is alpha to go in each case?",
            "方策が必要以上にランダムなら，エントロピーの重みは下げられます．ランダムさが足りなければ上げます．"
            "それぞれの場合に，α はどちらに動くでしょうか．",
        ),
        Text(
            "The entropy is the mean of -log_pis. What is missing to the target is the target plus the "
            "log densities; it is a constant here. The loss is minus the mean of alpha times that.",
            "エントロピーは -log_pis の平均です．目標までの不足は，目標と確率密度の対数の和で，ここでは定数です．"
            "損失は，α とその積の平均に負の符号を付けたものです．",
        ),
        Text(
            "loss = -mean(exp(log_alpha) * (target_entropy + log_pis)), with `self.target_entropy` and "
            "log_pis detached. Then zero_grad, backward, step of `self.optim_alpha`.",
            "loss = -mean(exp(log_alpha) * (target_entropy + log_pis)) です．`self.target_entropy` を使い，"
            "log_pis は detach します．あとは `self.optim_alpha` の zero_grad，backward，step です．",
        ),
    ),
)
