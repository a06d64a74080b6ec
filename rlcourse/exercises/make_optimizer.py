"""Silent bug E: a parameter that no optimiser knows."""

from typing import Any

import numpy as np
import torch
from torch import nn, optim

from rlcourse.exercises.exercise import Case, Exercise, Failure, Mistake, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.ppo_agent import SmallActor, quick_optimizers
from rlcourse.exercises.run import fresh_session
from rlcourse.language import Text
from rlcourse.solutions.pieces import make_optimizer


def cases(seed: int) -> list[Case]:
    """Policies of several sizes, and step sizes."""
    rng = np.random.default_rng(seed)

    def draw(name: Text, actions: int, lr: float) -> Case:
        return Case(name, {"mean_action": rng.normal(size=actions).astype("float32")}, {"lr": lr})

    return [
        draw(Text("two actions, lr = 0.0003", "行動2次元，lr = 0.0003"), 2, 3e-4),
        draw(Text("one action, lr = 0.02", "行動1次元，lr = 0.02"), 1, 0.02),
    ]


def run(answer: Any, case: Case) -> Outcome:
    """Run an answer, and see which parameters it would move, and how far."""
    actor = SmallActor(3, len(case.inputs["mean_action"]))
    before = [p.detach().clone() for p in actor.parameters()]
    try:
        with fresh_session(), quick_optimizers():
            optimizer = call(answer, actor, **case.options)
    except BaseException as error:  # a stranger's code may raise anything
        return Outcome({}, describe_exception(error, code_of(answer)))
    if not isinstance(optimizer, optim.Optimizer):
        return Outcome({}, Failure("returned", type(optimizer).__name__, "torch.optim.Adam"))
    return Outcome(outputs_of(actor, before, optimizer))


def outputs_of(
    actor: nn.Module, before: list[torch.Tensor], optimizer: optim.Optimizer
) -> dict[str, np.ndarray]:
    """Step size of every parameter of the actor, 0 where the optimiser does not have it."""
    named = list(actor.named_parameters())
    rates, decays, strangers = np.zeros(len(named)), np.zeros(len(named)), 0
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            found = [i for i, (_, p) in enumerate(named) if p is parameter]
            strangers += not found
            for i in found:
                rates[i] += float(group["lr"])
                decays[i] += float(group.get("weight_decay", 0.0))
    kept = all(torch.equal(p, old) for (_, p), old in zip(named, before, strict=True))
    return {
        # In thousandths: a step size is of the size of the tolerance.
        "1000 * step size of each parameter": 1000 * rates[:, None],
        "1000 * weight decay": 1000 * decays[:, None],
        "parameters of others": np.array(float(strangers)),
        "is Adam": np.array(isinstance(optimizer, optim.Adam)),
        "parameters as they were": np.array(kept),
    }


EVERY = "parameters = list(actor.parameters())"
ADAM = "optim.Adam(parameters, lr=lr)"
LAYERS = """layers = [m for m in actor.modules() if isinstance(m, nn.Linear)]
    parameters = [p for layer in layers for p in layer.parameters()]"""

MISTAKES = (
    Mistake(
        "as_it_came",
        ((EVERY, LAYERS),),
        Text(
            "This still does what the code did when it came. The std does not move at all, in no update: "
            "which parameter is it made of, and does it lie in any layer?",
            "まだ最初のコードと同じ動作をしています．標準偏差がまったく動いていません．標準偏差はどの"
            "パラメータから計算されていますか．そのパラメータは，どれかの層に含まれているでしょうか．",
        ),
    ),
    Mistake(
        "log_stds_copied",
        ((EVERY, f"{LAYERS}\n    parameters.append(actor.log_stds.detach())"),),
        Text(
            "A copy that is cut off from the graph goes to the optimiser: it never gets a gradient, and "
            "the std stays where it is. Pass the parameter itself.",
            "計算グラフから切り離したものがオプティマイザに渡されています．勾配が届かないので，標準偏差は"
            "動きません．パラメータそのものを渡しましょう．",
        ),
    ),
    Mistake(
        "log_stds_alone",
        ((EVERY, "parameters = [actor.log_stds]"),),
        Text(
            "Now the std learns and the mean does not: the layers have been lost.",
            "今度は標準偏差だけが学習し，平均が学習しません．層のパラメータが失われています．",
        ),
    ),
    Mistake(
        "biases_lost",
        ((EVERY, "parameters = [p for p in actor.parameters() if p.dim() > 1]"),),
        Text(
            "The log std is in, but every bias has been lost: they are parameters of one dimension.",
            "標準偏差の対数は入りましたが，バイアスがすべて失われています．バイアスは1次元の"
            "パラメータです．",
        ),
    ),
    Mistake(
        "last_layer",
        ((EVERY, "parameters = [*actor.net[-1].parameters(), actor.log_stds]"),),
        Text(
            "Only the last layer and the log std are in; the layers before it never learn.",
            "最後の層と標準偏差の対数だけになっています．それより前の層が学習しません．",
        ),
    ),
    Mistake(
        "everything_copied",
        ((EVERY, "parameters = [p.detach().clone() for p in actor.parameters()]"),),
        Text(
            "The optimiser gets copies. It would move those, and the policy would stay as it is for ever.",
            "オプティマイザに渡されているのはコピーです．コピーが動くだけで，方策はいつまでも"
            "変わりません．",
        ),
    ),
    Mistake(
        "default_lr",
        ((ADAM, "optim.Adam(parameters)"),),
        Text(
            "All parameters are in, but the step size is Adam's default and not the one that was given.",
            "パラメータはそろいましたが，学習率が引数ではなく Adam の既定値になっています．",
        ),
    ),
    Mistake(
        "lr_fixed",
        ((ADAM, "optim.Adam(parameters, lr=3e-4)"),),
        Text(
            "The step size is written into the code as a number; there is an argument for it.",
            "学習率が数値で直接書かれています．引数を使いましょう．",
        ),
    ),
    Mistake(
        "sgd",
        ((ADAM, "optim.SGD(parameters, lr=lr)"),),
        Text(
            "All parameters are in, but this is not Adam any more, and the step size was chosen for Adam.",
            "パラメータはそろいましたが，Adam ではなくなっています．学習率は Adam に合わせて選ばれています．",
        ),
    ),
    Mistake(
        "weight_decay",
        ((ADAM, "optim.AdamW(parameters, lr=lr)"),),
        Text(
            "Weight decay shrinks every parameter a little at each step. The log std would be drawn to 0, "
            "that is, the std to 1.",
            "重み減衰 (weight decay) は更新のたびにすべてのパラメータを少しずつ縮めます．標準偏差の対数が 0 に，つまり"
            "標準偏差が 1 に引き寄せられます．",
        ),
    ),
)

EXERCISE = Exercise(
    name="make_optimizer",
    notebook="09_silent_bugs",
    title=Text("bug E: somebody is not learning", "バグE: 学習していないのは誰か"),
    points=5,
    minutes=5,
    difficulty=2,
    parts=(make_optimizer,),
    cases=cases,
    run=run,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Print the names in `actor.named_parameters()`. Which of them does the optimiser not get?",
            "`actor.named_parameters()` の名前を表示してみましょう．オプティマイザに渡されていないのは"
            "どれですか．",
        ),
        Text(
            "`log_stds` is a parameter of the actor itself, and lies in none of its linear layers.",
            "`log_stds` は Actor 自身のパラメータで，どの線形層にも含まれません．",
        ),
        Text(
            "A module knows all its parameters, also those of its parts: `actor.parameters()`.",
            "モジュールは，部品のものも含めてすべてのパラメータを知っています．`actor.parameters()` です．",
        ),
    ),
)
