"""The first thing to try: PPO learns to balance a pole, and a page shows how."""

from html import escape
from pathlib import Path
from time import perf_counter

from rlcourse.display.encode import find_ffmpeg
from rlcourse.display.page import figures, write_page
from rlcourse.language import Text

ENV_ID = "InvertedPendulumBulletEnv-v0"
EVALUATIONS = 10

TITLE = Text(en="A pole, balanced", ja="倒立振子が立った")
INTRODUCTION = Text(
    en="Nobody told this cart how to hold its pole up. Proximal policy optimisation (PPO) found "
    "out by trying: it earns one point for every step on which the pole still stands, and an "
    "episode ends after 1,000.",
    ja="棒の立て方は誰も教えていません．PPO (Proximal Policy Optimization) が"
    "試行錯誤だけで見つけました．棒が立っている間は1ステップごとに報酬1がもらえ，エピソードは1,000ステップで終わります．",
)
CURVE = Text(
    en="The learning curve: mean return of three episodes at each evaluation.",
    ja="学習曲線．評価のたびに3エピソードの平均収益を測りました．",
)
FIGURES = Text(en="return at the end", ja="最後の収益"), Text(en="steps", ja="ステップ数")
TIME = Text(en="of training", ja="学習時間")
SECONDS = Text(en="{seconds:.0f} s", ja="{seconds:.0f} 秒")
NEXT = Text(
    en="In the course you write this algorithm yourself, one small piece at a time. "
    "Start with <code>make lab</code>.",
    ja="このアルゴリズムを，この講座では自分の手で少しずつ書いていきます．"
    "<code>make lab</code> で始めましょう．",
)


def main(out: str | Path = "demo.html", steps: int = 30_000, seed: int = 0) -> bool:
    """Train PPO on the pendulum, film it and write the page `out`.

    Args:
        out: the page, written whole or not at all.
        steps: steps of training.
        seed: of everything random.

    Returns:
        False where the user stopped the training, and there is no page.

    Raises:
        OSError: the page cannot be written.
        RuntimeError: ffmpeg is missing. Nothing was trained then.
    """
    from rlcourse.solutions import PPO
    from rlcourse.solutions.settings import settings_for
    from rlcourse.training import Trainer

    find_ffmpeg()
    agent = PPO((5,), (1,), seed=seed, **settings_for("PPO", ENV_ID))
    interval = max(1, steps // EVALUATIONS)
    trainer = Trainer(ENV_ID, agent, num_steps=steps, eval_interval=interval, seed=seed)
    start = perf_counter()
    try:
        trainer.train()
        if trainer.steps < steps:
            return False
        seconds = perf_counter() - start
        curve, video = trainer.plot(), trainer.visualize()
    finally:
        trainer.close()

    # As high as the film beside it.
    curve.set_size_inches(5.2, 3.9)
    score = trainer.returns["return"][-1]
    values = [f"{score:,.0f}", f"{trainer.steps:,}", str(SECONDS.format(seconds=seconds))]
    parts = [
        f"<p>{INTRODUCTION}</p>",
        '<div class="cards">',
        f"<figure>{video.tag}<figcaption>{escape(video.caption)}</figcaption></figure>",
        f"<figure>{curve.svg()}<figcaption>{CURVE}</figcaption></figure>",
        "</div>",
        figures(zip([*FIGURES, TIME], values, strict=True)),
        f"<p>{NEXT}</p>",
    ]
    write_page(Path(out), str(TITLE), parts)
    return True


if __name__ == "__main__":
    main()
