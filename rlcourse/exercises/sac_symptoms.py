"""What an update of SAC can do beside its step, and what to say of it."""

from rlcourse.exercises.run_sac import APART, NO_LEAK, PLAIN, SEED_KEPT
from rlcourse.exercises.run_update import LEARNS
from rlcourse.language import Text

# Output that is wrong: id and sentence of the symptom, the most special first.
BESIDE = {
    LEARNS: (
        "frozen",
        Text(
            "A network or alpha takes no gradients any more when this is over, so it stops learning. Look "
            "at requires_grad, detach_ and set_grad_enabled: what is switched off has to be switched on "
            "again.",
            "更新の後，ネットワークか α が勾配を受け取れなくなり，以後学習できません．"
            "requires_grad，detach_，set_grad_enabled を確認し，止めたものは元に戻しましょう．",
        ),
    ),
    SEED_KEPT: (
        "seeded",
        Text(
            "It sets a seed, so every update draws the same noise. A seed is set once, before the "
            "training.",
            "シードを設定しているので，どの更新でも同じノイズになります．"
            "シードは学習の前に1回だけ設定します．",
        ),
    ),
    APART: (
        "shared",
        Text(
            "The target network moves when the critic is trained: they share their parameters.",
            "Critic を学習させるとターゲットネットワークも動きます．パラメータを共有しています．",
        ),
    ),
    PLAIN: (
        "graph",
        Text(
            "A graph hangs on the target network and grows with every update. Nothing is to be "
            "differentiated here: look for torch.no_grad().",
            "ターゲットネットワークに計算グラフが付いていて，更新のたびに伸びます．ここでは微分しません．"
            "torch.no_grad() を使いましょう．",
        ),
    ),
    NO_LEAK: (
        "leak",
        Text(
            "A gradient reaches something that is a constant here, and stays there. Look for what has to "
            "be detached, or computed under no_grad.",
            "ここでは定数であるものに勾配が流れ，残っています．detach するもの，no_grad の中で計算するものを"
            "確認しましょう．",
        ),
    ),
}
