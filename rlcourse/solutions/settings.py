"""What an agent is trained with where a task needs other numbers than the defaults."""

from typing import Any

# (agent, environment): arguments of the agent.
SETTINGS: dict[tuple[str, str], dict[str, Any]] = {
    # With small steps the pole soon stands, and the cart drifts to the end of its rail.
    ("SAC", "InvertedPendulumBulletEnv-v0"): {
        "start_steps": 1000,
        "lr_actor": 1e-3,
        "lr_critic": 1e-3,
        "tau": 0.02,
        "learn_alpha": False,
    },
}


def settings_for(agent: str, env_id: str) -> dict[str, Any]:
    """Arguments to make an agent with, such as `PPO(..., **settings_for("PPO", env_id))`.

    Args:
        agent: name of its class.
        env_id: the task.
    """
    return dict(SETTINGS.get((agent, env_id), {}))
