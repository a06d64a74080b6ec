"""Exercise of notebook 04: one step of the policy on the clipped objective."""

import numpy as np
import torch

from rlcourse.exercises.exercise import Case, Exercise
from rlcourse.exercises.ppo_agent import MODULES, build_ppo, random_networks
from rlcourse.exercises.ppo_update_actor_mistakes import MISTAKES
from rlcourse.exercises.run_update import run_update
from rlcourse.language import Text
from rlcourse.solutions.ppo import PPO

# Ranges of ratios: below, within and above the clip range, none so near its ends that a rounding
# error would decide whether a gradient is cut.
Ranges = tuple[tuple[float, float], ...]
AROUND_0_2: Ranges = ((0.4, 0.55), (1.12, 1.18), (1.45, 1.7))
# The same, and just within or just above its ends.
CLOSE_TO_0_2: Ranges = ((0.4, 0.55), (0.805, 0.815), (1.12, 1.18), (1.205, 1.215), (1.45, 1.7))
# Some within 0.4 but not within 0.2.
AROUND_0_4: Ranges = ((0.4, 0.55), (0.61, 0.65), (1.24, 1.36), (1.41, 1.45), (1.55, 1.7))
WITHIN: Ranges = ((1.12, 1.18),)


def draw_ratios(
    rng: np.random.Generator, batch: int, ranges: Ranges
) -> tuple[np.ndarray, np.ndarray]:
    """Ratios and advantages, (B, 1) each: every range in turn, with both signs of advantage."""
    ratios = [[rng.uniform(*ranges[i % len(ranges)])] for i in range(batch)]
    signs = [[(-1) ** (i // len(ranges))] for i in range(batch)]
    return np.array(ratios), np.array(signs) * rng.uniform(0.3, 1.8, (batch, 1))


def draw(
    rng: np.random.Generator,
    name: Text,
    batch: int,
    actions: int,
    *tags: str,
    ranges: Ranges = AROUND_0_2,
    **options: float,
) -> Case:
    """A minibatch whose old log densities give the drawn ratios."""
    settings = {"clip_eps": 0.2, "max_grad_norm": 1e6, **options}
    states = rng.normal(size=(batch, 3)).astype("float32")
    inputs = {**random_networks(rng, 3, actions), "states": states}
    actor = build_ppo(PPO, Case(name, inputs, settings)).actor
    with torch.no_grad():
        means = actor.net(torch.tensor(states)).double()
        noises = torch.tensor(rng.uniform(-1.5, 1.5, (batch, actions)))
        taken = torch.tanh(means + actor.log_stds.double().exp() * noises)
        log_pis = actor.evaluate_log_pi(torch.tensor(states), taken).numpy()
    ratios, advantages = draw_ratios(rng, batch, ranges)
    inputs |= {
        "actions": taken.numpy(),
        "log_pis_old": log_pis - np.log(ratios),
        "advantages": advantages.astype("float32"),
    }
    return Case(name, inputs, settings, frozenset(tags))


def cases(seed: int) -> list[Case]:
    """Minibatches, drawn anew for every seed."""
    rng = np.random.default_rng(seed)
    return [
        draw(rng, Text("a batch of twelve", "大きさ12のバッチ"), 12, 2, "several"),
        draw(
            rng,
            Text("a wider clip range", "広いクリップ範囲"),
            10,
            2,
            "several",
            "options",
            ranges=AROUND_0_4,
            clip_eps=0.4,
        ),
        draw(
            rng,
            Text("a gradient that is too long", "長すぎる勾配"),
            6,
            2,
            "several",
            "options",
            max_grad_norm=0.01,
        ),
        draw(rng, Text("one action", "行動1次元"), 10, 1, ranges=CLOSE_TO_0_2),
        draw(rng, Text("a batch of one", "大きさ1のバッチ"), 1, 1, ranges=WITHIN),
    ]


EXERCISE = Exercise(
    name="PPO.update_actor",
    notebook="04_ppo_update",
    title=Text(
        "one step of the policy on the clipped objective", "クリップした目的関数による方策の更新"
    ),
    points=20,
    minutes=30,
    difficulty=3,
    parts=(PPO.update_actor,),
    cases=cases,
    run=run_update("update_actor", build_ppo, MODULES, "actor"),
    atol=1e-6,
    rtol=1e-3,
    base=PPO,
    mistakes=MISTAKES,
    hints=(
        Text(
            "Begin with the ratio: how much more likely is each stored action now than when it was "
            "taken? Before the first update it is exactly 1, which you can print.",
            "まず比を計算しましょう．保存された行動は，とったときと比べて今どれだけ起こりやすいでしょうか．"
            "最初の更新の前はちょうど 1 なので，表示して確かめられます．",
        ),
        Text(
            "`self.actor.evaluate_log_pi` scores the stored actions. The exponential of a difference "
            "of logarithms is a ratio. For each action take the smaller of ratio times advantage and "
            "clipped ratio times advantage; average last. The optimiser minimises.",
            "`self.actor.evaluate_log_pi` で保存された行動を評価します．対数の差の指数が比になります．"
            "行動ごとに「比×アドバンテージ」と「クリップした比×アドバンテージ」の小さいほうをとり，"
            "最後に平均します．オプティマイザは最小化することに注意しましょう．",
        ),
        Text(
            "ratios = exp(log_pis - log_pis_old), (B, 1). loss = -mean(min(ratios * advantages, "
            "clamp(ratios, 1 - eps, 1 + eps) * advantages)) with eps = `self.clip_eps`. Then, as in "
            "the critic's update: clear, backward, clip the norm, step, all of the actor.",
            "ratios = exp(log_pis - log_pis_old) で，形は (B, 1) です．loss = -mean(min(ratios * "
            "advantages, clamp(ratios, 1 - eps, 1 + eps) * advantages)) で，eps は `self.clip_eps` です．"
            "あとは Critic と同じく，勾配を消す，逆伝播，ノルムのクリップ，更新を Actor に対して行います．",
        ),
    ),
)
