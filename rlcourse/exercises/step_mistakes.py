"""The mistakes around an optimiser's step that the updates share, and what is said of them.

The updates name their optimiser `self.optim_NAME` and clear it just before `loss.backward()`.
"""

from rlcourse.exercises.exercise import Edit, Mistake
from rlcourse.language import Text

NO_ZERO_GRAD = Text(
    "Gradients of the update before are still there and are added to the new ones, so every step "
    "also repeats the old ones. PyTorch sums gradients until they are cleared: look at what has to "
    "happen before a new backward pass, and for which optimiser.",
    "前回の更新の勾配が残ったまま，新しい勾配が足されています．PyTorch は消すまで勾配を足し続けるので，"
    "更新のたびに古い勾配が混ざります．逆伝播の前に何をすべきか，"
    "どのオプティマイザに対してかを確認しましょう．",
)
ZERO_GRAD_LATE = Text(
    "The optimiser steps with nothing, so the network never learns: backward() is missing, or the "
    "gradients are cleared after it. Look at the calls before the step, and at their order.",
    "オプティマイザに勾配が届かず，ネットワークが学習しません．backward() を呼んでいないか，計算した勾配を"
    "使う前に消しています．更新の前の呼び出しと，その順番を確認しましょう．",
)
CLIP_MISSING = Text(
    "The gradient reaches the optimiser at its full length. Clipping its norm keeps one unlucky "
    "minibatch from throwing the network far off; it must act on this network's parameters, on "
    "gradients that already exist, and before they are used.",
    "勾配が元の長さのままオプティマイザに渡っています．ノルムのクリップは，運の悪いミニバッチ1つで"
    "ネットワークが大きく動くのを防ぎます．このネットワークのパラメータに対して，"
    "勾配が計算された後，使われる前に行いましょう．",
)
CLIP_VALUE = Text(
    "Every entry of the gradient is clipped on its own, which turns its direction. Shortening the "
    "whole vector keeps the direction: look for the function that clips the norm.",
    "勾配を成分ごとにクリップしているので，勾配の向きが変わってしまいます．"
    "ベクトル全体を縮めれば向きは保たれます．ノルムをクリップする関数を探しましょう．",
)
CLIP_BOTH = Text(
    "The gradients of both networks are clipped together, and the other one still holds what its own "
    "update left there: how short this one becomes depends on that. Clip each network's own gradient.",
    "2つのネットワークの勾配をまとめてクリップしています．もう一方には前の更新の勾配が残っているので，"
    "この勾配がどれだけ縮むかがそれに左右されます．ネットワークごとにクリップしましょう．",
)
NORM_FIXED = Text(
    "The longest allowed gradient is written into the code as a number, so the setting of the agent "
    "has no effect. The agent keeps that setting as an attribute.",
    "勾配のノルムの上限が数値で直接書かれていて，エージェントの設定が効いていません．"
    "上限はエージェントの属性に保持されています．",
)
BOTH = "[*self.actor.parameters(), *self.critic.parameters()]"
STEP_MISSING = Text(
    "No optimiser steps, so the network stays as it is, whatever the loss. Look at what turns a "
    "gradient into new parameters.",
    "オプティマイザが一度も更新していないので，損失が何であってもネットワークは変わりません．"
    "勾配からパラメータを更新する呼び出しを確認しましょう．",
)


def cleared_late(name: str) -> tuple[Edit, ...]:
    """The edit that clears the gradients of this optimiser after they were computed."""
    clear, backward = f"self.optim_{name}.zero_grad()", "loss.backward()"
    return ((f"{clear}\n    {backward}", f"{backward}\n    {clear}"),)


def no_zero_grad(name: str, text: Text = NO_ZERO_GRAD) -> Mistake:
    """The gradients are never cleared."""
    return Mistake("no_zero_grad", ((f"self.optim_{name}.zero_grad()", "pass"),), text)


def zero_grad_late(name: str) -> Mistake:
    """The gradients are cleared before they are used."""
    return Mistake("zero_grad_late", cleared_late(name), ZERO_GRAD_LATE)


def clip_mistakes(name: str) -> tuple[Mistake, ...]:
    """The norm of the gradient is not clipped, or otherwise than it should be."""
    clip = f"nn.utils.clip_grad_norm_(self.{name}.parameters(), self.max_grad_norm)"
    return (
        Mistake("clip_missing", ((clip, "pass"),), CLIP_MISSING),
        Mistake("clip_value", (("clip_grad_norm_", "clip_grad_value_"),), CLIP_VALUE),
        Mistake("clip_both", ((f"self.{name}.parameters()", BOTH),), CLIP_BOTH),
        Mistake("max_norm_fixed", (("self.max_grad_norm", "0.5"),), NORM_FIXED),
    )


def step_missing(name: str) -> Mistake:
    """The gradient is not used."""
    return Mistake("step_missing", ((f"self.optim_{name}.step()", "pass"),), STEP_MISSING)
