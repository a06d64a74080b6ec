"""A pole on a cart, to be kept upright."""

from typing import Any

import numpy as np

from rlcourse.envs.bullet import Array, BulletEnv


class InvertedPendulum(BulletEnv):
    """Push the cart so that the pole stays within 0.2 rad of upright.

    Observation (5,): position and velocity of the cart (m, m/s), cosine and sine of the pole's
    angle, its angular velocity (rad/s). Action (1,): the force on the cart, in units of 100 N.
    Reward: 1 for every step. The episode terminates once the pole leans further.
    """

    model = "inverted_pendulum.xml"
    observation_size = 5
    action_size = 1

    def _load_robot(self) -> None:
        super()._load_robot()
        self._hinge = self._joints["hinge"]
        self._push = self._motors([self._joints["slider"]])

    def _start_episode(self) -> Array:
        self._place_joint(self._hinge, self.np_random.uniform(-0.1, 0.1))
        return self._observe()

    def step(self, action: Array) -> tuple[Array, float, bool, bool, dict[str, Any]]:
        (push,) = self._clipped(np.asarray(action))
        self._push(forces=[100 * push])
        self._simulate()
        observation = self._observe()
        return observation, 1.0, abs(self._angle) > 0.2, False, {}

    def _observe(self) -> Array:
        (x, x_velocity, *_), (angle, angular_velocity, *_) = self._joint_states()
        self._angle: float = angle
        # NumPy's cosine, not math's: they may differ in the last bit.
        values = (x, x_velocity, np.cos(angle), np.sin(angle), angular_velocity)
        return np.array(values, dtype=np.float32)

    def _camera_target(self) -> tuple[float, float, float]:
        return 0.0, 0.0, 0.3
