"""Silent bug C: an old policy that is never old."""

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.watched_agent import run_passes
from rlcourse.language import Text
from rlcourse.solutions.pieces import make_passes


def cases(seed: int) -> list[Case]:
    """Rollouts that are already flat, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, size: int, num_updates: int, batch_size: int) -> Case:
        widths = {"states": 3, "actions": 2, "log_pis_old": 1, "targets": 1, "advantages": 1}
        inputs = {
            field: rng.normal(size=(size, width)).astype("float32")
            for field, width in widths.items()
        }
        inputs["states"][:, 0] = np.arange(size)
        return Case(name, inputs, {"num_updates": num_updates, "batch_size": batch_size})

    return [
        draw(
            Text("12 entries, minibatches of 4, 3 passes", "データ12個，大きさ4のミニバッチ，3周"),
            12,
            3,
            4,
        ),
        draw(
            Text("10 entries, minibatches of 4, 2 passes", "データ10個，大きさ4のミニバッチ，2周"),
            10,
            2,
            4,
        ),
        draw(
            Text("9 entries, minibatches of 3, 4 passes", "データ9個，大きさ3のミニバッチ，4周"),
            9,
            4,
            3,
        ),
    ]


PASSES = "    for _ in range(agent.num_updates):\n"
BATCHES = "        for i in torch.randperm(len(states)).split(agent.batch_size):\n"
CRITIC = "            agent.update_critic(states[i], targets[i])\n"
EVALUATE = "log_pis_old = agent.actor.evaluate_log_pi(states, actions)\n"


def scored_anew(indent: str) -> str:
    """The lines that score the rollout's actions with the policy of now."""
    return f"{indent}with torch.no_grad():\n{indent}    {EVALUATE}"


MISTAKES = (
    Mistake(
        "as_it_came",
        ((CRITIC, scored_anew(" " * 12) + CRITIC),),
        Text(
            "This still does what the code did when it came. A clip fraction of exactly 0 says that no "
            "ratio ever leaves 1: which policy is the old one here, and since when?",
            "まだ最初のコードと同じ動作をしています．クリップ率がちょうど 0 ということは，"
            "比が 1 から離れないということです．ここでの「古い」方策は，いつの時点の方策でしょうか．",
        ),
    ),
    Mistake(
        "every_pass",
        ((BATCHES, scored_anew(" " * 8) + BATCHES),),
        Text(
            "Better: within a pass the ratios move now. But each pass starts from 1 again, so in ten "
            "passes the policy may go ten times as far as the clip allows.",
            "良くなりました．1周の間は比が動きます．しかし，周が変わるたびに 1 に戻るので，10周すると"
            "クリップが許す範囲の10倍も動きかねません．",
        ),
    ),
    Mistake(
        "one_pass",
        (("range(agent.num_updates)", "range(1)"),),
        Text(
            "With one pass the ratio hardly moves, so nothing has to be clipped; but a rollout is "
            "expensive, and PPO's point is to use it several times.",
            "1周だけなら比はほとんど動かず，クリップも要りません．しかし，ロールアウトを集めるには"
            "時間がかかります．それを何度も使えるのが PPO の良さです．",
        ),
    ),
    Mistake(
        "not_shuffled",
        (("torch.randperm(len(states))", "torch.arange(len(states))"),),
        Text(
            "The minibatches are neighbours in time now. They look alike and pull the networks one way.",
            "ミニバッチが時間的に隣り合うデータになっています．互いに似ているので，ネットワークが"
            "一方向に引っ張られます．",
        ),
    ),
    Mistake(
        "shuffled_once",
        (
            (PASSES, f"    order = torch.randperm(len(states))\n{PASSES}"),
            ("torch.randperm(len(states)).split", "order.split"),
        ),
        Text(
            "Every pass has the same minibatches. Shuffle anew for each.",
            "どの周も同じミニバッチになっています．周ごとにシャッフルし直しましょう．",
        ),
    ),
    Mistake(
        "seed_set_inside",
        ((PASSES, f"    torch.random.default_generator.manual_seed(0)\n{PASSES}"),),
        Text(
            "A seed is set in here, so every rollout is shuffled alike, and the noise of exploration "
            "repeats itself too. A seed is set once, before training.",
            "ここでシードを設定しているので，どのロールアウトも同じ順にシャッフルされ，探索のノイズも"
            "繰り返されてしまいます．シードは学習の前に1度だけ設定します．",
        ),
    ),
    Mistake(
        "rest_dropped",
        (
            (
                ".split(agent.batch_size)",
                ".split(agent.batch_size)[: len(states) // agent.batch_size]",
            ),
        ),
        Text(
            "Where the rollout cannot be divided evenly, the rest is left out. A smaller last minibatch "
            "does no harm.",
            "データの数がミニバッチの大きさで割り切れないとき，余りが捨てられています．"
            "最後のミニバッチは小さくてもかまいません．",
        ),
    ),
    Mistake(
        "with_replacement",
        (("torch.randperm(len(states))", "torch.randint(len(states), (len(states),))"),),
        Text(
            "The entries are drawn with replacement, so a pass uses some twice and others not at all.",
            "重複を許して選んでいるので，1周の中で2回使われるデータも，一度も使われないデータもあります．",
        ),
    ),
    Mistake(
        "batch_size_fixed",
        (("agent.batch_size", "64"),),
        Text(
            "The size of a minibatch is written into the code; the agent has a setting for it.",
            "ミニバッチの大きさが数値で直接書かれています．エージェントの設定を使いましょう．",
        ),
    ),
    Mistake(
        "actions_of_others",
        (("actions[i]", "actions[torch.randperm(len(actions))[: len(i)]]"),),
        Text(
            "The actions are shuffled in another order than the states, so each state meets an action "
            "that was taken elsewhere.",
            "行動だけ，状態とは別の順番でシャッフルされています．これでは，状態が別の状態でとった行動と"
            "組み合わされてしまいます．",
        ),
    ),
    Mistake(
        "targets_for_advantages",
        (("log_pis_old[i], advantages[i]", "log_pis_old[i], targets[i]"),),
        Text(
            "The actor gets the critic's targets in place of the advantages.",
            "Actor に，アドバンテージではなく Critic のターゲットが渡されています．",
        ),
    ),
    Mistake(
        "critic_left_out",
        (("agent.update_critic(states[i], targets[i])", "pass"),),
        Text(
            "The critic no longer learns, so the advantages soon mean nothing.",
            "Critic が学習しなくなりました．これではアドバンテージの意味がなくなります．",
        ),
    ),
)

EXERCISE = Exercise(
    name="make_passes",
    notebook="09_silent_bugs",
    title=Text("bug C: no brakes", "バグC: ブレーキがない"),
    points=10,
    minutes=10,
    difficulty=3,
    parts=(make_passes,),
    cases=cases,
    run=run_passes,
    mistakes=MISTAKES,
    hints=(
        Text(
            "The ratio compares the policy of now with the one that acted. Who acted, and when was its "
            "log density noted?",
            "比は，今の方策と，行動したときの方策を比べるものです．行動したのはどの方策で，"
            "その確率密度の対数はいつ記録されましたか．",
        ),
        Text(
            "`log_pis_old` comes as an argument, from the rollout. Where is it overwritten?",
            "`log_pis_old` は，ロールアウトから引数として渡されています．どこで上書きされていますか．",
        ),
        Text(
            "Nothing has to be written: take two lines away.",
            "書き足すものはありません．2行取り除きましょう．",
        ),
    ),
)
