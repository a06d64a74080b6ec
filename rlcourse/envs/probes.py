"""Probe environments: each can only be learned by an agent in which one more part is right.

Take them in order. An agent that solves probe 3 and fails at probe 4 has a value function that
works and a policy that does not. The answer of every probe can be worked out by hand. The idea is
Andy Jones's ("Debugging RL, Without the Agonizing Pain"); these are for continuous actions.

Observations (1,) and actions (1,) are both in [-1, 1].
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import gymnasium as gym
import numpy as np

from rlcourse.envs.arrays import Array
from rlcourse.language import Text


class ProbeEnv(gym.Env[Array, Array]):
    """An episode of one step from 0; a probe overrides what it is about.

    Attributes:
        help: the rule, what a correct agent learns, and where to look if it does not.
    """

    help: ClassVar[Text]
    starts: ClassVar[tuple[float, ...]] = (0.0,)

    def __init__(self, render_mode: str | None = None) -> None:
        if render_mode is not None:
            raise ValueError(f"a probe has no picture; render_mode must be None, not {render_mode}")
        self.observation_space = gym.spaces.Box(-1, 1, (1,), np.float32)
        self.action_space = gym.spaces.Box(-1, 1, (1,), np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Array, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = float(self.np_random.choice(self.starts))
        return self._observation(), {}

    def step(self, action: Array) -> tuple[Array, float, bool, bool, dict[str, Any]]:
        reward, terminated = self._rule(float(np.clip(action[0], -1, 1)))
        return self._observation(), reward, terminated, False, {}

    def _observation(self) -> Array:
        return np.array([self.state], dtype=np.float32)

    def _rule(self, action: float) -> tuple[float, bool]:
        """The reward of an action, and whether the episode is over."""
        raise NotImplementedError


class ConstantReward(ProbeEnv):
    """One step, reward 1 whatever is seen or done."""

    help = Text(
        en="""\
One step, reward 1 whatever is seen or done.
A correct agent learns V(0) = 1.
Look at the value loss (its sign, prediction and target mixed up), at the critic's optimiser (is it
stepped? has it the critic's parameters?), and at the step size.""",
        ja="""\
1ステップで終わり，何を見ても何をしても報酬は 1 です．
正しいエージェントは V(0) = 1 を学習します．
状態価値の損失(符号，予測とターゲットの取り違え)，Critic のオプティマイザ(更新していますか，
Critic のパラメータを渡していますか)，学習率を確認しましょう．""",
    )

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0, True


class ObservedReward(ProbeEnv):
    """One step, seen -1 or +1; the reward is what was seen."""

    help = Text(
        en="""\
One step, seen -1 or +1; the reward is what was seen.
A correct agent learns V(-1) = -1 and V(+1) = +1.
Look at how observations reach the critic (the wrong step's, shuffled apart from their targets,
divided by a wrong deviation), at shapes that broadcast, (B,) against (B, 1), and at whether its
gradient reaches every layer.""",
        ja="""\
1ステップで終わり，-1 か +1 を観測します．報酬は観測した値そのものです．
正しいエージェントは V(-1) = -1，V(+1) = +1 を学習します．
観測が Critic に正しく届いているか(別のステップの観測，ターゲットとずれたシャッフル，誤った
標準偏差での割り算)，ブロードキャストしてしまう形((B,) と (B, 1))，勾配がすべての層に届いて
いるかを確認しましょう．""",
    )
    starts = (-1.0, 1.0)

    def _rule(self, action: float) -> tuple[float, bool]:
        return self.state, True


class DelayedReward(ProbeEnv):
    """Two steps, seen 0 and then 1; the reward, 1, comes with the second."""

    help = Text(
        en="""\
Two steps, seen 0 and then 1; the reward, 1, comes with the second.
A correct agent learns V(1) = 1 and V(0) = gamma.
Look at the discount and at the value of the next state (V(0) = 0: it is not added; V(0) = 1: it is
not discounted; V(1) > 1: the end of the episode is ignored, or the value of the next episode's
first state is used).""",
        ja="""\
2ステップで，0，1 の順に観測します．報酬 1 は2ステップ目にもらえます．
正しいエージェントは V(1) = 1，V(0) = gamma を学習します．
割引率と次の状態の価値を確認しましょう．V(0) = 0 なら次の状態の価値を足していません．
V(0) = 1 なら割り引いていません．V(1) > 1 なら，エピソードの終了を無視しているか，次のエピソ
ードの最初の状態の価値を使っています．""",
    )

    def _rule(self, action: float) -> tuple[float, bool]:
        if self.state == 0.0:
            self.state = 1.0
            return 0.0, False
        return 1.0, True


class ActionReward(ProbeEnv):
    """One step; the reward is 1 - (action - 0.5)^2, best at 0.5."""

    help = Text(
        en="""\
One step; the reward is 1 - (action - 0.5)^2, best at 0.5.
A correct agent learns to act 0.5.
Look at the policy loss (an action of -1: its sign; about 0: no gradient, or advantages that are all
zero), at the log density (is it that of the action taken, with the tanh's correction?), and at the
actor's optimiser.""",
        ja="""\
1ステップで終わり，報酬は 1 - (行動 - 0.5)^2 です．行動 0.5 が最適です．
正しいエージェントは行動 0.5 を学習します．
方策の損失(行動が -1 なら符号，0 付近なら勾配がないか，アドバンテージがすべて 0)，確率密度の
対数(実際にとった行動のものですか，tanh の補正は入っていますか)，Actor のオプティマイザを
確認しましょう．""",
    )

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0 - (action - 0.5) ** 2, True


class ObservedActionReward(ProbeEnv):
    """One step, seen -1 or +1; the reward is 1 - (action - seen / 2)^2."""

    help = Text(
        en="""\
One step, seen -1 or +1; the reward is 1 - (action - seen / 2)^2.
A correct agent learns to act -0.5 on seeing -1 and +0.5 on seeing +1.
Look at what is paired with what (each observation with its own action, log density and advantage,
in the buffer and after shuffling), and at shapes that broadcast in the policy loss.""",
        ja="""\
1ステップで終わり，-1 か +1 を観測します．報酬は 1 - (行動 - 観測 / 2)^2 です．
正しいエージェントは，-1 を見たら行動 -0.5，+1 を見たら行動 +0.5 を学習します．
組み合わせを確認しましょう．観測，行動，確率密度の対数，アドバンテージは，バッファの中でもシ
ャッフルした後でも，同じステップのものがそろっていますか．方策の損失でブロードキャストする形
にも注意しましょう．""",
    )
    starts = (-1.0, 1.0)

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0 - (action - self.state / 2) ** 2, True


class NeverOver(ProbeEnv):
    """Reward 1 for ever: the episodes run out of time after 5 steps, and never terminate."""

    help = Text(
        en="""\
Reward 1 for ever: the episodes run out of time after 5 steps, and never terminate.
A correct agent learns V(0) = 1 / (1 - gamma).
Look at the end of time. A value of at most 5 says that running out of time is taken for the end,
after which nothing comes. The value of the next state is cut off by `terminated` alone, never by
`terminated or truncated`. A value that grows without end says that the discount is missing.""",
        ja="""\
報酬 1 がずっと続きます．エピソードは5ステップで時間切れになりますが，終了しません．
正しいエージェントは V(0) = 1 / (1 - gamma) を学習します．
時間切れの扱いを確認しましょう．価値が 5 以下なら，時間切れを終了とみなし，その先の価値を 0
にしています．次の状態の価値を 0 にするのは `terminated` だけで，`terminated or truncated`
ではありません．価値が際限なく大きくなるなら，割引がありません．""",
    )

    def _rule(self, action: float) -> tuple[float, bool]:
        return 1.0, False


@dataclass(frozen=True)
class Probe:
    """A probe, and what a correct agent knows after it.

    Attributes:
        id: for `make`.
        tests: the part of an agent that it is about.
        states: every observation from which it acts.
        value: (state, gamma) -> the value of a state under the best policy.
        action: state -> the best action; None where it does not matter.
    """

    id: str
    tests: Text
    env: type[ProbeEnv]
    states: tuple[float, ...]
    value: Callable[[float, float], float]
    action: Callable[[float], float] | None = None
    max_episode_steps: int | None = None

    @property
    def help(self) -> Text:
        """What a correct agent learns, and where to look if it does not."""
        return self.env.help


PROBES: list[Probe] = [
    Probe(
        "Probe1ConstantReward-v0",
        Text("the value of a constant reward", "一定の報酬の価値"),
        ConstantReward,
        states=(0.0,),
        value=lambda state, gamma: 1.0,
    ),
    Probe(
        "Probe2ObservedReward-v0",
        Text("the value of an observation", "観測ごとの価値"),
        ObservedReward,
        states=(-1.0, 1.0),
        value=lambda state, gamma: state,
    ),
    Probe(
        "Probe3DelayedReward-v0",
        Text("the discount over two steps", "2ステップの割引"),
        DelayedReward,
        states=(0.0, 1.0),
        value=lambda state, gamma: 1.0 if state == 1.0 else gamma,
    ),
    Probe(
        "Probe4ActionReward-v0",
        Text("a policy that depends on nothing", "何にもよらない方策"),
        ActionReward,
        states=(0.0,),
        value=lambda state, gamma: 1.0,
        action=lambda state: 0.5,
    ),
    Probe(
        "Probe5ObservedActionReward-v0",
        Text("a policy that depends on the observation", "観測による方策"),
        ObservedActionReward,
        states=(-1.0, 1.0),
        value=lambda state, gamma: 1.0,
        action=lambda state: state / 2,
    ),
    Probe(
        "Probe6NeverOver-v0",
        Text("the value beyond the end of time", "時間切れの先の価値"),
        NeverOver,
        states=(0.0,),
        value=lambda state, gamma: 1.0 / (1.0 - gamma),
        max_episode_steps=5,
    ),
]


def register_probes() -> None:
    """Make the probes known to Gymnasium."""
    for probe in PROBES:
        gym.registry.pop(probe.id, None)
        gym.register(
            id=probe.id,
            entry_point=f"rlcourse.envs.probes:{probe.env.__name__}",
            max_episode_steps=probe.max_episode_steps,
        )
