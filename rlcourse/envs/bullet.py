"""What all PyBullet tasks share: a simulation, a robot in it, and a camera."""

import math
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from rlcourse.envs.quiet import import_pybullet, quiet

Array = NDArray[Any]


class BulletEnv(gym.Env[Array, Array]):
    """One robot of PyBullet's own models in one simulation.

    A task says what is simulated (the attributes below) and writes `step`, `_start_episode` and
    `_camera_target`. The simulation starts with the first `reset`.

    Actions (A,) are float in [-1, 1], larger ones are clipped; observations (S,) are float32.

    Args:
        render_mode: None or "rgb_array".
        width, height: size of the pictures of `render`, in pixels.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 60}  # noqa: RUF012

    model: ClassVar[str]
    observation_size: ClassVar[int]
    action_size: ClassVar[int]
    substeps: ClassVar[int] = 1
    seconds_per_step: ClassVar[float] = 0.0165

    def __init__(self, render_mode: str | None = None, width: int = 320, height: int = 240) -> None:
        if render_mode not in (None, "rgb_array"):
            raise ValueError(f'render_mode must be None or "rgb_array", not {render_mode!r}')
        self.render_mode = render_mode
        self.width, self.height = width, height
        infinity = np.full(self.observation_size, np.inf, dtype=np.float32)
        one = np.ones(self.action_size, dtype=np.float32)
        self.observation_space = gym.spaces.Box(-infinity, infinity, dtype=np.float32)
        self.action_space = gym.spaces.Box(-one, one, dtype=np.float32)
        self._client: int | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Array, dict[str, Any]]:
        super().reset(seed=seed)
        if self._client is None:
            observation = self._first_reset()
        else:
            self._call("restoreState")(self._initial_state)
            observation = self._start_episode()
        return observation, {}

    def set_picture_size(self, width: int, height: int) -> None:
        """Let `render` give pictures of this size, in pixels, from now on."""
        self.width, self.height = width, height

    def close(self) -> None:
        if self._client is not None:
            self._disconnect()
            self._client = None

    def _first_reset(self) -> Array:
        try:
            with quiet():
                self._connect()
                self._load_robot()
                observation = self._start_episode()
                self._initial_state = self._call("saveState")()
        except BaseException:
            # Ctrl-C too: half a simulation is no use to the next reset.
            self.close()
            raise
        return observation

    # The simulation -----------------------------------------------------------------------

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """PyBullet's function `name`, bound to this simulation and to leading arguments."""
        function = getattr(import_pybullet(), name)
        return partial(function, *args, physicsClientId=self._client, **kwargs)

    def _connect(self) -> None:
        pybullet = import_pybullet()
        self._client = pybullet.connect(pybullet.DIRECT)
        # At the end of Python or of this object, whichever comes first.
        self._disconnect = weakref.finalize(self, pybullet.disconnect, self._client)
        self._call("resetSimulation")()
        self._call("setPhysicsEngineParameter")(deterministicOverlappingPairs=1)
        self._call("setGravity")(0, 0, -9.8)
        self._call("setDefaultContactERP")(0.9)
        self._call("setPhysicsEngineParameter")(
            fixedTimeStep=self.seconds_per_step,
            numSolverIterations=5,
            numSubSteps=self.substeps,
        )
        self._simulate = self._call("stepSimulation")
        self._load_ground()

    def _load_ground(self) -> None:
        """The ground comes before the robot: their order decides the order of contacts."""

    def _load_robot(self) -> None:
        """Load the model, switch its motors off, and look up its joints and links by name."""
        pybullet = import_pybullet()
        bodies = self._call("loadMJCF")(
            data_path("mjcf", self.model),
            flags=pybullet.URDF_USE_SELF_COLLISION
            | pybullet.URDF_USE_SELF_COLLISION_EXCLUDE_ALL_PARENTS
            | pybullet.URDF_GOOGLEY_UNDEFINED_COLORS,
        )
        # A model may bring scenery (the pendulum's rail) as bodies of their own before the robot.
        self._robot: int = bodies[-1]
        self._links: dict[str, int] = {}
        self._joints: dict[str, int] = {}
        self._limits: dict[str, tuple[float, float]] = {}
        for joint in range(self._call("getNumJoints")(self._robot)):
            self._release_motor(joint)
            about = self._call("getJointInfo")(self._robot, joint)
            name = about[1].decode()
            self._links[about[12].decode()] = joint
            # Joints whose names start so hold the parts together or place the robot; no motors.
            if not name.startswith(("ignore", "jointfix")):
                self._joints[name] = joint
                self._limits[name] = about[8:10]
        joints = list(self._joints.values())
        self._joint_states = self._call("getJointStates", self._robot, joints)

    def _release_motor(self, joint: int) -> None:
        """Take away the force with which PyBullet holds every joint by default."""
        self._call("setJointMotorControl2")(
            self._robot,
            joint,
            import_pybullet().POSITION_CONTROL,
            targetPosition=0,
            targetVelocity=0,
            positionGain=0.1,
            velocityGain=0.1,
            force=0,
        )

    def _motors(self, joints: list[int]) -> Callable[..., Any]:
        """A function of `forces=`, one for each of `joints`, that acts in the next step."""
        control = import_pybullet().TORQUE_CONTROL
        return self._call("setJointMotorControlArray", self._robot, joints, control)

    def _place_joint(self, joint: int, angle: float) -> None:
        self._call("resetJointState")(self._robot, joint, targetValue=angle, targetVelocity=0)
        self._release_motor(joint)

    def _clipped(self, action: Array) -> list[float]:
        """The action (A,) as numbers in [-1, 1].

        Raises:
            ValueError: the action has another shape, or is not finite.
        """
        if action.shape != (self.action_size,):
            raise ValueError(f"action must have shape ({self.action_size},), not {action.shape}")
        values = action.tolist()
        if not math.isfinite(sum(values)):
            raise ValueError(f"action must be finite, not {values}")
        return [min(max(value, -1.0), 1.0) for value in values]

    # For a task to write ------------------------------------------------------------------

    def _start_episode(self) -> Array:
        """Put the robot at a random start and return the first observation (S,)."""
        raise NotImplementedError

    def _camera_target(self) -> tuple[float, float, float]:
        """The point (x, y, z), in metres, in the middle of the picture."""
        raise NotImplementedError

    # The camera ---------------------------------------------------------------------------

    def render(self) -> Array | None:  # type: ignore[override]
        """A picture (height, width, 3) from the side, uint8; None without a render_mode.

        Raises:
            gymnasium.error.ResetNeeded: there is nothing to see before the first `reset`.
        """
        if self.render_mode is None:
            return None
        if self._client is None:
            raise gym.error.ResetNeeded("call reset() before render()")
        pybullet = import_pybullet()
        view = pybullet.computeViewMatrixFromYawPitchRoll(
            cameraTargetPosition=self._camera_target(),
            distance=2,
            yaw=0,
            pitch=-12,
            roll=0,
            upAxisIndex=2,
        )
        projection = pybullet.computeProjectionMatrixFOV(
            fov=60, aspect=self.width / self.height, nearVal=0.1, farVal=100
        )
        pixels = self._call("getCameraImage")(
            self.width, self.height, viewMatrix=view, projectionMatrix=projection
        )[2]
        # A PyBullet that was built without NumPy gives one long tuple; bytes() reads it fastest.
        raw = bytes(pixels) if isinstance(pixels, tuple) else pixels
        picture = np.frombuffer(raw, dtype=np.uint8).reshape(self.height, self.width, 4)
        return picture[:, :, :3].copy()


def data_path(*parts: str) -> str:
    """Where PyBullet keeps a file of its own."""
    with quiet():
        import pybullet_data
    return str(Path(pybullet_data.getDataPath(), *parts))
