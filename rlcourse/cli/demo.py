"""The first thing to try: PPO learns to balance a pole, and a page shows how."""

from pathlib import Path

from rlcourse.cli.page import write_page

ENV_ID = "InvertedPendulumBulletEnv-v0"
NUM_STEPS = 24_000
EVAL_INTERVAL = 3_000

INTRODUCTION = """<p>Proximal policy optimisation on <code>{env_id}</code>, from nothing:
{steps:,} steps, after which the pole stood for {score:,.0f} of 1,000 steps.</p>"""
NEXT = "<p>In the course you write this algorithm yourself. Start with <code>make lab</code>.</p>"


def run_demo(out: Path) -> bool:
    """Train, film and write the page `out`.

    Returns:
        False where the user stopped it, and there is no page.

    Raises:
        OSError: the page cannot be written.
    """
    from rlcourse.solutions import PPO
    from rlcourse.training import Trainer

    # A small task: shorter rollouts and longer steps than PPO's defaults learn it in half the time.
    agent = PPO((5,), (1,), rollout_length=128, lr_actor=1e-3, lr_critic=1e-3)
    trainer = Trainer(ENV_ID, agent, num_steps=NUM_STEPS, eval_interval=EVAL_INTERVAL)
    try:
        trainer.train()
        if trainer.steps < NUM_STEPS:
            return False
        score = trainer.returns["return"][-1]
        introduction = INTRODUCTION.format(env_id=ENV_ID, steps=trainer.steps, score=score)
        curve, video = trainer.plot().svg(), trainer.visualize()._repr_html_()
    finally:
        trainer.close()
    write_page(out, "Learning to balance a pole", [introduction, curve, video, NEXT])
    return True
