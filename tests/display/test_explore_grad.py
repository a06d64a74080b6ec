"""The picture of a clipped gradient shows what torch does."""

import pytest
import torch

from rlcourse.display.explore_grad import DIRECTION, draw_grad_clip, explore_grad_clip
from rlcourse.language import use_language


@pytest.mark.parametrize(("length", "limit"), [(2.5, 0.5), (0.3, 0.5), (1.0, 1.0)])
def test_the_arrow_ends_where_torch_puts_the_gradient(length, limit):
    weights = torch.zeros(2, requires_grad=True)
    weights.grad = torch.tensor(length * DIRECTION, dtype=torch.float32)
    torch.nn.utils.clip_grad_norm_([weights], limit)
    arrows = [text.xy for text in draw_grad_clip(length, limit).axes[0].texts]
    assert arrows[0] == pytest.approx(length * DIRECTION)
    assert arrows[1] == pytest.approx(weights.grad.tolist(), abs=1e-5)


def test_the_title_says_what_happened():
    def title(*numbers):
        return draw_grad_clip(*numbers).axes[0].get_title(loc="left")

    assert title(2.5, 0.5) == "length 2.5: shortened to 0.5"
    assert "stays" in title(0.3, 0.5)
    use_language("ja")
    assert "縮める" in title(2.5, 0.5)


def test_is_a_picture_where_there_is_no_notebook(monkeypatch):
    monkeypatch.setenv("RLCOURSE_STATIC", "1")
    assert explore_grad_clip().png()
