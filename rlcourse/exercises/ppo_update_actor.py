"""Exercise 6: one step of the policy on the clipped objective."""

import numpy as np
import torch

from rlcourse.exercises.exercise import Case, Exercise, Mistake
from rlcourse.exercises.ppo_agent import MODULES, build_ppo, random_networks
from rlcourse.exercises.run_update import run_update
from rlcourse.language import Text
from rlcourse.solutions.ppo import PPO


def draw(
    rng: np.random.Generator, name: Text, batch: int, actions: int, *tags: str, **options: float
) -> Case:
    """A minibatch whose ratios lie on both sides of the clip range, with advantages of both signs."""
    inputs = random_networks(rng, 3, actions)
    options = {"clip_eps": 0.2, "max_grad_norm": 1e6, **options}
    case = Case(name, {**inputs, "states": rng.normal(size=(batch, 3)).astype("float32")}, options)
    agent = build_ppo(PPO, case)
    with torch.no_grad():
        states = torch.tensor(case.inputs["states"])
        means, stds = agent.actor.net(states).double(), agent.actor.log_stds.double().exp()
        noises = torch.tensor(rng.uniform(-1.5, 1.5, size=(batch, actions)))
        taken = torch.tanh(means + stds * noises)
        log_pis = agent.actor.evaluate_log_pi(states, taken).numpy()
    old = log_pis - np.log(rng.uniform(0.5, 1.6, size=(batch, 1)))
    advantages = rng.normal(size=(batch, 1)).astype("float32") + 0.2
    arrays = {"actions": taken.numpy(), "log_pis_old": old, "advantages": advantages}
    return Case(name, {**case.inputs, **arrays}, options, frozenset(tags))


def cases(seed: int) -> list[Case]:
    """Minibatches, drawn anew for every seed."""
    rng = np.random.default_rng(seed)
    return [
        draw(rng, Text("a batch of sixteen", "バッチ16"), 16, 2, "several"),
        draw(rng, Text("another clip_eps", "clip_eps が異なる"), 12, 2, "several", clip_eps=0.35),
        draw(rng, Text("a long gradient", "大きな勾配"), 8, 2, "several", max_grad_norm=0.01),
        draw(rng, Text("one action", "行動1次元"), 8, 1),
        draw(rng, Text("a batch of one", "バッチ1"), 1, 1),
    ]


EXERCISE = Exercise(
    name="PPO.update_actor",
    notebook="04_ppo_update",
    title=Text("one step of the policy on the clipped objective", "クリップした目的関数による方策の更新"),
    points=20,
    minutes=30,
    difficulty=3,
    parts=(PPO.update_actor,),
    cases=cases,
    run=run_update("update_actor", build_ppo, MODULES, "actor"),
    atol=1e-6,
    rtol=1e-3,
    base=PPO,
    mistakes=(
        Mistake(
            "max_for_min",
            (("torch.min(", "torch.max("),),
            Text("", ""),
        ),
    ),
    hints=(Text("", ""), Text("", ""), Text("", "")),
)
