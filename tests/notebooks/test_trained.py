"""The agents that come with the course do what their films show."""

import pytest

from rlcourse.envs import make
from rlcourse.trained import load_policy, save_policy, trained

CHEETAH, PENDULUM = "HalfCheetahBulletEnv-v0", "InvertedPendulumBulletEnv-v0"


@pytest.mark.parametrize(
    ("env_id", "algorithm", "least"),
    [
        (CHEETAH, "PPO", 2_000),
        (PENDULUM, "PPO", 999),
        (CHEETAH, "SAC", 1_700),
        (PENDULUM, "SAC", 999),
    ],
)
def test_they_can_do_it(env_id, algorithm, least):
    agent, env = trained(env_id, algorithm), make(env_id)
    state, _ = env.reset(seed=0)
    total_reward, is_over = 0.0, False
    while not is_over:
        state, reward, terminated, truncated, _ = env.step(agent.exploit(state))
        total_reward += reward
        is_over = terminated or truncated
    env.close()
    assert total_reward > least


def test_a_policy_comes_back_from_its_file(tmp_path):
    agent = trained(CHEETAH)
    save_policy(agent, tmp_path / "a.safetensors")
    state = make(CHEETAH).reset(seed=0)[0]
    again = load_policy(tmp_path / "a.safetensors")
    assert (again.exploit(state) == agent.exploit(state)).all()


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match=f"there are: {CHEETAH}, {CHEETAH}-SAC, {PENDULUM}, "):
        trained("AntBulletEnv-v0")
