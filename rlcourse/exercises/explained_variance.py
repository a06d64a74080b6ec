"""One of the six numbers, by hand: what does the critic know?"""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.run import run_function
from rlcourse.language import Text
from rlcourse.solutions.explained_variance import explained_variance


def cases(seed: int) -> list[Case]:
    """Critics that know something, everything and less than nothing of their targets."""
    rng = np.random.default_rng(seed)

    def case(name: Text, values: np.ndarray, targets: np.ndarray, dtype: str = "float32") -> Case:
        arrays = {"values": values, "targets": targets}
        return Case(name, {key: np.asarray(a, dtype).reshape(-1, 1) for key, a in arrays.items()})

    def draw(size: int) -> tuple[np.ndarray, np.ndarray]:
        targets = rng.normal(2, 3, size)
        return 0.5 * targets + rng.normal(-1, 1, size), targets

    values, targets = draw(6)
    return [
        case(
            Text("values 1, 3, 5 and targets 1, 2, 6", "推定値 1, 3, 5，ターゲット 1, 2, 6"),
            np.array([1.0, 3.0, 5.0]),
            np.array([1.0, 2.0, 6.0]),
        ),
        case(
            Text("every value is 5 too high", "すべての推定値が 5 だけ高い"),
            np.array([6.0, 7.0, 11.0, 4.0]),
            np.array([1.0, 2.0, 6.0, -1.0]),
        ),
        case(
            Text("a critic that says the opposite", "逆のことを言う Critic"),
            values - 3 * targets,
            targets,
        ),
        case(Text("six values, all different", "すべて異なる6個の推定値"), values, targets),
        case(Text("forty values in float64", "40個の推定値，float64"), *draw(40), "float64"),
    ]


RATIO = "errors.var() / targets.var()"
COVARIANCE = "((values - values.mean()) * targets)"
BOTH = "(values.var(correction=0) * targets.var(correction=0))"

MISTAKES = (
    Mistake(
        "left_over_itself",
        (("1 - left_over", "left_over"),),
        Text(
            "This is the share that the critic does not know: 0 for a perfect one. The share that it "
            "does know is the rest of 1.",
            "これは Critic が説明できなかった割合で，完璧な Critic なら 0 になります．知りたいのは，1 からこれを引いた残りです．",
        ),
    ),
    Mistake(
        "negative",
        (("1 - left_over", "left_over - 1"),),
        Text(
            "The right number with the wrong sign. A perfect critic should get 1.",
            "値は合っていますが，符号が逆です．完璧な Critic で 1 になるはずです．",
        ),
    ),
    Mistake(
        "variance_of_values",
        ((RATIO, "1 - values.var() / targets.var()"),),
        Text(
            "This compares how far values and targets spread, and never which value belongs to which "
            "target. A critic that says the opposite of the truth would pass for perfect. What is "
            "left when the values are taken away from the targets?",
            "推定値とターゲットの散らばりの大きさだけを比べていて，どの推定値がどのターゲットに対応するかを見ていません．"
            "これでは，逆のことを言う Critic も完璧に見えます．ターゲットから推定値を引くと，何が残るでしょうか．",
        ),
    ),
    Mistake(
        "measured_by_the_values",
        ((RATIO, "errors.var() / values.var()"),),
        Text(
            "The errors are compared with the spread of the values. It is the targets that are to be "
            "explained: a timid critic, whose values hardly differ, would get a huge number here.",
            "誤差を推定値の散らばりと比べています．説明したいのはターゲットの散らばりです．"
            "どのデータにもほとんど同じ推定値を返す Critic では，この比がとても大きくなってしまいます．",
        ),
    ),
    Mistake(
        "shift_counts",
        ((RATIO, "errors.pow(2).mean() / targets.var(correction=0)"),),
        Text(
            "Here the errors are squared as they are, so that a critic whose values are all too high by "
            "the same amount is punished (this is R², another useful number). A variance does not "
            "see a common shift: it looks at how far the errors lie from their own mean.",
            "誤差をそのまま2乗しているので，すべての推定値が同じだけ高すぎる Critic も低く評価されます"
            "(これは決定係数 R² という，別の役に立つ指標です)．分散は共通のずれには反応しません．それぞれの誤差が，誤差の平均からどれだけ離れているかを見るからです．",
        ),
    ),
    Mistake(
        "squares_for_variances",
        ((RATIO, "errors.pow(2).mean() / targets.pow(2).mean()"),),
        Text(
            "Mean squares stand where variances belong. Targets that are all far from 0 would make any "
            "critic look good. A variance measures the distance from the mean, not from 0.",
            "分散ではなく2乗の平均になっています．ターゲットがどれも 0 から遠いと，どんな Critic でも良い値になってしまいます．"
            "分散が測るのは，0 からではなく，平均からの離れ方です．",
        ),
    ),
    Mistake(
        "standard_deviations",
        ((RATIO, "errors.std() / targets.std()"),),
        Text(
            "Standard deviations are compared, not variances. A critic whose errors are half as wide as "
            "its targets explains three quarters of the variance, not a half.",
            "分散ではなく標準偏差を比べています．誤差の標準偏差がターゲットの半分なら，説明できた割合は，半分ではなく4分の3です．",
        ),
    ),
    Mistake(
        "two_kinds_of_variance",
        ((RATIO, "errors.var(correction=0) / targets.var()"),),
        Text(
            "One variance is divided by B and the other by B - 1. Either will do, if it is the same "
            "in both: then it cancels.",
            "一方の分散は B で，もう一方は B - 1 で割られています．どちらで割ってもかまいませんが，"
            "両方でそろえましょう．そろっていれば，比をとったときに約分されて消えます．",
        ),
    ),
    Mistake(
        "never_below_zero",
        (("1 - left_over", "(1 - left_over).clamp(min=0)"),),
        Text(
            "Negative numbers are cut off. A critic can be worse than a constant, and that is when you "
            "most want to know it.",
            "負の値が切り捨てられています．Critic の予測が，定数で予測するより悪くなることもあります．そのときこそ，それに気づきたいはずです．",
        ),
    ),
    Mistake(
        "every_pair",
        (("targets - values", "targets - values.squeeze(-1)"),),
        Text(
            "Every target meets every value: a (B, 1) minus a (B) is (B, B). Nothing of which value "
            "belongs to which target is left in it. Print the shape of the difference.",
            "(B, 1) から (B) を引くと (B, B) になり，すべてのターゲットとすべての推定値が組み合わされます．"
            "これでは，どの推定値がどのターゲットに対応するかがわからなくなります．差の形を表示してみましょう．",
        ),
    ),
    Mistake(
        "correlation",
        ((RATIO, f"1 - {COVARIANCE}.mean() ** 2 / {BOTH}"),),
        Text(
            "This is the squared correlation: what the best straight line through the values would "
            "explain. A critic that is wrong by a factor, or says the opposite, gets full marks for it. "
            "Take the values as they are.",
            "これは相関係数の2乗です．推定値を1次式で一番よく補正したときに説明できる割合なので，"
            "推定値が定数倍ずれていても，符号が逆でも，高い値になります．推定値をそのまま使いましょう．",
        ),
    ),
    Mistake(
        "sum_in_place_of_difference",
        (("targets - values", "targets + values"),),
        Text(
            "Targets and values are added. What a critic gets wrong is the difference of the two.",
            "ターゲットと推定値を足しています．Critic の誤差は2つの差です．",
        ),
    ),
)

EXERCISE = Exercise(
    name="explained_variance",
    notebook="10_silent_bugs_sac",
    title=Text("the explained variance", "説明分散"),
    points=5,
    minutes=5,
    difficulty=1,
    parts=(explained_variance,),
    cases=cases,
    run=run_function(("share",)),
    mistakes=MISTAKES,
    hints=(
        Text(
            "What does the critic get wrong? Subtract. How far do these errors spread? And how far the "
            "targets, before anybody said anything?",
            "Critic はどれだけ間違えたでしょうか．引き算で求めましょう．その誤差はどれだけ散らばっていますか．"
            "では，もとのターゲットはどれだけ散らばっていますか．",
        ),
        Text(
            "`tensor.var()` is the variance of all numbers in a tensor. You need two of them, and their "
            "ratio.",
            "`tensor.var()` はテンソルのすべての数の分散です．2つの分散を求め，その比をとります．",
        ),
        Text(
            "The ratio of the errors' variance to the targets' is the share that is left over. Return 1 "
            "minus that share, a tensor of shape ().",
            "誤差の分散をターゲットの分散で割ったものが，説明できなかった割合です．1 からそれを引いたものを，形 () のテンソルで返します．",
        ),
    ),
)
