"""The picture of the clipped objective says truly where its gradient is dead."""

import pytest
import torch

from rlcourse.display.explore_clip import draw_clip, explore_clip, is_dead
from rlcourse.language import use_language


@pytest.mark.parametrize("advantage", [-1.0, 1.0])
@pytest.mark.parametrize("clip_eps", [0.1, 0.3])
@pytest.mark.parametrize("ratio", [0.5, 0.75, 0.95, 1.0, 1.05, 1.25, 1.5])
def test_the_gradient_is_dead_where_autograd_says_so(ratio, advantage, clip_eps):
    r = torch.tensor(ratio, requires_grad=True)
    clipped = r.clamp(1 - clip_eps, 1 + clip_eps)
    torch.min(r * advantage, clipped * advantage).backward()
    assert is_dead(ratio, advantage, clip_eps) == (r.grad.item() == 0)


def test_the_title_and_the_words_say_what_happens():
    def title(**numbers):
        return draw_clip(**numbers).axes[0].get_title(loc="left")

    assert "likelier" in title(ratio=1.0, advantage=1.0)
    assert "less likely" in title(ratio=1.35, advantage=-1.0)
    assert "gradient is 0" in title(ratio=1.35, advantage=1.0)
    assert "flat above 1.2" in draw_clip(advantage=1.0, clip_eps=0.2).alt
    assert "flat below 0.7" in draw_clip(advantage=-1.0, clip_eps=0.3).alt
    use_language("ja")
    assert "勾配は 0" in title(ratio=0.5, advantage=-1.0)


def test_is_a_picture_where_there_is_no_notebook(monkeypatch):
    monkeypatch.setenv("RLCOURSE_STATIC", "1")
    assert explore_clip().png()
