"""The pictures of notebooks 06 and 07 say the truth, told by samples and by autograd."""

import math

import numpy as np
import pytest
import torch

from rlcourse.display import explore_soft_actor as actor
from rlcourse.display import soft_policy
from rlcourse.display.explore_alpha import draw_alpha, explore_alpha, learn
from rlcourse.display.explore_entropy import draw_entropy, explore_entropy
from rlcourse.display.explore_follow import draw_follow, explore_follow, follow, half_life
from rlcourse.display.explore_soft_value import draw_soft_value, explore_soft_value
from rlcourse.display.explore_twins import best_looking, draw_twins, explore_twins
from rlcourse.language import use_language
from rlcourse.solutions import SAC, reparameterize

DRAW = {
    explore_entropy: draw_entropy,
    explore_twins: draw_twins,
    explore_soft_value: draw_soft_value,
    actor.explore_soft_actor: actor.draw_soft_actor,
    explore_alpha: draw_alpha,
    explore_follow: draw_follow,
}


@pytest.mark.parametrize(("mean", "std"), [(0.0, 0.3), (0.8, 0.6), (-1.0, 1.5)])
def test_entropy_and_average_value_are_those_of_samples(mean, std):
    torch.manual_seed(0)
    means = torch.full((200_000, 1), mean, dtype=torch.float64)
    actions, log_pis = reparameterize(means, torch.full((1, 1), std, dtype=torch.float64).log())
    assert soft_policy.entropy(mean, std) == pytest.approx(-log_pis.mean().item(), abs=0.01)
    values = soft_policy.value(actions.numpy())
    assert soft_policy.average_value(mean, std) == pytest.approx(values.mean(), abs=0.01)


def test_no_policy_is_more_random_than_an_even_one():
    entropies = [soft_policy.entropy(0.0, std) for std in np.geomspace(0.05, 5, 60)]
    assert math.log(2) - 0.02 < max(entropies) < math.log(2)


def test_the_gradient_is_the_slope():
    def height(mean, log_std):
        std = np.exp(log_std)
        return 2 * soft_policy.average_value(mean, std) + 0.3 * soft_policy.entropy(mean, std)

    mean, log_std, step = 0.4, -0.3, 1e-5
    by_mean, by_log_std = soft_policy.gradient(mean, np.exp(log_std), 0.3, scale=2)
    difference = height(mean + step, log_std) - height(mean - step, log_std)
    assert by_mean == pytest.approx(difference / (2 * step), abs=1e-6)
    difference = height(mean, log_std + step) - height(mean, log_std - step)
    assert by_log_std == pytest.approx(difference / (2 * step), abs=1e-6)


def test_a_density_has_a_total_of_1():
    actions = np.linspace(-0.9999, 0.9999, 20_001)
    densities = soft_policy.density(actions, 0.3, 0.5)
    assert densities.mean() * 2 == pytest.approx(1, abs=0.01)


def test_the_lower_of_two_is_less_deceived():
    one, two = best_looking(1, 1.0)
    assert one.mean() == pytest.approx(0, abs=0.1)
    assert two.mean() == pytest.approx(-1 / math.sqrt(math.pi), abs=0.1)
    for actions in (5, 40):
        one, two = best_looking(actions, 1.0)
        assert 0 < two.mean() < one.mean() - 0.5


def test_the_policy_climbs_to_where_nothing_pulls_and_is_wider_for_more_entropy():
    ends = [actor.climb(alpha)[-1] for alpha in (0.2, 1.0)]
    for (mean, log_std), alpha in zip(ends, (0.2, 1.0), strict=True):
        assert soft_policy.gradient(mean, np.exp(log_std), alpha) == pytest.approx((0, 0), abs=0.01)
    assert ends[0][1] < ends[1][1]


@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_a_learned_alpha_brings_the_entropy_to_its_target_whatever_the_rewards(scale):
    entropies, alphas = learn(scale, learn_alpha=True)
    assert entropies[-1] == pytest.approx(-1, abs=0.2)
    assert (alphas > 0).all()


def test_with_a_fixed_alpha_the_entropy_depends_on_the_size_of_the_rewards():
    assert learn(20.0, learn_alpha=False)[0][-1] < learn(1.0, learn_alpha=False)[0][-1] - 1


def test_the_target_follows_as_that_of_the_agent_does():
    agent = SAC((1,), (1,), tau=0.1, buffer_size=1)
    weight, copy = agent.critic.net1[0].bias, agent.critic_target.net1[0].bias
    with torch.no_grad():
        weight.fill_(3.0)
        copy.fill_(0.0)
    ours = follow(np.full(5, 3.0), 0.1)
    for number in ours:
        agent.update_target()
        assert copy[0].item() == pytest.approx(number, rel=1e-5)


def test_half_life():
    assert [half_life(tau) for tau in (1.0, 0.5, 0.1)] == [1, 1, 7]


@pytest.mark.parametrize("draw", DRAW.values())
def test_every_picture_has_words_in_both_languages(draw):
    english = draw().alt
    use_language("ja")
    assert english.isascii() and not draw().alt.isascii()


@pytest.mark.parametrize(
    ("draw", "ends"),
    [
        (draw_entropy, [{"mean": -2, "std": 0.05}, {"mean": 2, "std": 4}]),
        (draw_twins, [{"actions": 1, "noise": 0.1}, {"actions": 40, "noise": 1.5}]),
        (draw_soft_value, [{"alpha": 0, "mean": -1, "std": 0.05}, {"alpha": 1, "std": 1.5}]),
        (actor.draw_soft_actor, [{"alpha": 0}, {"alpha": 1}]),
        (draw_alpha, [{"scale": 0.5}, {"scale": 20}]),
        (draw_follow, [{"tau": 0.005}, {"tau": 0.5}]),
    ],
)
def test_both_ends_of_the_sliders_draw(draw, ends):
    for numbers in ends:
        draw(**numbers).draw_without_rendering()


@pytest.mark.parametrize("explorer", DRAW)
def test_is_a_picture_where_there_is_no_notebook(monkeypatch, explorer):
    monkeypatch.setenv("RLCOURSE_STATIC", "1")
    assert explorer().alt == DRAW[explorer]().alt


def test_a_std_of_0_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        draw_entropy(0.0, 0.0)
