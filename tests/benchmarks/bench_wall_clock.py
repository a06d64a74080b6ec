"""Wall clock of a cheetah training, evaluation included: ours beside two others and the physics.

python -m tests.benchmarks.bench_wall_clock

Four goals: 300,000 steps at least 3 times as fast as Stable-Baselines3's PPO in its best set-up
of {1, 8 processes} x {1, 2 threads}, and 4 times as fast as the lecture's loop; a return of 1500
at least 4 times as fast as Stable-Baselines3; and, while training, at least 25% of the steps that
`stepSimulation` alone makes on both cores.

Every run is a process of its own; each loop runs for some seconds, in turns, with an evaluation of
3 episodes every 10,000 steps. Its time for 300,000 steps follows from its rate after the first
evaluation, when everything is loaded and connected; it does not change during a training. The
lecture's loop evaluates as the lecture does, one episode after another. The steps that each takes
to a return of 1500 are those of the committed runs (`tests/benchmarks/learning`): the median over
the seeds of the first evaluation that reaches it. Ours trains through the student's pieces:
`rlcourse.mine.PPO`, with every piece passed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rlcourse.exercises.catalogue import EXERCISES
from tests.notebooks.fill import keep_answers

ENV_ID = "HalfCheetahBulletEnv-v0"
NUM_STEPS, RETURN = 300_000, 1500
EVALUATE_EVERY = 10_000
STEPS, ROUNDS, EPISODES = 20_000, 3, 3
RUNS = Path(__file__).parent / "learning" / ENV_ID


def rate_of_ours(workers: int) -> float:
    """Steps per second of `Trainer.train` with the pieces of `my_solutions`."""
    from rlcourse import mine
    from rlcourse.solutions.settings import settings_for
    from rlcourse.training import Trainer

    agent = mine.PPO((26,), (6,), **settings_for("PPO", ENV_ID))
    trainer = Trainer(ENV_ID, agent, NUM_STEPS, EVALUATE_EVERY, EPISODES, num_workers=workers)
    trainer.train(until=EVALUATE_EVERY)
    start = time.perf_counter()
    trainer.train(until=EVALUATE_EVERY + STEPS)
    rate = STEPS / (time.perf_counter() - start)
    trainer.close()
    return rate


def rate_of_sb3(processes: int, threads: int) -> float:
    """Steps per second of `PPO.learn` with its defaults."""
    import torch
    from stable_baselines3 import PPO
    from stable_baselines3.common.callbacks import EvalCallback
    from stable_baselines3.common.env_util import make_vec_env
    from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv

    from rlcourse.envs.quiet import quiet

    torch.set_num_threads(threads)
    kind = SubprocVecEnv if processes > 1 else DummyVecEnv
    with quiet():
        env = make_vec_env(reference_env, n_envs=processes, vec_env_cls=kind)
        env_test = make_vec_env(reference_env, n_envs=1)
        model = PPO("MlpPolicy", env, n_steps=2048 // processes, device="cpu")
        watch = EvalCallback(
            env_test, n_eval_episodes=EPISODES, eval_freq=EVALUATE_EVERY // processes, verbose=0
        )
        model.learn(EVALUATE_EVERY, callback=watch)
        steps, start = model.num_timesteps, time.perf_counter()
        model.learn(STEPS, callback=watch, reset_num_timesteps=False)
        rate = (model.num_timesteps - steps) / (time.perf_counter() - start)
        env.close()
    return rate


def rate_of_lecture() -> float:
    """Steps per second of the lecture's loop, in the environments that it has: two, of theirs."""
    from rlcourse.bench import lecture, run

    env_test, ends = reference_env(), []

    def evaluate(act: Callable[[np.ndarray], np.ndarray], env: Any, seed: int) -> np.ndarray:
        returns = np.array([episode_return(act, env_test) for _ in range(EPISODES)])
        ends.append(time.perf_counter())
        return returns

    curve = run.Curve(run.Run(ENV_ID, "lecture", 0, EVALUATE_EVERY + STEPS))
    curve._due = list(range(EVALUATE_EVERY, EVALUATE_EVERY + STEPS + 1, EVALUATE_EVERY))
    lecture.make = lambda env_id: reference_env()
    run.episode_returns = evaluate
    lecture.learn(curve.run, curve)
    return STEPS / (ends[-1] - ends[0])


def episode_return(act: Callable[[np.ndarray], np.ndarray], env: Any) -> float:
    """Return of one episode."""
    state, _ = env.reset()
    total, ended = 0.0, False
    while not ended:
        state, reward, terminated, truncated, _ = env.step(act(state[None])[0])
        total, ended = total + reward, terminated or truncated
    return total


def rate_of_physics() -> float:
    """`stepSimulation` alone, a second of it in this process."""
    from rlcourse.envs import make

    env = make(ENV_ID)
    env.reset(seed=0)
    step = env.unwrapped._call("stepSimulation")
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < 4:
        for _ in range(100):
            step()
        count += 100
    return count / (time.perf_counter() - start)


def reference_env() -> Any:
    """The environment of pybullet_envs_gymnasium, as its users have it."""
    import gymnasium as gym

    from rlcourse.envs.quiet import quiet
    from tests.envs.rollout import reference_class

    with quiet():
        return gym.wrappers.TimeLimit(reference_class(ENV_ID)(), 1000)


SETUPS = [(processes, threads) for processes in (1, 8) for threads in (1, 2)]
CALLS = {
    "this course": "rate_of_ours(2)",
    "the lecture's loop": "rate_of_lecture()",
    **{
        f"Stable-Baselines3, {p} processes, {t} threads": f"rate_of_sb3({p}, {t})"
        for p, t in SETUPS
    },
}


def start(call: str, home: str) -> "subprocess.Popen[str]":
    """One of the functions above in a fresh process."""
    code = f"from tests.benchmarks.bench_wall_clock import *\nprint('rate', {call})"
    threads = "2" if call.endswith("2)") and "sb3" in call else "1"
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "RLCOURSE_HOME": home}
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def finish(process: "subprocess.Popen[str]") -> float:
    """What it measured."""
    output, _ = process.communicate()
    return float(output.split("rate ")[-1])


def steps_to_return(label: str) -> float:
    """Median over the seeds of the steps to RETURN; infinite where most do not reach it."""
    from rlcourse.bench.record import read_record

    found = []
    for path in RUNS.glob(f"{label}-*.csv"):
        record = read_record(path)
        if record is not None:
            reached = (p.step for p in record.points if p.mean_return >= RETURN)
            found.append(next(reached, float("inf")))
    return float(np.median(found)) if found else float("nan")


def report(what: str, value: float, goal: float) -> bool:
    """Print a line; whether the goal is reached."""
    print(f"{what}: {value:.2f} (goal {goal})")
    return value >= goal


def main() -> int:
    """Prints the ratios; gives 1 when one misses its goal, else 0."""
    rates: dict[str, list[float]] = {name: [] for name in CALLS}
    physics = []
    with tempfile.TemporaryDirectory() as home:
        keep_answers(Path(home), list(EXERCISES))
        for _ in range(ROUNDS):
            for name, call in CALLS.items():
                rates[name].append(finish(start(call, home)))
            both = [start("rate_of_physics()", home) for _ in range(2)]
            physics.append(sum(map(finish, both)))
    medians = {name: float(np.median(values)) for name, values in rates.items()}
    for name, rate in medians.items():
        print(f"{name:>42}: {rate:5.0f} steps/s, {NUM_STEPS / rate / 60:.1f} min for {NUM_STEPS:,}")
    ours = medians["this course"]
    sb3 = max(rate for name, rate in medians.items() if name.startswith("Stable"))
    ours_1500, sb3_1500 = steps_to_return("ours"), min(steps_to_return("sb3"), NUM_STEPS)
    print(f"steps to a return of {RETURN}: {ours_1500:,.0f}, Stable-Baselines3 {sb3_1500:,.0f}")
    reached = [
        report("times as fast as Stable-Baselines3", ours / sb3, 3),
        report("times as fast as the lecture's loop", ours / medians["the lecture's loop"], 4),
        report("the same to a return of 1500", (sb3_1500 / sb3) / (ours_1500 / ours), 4),
        report("share of the physics on both cores", ours / float(np.median(physics)), 0.25),
    ]
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main())
