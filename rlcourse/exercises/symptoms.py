"""What is off about an answer that no known mistake explains."""

import numpy as np

from rlcourse.exercises.causes import likely_cause
from rlcourse.exercises.exercise import Exercise, Failure
from rlcourse.exercises.judge import Wrong
from rlcourse.exercises.noise import ACROSS_ACTIONS, ACROSS_BATCH, LAW, MEAN, VARIANCE
from rlcourse.exercises.patterns import Symptom, of_pattern_in
from rlcourse.exercises.run import BEYOND, FINITE, FRESH, GRADIENT, INPUTS_KEPT, RANDOM_KEPT
from rlcourse.exercises.run_sac import LOG_PIS
from rlcourse.exercises.run_update import AGAIN, AT_STEP, STEPS, UNTOUCHED
from rlcourse.exercises.sac_symptoms import BESIDE
from rlcourse.exercises.watched_agent import TOGETHER
from rlcourse.language import COMMA, Text

ONLY = {
    "ends": Text(
        "Right within an episode, wrong where one ends. Look at what terminated and truncated do, "
        "step by step.",
        "エピソードの途中では正しく，終わるところで間違っています．terminated と truncated の働きを"
        "1ステップずつ確認しましょう．",
    ),
    "saturated": Text(
        "Right in the middle, wrong for actions close to -1 or 1. Look at the terms that grow without "
        "limit there, and at what keeps them finite.",
        "中央では正しく，-1 や 1 に近い行動で間違っています．そこで際限なく大きくなる項と，"
        "それを有限に保つ工夫を確認しましょう．",
    ),
    "several": Text(
        "Right for one action dimension or one environment, wrong for several. Look at the axis of "
        "every sum and mean, and at constants that should count the dimensions.",
        "行動が1次元，または環境が1つなら正しく，複数になると間違います．和や平均をとる軸と，"
        "次元の数だけ必要な定数を確認しましょう．",
    ),
    BEYOND: Text(
        "Right where the log standard deviations lie between -20 and 2, wrong outside. Look at both "
        "limits, and at what is kept between them.",
        "log_stds が -20 から 2 の範囲にあれば正しく，範囲の外で間違っています．上限と下限，"
        "そして何をその範囲に収めるのかを確認しましょう．",
    ),
    "options": Text(
        "Right with the default settings, wrong with others. Is a number written into the code where "
        "an argument should stand?",
        "既定の設定では正しく，ほかの設定で間違います．引数を使うべきところに数値を直接書いていませんか．",
    ),
}


# Kinds of which a single right case disproves the sentence.
WHOLE_KINDS = ("several", "options")

# What can be off about the noise that an answer draws.
NOISE = {
    FRESH: Text(
        "Two calls in a row give the same actions. Every call must draw new noise.",
        "続けて2回呼ぶと同じ行動になります．呼ばれるたびに新しいノイズを生成しましょう．",
    ),
    MEAN: Text(
        "The actions do not scatter around tanh of the mean: the noise behind them does not average 0.",
        "行動が tanh(平均) のまわりに散らばっていません．ノイズの平均が 0 になっていません．",
    ),
    VARIANCE: Text(
        "The actions scatter too much or too little: the noise has not variance 1 before it is scaled, "
        "or it is not scaled by the standard deviation, exp(log_stds).",
        "行動の散らばり方が大きすぎるか小さすぎます．引き伸ばす前のノイズの分散が 1 でないか，"
        "標準偏差 exp(log_stds) 以外のもので引き伸ばしています．",
    ),
    LAW: Text(
        "The noise has the right mean and variance, but it is not Gaussian.",
        "ノイズの平均と分散は合っていますが，ガウス分布に従っていません．",
    ),
    ACROSS_BATCH: Text(
        "Different samples of a batch do not have noise of their own.",
        "バッチの中の別々のサンプルが，独立なノイズになっていません．",
    ),
    ACROSS_ACTIONS: Text(
        "Different dimensions of an action do not have noise of their own.",
        "行動の別々の次元が，独立なノイズになっていません．",
    ),
}

DIFFERENT: Symptom = (
    "different",
    Text(
        "The numbers differ, and no known mistake explains how. Work the smallest case below by hand, "
        "term by term.",
        "値が違いますが，よくある間違いのどれとも一致しません．下の一番小さい例を，1項ずつ手で計算してみましょう．",
    ),
)


def describe(exercise: Exercise, wrong: list[Wrong], tried: int) -> Symptom:
    """The most telling symptom of the failed cases, `tried` cases in all."""
    failures = [(w.outcome.failure, w.case.name) for w in wrong if w.outcome.failure is not None]
    if failures:
        only = listed([name for _, name in failures])
        return of_failure(failures[0][0], None if len(failures) == tried else only)
    for w in wrong:
        for symptom in (of_form(w), of_side_effects(w), of_numbers_missing(w)):
            if symptom is not None:
                return symptom
    for guess in (
        of_noise(wrong),
        of_gradient(wrong),
        of_place(exercise, wrong, tried),
        of_consistency(wrong),
        of_pattern_in(wrong, tried),
        of_cases(wrong, tried),
    ):
        if guess is not None:
            return guess
    return DIFFERENT


def of_failure(failure: Failure, only_for: Text | None) -> Symptom:
    """Why there are no numbers at all."""
    if failure.kind == "timeout":
        return "timeout", Text(
            "It was stopped after 5 seconds. Is there a loop that never ends?",
            "5秒で打ち切りました．終わらないループはありませんか．",
        )
    if failure.kind == "returned":
        if failure.name == "NoneType":
            return "returned_none", Text(
                f"It returns nothing. Is `return` missing? Expected: {failure.message}.",
                f"何も返していません．`return` を忘れていませんか．返すもの: {failure.message}",
            )
        return "returned", Text(
            f"It returns {failure.name}; expected as tensors: {failure.message}.",
            f"{failure.name} が返されました．テンソルで返すもの: {failure.message}",
        )
    where = f" `{failure.line}`" if failure.line else ""
    words = f"{failure.name}: {failure.message}" if failure.message else failure.name
    cause = likely_cause(failure)
    only = Text("", "")
    if only_for is not None:
        only = Text(f" Only for: {only_for.en}.", f" 次の場合だけ起こります: {only_for.ja}．")
    return "exception", Text(
        f"It stopped with an error.{where} {words}.{only.en} {cause.en}".rstrip(),
        f"エラーで止まりました．{where} {words}．{only.ja} {cause.ja}".rstrip(),
    )


def of_form(w: Wrong) -> Symptom | None:
    """Shape or dtype."""
    for key in w.keys:
        came, want = w.outcome.outputs.get(key), w.right[0].outputs.get(key)
        if came is None or want is None or key.startswith(GRADIENT):
            continue
        if came.shape == (0,) and want.size > 0 and key == LOG_PIS:
            return of_failure(Failure("returned", "NoneType", key), None)
        if came.shape != want.shape:
            return "shape", of_shape(key, came.shape, want.shape)
        if came.dtype != want.dtype:
            return "dtype", Text(
                f"{key} is {came.dtype}; it should follow its inputs and be {want.dtype}.",
                f"{key} が {came.dtype} です．入力に合わせて {want.dtype} にしましょう．",
            )
    return None


def of_shape(key: str, came: tuple[int, ...], want: tuple[int, ...]) -> Text:
    """The two shapes, and what the wrong one leads to."""
    en = f"{key} has shape {came}; it should be {want}."
    ja = f"{key} の形が {came} です．{want} にしましょう．"
    if len(came) == len(want) - 1 and want[-1] == 1:
        en += (
            f" Subtracted from a {want} tensor it would quietly give "
            f"({', '.join(map(str, (*want[:-1], *came)))}) numbers by broadcasting."
        )
        ja += " このまま次の計算に進むと，ブロードキャストで黙って大きな行列になってしまいます．"
    return Text(en, ja)


def of_side_effects(w: Wrong) -> Symptom | None:
    """Things that an answer did beside giving numbers."""
    if INPUTS_KEPT in w.keys:
        return "inputs_changed", Text(
            "It changes its inputs in place. The caller still needs them: look for methods whose "
            "name ends in _ and for assignments into an argument.",
            "引数を直接書き換えています．呼び出し側はまだ使います．名前が _ で終わるメソッドや，"
            "引数への代入を探しましょう．",
        )
    if RANDOM_KEPT in w.keys:
        return "random_state", Text(
            "It draws random numbers or sets a seed, although nothing here is random. That changes "
            "every later draw of the training.",
            "乱数を生成するか，シードを設定しています．ここには乱数は要りません．以後の乱数がすべて変わってしまいます．",
        )
    for key in w.keys:
        if key.startswith(STEPS) and w.expected is not None:
            came, want = int(w.outcome.outputs[key]), int(w.expected.outputs[key])
            name = key.removeprefix(STEPS)
            return "steps", Text(
                f"The optimiser of the {name} stepped {times(came)}; it should step {times(want)}.",
                f"{name} のオプティマイザが {came} 回更新しました．正しくは {want} 回です．",
            )
    if UNTOUCHED in w.keys:
        return "touched", Text(
            "Parameters changed outside the optimiser's step.",
            "オプティマイザの step() 以外でパラメータが変わっています．",
        )
    if TOGETHER in w.keys:
        return "not_together", Text(
            "An update gets targets, actions or advantages that are not those of the states beside "
            "them. Compare the indices, the shapes, and what is done to the numbers on the way.",
            "更新に渡されたターゲット，行動，アドバンテージのどれかが，同じ番号の状態のものではありません．"
            "添字と形，途中での計算を確認しましょう．",
        )
    return next((symptom for key, symptom in BESIDE.items() if key in w.keys), None)


def times(count: int) -> str:
    """1 -> "once", 2 -> "2 times"."""
    return "once" if count == 1 else f"{count} times"


def of_numbers_missing(w: Wrong) -> Symptom | None:
    """nan or inf where there should be numbers."""
    for key in w.keys:
        came = w.outcome.outputs.get(key)
        if came is None:
            continue
        if key.startswith(FINITE):
            return "not_finite", Text(
                f"{key.removeprefix(FINITE)} holds nan or inf for {w.case.name.en}.",
                f"{key.removeprefix(FINITE)} に nan か inf があります({w.case.name.ja})．",
            )
        if came.dtype.kind == "f" and not np.isfinite(came).all():
            if w.expected is not None and not np.isfinite(w.expected.outputs[key]).all():
                continue
            return "not_finite", Text(
                f"{key} holds nan or inf ({w.case.name.en}). Look for a division by 0 or the log of 0.",
                f"{key} に nan か inf があります({w.case.name.ja})．0 での割り算や 0 の対数を探しましょう．",
            )
    return None


def of_noise(wrong: list[Wrong]) -> Symptom | None:
    """The noise that the actions imply."""
    keys = {key for w in wrong for key in w.keys}
    for key, text in NOISE.items():
        if key in keys:
            return key.replace(" ", "_"), text
    return None


def of_consistency(wrong: list[Wrong]) -> Symptom | None:
    """Where the noise is sound, what does not follow from it."""
    keys = {key for w in wrong for key in w.keys}
    if wrong[0].expected is None and "log_pis" in keys:
        return "inconsistent", Text(
            "log_pis is not the log density of the actions that come with it. Are both made from the "
            "same noise?",
            "log_pis が，一緒に返された行動の確率密度の対数になっていません．両方とも同じノイズから"
            "計算していますか．",
        )
    return None


def of_gradient(wrong: list[Wrong]) -> Symptom | None:
    """Values that are right while their gradient is not."""
    keys = {key for w in wrong for key in w.keys}
    gradients = {key for key in keys if key.startswith((GRADIENT, AT_STEP))}
    if not gradients or gradients != keys:
        return None
    if keys == {AGAIN}:
        return "left_over", Text(
            "The first update is right and the second is not: something of the first is left over. "
            "Look at what has to be cleared between two updates.",
            "1回目の更新は正しく，2回目が間違っています．1回目の何かが残っています．"
            "更新のたびに消すべきものを確認しましょう．",
        )
    none = all(
        not w.outcome.outputs[key].any() for w in wrong for key in w.keys if key in gradients
    )
    if none:
        return "no_gradient", Text(
            "No gradient flows. Look for detach(), torch.no_grad(), .item(), .numpy() or a tensor made "
            "anew from numbers.",
            "勾配が流れていません．detach()，torch.no_grad()，.item()，.numpy() や，"
            "数値から作り直したテンソルを探しましょう．",
        )
    if AT_STEP in gradients:
        return None
    names = ", ".join(sorted(gradients))
    return "gradient", Text(
        f"The values are right, but not the {names}. Is part of the graph cut off?",
        f"値は正しいのですが，勾配が違います({names})．計算グラフの一部が切れていませんか．",
    )


def of_place(exercise: Exercise, wrong: list[Wrong], tried: int) -> Symptom | None:
    """Wrong only in cases of one kind."""
    if len(wrong) == tried:
        return None
    failed = [w.case for w in wrong]
    passed = [c for c in exercise.cases(0) if c.name not in {f.name for f in failed}]
    for tag, text in ONLY.items():
        kind = [tag in c.tags for c in passed]
        # Where most cases of a kind are right, the kind says less than the names of the others.
        most = 0 if tag in WHOLE_KINDS or len(failed) == 1 else 2 * len(failed) - 1
        if all(tag in c.tags for c in failed) and not all(kind) and sum(kind) <= most:
            return tag, text
    return None


def of_cases(wrong: list[Wrong], tried: int) -> Symptom | None:
    """Wrong in a few cases only, which are named."""
    if 2 * len(wrong) > tried:
        return None
    names = listed([w.case.name for w in wrong])
    return "some_cases", Text(
        f"Wrong only here: {names.en}.", f"次の場合だけ間違っています: {names.ja}．"
    )


def listed(names: list[Text]) -> Text:
    """The names with commas between them."""
    return Text(COMMA.en.join(name.en for name in names), COMMA.ja.join(name.ja for name in names))
