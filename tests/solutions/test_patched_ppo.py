"""PPO in pieces is PPO; another function takes the place of its piece."""

import pytest
import torch

from rlcourse.solutions import PPO
from rlcourse.solutions.patched_ppo import PIECES, patch
from rlcourse.training.probing import train

SETTINGS = {
    "num_envs": 4,
    "rollout_length": 32,
    "num_updates": 2,
    "lr_actor": 1e-3,
    "coef_ent": 0.1,
}


def trained(agent_class):
    agent = agent_class((5,), (1,), **SETTINGS)
    train(agent, "InvertedPendulumBulletEnv-v0", updates=3)
    return agent


def test_it_learns_as_ppo_does():
    whole, patched = trained(PPO), trained(patch())
    for name in ("actor", "critic"):
        theirs = getattr(whole, name).state_dict()
        for key, ours in getattr(patched, name).state_dict().items():
            torch.testing.assert_close(ours, theirs[key], rtol=1e-4, atol=1e-5)
    assert patched.normalize_rewards.unit == whole.normalize_rewards.unit


@pytest.mark.parametrize("name", PIECES)
def test_every_piece_is_in_use(name):
    calls = []

    def instead(*args, **kwargs):
        calls.append(name)
        return PIECES[name](*args, **kwargs)

    instead.__name__ = name
    trained(patch(instead))
    assert calls
    assert patch().steps[name] is PIECES[name]


def test_an_unknown_piece_is_refused():
    with pytest.raises(ValueError, match="'print' is no piece; there are: lambda_sum, unsquash"):
        patch(print)
