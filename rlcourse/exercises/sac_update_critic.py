"""Exercise of notebook 07: one step of both values towards the soft target."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.exercises.run_sac import run_sac_update
from rlcourse.exercises.sac_agent import is_telling, random_agent
from rlcourse.exercises.sac_critic_target_mistakes import SAMPLE
from rlcourse.exercises.sac_update_critic_mistakes import MISTAKES
from rlcourse.language import Text
from rlcourse.solutions.sac import SAC


def draw(
    rng: np.random.Generator,
    name: Text,
    ends: list[int],
    *tags: str,
    actions: int = 2,
    alpha: float = 0.2,
    gamma: float = 0.99,
) -> Case:
    """A batch with one step for each entry of `ends`, 1 where the task ended there."""
    batch = len(ends)
    inputs = {
        "states": rng.normal(size=(batch, 3)),
        "actions": rng.uniform(-0.9, 0.9, (batch, actions)),
        # Far from the values, above and below.
        "rewards": rng.uniform(1.0, 4.0, (batch, 1)) * rng.choice([-1, 1], (batch, 1)),
        "terminateds": np.array(ends).reshape(-1, 1),
        "next_states": rng.normal(size=(batch, 3)),
    }
    inputs = {n: a.astype("float32") for n, a in inputs.items()}
    while True:
        agent = random_agent(rng, 3, actions, alpha)
        case = Case(name, inputs | agent, {"gamma": gamma}, frozenset(tags))
        if is_telling(case, "critic_target", "next_states"):
            return case


def cases(seed: int) -> list[Case]:
    """Batches, drawn anew for every seed."""
    rng = np.random.default_rng(seed)
    return [
        draw(
            rng,
            Text("two of six end", "6個のうち2個で終わる"),
            [0, 1, 0, 0, 1, 0],
            "ends",
            alpha=0.6,
            gamma=0.8,
        ),
        draw(rng, Text("nothing ends", "何も終わらない"), [0] * 5, "several"),
        draw(rng, Text("one that ends", "終わる1ステップ"), [1], "ends", actions=1),
        # Fewer than 16 numbers of noise: from there on torch draws a batch in another way than rows.
        draw(rng, Text("other settings", "別の設定"), [0] * 7, "options", alpha=1.7, gamma=0.7),
    ]


EXERCISE = Exercise(
    name="SAC.update_critic",
    notebook="07_sac_update",
    title=Text(
        "one step of both values towards the soft target",
        "2つの行動価値をソフトなターゲットに近づける更新",
    ),
    points=20,
    minutes=30,
    difficulty=3,
    parts=(SAC.update_critic,),
    cases=cases,
    run=run_sac_update(
        "update_critic",
        "critic",
        constants=("actor", "critic_target", "alpha"),
        gradient="critic",
        draws=True,
    ),
    # Equation 5 has a factor 1/2, which Adam does not feel.
    also_right=((("loss.backward()", "(0.5 * loss).backward()"),),),
    # Another draw before, to look at.
    seldom_right=(((SAMPLE, f"self.actor.sample(next_states)\n        {SAMPLE}"),),),
    atol=1e-6,
    rtol=1e-3,
    base=SAC,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Two halves: the target, a constant that no gradient may flow into, and the usual step on "
            "two squared errors. Begin with the target of a single step, on paper.",
            "前半は勾配を流さない定数であるターゲットの計算，後半は2つの2乗誤差についてのいつもの更新です．"
            "まず1ステップのターゲットを紙の上で書いてみましょう．",
        ),
        Text(
            "Under no_grad: draw actions in the next states, ask the target network for both values of "
            "them, take the lower one, subtract alpha times the log density; then rewards plus gamma "
            "times that, with nothing after a true end. Outside: both values of `self.critic`, both "
            "against the same target. Clear first: gradients of the actor's update may lie there.",
            "no_grad の中で，次の状態での行動をサンプルし，ターゲットネットワークの2つの値のうち小さいほうから"
            "α×確率密度の対数を引きます．それに γ を掛けて報酬に足しますが，本当に終わったところでは足しません．"
            "外では，`self.critic` の2つの値を同じターゲットと比べます．勾配は最初に消しましょう．"
            "Actor の更新の勾配が残っていることもあります．",
        ),
        Text(
            "next_values = min(next_q1, next_q2) - alpha * next_log_pis; targets = rewards + gamma * "
            "(1 - terminateds) * next_values, all (B, 1). The loss is the mean of (q1 - targets)² plus "
            "that of (q2 - targets)². Then zero_grad, backward, step of `self.optim_critic`.",
            "next_values = min(next_q1, next_q2) - alpha * next_log_pis，targets = rewards + gamma * "
            "(1 - terminateds) * next_values で，形はすべて (B, 1) です．損失は (q1 - targets)² の平均と "
            "(q2 - targets)² の平均の和です．あとは `self.optim_critic` の zero_grad，backward，step です．",
        ),
    ),
)
