"""Exercise of notebook 07: the target network follows the critic."""

from typing import Any

import numpy as np
import torch

from rlcourse.exercises.exercise import Case, Exercise, Mistake, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.run import (
    RANDOM_KEPT,
    VALUES_ALONE,
    fresh_session,
    random_fingerprint,
    seeded_fingerprint,
    to_array,
)
from rlcourse.exercises.run_sac import APART, PLAIN
from rlcourse.exercises.run_update import (
    LEARNS,
    UNTOUCHED,
    can_learn,
    flat_parameters,
    reference_withheld,
)
from rlcourse.exercises.sac_agent import build_sac, random_agent
from rlcourse.language import Text
from rlcourse.solutions.sac import SAC

TARGET = "target network"
AGAIN = f"{TARGET} after a second update"
# How far the critic moves between two updates.
MOVE = 0.1


def cases(seed: int) -> list[Case]:
    """Networks, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, tau: float, *tags: str) -> Case:
        return Case(name, random_agent(rng, 3, 2, 0.2), {"tau": tau}, frozenset(tags))

    return [
        draw(Text("tau = 0.3", "tau = 0.3"), 0.3, "options"),
        draw(Text("tau = 0.005", "tau = 0.005"), 0.005),
        draw(Text("tau = 0.05", "tau = 0.05"), 0.05, "options"),
    ]


def run(answer: Any, case: Case) -> Outcome:
    """Update the target twice, with a step of the critic in between."""
    method = "update_target"
    try:
        with reference_withheld(answer, method), fresh_session():
            agent = call(build_sac, answer, case)
        with reference_withheld(answer, method), fresh_session():
            call(agent.update_target)
            kept = random_fingerprint() == seeded_fingerprint()
            outputs = {TARGET: numbers_of(agent.critic_target)}
            untouched = np.array_equal(numbers_of(agent.critic), case.inputs["critic"])
            if VALUES_ALONE not in case.tags:
                with torch.no_grad():
                    for parameter in agent.critic.parameters():
                        parameter += MOVE
                moved = numbers_of(agent.critic)
                apart = np.array_equal(numbers_of(agent.critic_target), outputs[TARGET])
                call(agent.update_target)
                outputs |= {AGAIN: numbers_of(agent.critic_target), APART: np.array(apart)}
                untouched &= np.array_equal(numbers_of(agent.critic), moved)
            plain = all(p.grad_fn is None for p in agent.critic_target.parameters())
            learns = can_learn([agent.critic])
    except BaseException as error:  # a stranger's code may raise anything
        return Outcome({}, describe_exception(error, code_of(getattr(answer, method, None))))
    outputs |= {UNTOUCHED: np.array(untouched), PLAIN: np.array(plain)}
    outputs |= {RANDOM_KEPT: np.array(kept), LEARNS: np.array(learns)}
    return Outcome(outputs)


def numbers_of(network: Any) -> np.ndarray:
    """All its parameters, flat."""
    return to_array(flat_parameters(list(network.parameters())))


NO_GRAD = "@torch.no_grad()\n"
PAIRS = "self.critic_target.parameters(), self.critic.parameters()"
LOOP = "    for target, online in pairs:\n"
BLEND = "target.lerp_(online, self.tau)"

ONE_TWIN = Text(
    "Only one of the two networks follows the critic. The other half of the target stays as it was "
    "drawn, and as the lower of two values it still has its say.",
    "2つのネットワークのうち片方しか Critic に追従していません．もう片方は初期値のままですが，"
    "小さいほうの値として，ターゲットに影響し続けます．",
)

MISTAKES = (
    Mistake(
        "copied",
        ((BLEND, "target.copy_(online)"),),
        Text(
            "The critic is copied as a whole, so the target moves with every step of what is trained. It "
            "is to follow slowly: only a small share is taken over.",
            "Critic を丸ごとコピーしているので，学習のたびにターゲットネットワークも動いてしまいます．"
            "取り入れるのは小さな割合だけで，ゆっくり追従させます．",
        ),
    ),
    Mistake(
        "tau_the_wrong_way_round",
        ((BLEND, "target.lerp_(online, 1 - self.tau)"),),
        Text(
            "tau is the wrong way round: nearly all comes from the critic and a little stays. It is the "
            "share that is taken over at each update, and it is small.",
            "tau の使い方が逆で，ほとんどが Critic に入れ替わり，元の値がわずかしか残りません．"
            "tau は1回の更新で取り入れる割合で，小さな値です．",
        ),
    ),
    Mistake(
        "into_the_critic",
        ((BLEND, "online.lerp_(target, self.tau)"),),
        Text(
            "The critic is drawn towards the target network, so what it has learned fades. It is the "
            "target that follows: look at which of the two is written to.",
            "Critic のほうがターゲットネットワークに引き寄せられていて，学習したことが薄れていきます．"
            "追従するのはターゲットネットワークです．どちらに書き込んでいるか確認しましょう．",
        ),
    ),
    Mistake(
        "each_follows_the_other",
        ((BLEND, f"{BLEND}\n        online.lerp_(target, self.tau)"),),
        Text(
            "The critic is changed as well. Only the target network moves here; the critic moves in its "
            "own update.",
            "Critic まで変えています．ここで動かすのはターゲットネットワークだけです．",
        ),
    ),
    Mistake(
        "first_twin_alone",
        ((PAIRS, PAIRS.replace(".parameters()", ".net1.parameters()")),),
        ONE_TWIN,
    ),
    Mistake(
        "second_twin_alone",
        ((PAIRS, PAIRS.replace(".parameters()", ".net2.parameters()")),),
        ONE_TWIN,
    ),
    Mistake(
        "twins_crossed",
        (
            (
                "self.critic.parameters()",
                "[*self.critic.net2.parameters(), *self.critic.net1.parameters()]",
            ),
        ),
        Text(
            "Each of the target's two networks follows the other one of the critic. The first belongs to "
            "the first.",
            "ターゲットネットワークの1つ目が Critic の2つ目に，2つ目が1つ目に追従しています．"
            "1つ目は1つ目に対応させましょう．",
        ),
    ),
    Mistake(
        "result_dropped",
        ((BLEND, BLEND.replace("lerp_", "lerp")),),
        Text(
            "The target network stays as it is: the blend is computed and goes nowhere. A new tensor "
            "bound to a name changes no parameter; look for a way to write into the one that is there.",
            "混ぜた値を計算しているだけで，ターゲットネットワークは変わっていません．変数に代入しても"
            "パラメータは変わりません．今あるパラメータに書き込む方法を探しましょう．",
        ),
    ),
    Mistake(
        "tau_fixed",
        ((BLEND, "target.lerp_(online, 0.005)"),),
        Text(
            "The share is written into the code as 0.005, so the agent's setting has no effect. The "
            "agent keeps it as an attribute.",
            "割合が 0.005 と直接書かれていて，エージェントの設定が効いていません．属性を使いましょう．",
        ),
    ),
    Mistake(
        "old_not_faded",
        ((BLEND, "target.add_(online, alpha=self.tau)"),),
        Text(
            "A share of the critic is added, but nothing of the old value is taken away, so the numbers "
            "grow from update to update. The two shares sum to 1.",
            "Critic の分を足すだけで元の値を減らしていないので，更新のたびに値が大きくなります．"
            "2つの割合の和は 1 です．",
        ),
    ),
    Mistake(
        "old_lost",
        ((BLEND, "target.copy_(self.tau * online)"),),
        Text(
            "The old value is lost: what remains is a small share of the critic alone. The two shares "
            "sum to 1.",
            "元の値が失われ，Critic に小さな割合を掛けたものだけになっています．2つの割合の和は 1 です．",
        ),
    ),
    Mistake(
        "critic_not_scaled",
        ((BLEND, "target.mul_(1 - self.tau).add_(online)"),),
        Text(
            "The critic is added at full weight to what is left of the old value. The two shares sum to 1.",
            "残った元の値に，Critic をそのままの重みで足しています．2つの割合の和は 1 です．",
        ),
    ),
    Mistake(
        "moves_away",
        ((BLEND, "target.lerp_(online, -self.tau)"),),
        Text(
            "The target moves away from the critic. Look at the sign of the difference: it is to come "
            "nearer.",
            "ターゲットネットワークが Critic から離れていきます．差の符号を確認しましょう．近づけるのが目的です．",
        ),
    ),
    Mistake(
        "half_and_half",
        ((BLEND, "target.lerp_(online, 0.5)"),),
        Text(
            "The mean of both is taken. The share of the critic is tau, which the agent keeps.",
            "2つの平均をとっています．Critic の割合は tau で，エージェントの属性にあります．",
        ),
    ),
    Mistake(
        "blended_twice",
        ((BLEND, f"{BLEND}\n        {BLEND}"),),
        Text(
            "The share is taken over twice in one update, so the target follows at double speed.",
            "1回の更新で2回混ぜているので，ターゲットネットワークが2倍の速さで追従しています．",
        ),
    ),
    Mistake(
        "biases_forgotten",
        ((LOOP, f"{LOOP}        if target.dim() < 2:\n            continue\n"),),
        Text(
            "The weights follow and the biases do not. A network is all of its parameters.",
            "重みだけが追従し，バイアスが変わっていません．すべてのパラメータを更新しましょう．",
        ),
    ),
    Mistake(
        "gradients_tracked",
        ((NO_GRAD, ""),),
        Text(
            "The numbers are right, but torch notes how they came about: the graph grows with every "
            "update until memory runs out. Nothing is to be differentiated here; say so.",
            "値は正しいのですが，計算の履歴まで記録されています．更新のたびに計算グラフが伸びて，"
            "メモリが尽きてしまいます．ここでは微分しないので，記録を止めましょう．",
        ),
    ),
    Mistake(
        "the_same_network",
        ((f"{LOOP}        {BLEND}", "    self.critic_target = self.critic"),),
        Text(
            "Target and critic are now one and the same network, so the target moves with every step of "
            "the critic. Numbers are to be taken over, not the object.",
            "ターゲットネットワークと Critic が同じオブジェクトになり，Critic と一緒にターゲットネットワークも動いてしまいます．"
            "取り入れるのは値であって，オブジェクトではありません．",
        ),
    ),
)

EXERCISE = Exercise(
    name="SAC.update_target",
    notebook="07_sac_update",
    title=Text("the target network follows the critic", "ターゲットネットワークの追従"),
    points=10,
    minutes=10,
    difficulty=2,
    parts=(SAC.update_target,),
    cases=cases,
    run=run,
    atol=1e-6,
    rtol=1e-5,
    base=SAC,
    mistakes=MISTAKES,
    hints=(
        Text(
            "After each step the target network comes a little nearer to the critic. Write the formula "
            "for one single number of it.",
            "更新のたびに，ターゲットネットワークが Critic に少しだけ近づきます．"
            "まずパラメータ1つについて式を書いてみましょう．",
        ),
        Text(
            "Go through the parameters of both networks in pairs (`zip`). Into each of the target's "
            "write (1 - tau) of itself plus tau of the critic's, in place, and without gradients.",
            "2つのネットワークのパラメータを `zip` で対にします．ターゲットネットワークのそれぞれに，自身の (1 - tau) 倍と "
            "Critic の tau 倍の和を，勾配を記録せずに書き込みます．",
        ),
        Text(
            "Under `torch.no_grad()`, for each pair: `target.lerp_(online, self.tau)`, or "
            "`target.mul_(1 - self.tau).add_(self.tau * online)`.",
            "`torch.no_grad()` の中で，対ごとに `target.lerp_(online, self.tau)`，または "
            "`target.mul_(1 - self.tau).add_(self.tau * online)` とします．",
        ),
    ),
)
