"""The picture of the advantages shows the advantages."""

import numpy as np
import pytest
import torch

from rlcourse.display.explore_gae import advantages_of, draw_gae, explore_gae
from rlcourse.language import use_language
from rlcourse.solutions import calculate_advantage

T = 12


@pytest.fixture
def rollout():
    rng = np.random.default_rng(0)
    values, rewards, next_values = rng.normal(size=(3, T))
    terminateds, truncateds = np.zeros((2, T))
    terminateds[[3, 8]] = 1
    truncateds[[5, 8]] = 1
    return values, rewards, terminateds, truncateds, next_values


@pytest.mark.parametrize(("gamma", "lambd"), [(0.99, 0.95), (0.9, 0.0), (1.0, 1.0)])
def test_its_bars_are_the_reference_s_advantages(rollout, gamma, lambd):
    columns = [torch.tensor(array).reshape(T, 1) for array in rollout]
    targets, _ = calculate_advantage(*columns, gamma=gamma, lambd=lambd)
    right = (targets - columns[0]).squeeze(1).numpy()
    np.testing.assert_allclose(advantages_of(*rollout, gamma=gamma, lambd=lambd), right, atol=1e-12)
    panel = draw_gae(*rollout, gamma, lambd).axes[1]
    np.testing.assert_allclose([bar.get_height() for bar in panel.patches], right, atol=1e-12)
    low, high = panel.get_ylim()
    assert low < right.min() and right.max() < high


def test_takes_tensors_and_says_how_far_back_it_reaches(rollout):
    figure = draw_gae(*map(torch.tensor, rollout), gamma=1.0, lambd=0.5)
    assert "halved every 1 steps" in figure.axes[0].get_title(loc="left")
    assert "3 episodes end" in figure.alt
    assert "alone" in draw_gae(*rollout, lambd=0.0).axes[0].get_title(loc="left")


def test_speaks_japanese(rollout):
    use_language("ja")
    assert "アドバンテージ" in draw_gae(*rollout).axes[1].get_ylabel()


def test_is_a_picture_where_there_is_no_notebook(rollout, monkeypatch):
    monkeypatch.setenv("RLCOURSE_STATIC", "1")
    assert explore_gae(*rollout).png()


def test_several_environments_are_refused(rollout):
    with pytest.raises(ValueError, match="one environment"):
        draw_gae(*(np.stack([array, array], axis=1) for array in rollout))
