"""Exercise of notebook 07: one step of the policy to actions of high value and entropy."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.exercises.run_sac import run_sac_update
from rlcourse.exercises.sac_agent import is_telling, random_agent
from rlcourse.exercises.sac_update_actor_mistakes import MISTAKES, SAMPLE
from rlcourse.language import Text
from rlcourse.solutions.sac import SAC


def cases(seed: int) -> list[Case]:
    """States, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, batch: int, *tags: str, actions: int = 2, alpha: float = 0.2) -> Case:
        inputs = {"states": rng.normal(size=(batch, 3)).astype("float32")}
        while True:
            agent = random_agent(rng, 3, actions, alpha)
            case = Case(name, inputs | agent, tags=frozenset(tags))
            if is_telling(case, "critic", "states"):
                return case

    return [
        draw(Text("a batch of six", "大きさ6のバッチ"), 6, "several", "options", alpha=0.6),
        draw(Text("alpha as it begins", "α が初期値"), 5, "several"),
        draw(Text("a batch of one", "大きさ1のバッチ"), 1, actions=1),
        draw(Text("a large alpha", "大きな α"), 9, "options", actions=1, alpha=1.7),
    ]


EXERCISE = Exercise(
    name="SAC.update_actor",
    notebook="07_sac_update",
    title=Text(
        "one step of the policy to actions of high value and entropy",
        "行動価値とエントロピーを大きくする方策の更新",
    ),
    points=20,
    minutes=25,
    difficulty=3,
    parts=(SAC.update_actor,),
    cases=cases,
    run=run_sac_update("update_actor", "actor", draws=True, returns=True),
    # Another draw before, to look at.
    seldom_right=(((SAMPLE, f"self.actor.sample(states)\n    {SAMPLE}"),),),
    atol=1e-6,
    rtol=1e-3,
    base=SAC,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Nothing is taken from the batch but its states: the policy draws actions of its own, and "
            "the critic says how good they are. Two things are to be large: that value, and the entropy.",
            "バッチから使うのは状態だけです．方策が自分で行動をサンプルし，Critic がその価値を教えます．"
            "大きくしたいのは，その価値とエントロピーの2つです．",
        ),
        Text(
            "Draw once with `self.actor.sample`. Of the critic's two values take the lower one for each "
            "action. The loss is the mean of alpha times the log density minus that value; the gradient "
            "flows through the actions, so do not detach them. Give the log densities back.",
            "`self.actor.sample` で1回サンプルし，行動ごとに Critic の2つの値の小さいほうをとります．"
            "損失は α×確率密度の対数からその値を引いたものの平均です．勾配は行動を通って流れるので，"
            "切り離してはいけません．最後に確率密度の対数を返します．",
        ),
        Text(
            "actions, log_pis = self.actor.sample(states); q1, q2 = self.critic(states, actions); the "
            "loss is mean(alpha * log_pis - min(q1, q2)). Then zero_grad, backward, step of "
            "`self.optim_actor`, and return log_pis, detached.",
            "actions, log_pis = self.actor.sample(states)，q1, q2 = self.critic(states, actions) として，"
            "損失は mean(alpha * log_pis - min(q1, q2)) です．あとは `self.optim_actor` の zero_grad，"
            "backward，step を行い，detach した log_pis を返します．",
        ),
    ),
)
