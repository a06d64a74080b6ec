"""Let an agent learn a little, without a Trainer."""

from typing import Any

from rlcourse.envs import make_vec
from rlcourse.training.threads import one_thread


def train(agent: Any, env_id: str, updates: int) -> None:
    """Let an agent learn `updates` times: no evaluation, no progress bar, no checkpoints."""
    env = make_vec(env_id, agent.num_envs)
    states, _ = env.reset(seed=0)
    steps = 0
    with agent.random_stream, one_thread():
        while updates:
            states = agent.step(env, states, steps)
            steps += agent.num_envs
            if agent.is_update(steps):
                agent.update()
                updates -= 1
    env.close()
