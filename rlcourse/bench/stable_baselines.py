"""Stable-Baselines3's PPO, with its own defaults and with CleanRL's settings."""

from typing import Any

import numpy as np
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import VecNormalize

from rlcourse.bench.run import Curve, Run
from rlcourse.envs import make


class Watch(BaseCallback):
    """Shows the curve every step, and ends the training at the run's last one."""

    model: PPO

    def __init__(self, curve: Curve) -> None:
        super().__init__()
        self.curve = curve

    def act(self, states: np.ndarray) -> np.ndarray:
        """The policy without noise, on normalised states where training has them."""
        normalizer = self.model.get_vec_normalize_env()
        if normalizer is not None:
            states = np.asarray(normalizer.normalize_obs(states))
        return self.model.predict(states, deterministic=True)[0]

    def _on_step(self) -> bool:
        # Where a rollout is complete its updates come first.
        if self.num_timesteps % self.model.n_steps == 0:
            return True
        self.curve.see(self.num_timesteps, self.act)
        return not self.curve.is_complete

    def _on_rollout_start(self) -> None:
        self.curve.see(self.num_timesteps, self.act)

    def _on_training_end(self) -> None:
        self.curve.see(self.num_timesteps, self.act)


def learn_defaults(run: Run, curve: Curve) -> None:
    """Stable-Baselines3 as it comes: one environment, no normalisation."""
    envs = make_vec_env(lambda: make(run.env_id), n_envs=1, seed=run.seed)
    train(PPO("MlpPolicy", envs, seed=run.seed, device="cpu"), run, curve)


def learn_cleanrl(run: Run, curve: Curve) -> None:
    """The settings of CleanRL's `ppo_continuous_action.py`, run by Stable-Baselines3.

    States and rewards are normalised (VecNormalize) and clipped to [-10, 10], the step size
    falls to 0, values are clipped. What is Stable-Baselines3's and not CleanRL's: values are
    bootstrapped where time ran out, and the clipped value loss stands alone, not in a maximum
    with the other. CleanRL's value loss has a factor 1/2 of its own, hence `vf_coef`.

    Source: CleanRL, https://docs.cleanrl.dev/rl-algorithms/ppo/#ppo_continuous_actionpy
    """
    envs = VecNormalize(
        make_vec_env(lambda: make(run.env_id), n_envs=1, seed=run.seed),
        gamma=0.99,
        clip_obs=10.0,
        clip_reward=10.0,
    )
    model = PPO(
        "MlpPolicy",
        envs,
        learning_rate=lambda left: 3e-4 * left,
        n_steps=2048,
        batch_size=64,
        n_epochs=10,
        gamma=0.99,
        gae_lambda=0.95,
        clip_range=0.2,
        clip_range_vf=0.2,
        ent_coef=0.0,
        vf_coef=0.25,
        max_grad_norm=0.5,
        seed=run.seed,
        device="cpu",
    )
    train(model, run, curve)


def train(model: Any, run: Run, curve: Curve) -> None:
    """Train; the curve sees every step."""
    try:
        model.learn(run.steps, callback=Watch(curve))
    finally:
        model.env.close()
