"""Stable-Baselines3's SAC as it comes."""

from stable_baselines3 import SAC
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

from rlcourse.bench.run import Curve, Run
from rlcourse.envs import make


class Watch(BaseCallback):
    """Shows the curve every step with its update behind it."""

    model: SAC

    def __init__(self, curve: Curve) -> None:
        super().__init__()
        self.curve = curve

    def see(self) -> None:
        """Show the curve the policy as it is now."""
        self.curve.see(
            self.num_timesteps, lambda states: self.model.predict(states, deterministic=True)[0]
        )

    def _on_step(self) -> bool:
        return True

    # With its defaults it collects one step at a time.
    def _on_rollout_start(self) -> None:
        self.see()

    def _on_training_end(self) -> None:
        self.see()


def learn(run: Run, curve: Curve) -> None:
    """Train with the defaults; the curve sees every step."""
    envs = make_vec_env(lambda: make(run.env_id), n_envs=1, seed=run.seed)
    try:
        SAC("MlpPolicy", envs, seed=run.seed, device="cpu").learn(run.steps, callback=Watch(curve))
    finally:
        envs.close()
