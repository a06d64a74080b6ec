"""The warm-up: what is a whole episode worth?"""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.run import run_function
from rlcourse.language import Text
from rlcourse.solutions.returns import discounted_return


def cases(seed: int) -> list[Case]:
    """Rewards of a few short episodes; the first can be worked out by hand."""
    rng = np.random.default_rng(seed)

    def case(name: Text, rewards: np.ndarray, gamma: float, dtype: str = "float32") -> Case:
        inputs = {"rewards": np.asarray(rewards, dtype)}
        return Case(name, inputs, {"gamma": gamma}, frozenset({"options"}))

    def draw(steps: int) -> np.ndarray:
        # None close to 0, or a mistake could hide behind it.
        drawn: np.ndarray = rng.choice([-1, 1], steps) * rng.uniform(0.4, 1.6, steps)
        return drawn

    return [
        case(
            Text("rewards 1, 2, 4 and gamma 0.5", "報酬 1, 2, 4，gamma 0.5"),
            np.array([1.0, 2.0, 4.0]),
            0.5,
        ),
        case(Text("six steps, gamma 0.9", "6ステップ，gamma 0.9"), draw(6), 0.9),
        case(Text("a single step", "1ステップだけ"), draw(1), 0.8),
        case(
            Text("only the next reward counts: gamma 0", "最初の報酬だけを数える: gamma 0"),
            draw(3),
            0.0,
        ),
        case(Text("every reward counts: gamma 1", "すべての報酬が同じ重み: gamma 1"), draw(4), 1.0),
        case(Text("float64, gamma 0.7", "float64，gamma 0.7"), draw(5), 0.7, "float64"),
    ]


MISTAKES = (
    Mistake(
        "discount_forgotten",
        (("gamma**steps", "1.0**steps"),),
        Text(
            "This is the plain sum: gamma is not used. Without a discount a reward in the far "
            "future counts as much as one now. What should the second reward be multiplied by?",
            "gamma を使わない，ただの和になっています．割り引かないと，遠い未来の報酬が今の報酬と同じ重みを"
            "持ってしまいます．2つ目の報酬には何を掛けるべきでしょうか．",
        ),
    ),
    Mistake(
        "first_reward_discounted",
        (("gamma**steps", "gamma ** (steps + 1)"),),
        Text(
            "Every reward is discounted once too often, so the whole is gamma times what it "
            "should be. The first reward comes at once: which power of gamma belongs to it?",
            "すべての報酬が1回ずつ余分に割り引かれています．最初の報酬はすぐにもらえます．"
            "gamma の何乗を掛けるべきか考えましょう．",
        ),
    ),
    Mistake(
        "time_reversed",
        (("gamma**steps", "gamma ** steps.flip(0)"),),
        Text(
            "The order in time is turned round: the first reward is discounted most and the last "
            "not at all. A loop that carries a sum along has to start at the end of the episode.",
            "時間の向きが逆です．最初の報酬が一番割り引かれ，最後の報酬は割り引かれていません．"
            "和を持ち回るループは，エピソードの最後から始める必要があります．",
        ),
    ),
    Mistake(
        "product_for_power",
        (("gamma**steps", "gamma * steps"),),
        Text(
            "gamma is multiplied by the number of the step where it should be raised to it, so the "
            "first reward is lost and late ones grow. Each further step multiplies by gamma once "
            "more.",
            "gamma のべき乗ではなく，gamma とステップの番号の積になっています．最初の報酬が消え，"
            "後の報酬ほど大きくなってしまいます．1ステップ先に進むたびに gamma が1つ増えます．",
        ),
    ),
    Mistake(
        "one_discount_for_all",
        (("gamma**steps", "torch.where(steps > 0, gamma, 1.0).to(rewards)"),),
        Text(
            "Every reward after the first is discounted by the same factor. One two steps ahead "
            "should be worth less than one a step ahead: the factors multiply as time goes on.",
            "2つ目以降の報酬がどれも同じ割合で割り引かれています．2ステップ先の報酬は1ステップ先の報酬より"
            "小さくなるはずです．割引は1ステップごとに掛け合わされます．",
        ),
    ),
    Mistake(
        "gamma_written_in",
        (("gamma**steps", "0.99**steps"),),
        Text(
            "The discount is written into the code as 0.99, and the argument `gamma` has no effect. "
            "Use the argument: later notebooks change it.",
            "割引率 0.99 がコードに直接書かれていて，引数 `gamma` が使われていません．"
            "後のノートブックで値を変えるので，引数を使いましょう．",
        ),
    ),
    Mistake(
        "divided_by_the_powers",
        (("weights * rewards", "rewards / weights"),),
        Text(
            "The rewards are divided by the powers of gamma, so a late reward is worth more than an "
            "early one. Discounting makes it worth less.",
            "報酬を gamma のべき乗で割っているので，遅い報酬ほど大きくなります．"
            "割引は遅い報酬を小さくするものです．",
        ),
    ),
    Mistake(
        "rewards_summed_first",
        (("weights * rewards", "weights * rewards.cumsum(0)"),),
        Text(
            "Sums of rewards are discounted instead of the rewards, so early rewards are counted "
            "again at every later step. Each reward enters the sum once.",
            "報酬ではなく報酬の累積和を割り引いているので，早い報酬が何度も数えられています．"
            "どの報酬も一度だけ足しましょう．",
        ),
    ),
    Mistake(
        "mean_for_sum",
        (("worths.sum()", "worths.mean()"),),
        Text(
            "This is a mean over the steps. A return is a sum: an episode that goes on longer may "
            "be worth more, and that is how a pole learns to stay up.",
            "ステップについての平均になっています．収益は和です．長く続くエピソードほど価値が高くなるからこそ，"
            "エージェントは棒を立て続けることを学べます．",
        ),
    ),
    Mistake(
        "last_reward_lost",
        (("worths.sum()", "worths[:-1].sum()"),),
        Text(
            "The last reward is left out. Look at where the loop or the slice ends.",
            "最後の報酬が抜けています．ループやスライスの終わりを確認しましょう．",
        ),
    ),
    Mistake(
        "first_reward_lost",
        (("worths.sum()", "worths[1:].sum()"),),
        Text(
            "The first reward is left out: the one that comes at once and is not discounted at all.",
            "最初の報酬が抜けています．すぐにもらえて，まったく割り引かれない報酬です．",
        ),
    ),
    Mistake(
        "every_partial_sum",
        (("worths.sum()", "worths.cumsum(0)"),),
        Text(
            "All partial sums come back, one for each step. The return of the episode is a single "
            "number, with shape ().",
            "ステップごとの途中の和がすべて返されています．エピソードの収益は1つの数，形は () です．",
        ),
    ),
    Mistake(
        "one_element_vector",
        (("worths.sum()", "worths.sum(0, keepdim=True)"),),
        Text(
            "The number is right, but it comes in a vector of length 1. Shapes matter from the "
            "first exercise on: one number has shape ().",
            "値は正しいのですが，長さ1のベクトルになっています．最初の演習から形に気を付けましょう．"
            "1つの数の形は () です．",
        ),
    ),
)

EXERCISE = Exercise(
    name="discounted_return",
    notebook="00_start",
    title=Text("the discounted return", "割引収益"),
    points=5,
    minutes=5,
    difficulty=1,
    parts=(discounted_return,),
    cases=cases,
    run=run_function(("total",)),
    mistakes=MISTAKES,
    hints=(
        Text(
            "Do it by hand first. Rewards 1, 2, 4 and gamma 0.5: the first counts in full, the "
            "second half, the third half of a half.",
            "まず手で計算してみましょう．報酬が 1, 2, 4 で gamma が 0.5 のとき，1つ目はそのまま，"
            "2つ目は半分，3つ目は半分の半分です．",
        ),
        Text(
            "There are two ways. Make the weights 1, gamma, gamma^2, ... as a tensor, multiply and "
            "sum. Or walk through the rewards from the last to the first and keep a running total.",
            "方法は2つあります．重み 1, gamma, gamma^2, ... のテンソルを作って掛けて足すか，"
            "報酬を最後から最初へたどりながら合計を更新していくかです．",
        ),
        Text(
            "Walking backwards, each step replaces the total by reward + gamma * total. Start from 0, "
            "go over reversed(rewards), and return the total as a tensor of shape ().",
            "後ろからたどる方法では，合計を 報酬 + gamma * 合計 で置き換えていきます．0 から始めて "
            "reversed(rewards) を順に処理し，最後の合計を形 () のテンソルとして返しましょう．",
        ),
    ),
)
