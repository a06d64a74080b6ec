"""Silent bug F: a limit that comes too late."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from rlcourse.exercises.exercise import Case, Exercise, Mistake, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.ppo_agent import SmallCritic, random_networks
from rlcourse.exercises.run import VALUES_ALONE, fresh_session
from rlcourse.exercises.run_update import RecordingOptimizer, load_parameters, outputs_of
from rlcourse.exercises.step_mistakes import CLIP_VALUE, NO_ZERO_GRAD, STEP_MISSING, ZERO_GRAD_LATE
from rlcourse.language import Text
from rlcourse.solutions.pieces import gradient_step


def cases(seed: int) -> list[Case]:
    """Small networks with large and small losses, drawn anew for every seed."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, max_grad_norm: float, *tags: str) -> Case:
        inputs = {
            "network": random_networks(rng, 3, 1)["critic"],
            "states": rng.normal(size=(6, 3)).astype("float32"),
            "targets": rng.uniform(2.0, 4.0, (6, 1)).astype("float32"),
        }
        return Case(name, inputs, {"max_grad_norm": max_grad_norm}, frozenset(tags))

    return [
        draw(Text("a gradient that is too long", "長すぎる勾配"), 0.02, "options"),
        draw(Text("a limit that is never reached", "届かない上限"), 1e6, "options"),
        draw(Text("another limit", "別の上限"), 0.3, "options"),
    ]


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer twice in a row, and record the gradients that reach the optimiser."""
    network = SmallCritic(3)
    load_parameters(network, case.inputs["network"])
    states, targets = (torch.tensor(case.inputs[name]) for name in ("states", "targets"))
    optimizer = RecordingOptimizer(network)
    updates = 1 if VALUES_ALONE in case.tags else 2
    with fresh_session():
        try:
            for _ in range(updates):
                loss = (network(states) - targets).pow(2).mean()
                call(answer, loss, network, optimizer, case.options["max_grad_norm"])
            agent = SimpleNamespace(network=network)
            outputs = outputs_of(agent, {"network": optimizer}, "network", updates)
        except BaseException as error:  # a stranger's code may raise anything
            return Outcome({}, describe_exception(error, code_of(answer)))
    return Outcome(outputs)


CLEAR = "    optimizer.zero_grad()\n"
BACKWARD = "    loss.backward()\n"
CLIP = "    nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)\n"
STEP = "    optimizer.step()"

MISTAKES = (
    Mistake(
        "as_it_came",
        ((CLIP + STEP, f"{STEP}\n{CLIP.rstrip()}"),),
        # The optimiser sees the same where the clip comes too soon, or not at all.
        Text(
            "Gradients still reach the optimiser at full length, as they did when the code came. Ask of "
            "the clip: what is there when it runs, and who looks at the gradients after it?",
            "最初のコードと同じで，勾配がまだ元の長さのままオプティマイザに届いています．クリップが"
            "実行されるとき，そこに何があり，その後で誰が勾配を見るのか，考えてみましょう．",
        ),
    ),
    Mistake("no_zero_grad", ((CLEAR, ""),), NO_ZERO_GRAD),
    Mistake("zero_grad_late", ((CLEAR + BACKWARD, BACKWARD + CLEAR),), ZERO_GRAD_LATE),
    Mistake("clip_value", (("clip_grad_norm_", "clip_grad_value_"),), CLIP_VALUE),
    Mistake(
        "each_on_its_own",
        (
            (
                CLIP,
                "    for parameter in network.parameters():\n"
                "        nn.utils.clip_grad_norm_(parameter, max_grad_norm)\n",
            ),
        ),
        Text(
            "Each layer's gradient is shortened on its own, which turns the whole gradient. The limit is "
            "for the length of all of them together.",
            "層ごとに別々に縮めているので，全体の勾配の向きが変わってしまいます．上限は，すべてを合わせた"
            "長さに対するものです．",
        ),
    ),
    Mistake(
        "last_layer",
        (("network.parameters()", "network.net[-1].parameters()"),),
        Text(
            "Only the last layer's gradient is shortened; the others reach the optimiser as they are.",
            "最後の層の勾配だけが縮められ，ほかの層の勾配はそのままオプティマイザに届いています．",
        ),
    ),
    Mistake(
        "limit_fixed",
        ((", max_grad_norm)\n", ", 0.5)\n"),),
        Text(
            "The limit is written into the code as a number; there is an argument for it.",
            "上限が数値で直接書かれています．引数を使いましょう．",
        ),
    ),
    Mistake("step_missing", ((STEP, "    pass"),), STEP_MISSING),
)

EXERCISE = Exercise(
    name="gradient_step",
    notebook="09_silent_bugs",
    title=Text("bug F: too long", "バグF: 長すぎる"),
    points=5,
    minutes=5,
    difficulty=1,
    parts=(gradient_step,),
    cases=cases,
    run=run,
    atol=1e-6,
    rtol=1e-3,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Say aloud what each line leaves behind for the next one.",
            "それぞれの行が次の行に何を残すか，声に出して言ってみましょう．",
        ),
        Text(
            "`step` uses the gradients as they are at that moment. What is done to them afterwards is "
            "thrown away by the next `zero_grad`.",
            "`step` は，その時点の勾配をそのまま使います．その後に何をしても，次の `zero_grad` で消えます．",
        ),
        Text(
            "Clear, go backward, shorten, step.",
            "消す，逆伝播する，縮める，更新する，の順です．",
        ),
    ),
)
