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
    ("SAC", "HalfCheetahBulletEnv-v0"): {
        # The shorter sum: over 100 steps the fear of falling outweighs what walking pays at once.
        "gamma": 0.98,
        # A target that follows within 50 updates: over so short a sum the values may hurry.
        "tau": 0.02,
        # 100,000 updates are few, so each goes further than the paper's 3e-4.
        "lr_actor": 7.3e-4,
        "lr_critic": 7.3e-4,
        "lr_alpha": 7.3e-4,
    },
    ("PPO", "InvertedPendulumBulletEnv-v0"): {
        # The cart stays near the middle at first: scaled by that little, its way to the end of
        # the rail would look endless, and the pole drift there unseen.
        "scale_states": False,
        # A longer rollout: once the pole stands, all that differs in a short one is noise.
        "rollout_length": 128,
        # Large steps, so that the pole stands soon, and small ones at the end, so that it stays.
        "lr_actor": 1e-3,
        "lr_critic": 1e-3,
        "last_share": 0.01,
    },
    ("PPO", "HalfCheetahBulletEnv-v0"): {
        # Sixteen environments see more different situations at a time than eight.
        "num_envs": 16,
        "rollout_length": 32,
        # All episodes last 1,000 steps: without this every rollout would be of one age.
        "stagger": True,
        # A minibatch of 128 costs little more than one of 64, and bears twice the step size.
        "batch_size": 128,
        "lr_actor": 6e-4,
        # The value must keep up with a policy that changes so fast.
        "lr_critic": 1e-3,
        # Small steps at the end keep what large ones have found.
        "last_share": 0.2,
        # Walking pays at once, falling later: the shorter sum finds the first before the second
        # has taught the agent to stand still.
        "lambd": 0.8,
        # A policy that is soon sure of itself stands still, and never tries a step.
        "log_std": 0.0,
        # Else one step of the critic moves it by more than walking differs from standing.
        "return_size": 10.0,
    },
}


def settings_for(agent: str, env_id: str) -> dict[str, Any]:
    """Arguments to make an agent with, such as `PPO(..., **settings_for("PPO", env_id))`.

    Args:
        agent: name of its class.
        env_id: the task.
    """
    return dict(SETTINGS.get((agent, env_id), {}))
