"""What stops a training: it is told, and what was learned before is kept."""

from copy import deepcopy

import gymnasium as gym
import numpy as np
import pytest
import torch

from rlcourse.envs.arrays import is_finite
from rlcourse.language import use_language
from rlcourse.solutions import PPO, SAC
from rlcourse.training import Trainer, TrainingError
from rlcourse.training.checkpoint import load_checkpoint
from rlcourse.training.healthy import GATHER_AGAIN, AgentCheck, SickAgentError

INTERVAL = 128


class Breaks(gym.Env):
    """Well until its 100th step in training (an episode has 8), then as `sick` says."""

    observation_space = gym.spaces.Box(-np.inf, np.inf, (3,), np.float32)
    action_space = gym.spaces.Box(-1, 1, (1,), np.float32)

    def __init__(self, sick):
        self.sick, self.steps, self.t = sick, 0, 0
        self.is_training = False

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        # Environment 1 of those that train is the one that breaks; evaluation seeds are larger.
        self.is_training = self.is_training or seed == 1
        self.t = 0
        return np.zeros(3, np.float32), {}

    def step(self, action):
        self.t += 1
        self.steps += 1
        well = np.full(3, self.t, np.float32), 1.0, False, self.t == 8, {}
        return self.sick(*well) if self.is_training and self.steps == 100 else well


def raises(observation, *rest):
    raise ZeroDivisionError("the toy broke")


def nan_observation(observation, *rest):
    return (observation * [1, 1, np.nan], *rest)


def nan_last_observation(observation, reward, terminated, truncated, info):
    return observation * [1, np.inf, 1], reward, True, False, info


def nan_reward(observation, reward, *rest):
    return observation, np.nan, *rest


SICK = {
    "raises": (raises, r"environment 1 raised ZeroDivisionError: the toy broke\. Look at the"),
    "nan": (nan_observation, r"environment 1 gave an observation with nan at index 2\. Look at"),
    "last": (nan_last_observation, r"environment 1 gave an observation with inf at index 1\. Look"),
    "reward": (nan_reward, r"environment 1 gave the reward nan\. Look at"),
    "longer": (
        lambda o, *rest: (np.zeros(4, np.float32), *rest),
        r"environment 1 raised ValueError: its observation has the shape \(4,\) and not \(3,\)",
    ),
    # NumPy would spread one number over the whole row.
    "shorter": (
        lambda o, *rest: (np.zeros(1, np.float32), *rest),
        r"environment 1 raised ValueError: its observation has the shape \(1,\) and not \(3,\)",
    ),
    "rewards": (
        lambda o, r, *rest: (o, np.ones(1), *rest),
        r"environment 1 raised ValueError: its reward has the shape \(1,\) and not \(\)",
    ),
    "old": (
        lambda o, r, terminated, truncated, info: (o, r, terminated, info),
        "environment 1 raised ValueError: step() gave 4 values, not 5".replace("()", r"\(\)"),
    ),
}


def make_trainer(env, agent=PPO, **settings):
    algorithm = agent((3,), (1,), num_envs=2, rollout_length=32, num_updates=1)
    settings = {"num_steps": 512, "eval_interval": INTERVAL, "num_eval_episodes": 1, **settings}
    return Trainer(env, algorithm, **settings)


@pytest.mark.parametrize("name", SICK)
def test_a_sick_environment_is_named_and_the_last_evaluation_is_kept(name, tmp_path):
    sick, message = SICK[name]
    trainer = make_trainer(lambda: Breaks(sick), out=tmp_path)
    with pytest.raises(TrainingError, match=message) as error:
        trainer.train()
    text = str(error.value)
    # Both environments have taken 99 steps.
    assert "after 198 steps" in text
    assert f"learned up to step {INTERVAL} is kept in {tmp_path / 'checkpoint.pt'}" in text
    assert load_checkpoint(tmp_path)["steps"] == INTERVAL
    trainer.close()
    later = make_trainer(lambda: Breaks(lambda *well: well), out=tmp_path).resume(tmp_path)
    later.train()
    assert later.returns["step"] == [128, 256, 384, 512]
    later.close()


def test_the_environment_s_own_traceback_is_shown():
    trainer = make_trainer(lambda: Breaks(raises))
    with pytest.raises(TrainingError) as error:
        trainer.train()
    assert isinstance(error.value.__cause__.__cause__, ZeroDivisionError)
    trainer.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["raises", "longer"])
def test_it_is_named_in_a_worker_too(name):
    sick, message = SICK[name]
    trainer = make_trainer(lambda: Breaks(sick), num_workers=2)
    with pytest.raises(TrainingError, match=message.partition(r"\. Look")[0]):
        trainer.train()
    trainer.close()


class TurnsToNan(PPO):
    """Learns well once, then takes a step of size nan."""

    num_calls = 0

    def update(self):
        super().update()
        self.num_calls += 1
        if self.num_calls == 3:
            with torch.no_grad():
                self.actor.log_stds += float("nan")


class ActsNan(PPO):
    """Acts nan from step 140 on."""

    def step(self, env, states, steps):
        self.is_ill = steps >= 140
        return super().step(env, states, steps)

    def explore(self, states):
        actions, log_pis = super().explore(states)
        return (actions * [[1.0], [np.nan]], log_pis) if self.is_ill else (actions, log_pis)


@pytest.mark.parametrize(
    ("agent", "steps", "message"),
    [
        (TurnsToNan, 192, r"the update left nan in actor\.log_stds\. Look at the loss"),
        (ActsNan, 140, r"the policy gave environment 1 an action with nan at index 0\. Look at"),
    ],
)
@pytest.mark.parametrize("keeps_files", [True, False])
def test_a_policy_that_turns_to_nan_is_what_it_was(tmp_path, agent, steps, message, keeps_files):
    healthy = make_trainer("Pendulum-v1", num_steps=INTERVAL)
    healthy.train()
    trainer = make_trainer("Pendulum-v1", agent, out=tmp_path if keeps_files else None)
    with pytest.raises(SickAgentError, match=message) as error:
        trainer.train()
    assert f"after {steps} steps" in str(error.value)
    kept = "kept in" if keeps_files else f"as it was at the evaluation at {INTERVAL} steps"
    assert kept in str(error.value)
    assert trainer.returns == healthy.returns
    saved = [trainer.algorithm.state_dict()]
    if keeps_files:
        saved.append(load_checkpoint(tmp_path)["state"])
    expected = healthy.algorithm.state_dict()["actor"]
    for state in saved:
        assert all(torch.equal(state["actor"][name], value) for name, value in expected.items())
    trainer.close(), healthy.close()


@pytest.mark.parametrize("keeps_files", [True, False])
def test_after_a_resume_it_is_what_it_was_then(tmp_path, keeps_files):
    first = make_trainer("Pendulum-v1", num_steps=INTERVAL, out=tmp_path / "first")
    first.train()
    settings = {"eval_interval": 10**6, "out": tmp_path / "second" if keeps_files else None}
    trainer = make_trainer("Pendulum-v1", TurnsToNan, **settings).resume(first.out)
    # Nothing is in its own folder yet, and so nothing is promised to be there.
    with pytest.raises(SickAgentError, match=f"as it was at the evaluation at {INTERVAL} steps"):
        trainer.train()
    expected = first.algorithm.state_dict()["actor"]
    state = trainer.algorithm.state_dict()["actor"]
    assert all(torch.equal(state[name], value) for name, value in expected.items())
    trainer.close(), first.close()


class AlphaTurnsToNan(SAC):
    """Its temperature does."""

    def update_alpha(self, log_pis):
        with torch.no_grad():
            self.log_alpha += float("nan")


class TargetTurnsToNan(SAC):
    """Its target network does, long after it was first looked at."""

    num_calls = 0

    def update_target(self):
        super().update_target()
        self.num_calls += 1
        if self.num_calls == 30:
            next(self.critic_target.parameters()).data.fill_(float("nan"))


class SickStatistics(PPO):
    """The statistics of its states, which a new tensor replaces at every update."""

    num_calls = 0

    def update(self):
        super().update()
        self.num_calls += 1
        if self.num_calls == 2:
            self.normalize_states.moments.mean = self.normalize_states.moments.mean * float("nan")


SMALL_SAC = {"start_steps": 8, "batch_size": 8}
SMALL_PPO = {"num_envs": 2, "rollout_length": 8, "batch_size": 8}


@pytest.mark.parametrize(
    ("agent", "settings", "steps", "message"),
    [
        (AlphaTurnsToNan, SMALL_SAC, 20, r"left nan in log_alpha\. Look at the loss"),
        (TargetTurnsToNan, SMALL_SAC, 60, r"after 38 steps.* left nan in critic_target\.net1"),
        (SickStatistics, SMALL_PPO, 100, r"after 32 .*nan in normalize_states\.moments\.mean"),
    ],
)
def test_what_turns_to_nan_is_named_at_once_and_not_what_it_spoils(agent, settings, steps, message):
    trainer = Trainer("Pendulum-v1", agent((3,), (1,), **settings), steps)
    with pytest.raises(SickAgentError, match=message):
        trainer.train()
    trainer.close()


def test_a_network_that_took_the_place_of_another_is_looked_at_too():
    agent = SAC((3,), (1,))
    check = AgentCheck()
    check.look(agent, 0), check.look(agent, 1)
    agent.critic = deepcopy(agent.critic)
    next(agent.critic.parameters()).data.fill_(float("nan"))
    with pytest.raises(SickAgentError, match="critic"):
        for steps in range(2, GATHER_AGAIN + 2):
            check.look(agent, steps)


def test_an_agent_that_numpy_cannot_see_is_looked_at_too():
    agent = SAC((3,), (1,))
    agent.extra = torch.nn.Linear(2, 2, dtype=torch.bfloat16)
    check = AgentCheck()
    check.look(agent, 0), check.look(agent, 1)
    agent.extra.weight.data.fill_(float("nan"))
    with pytest.raises(SickAgentError, match=r"nan in extra\.weight"):
        check.look(agent, 2)


def test_a_task_without_end_is_told_and_not_waited_for(monkeypatch):
    monkeypatch.setattr("rlcourse.envs.episodes.MAX_STEPS", 50)
    trainer = make_trainer(lambda: gym.make("Pendulum-v1").unwrapped)
    with pytest.raises(TrainingError, match=r"not ended after 50 steps: .*TimeLimit\(env, 1000\)"):
        trainer.train()
    trainer.close()


def test_an_agent_outlives_its_environment():
    trainer = make_trainer(lambda: Breaks(nan_reward), eval_interval=256)
    with pytest.raises(TrainingError, match="The agent still has what it learned up to here"):
        trainer.train()
    trainer.close()


def test_before_the_first_evaluation_a_sick_agent_has_nothing_to_go_back_to():
    trainer = make_trainer("Pendulum-v1", ActsNan, eval_interval=256)
    with pytest.raises(SickAgentError, match="nothing is kept"):
        trainer.train()
    trainer.close()


def test_in_japanese():
    trainer = make_trainer(lambda: Breaks(nan_reward))
    use_language("ja")
    try:
        with pytest.raises(TrainingError, match="198 ステップの後: 環境 1 の即時報酬が nan です"):
            trainer.train()
    finally:
        use_language("en")
    trainer.close()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_numbers_are_finite(dtype):
    array = np.full((4, 5), np.finfo(dtype).max, dtype)
    assert is_finite(array)
    for bad in (np.nan, np.inf, -np.inf):
        array[2, 3] = bad
        assert not is_finite(array)
