"""Robots that run along the x axis: the half cheetah, the hopper, the walker and the ant.

A step asks PyBullet for everything at once (all links, all joints, all contacts with the ground)
and does the rest on plain numbers, since an array of 6 numbers costs more to make than to compute
with. NumPy is used where the last bit depends on how it computes: means, products, trigonometry.
"""

import math
from typing import Any, ClassVar

import numpy as np

from rlcourse.envs.bullet import Array, BulletEnv, data_path
from rlcourse.envs.quiet import import_pybullet

TARGET_X = 1000.0  # metres; far enough to be straight ahead all the time
AT_LIMIT = float(np.float32(0.99))


class Walker(BulletEnv):
    """Run towards a target that is a kilometre away.

    Observation (8 + 2A + feet,), clipped to [-5, 5]: height of the torso over its start (m); sine
    and cosine of the angle to the target; velocity of the torso in its own frame (0.3 m/s); roll
    and pitch (rad); for every joint its position (-1 to 1 between its limits) and velocity
    (10 rad/s); for every foot whether it touched the ground *before* this step.
    Action (A,): a torque for each joint.
    Reward: 1 while alive (else -1), plus the progress towards the target (m/s), minus the power and
    the heat of the motors, minus 0.1 for every joint at its limit.
    The episode terminates when the robot is no longer alive.
    """

    substeps = 4

    power: ClassVar[float]
    torques: ClassVar[dict[str, float]] = {}  # N m at full power, where it is not 100
    feet: ClassVar[tuple[str, ...]]

    def _load_ground(self) -> None:
        (self._ground,) = self._call("loadSDF")(data_path("plane_stadium.sdf"))
        self._call("changeDynamics")(self._ground, -1, lateralFriction=0.8, restitution=0.5)
        self._call("changeVisualShape")(self._ground, -1, rgbaColor=(1, 1, 1, 0.8))
        self._ground_counts = False

    def _load_robot(self) -> None:
        super()._load_robot()
        joints = list(self._joints.values())
        self._set_torques = self._motors(joints)
        self._full_torques = [self.power * self.torques.get(name, 100.0) for name in self._joints]
        self._ranges = [(low, high - low) for low, high in self._limits.values()]
        self._feet = [self._links[name] for name in self.feet]
        self._ground_contacts = self._call("getContactPoints", self._robot, self._ground)
        # The ant's torso is the base of its body and no link; all others hang on a torso link.
        self._torso_is_base = "torso" not in self._links
        links = list(self._links.values())
        if not self._torso_is_base:
            # The mean over the parts is taken in this order: it decides the last bit.
            links.remove(self._links["torso"])
            links.insert(1, self._links["torso"])
        self._link_states = self._call(
            "getLinkStates", self._robot, links, computeLinkVelocity=not self._torso_is_base
        )
        self._base_pose = self._call("getBasePositionAndOrientation", self._robot)
        self._base_velocity = self._call("getBaseVelocity", self._robot)
        self._euler_angles = import_pybullet().getEulerFromQuaternion
        self._rotation = np.eye(3)

    def _start_episode(self) -> Array:
        angles = self.np_random.uniform(-0.1, 0.1, size=self.action_size).tolist()
        for joint, angle in zip(self._joints.values(), angles, strict=True):
            self._place_joint(joint, angle)
        self._contacts = [0.0] * len(self._feet)
        self._initial_height: float | None = None
        observation = self._observe()[0]
        # From the first step on the ground is one more part of which the mean is taken.
        self._ground_counts = True
        return observation

    def step(self, action: Array) -> tuple[Array, float, bool, bool, dict[str, Any]]:
        action = np.asarray(action)
        if action.dtype.kind != "f":
            action = action.astype(np.float64)
        values = self._clipped(action)
        self._set_torques(forces=[f * a for f, a in zip(self._full_torques, values, strict=True)])
        self._simulate()

        distance_before = self._distance
        observation, joint_values = self._observe()
        alive = self._is_alive(observation.item(0) + self._initial_height, self._pitch)
        touching = {contact[3] for contact in self._ground_contacts()}
        self._contacts = [1.0 if foot in touching else 0.0 for foot in self._feet]

        # Potentials first, then their difference: the other way round rounds differently.
        dt = self.seconds_per_step
        progress = -self._distance / dt - -distance_before / dt
        heat_and_power = -2.0 * mean(np.abs(action * joint_values[1::2]))
        heat_and_power += -0.1 * mean(np.square(action))
        stuck = sum([abs(position) > AT_LIMIT for position in joint_values[::2].tolist()])
        # Not sum(): it compensates its rounding errors from Python 3.12 on.
        reward = (1.0 if alive else -1.0) + progress + heat_and_power + -0.1 * stuck
        # The sum of squares is not a number exactly where one of them is not.
        terminated = self._ends(alive) or math.isnan(observation.dot(observation))
        return observation, reward, terminated, False, {}

    def _observe(self) -> tuple[Array, Array]:
        """The observation (S,) and the part of it that is the joints (2A,), not clipped."""
        parts = self._link_states()
        torso = parts[1]
        positions = [part[0] for part in parts]
        if self._torso_is_base:
            torso_position, quaternion = self._base_pose()
            velocity = self._base_velocity()[0]
            positions.insert(1, torso_position)
        else:
            torso_position, quaternion, velocity = torso[0], torso[1], torso[6]
        roll, pitch, yaw = self._euler_angles(quaternion)
        height = torso_position[2]
        if self._initial_height is None:
            self._initial_height = height
        self._pitch: float = pitch
        self._torso_position: tuple[float, float, float] = torso_position

        # The ground lies at the origin: it adds nothing to the sum, and one to the count.
        count = len(positions) + self._ground_counts
        x = float(np.add.reduce([position[0] for position in positions])) / count
        y = float(np.add.reduce([position[1] for position in positions])) / count
        ahead, aside = TARGET_X - x, 0.0 - y
        to_target = np.array((aside, ahead))
        self._distance = math.sqrt(to_target.dot(to_target))
        angle = np.arctan2(aside, ahead) - yaw

        cos, sin = np.cos(-yaw), np.sin(-yaw)
        rotation = self._rotation
        rotation[0, 0] = rotation[1, 1] = cos
        rotation[0, 1], rotation[1, 0] = -sin, sin
        forward, left, up = rotation.dot(velocity).tolist()

        values = [
            height - self._initial_height,
            np.sin(angle),
            np.cos(angle),
            0.3 * forward,
            0.3 * left,
            0.3 * up,
            roll,
            pitch,
        ]
        for (low, width), joint in zip(self._ranges, self._joint_states(), strict=True):
            values += 2 * (joint[0] - low) / width - 1.0, 0.1 * joint[1]
        values += self._contacts
        raw = np.array(values, dtype=np.float32)
        return raw.clip(-5, 5), raw[8 : 8 + 2 * self.action_size]

    def _is_alive(self, height: float, pitch: float) -> bool:
        return height > 0.8 and abs(pitch) < 1.0

    def _ends(self, alive: bool) -> bool:
        return not alive

    def _camera_target(self) -> tuple[float, float, float]:
        return self._torso_position


class Hopper(Walker):
    """One leg (S = 15, A = 3): alive above 0.8 m and within 1 rad of upright."""

    model = "hopper.xml"
    observation_size = 15
    action_size = 3
    power = 0.75
    feet = ("foot",)


class Walker2D(Walker):
    """Two legs (S = 22, A = 6): alive above 0.8 m and within 1 rad of upright."""

    model = "walker2d.xml"
    observation_size = 22
    action_size = 6
    power = 0.40
    torques: ClassVar[dict[str, float]] = {"foot_joint": 30.0, "foot_left_joint": 30.0}
    feet = ("foot", "foot_left")


class HalfCheetah(Walker):
    """A flat cheetah (S = 26, A = 6) that counts as dead while on its knees or tilted by 1 rad.

    Being dead costs reward and nothing else: its episodes never terminate.
    """

    model = "half_cheetah.xml"
    observation_size = 26
    action_size = 6
    power = 0.90
    torques: ClassVar[dict[str, float]] = {
        "bthigh": 120.0,
        "bshin": 90.0,
        "bfoot": 60.0,
        "fthigh": 140.0,
        "fshin": 60.0,
        "ffoot": 30.0,
    }
    feet = ("ffoot", "fshin", "fthigh", "bfoot", "bshin", "bthigh")

    def _is_alive(self, height: float, pitch: float) -> bool:
        _, front_shin, front_thigh, _, back_shin, back_thigh = self._contacts
        on_knees = front_shin or front_thigh or back_shin or back_thigh
        return abs(pitch) < 1.0 and not on_knees

    def _ends(self, alive: bool) -> bool:
        return False


class Ant(Walker):
    """Four legs in three dimensions (S = 28, A = 8): alive above 0.26 m."""

    model = "ant.xml"
    observation_size = 28
    action_size = 8
    power = 2.5
    feet = ("front_left_foot", "front_right_foot", "left_back_foot", "right_back_foot")

    def _is_alive(self, height: float, pitch: float) -> bool:
        return height > 0.26


def mean(values: Array) -> float:
    """`values.mean()` to the last bit, without what it costs to ask for it."""
    return float(values.dtype.type(float(np.add.reduce(values)) / len(values)))
