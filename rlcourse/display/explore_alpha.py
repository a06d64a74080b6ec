"""A fixed entropy coefficient and a learned one, when the rewards come in another size."""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.soft_policy import entropy, gradient
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

UPDATES, STEP_SIZE = 800, 0.02
FIRST_ALPHA, TARGET = 0.2, -1.0

ENTROPY = Text(en="entropy of the policy", ja="方策のエントロピー")
ALPHA = Text(en="alpha", ja="α")
UPDATE = Text(en="update", ja="更新の回数")
FIXED = Text(en="alpha fixed at 0.2", ja="α を 0.2 に固定")
LEARNED = Text(en="alpha learned", ja="α を学習")
AIM = Text(en="target: -1", ja="目標: -1")
ALT = Text(
    en="Rewards times {scale:g}. With alpha fixed at 0.2 the entropy ends at {fixed:.2f}. "
    "With alpha learned it ends at {learned:.2f}, near the target of -1, and alpha at {alpha:.2g}.",
    ja="報酬を {scale:g} 倍にする．α を 0.2 に固定すると，エントロピーは最後に {fixed:.2f}．"
    "α を学習すると {learned:.2f} で目標の -1 に近く，α は {alpha:.2g} になる．",
)


def learn(scale: float, learn_alpha: bool) -> tuple[np.ndarray, np.ndarray]:
    """Entropy and alpha after each update, (UPDATES,) each.

    Args:
        scale: what the rewards, and so Q, are multiplied by.
        learn_alpha: whether alpha goes towards the target entropy.
    """
    # Mean, log std and log alpha; Adam makes their steps alike, as it does for the agent.
    state = np.array([0.0, np.log(0.8), np.log(FIRST_ALPHA)])
    first, second = np.zeros(3), np.zeros(3)
    entropies, alphas = np.zeros(UPDATES), np.zeros(UPDATES)
    for i in range(UPDATES):
        mean, std, alpha = state[0], np.exp(state[1]), np.exp(state[2])
        missing = TARGET - entropy(mean, std) if learn_alpha else 0.0
        uphill = np.array([*gradient(mean, std, alpha, scale), alpha * missing])
        first = 0.9 * first + 0.1 * uphill
        second = 0.999 * second + 0.001 * uphill**2
        corrected = first / (1 - 0.9 ** (i + 1)), second / (1 - 0.999 ** (i + 1))
        state = state + STEP_SIZE * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)
        entropies[i], alphas[i] = entropy(state[0], np.exp(state[1])), np.exp(state[2])
    return entropies, alphas


def draw_alpha(scale: float = 5.0) -> CourseFigure:
    """Entropy and alpha over the updates, for a fixed and for a learned alpha.

    Args:
        scale: what the rewards are multiplied by, above 0.

    Source: Haarnoja et al. 2018 (arXiv 1812.05905), section 5.
    """
    fixed, fixed_alphas = learn(scale, False)
    learned, alphas = learn(scale, True)
    words = {"scale": scale, "fixed": fixed[-1], "learned": learned[-1], "alpha": alphas[-1]}
    figure, (left, right) = new_figure(1, 2, alt=str(ALT.format(**words)))
    figure.set_size_inches(9.6, 3.6)
    updates = np.arange(1, UPDATES + 1)
    with course_style():
        left.axhline(TARGET, color=FAINT, linestyle="--", label=str(AIM))
        for axes, curves in ((left, (fixed, learned)), (right, (fixed_alphas, alphas))):
            axes.plot(updates, curves[0], color=COLORS["orange"], label=str(FIXED))
            axes.plot(updates, curves[1], color=COLORS["blue"], label=str(LEARNED))
            axes.set(xlabel=str(UPDATE), xlim=(0, UPDATES))
        left.set_ylim(-3, 1)
        right.set(yscale="log", ylim=(0.003, 2))
        right.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
        left.set_title(str(ENTROPY))
        right.set_title(str(ALPHA))
        left.legend(loc="lower right", ncols=2)
    return figure


def explore_alpha() -> Any:
    """A slider for the size of the rewards over `draw_alpha`."""
    label = str(Text(en="rewards times", ja="報酬の倍率"))
    return explore(draw_alpha, scale=Slider(label, 0.5, 20.0, 0.5, 5.0))
