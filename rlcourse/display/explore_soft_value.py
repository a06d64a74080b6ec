"""What is a state worth to a policy that is paid for its entropy?"""

from typing import Any

import numpy as np

from rlcourse.display.explore import Slider, explore
from rlcourse.display.explore_squash import TICKS
from rlcourse.display.figure import CourseFigure, new_figure
from rlcourse.display.soft_policy import average_value, density, entropy, log_density, value
from rlcourse.display.style import COLORS, FAINT, course_style
from rlcourse.language import Text

ACTIONS = np.linspace(-0.995, 0.995, 400)

TITLE = Text(
    en="average Q {q:.2f} + alpha × entropy {bonus:+.2f} = soft value {soft:.2f}",
    ja="平均の Q {q:.2f} + α×エントロピー {bonus:+.2f} = ソフトな価値 {soft:.2f}",
)
ACTION = Text(en="next action", ja="次の行動")
VALUE = Text(en="value", ja="価値")
Q = Text(en="Q", ja="Q")
SOFT = Text(en="Q - alpha × log density", ja="Q - α×確率密度の対数")
MEAN = Text(en="its average over the policy", ja="方策についての平均")
POLICY = Text(en="how often it is drawn", ja="選ばれる頻度")
ALT = Text(
    en="For alpha {alpha:g} and a policy with mean {mean:g} and std {std:g}: the average of Q is "
    "{q:.2f}, entropy adds {bonus:+.2f}, and the soft value is {soft:.2f}. Q less alpha times the "
    "log density is high where actions are rarely drawn.",
    ja="α が {alpha:g}，平均 {mean:g}，標準偏差 {std:g} の方策: Q の平均は {q:.2f}，"
    "エントロピーの分は {bonus:+.2f}，ソフトな価値は {soft:.2f}．"
    "Q から α×確率密度の対数を引いた値は，めったに選ばれない行動で大きい．",
)


def draw_soft_value(alpha: float = 0.2, mean: float = 0.0, std: float = 0.3) -> CourseFigure:
    """Q and Q - alpha log pi over the next action, how often each is drawn, and the averages.

    Args:
        alpha: entropy coefficient, at least 0.
        mean, std: of the policy before tanh; std is above 0.

    Source: Haarnoja et al. 2018 (arXiv 1812.05905), equation 3.
    """
    q, bonus = average_value(mean, std), alpha * entropy(mean, std)
    words = {"alpha": alpha, "mean": mean, "std": std, "q": q, "bonus": bonus, "soft": q + bonus}
    figure, axes = new_figure(alt=str(ALT.format(**words)))
    figure.set_size_inches(7.2, 4.2)
    densities = density(ACTIONS, mean, std)
    softened = value(ACTIONS) - alpha * log_density(ACTIONS, mean, std)
    with course_style():
        drawn = densities / densities.max()
        axes.fill_between(ACTIONS, -1.5, drawn - 1.5, color=FAINT, alpha=0.3, label=str(POLICY))
        axes.plot(ACTIONS, value(ACTIONS), "--", color=COLORS["orange"], label=str(Q))
        axes.plot(ACTIONS, softened, color=COLORS["blue"], label=str(SOFT))
        axes.axhline(q + bonus, color=COLORS["green"], linestyle=":", label=str(MEAN))
        axes.set(
            xlabel=str(ACTION), ylabel=str(VALUE), xlim=(-1, 1), xticks=TICKS, ylim=(-1.5, 3.2)
        )
        axes.set_title(str(TITLE.format(**words)))
        axes.legend(loc="upper center", ncols=2)
    return figure


def explore_soft_value() -> Any:
    """Sliders for alpha and the policy over `draw_soft_value`."""
    return explore(
        draw_soft_value,
        alpha=Slider("alpha", 0.0, 1.0, 0.05, 0.2),
        mean=Slider("mean", -1.0, 1.0, 0.05, 0.0),
        std=Slider("std", 0.05, 1.5, 0.05, 0.3),
    )
