"""The agents by the names that the command line and checkpoints know them by."""

from pathlib import Path
from typing import TYPE_CHECKING

from rlcourse.cli.errors import BadInputError

if TYPE_CHECKING:
    from rlcourse.training import Algorithm

# name on the command line: class in rlcourse.solutions
ALGORITHMS = {"ppo": "PPO", "sac": "SAC"}


def make_agent(algo: str, env_id: str, seed: int) -> "Algorithm":
    """A fresh agent for an environment.

    Raises:
        BadInputError: there is no such algorithm or environment, or they do not go together.
    """
    if algo.lower() not in ALGORITHMS:
        raise BadInputError(f"there is no algorithm {algo!r}; there is {', '.join(ALGORITHMS)}")
    from rlcourse import solutions
    from rlcourse.envs import make
    from rlcourse.solutions.settings import settings_for

    try:
        env = make(env_id)
    except ValueError as error:
        raise BadInputError(str(error)) from error
    state_shape, action_shape = env.observation_space.shape, env.action_space.shape
    env.close()
    name = ALGORITHMS[algo.lower()]
    settings = settings_for(name, env_id)
    agent: Algorithm = getattr(solutions, name)(state_shape, action_shape, seed=seed, **settings)
    return agent


def load_agent(checkpoint: Path) -> tuple["Algorithm", str]:
    """(agent that acts as the one in the file, id of its environment).

    Raises:
        BadInputError: there is no such file, or it is not a checkpoint of one of the agents.
    """
    from rlcourse import solutions
    from rlcourse.training.checkpoint import CheckpointError, load_checkpoint

    try:
        content = load_checkpoint(checkpoint)
    except (CheckpointError, OSError) as error:
        raise BadInputError(str(error)) from error
    try:
        name, state = content["algorithm"], content["state"]
        if name not in ALGORITHMS.values():
            raise BadInputError(f"{checkpoint}: holds a {name}, which this version does not know")
        agent: Algorithm = getattr(solutions, name)(*map(tuple, content["shapes"]))
        # To act takes no more than these; the rest depends on how the agent was trained.
        agent.actor.load_state_dict(state["actor"])
        agent.normalize_states.load_state_dict(state["normalize_states"])
        env_id = content["env_id"]
    except (KeyError, TypeError, RuntimeError, ValueError, AttributeError) as error:
        raise BadInputError(f"{checkpoint}: not a checkpoint of this version") from error
    return agent, env_id
