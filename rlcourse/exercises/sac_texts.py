"""What the updates of SAC say of the mistakes that they share."""

from rlcourse.language import Text

ALPHA_MISSING = Text(
    "The log density counts at full weight: alpha, the price of entropy, is missing. Without it the "
    "policy would care for randomness as much as for reward.",
    "確率密度の対数に重み α が掛かっていません．α はエントロピーの重みで，これがないと，"
    "方策は報酬と同じだけランダムさを重んじてしまいます．",
)
LOG_ALPHA = Text(
    "The logarithm of alpha is used where alpha belongs. For alpha below 1 it is negative, so entropy "
    "would be punished: the agent has an attribute for each of the two.",
    "α を使うところで，その対数を使っています．α が 1 より小さいと対数は負なので，エントロピーが"
    "減点されてしまいます．エージェントには両方の属性があります．",
)
ALPHA_FIXED = Text(
    "The entropy coefficient is written into the code as 0.2. It is learned, so it changes: the agent "
    "keeps it as an attribute.",
    "エントロピー係数が 0.2 と直接書かれています．係数は学習によって変わります．"
    "エージェントの属性を使いましょう．",
)
NOT_CLEARED = Text(
    "Gradients that were there before are added to the new ones: those of the last step, and those that "
    "the actor's update leaves behind on its way through the critic. PyTorch sums gradients until they "
    "are cleared: look at what has to happen before a new backward pass.",
    "前からあった勾配が，新しい勾配に足されています．前回の更新の勾配や，Actor の更新が Critic を通って"
    "残した勾配です．PyTorch は消すまで勾配を足し続けます．逆伝播の前に何をすべきか確認しましょう．",
)
STALE = Text(
    "The gradients are cleared after the step and not before the backward pass. In between, the "
    "actor's update sends a gradient through the critic, and what it leaves behind is added here. "
    "Clear just before you go backward.",
    "勾配を消すのが更新の後だけで，逆伝播の前ではありません．その間に Actor の更新が Critic に勾配を流し，"
    "残った勾配がここで足されてしまいます．逆伝播の直前に消しましょう．",
)
