"""What usually lies behind an exception."""

import re

from rlcourse.exercises.exercise import Failure
from rlcourse.language import Text

# (pattern in "Type: message", likely cause), the most special first.
CAUSES: tuple[tuple[str, Text], ...] = (
    (
        r"unexpected keyword argument|missing \d+ required|positional argument",
        Text(
            "The arguments do not fit: keep their names and their order as they stand in the stub.",
            "引数が合っていません．名前と順番を，もとの雛形のままにしましょう．",
        ),
    ),
    (
        r"does not require grad",
        Text(
            "The loss does not depend on the parameters any more: something detached it on the way.",
            "損失がパラメータに依存していません．途中で計算グラフから切り離されています．",
        ),
    ),
    (
        r"backward through the graph a second time",
        Text(
            "backward() ran twice over the same graph: compute the loss anew each time.",
            "同じ計算グラフで backward() を2回呼んでいます．損失を計算し直しましょう．",
        ),
    ),
    (
        r"leaf Variable that requires grad",
        Text(
            "A network's own numbers are overwritten: which one is to change, and does no_grad stand "
            "around it?",
            "ネットワークのパラメータを上書きしています．変えるのはどのネットワークで，no_grad の中ですか．",
        ),
    ),
    (
        r"modified by an inplace operation|in-place operation|modified inplace",
        Text(
            "A tensor that the gradient needs was overwritten: use the form without _ at the end, and "
            "step() after backward().",
            "勾配の計算に必要なテンソルを上書きしています．末尾に _ の付かない形を使い，step() は "
            "backward() の後に呼びましょう．",
        ),
    ),
    (
        r"grad can be implicitly created only for scalar",
        Text(
            "backward() wants one number: is the mean over the batch missing?",
            "backward() には1つの数が必要です．バッチの平均を忘れていませんか．",
        ),
    ),
    (
        r"must match the size of tensor|size mismatch|shapes cannot be multiplied|broadcast",
        Text(
            "Two shapes do not fit: print the shapes just before this line.",
            "テンソルの形が合っていません．この行の直前で形を表示してみましょう．",
        ),
    ),
    (
        r"Can't call numpy\(\)|can't convert .* to numpy",
        Text(
            "Stay in torch: NumPy would cut the gradient.",
            "torch の関数を使いましょう．NumPy に変換すると勾配が切れます．",
        ),
    ),
    (
        r"must be Tensor, not|argument 'input'|must be tensor",
        Text(
            "A plain number went where torch wants a tensor: use math for numbers.",
            "テンソルが必要なところに数値を渡しています．数値には math を使いましょう．",
        ),
    ),
    (
        r"same dtype|expected scalar type|Float but found Double|Double but found Float",
        Text(
            "float32 and float64 meet: convert one of them.",
            "float32 と float64 が混ざっています．どちらかに変換しましょう．",
        ),
    ),
    (
        r"NameError",
        Text(
            "This name is not known here: is an import or a self. missing, or was it renamed?",
            "この名前は定義されていません．import や self. の書き忘れ，名前の打ち間違いはありませんか．",
        ),
    ),
    (
        r"UnboundLocalError",
        Text("The variable is read before it gets a value.", "値を入れる前の変数を使っています．"),
    ),
    (
        r"AttributeError: 'NoneType'",
        Text(
            "Something is None: a call before this line returned nothing.",
            "None になっている変数があります．その前の呼び出しが何も返していません．",
        ),
    ),
    (
        r"has no setter",
        Text(
            "This follows from another attribute by itself: leave it as it is.",
            "この属性は別の属性から自動的に決まります．代入は不要です．",
        ),
    ),
    (
        r"AttributeError",
        Text("Is the name spelt as in the stub?", "名前のつづりは雛形と同じですか．"),
    ),
    (
        r"RecursionError",
        Text("The function calls itself without end.", "関数が自分自身を際限なく呼んでいます．"),
    ),
    (
        r"SystemExit",
        Text("An answer returns; it does not leave Python.", "exit は使わず，値を返しましょう．"),
    ),
    (
        r"IndexError",
        Text(
            "An index runs past the end: think of the last step, and of T = 1.",
            "添字が範囲を超えています．最後のステップや T = 1 の場合を考えましょう．",
        ),
    ),
)


def likely_cause(failure: Failure) -> Text:
    """A sentence for an exception; empty where nothing is known."""
    words = f"{failure.name}: {failure.message}"
    for pattern, cause in CAUSES:
        if re.search(pattern, words):
            return cause
    return Text("", "")
