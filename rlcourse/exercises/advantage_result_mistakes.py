"""Wrong answers to calculate_advantage, as edits of the reference: in what is returned."""

from rlcourse.exercises.exercise import Mistake
from rlcourse.language import Text

TARGET = "raw + values"
# Standardised twice: mistakes in these lines would show in both results.
SCALING = "    spread = x.std()\n    return (x - x.mean()) / spread"
GUARD = "x.numel() == 1 or x.std() < 1e-6"

TARGETS_STANDARDISED = Text(
    "The targets are made from the standardised advantages. The critic would learn numbers "
    "without the units of the reward; look at the order of the last lines.",
    "標準化した後のアドバンテージからターゲットを計算しています．Critic が報酬の単位を失った値を"
    "学習してしまいます．最後の数行の順番を確認しましょう．",
)

OF_THE_RESULT = (
    Mistake(
        "targets_standardised",
        ((TARGET, "standardise(raw) + values"), (SCALING, SCALING)),
        TARGETS_STANDARDISED,
    ),
    Mistake(
        "targets_standardised_biased",
        (
            (TARGET, "standardise(raw) + values"),
            (SCALING, SCALING.replace("x.std()", "x.std(unbiased=False)")),
        ),
        TARGETS_STANDARDISED,
    ),
    Mistake(
        "targets_minus_values",
        ((TARGET, "raw - values"),),
        Text(
            "V(s) is subtracted where it has to be added. The advantage has V(s) taken away; the "
            "target is the return, so it must come back.",
            "V(s) を足すべきところで引いています．アドバンテージは V(s) を引いたもので，"
            "ターゲットは収益なので，元に戻す必要があります．",
        ),
    ),
    Mistake(
        "targets_without_values",
        ((TARGET, "raw"),),
        Text(
            "The advantages are returned as targets. The critic learns what a state is worth, not "
            "how much better than expected it went: something has to be added back.",
            "アドバンテージがそのままターゲットになっています．Critic が学ぶのは状態の価値で，"
            "期待との差ではありません．足し戻すものがあります．",
        ),
    ),
    Mistake(
        "targets_of_one_step",
        ((TARGET, "deltas + values"),),
        Text(
            "The targets look one step ahead only. Here they are lambda-returns: the same sums as "
            "the advantages, before the values were taken away.",
            "ターゲットが1ステップ先しか見ていません．ここでのターゲットは λ-収益で，"
            "アドバンテージと同じ和から計算します．",
        ),
    ),
    Mistake(
        "not_standardised",
        (("advantages = standardise(raw)", "advantages = raw"),),
        Text(
            "The advantages are returned raw. With mean 0 and standard deviation 1 one step size "
            "serves every task; the targets alone stay raw.",
            "アドバンテージが標準化されていません．平均 0，標準偏差 1 にそろえると，どのタスクでも"
            "同じ学習率が使えます．元のままなのはターゲットだけです．",
        ),
    ),
    Mistake(
        "standardised_by_environment",
        (("x.mean()", "x.mean(dim=0)"), ("spread = x.std()", "spread = x.std(dim=0)")),
        Text(
            "Each environment is standardised on its own, so an environment in which all went badly "
            "looks as good as the others. Mean and standard deviation are over all T*E entries.",
            "環境ごとに標準化しているので，全部うまくいかなかった環境もほかと同じに見えてしまいます．"
            "平均と標準偏差は T*E 個すべての要素で計算しましょう．",
        ),
    ),
    Mistake(
        "standardised_by_step",
        (
            ("x.mean()", "x.mean(dim=-1, keepdim=True)"),
            ("spread = x.std()", "spread = x.std(dim=-1, keepdim=True)"),
        ),
        Text(
            "Each step is standardised over the environments, so steps can no longer be compared "
            "with each other. Mean and standard deviation are over all T*E entries.",
            "ステップごとに環境の間で標準化しているので，ステップどうしを比べられなくなっています．"
            "平均と標準偏差は T*E 個すべての要素で計算しましょう．",
        ),
    ),
    Mistake(
        "mean_left_in",
        (("(x - x.mean())", "x"),),
        Text(
            "The advantages are divided by their standard deviation, but their mean is still there: "
            "with a mean above 0 nearly every action would be made more likely.",
            "標準偏差では割っていますが，平均を引いていません．平均が正だと，"
            "ほとんどすべての行動の確率が上がってしまいます．",
        ),
    ),
    Mistake(
        "spread_left_in",
        (("/ spread", ""),),
        Text(
            "The mean is taken away, but the advantages keep the units of the reward. Standardised "
            "numbers have standard deviation 1 as well.",
            "平均は引いていますが，報酬の単位が残っています．標準化した値は標準偏差も 1 になります．",
        ),
    ),
    Mistake(
        "variance_for_std",
        (("spread = x.std()", "spread = x.var()"),),
        Text(
            "The advantages are divided by their variance. That does not make the standard deviation "
            "1: the variance has the square of the units.",
            "分散で割っています．分散の単位は2乗なので，標準偏差は 1 になりません．",
        ),
    ),
    Mistake(
        "epsilon_large",
        (("/ spread", "/ (spread + 1e-3)"),),
        Text(
            "The number added to the standard deviation is so large that small advantages shrink. It "
            "is there against a division by 0 only: 1e-8 is enough.",
            "標準偏差に足している数が大きすぎて，小さなアドバンテージが縮んでいます．0 での割り算を"
            "防ぐためだけの数なので，1e-8 で十分です．",
        ),
    ),
    Mistake(
        "no_guard_for_no_spread",
        ((f"if {GUARD}:", "if x.numel() == 1:"),),
        Text(
            "Where the advantages are all alike the division gives nan, or blows rounding errors up "
            "to size 1. Without any spread no action was better than another: the answer is 0.",
            "アドバンテージがすべて等しいとき，割り算で nan になるか，丸め誤差が大きさ 1 に拡大されます．"
            "ばらつきがなければ，どの行動にも優劣はありません．0 にしましょう．",
        ),
    ),
    Mistake(
        "no_guard",
        ((f"if {GUARD}:", "if False:"),),
        Text(
            "With one entry, or with entries that are all alike, there is no spread to divide by: "
            "nan comes out, or rounding errors blown up to size 1. Both cases should give 0.",
            "要素が1つのときや，すべて等しいときは，割るべきばらつきがありません．nan になるか，"
            "丸め誤差が大きさ 1 に拡大されてしまいます．どちらの場合も 0 を返しましょう．",
        ),
    ),
    Mistake(
        "no_guard_for_one",
        ((f"if {GUARD}:", "if x.std() < 1e-6:"),),
        Text(
            "A single entry gives nan: the standard deviation of one number is not defined. It "
            "should give the advantage 0.",
            "要素が1つだけのとき nan になります．1つの数の標準偏差は定義されません．"
            "アドバンテージは 0 にしましょう．",
        ),
    ),
    Mistake(
        "epsilon_for_a_guard",
        (
            (f"if {GUARD}:", "if x.numel() == 1:"),
            ("spread = x.std()", "spread = x.std(unbiased=False)"),
            ("/ spread", "/ (spread + 1e-8)"),
        ),
        Text(
            "A small number in the denominator prevents a division by 0, but where the advantages "
            "differ by rounding alone it still blows that up to size 1. Such advantages are to "
            "be 0: look at the size of the spread first.",
            "分母の小さな数で 0 での割り算は防げていますが，アドバンテージの差が丸め誤差だけのとき，"
            "それが大きさ 1 に拡大されてしまいます．そのときは 0 にするので，"
            "先にばらつきの大きさを確認しましょう．",
        ),
    ),
)
