"""Silent bug D: entries of different steps side by side."""

from typing import Any

import numpy as np

from rlcourse.exercises.exercise import Case, Exercise, Mistake, Outcome
from rlcourse.exercises.run import run_function
from rlcourse.language import Text
from rlcourse.solutions.pieces import flatten_rollout

FIELDS = ("states", "actions", "log_pis", "targets", "advantages")


def cases(seed: int) -> list[Case]:
    """Rollouts of several shapes, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, steps: int, envs: int, *tags: str) -> Case:
        shapes = ((3,), (2,), (1,), (), ())
        inputs = {
            field: rng.normal(size=(steps, envs, *shape)).astype("float32")
            for field, shape in zip(FIELDS, shapes, strict=True)
        }
        # Each step can be told by the first number of its state.
        inputs["states"][..., 0] = rng.permutation(steps * envs).reshape(steps, envs)
        return Case(name, inputs, {}, frozenset(tags))

    return [
        draw(Text("3 steps of 2 environments", "環境2つで3ステップ"), 3, 2, "several"),
        draw(Text("2 steps of 4 environments", "環境4つで2ステップ"), 2, 4, "several"),
        draw(Text("5 steps of 5 environments", "環境5つで5ステップ"), 5, 5, "several"),
        draw(Text("one environment", "環境1つ"), 4, 1),
    ]


run_in_its_order = run_function(FIELDS)


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer, and put the entries into the order of their states.

    Which step comes first is the answer's own business, as long as the five agree.
    """
    outcome = run_in_its_order(answer, case)
    if outcome.failure is not None or outcome.outputs["states"].ndim != 2:
        return outcome
    order = np.argsort(outcome.outputs["states"][:, 0], kind="stable")
    sorted_rows = {
        key: array[order]
        for key, array in outcome.outputs.items()
        if key in FIELDS and array.shape[:1] == order.shape
    }
    return Outcome({**outcome.outputs, **sorted_rows})


ROW = "{field} = {field}.flatten(0, 1)"
TURNED = "{field} = {field}.transpose(0, 1).flatten(0, 1)"
COLUMN = "{field} = {field}.reshape(-1, 1)"
COLUMN_TURNED = "{field} = {field}.T.reshape(-1, 1)"


def turned(*fields: str) -> tuple[tuple[str, str], ...]:
    """Edits that lay these fields out environment by environment."""
    edits = []
    for field in fields:
        columns = field in ("targets", "advantages")
        old, new = (COLUMN, COLUMN_TURNED) if columns else (ROW, TURNED)
        edits.append((old.format(field=field), new.format(field=field)))
    return tuple(edits)


def one_apart(field: str, ja: str) -> Text:
    """What is said where one field alone is laid out in another order."""
    return Text(
        f"Entry i of {field} belongs to another step than entry i of most of the rest. Compare the "
        "axes line by line.",
        f"{ja}の i 番目は，ほかの大半の i 番目とは別のステップのものです．"
        "軸の順番を1行ずつ比べましょう．",
    )


MISTAKES = (
    Mistake(
        "as_it_came",
        turned("states", "actions", "log_pis"),
        Text(
            "This still does what the code did when it came. The explained variance says that the "
            "critic cannot foresee its targets: do they belong to the states beside them? Write entry 1 "
            "of each field down for T = 3, E = 2.",
            "まだ最初のコードと同じ動作をしています．説明分散は，Critic がターゲットを予測できないことを"
            "示しています．i 番目のターゲットは，i 番目の状態のものでしょうか．T = 3，E = 2 として，"
            "それぞれの添字 1 の要素を書き出してみましょう．",
        ),
    ),
    Mistake(
        "advantages_left",
        turned("states", "actions", "log_pis", "targets"),
        Text(
            "The critic would be well again, and the explained variance would look healthy. But the "
            "advantages still belong to other steps, so the actor learns noise.",
            "Critic は直り，説明分散も正常に見えるはずです．しかし，アドバンテージは"
            "まだ別のステップのもので，Actor はでたらめな値から学習しています．",
        ),
    ),
    Mistake(
        "targets_left",
        turned("states", "actions", "log_pis", "advantages"),
        Text(
            "The actor's part is in order again, the targets are not: they still belong to other steps.",
            "Actor の分はそろいましたが，ターゲットはまだ別のステップのものです．",
        ),
    ),
    Mistake("states_apart", turned("states"), one_apart("the states", "状態")),
    Mistake("actions_apart", turned("actions"), one_apart("the actions", "行動")),
    Mistake("log_pis_apart", turned("log_pis"), one_apart("the log densities", "確率密度の対数")),
    Mistake("targets_apart", turned("targets"), one_apart("the targets", "ターゲット")),
    Mistake(
        "advantages_apart", turned("advantages"), one_apart("the advantages", "アドバンテージ")
    ),
    Mistake(
        "the_other_way_round",
        turned("targets", "advantages"),
        Text(
            "Targets and advantages are turned now, and the others are not: it is the same bug the "
            "other way round.",
            "今度はターゲットとアドバンテージの軸が入れ替わり，ほかはそのままです．"
            "同じバグが逆向きになっただけです．",
        ),
    ),
    Mistake(
        "swapped",
        (
            (
                "return states, actions, log_pis, targets, advantages",
                "return states, actions, log_pis, advantages, targets",
            ),
        ),
        Text(
            "Targets and advantages have changed places in what is returned.",
            "戻り値で，ターゲットとアドバンテージの順番が入れ替わっています．",
        ),
    ),
    Mistake(
        "no_columns",
        (
            ("targets.reshape(-1, 1)", "targets.reshape(-1)"),
            ("advantages.reshape(-1, 1)", "advantages.reshape(-1)"),
        ),
        Text(
            "The order is right, but targets and advantages are (N,) now. Against the (N, 1) of the "
            "critic they broadcast to (N, N), which is a silent bug too.",
            "順番は正しいのですが，ターゲットとアドバンテージの形が (N,) になっています．Critic の (N, 1) と"
            "計算すると，ブロードキャストで (N, N) になります．これも静かなバグです．",
        ),
    ),
)

EXERCISE = Exercise(
    name="flatten_rollout",
    notebook="09_silent_bugs",
    title=Text("bug D: a critic that learns nothing", "バグD: 何も学ばない Critic"),
    points=10,
    minutes=10,
    difficulty=3,
    parts=(flatten_rollout,),
    cases=cases,
    run=run,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Take T = 3 steps of E = 2 environments, and number the entries. In which order do the states "
            "come out, and in which the targets?",
            "T = 3，E = 2 として，要素に番号を付けてみましょう．状態はどの順番で並びますか．"
            "ターゲットはどうですか．",
        ),
        Text(
            "Step by step or environment by environment: both are fine, as long as all five go the same "
            "way.",
            "ステップごとに並べても，環境ごとに並べてもかまいません．5つすべてが同じ並べ方なら十分です．",
        ),
        Text(
            "Take the `transpose(0, 1)` away from the first three, or put one in front of both "
            "`reshape(-1, 1)`.",
            "最初の3つから `transpose(0, 1)` を取り除くか，2つの `reshape(-1, 1)` の前に付けましょう．",
        ),
    ),
)
