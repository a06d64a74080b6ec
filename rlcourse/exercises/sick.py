"""Agents with a planted bug, for the notebooks on silent bugs."""

from collections.abc import Mapping
from typing import Any

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.solutions import SAC
from rlcourse.solutions.patched_ppo import PIECES, PatchedPPO, patch

# In the order of the notebook: the first is agent A.
PLANTED = tuple(name for name in BY_NAME if name in PIECES)


def sick_ppo(name: str) -> type[PatchedPPO]:
    """A PPO with the bug that the notebook's cell has before it is mended.

    Args:
        name: the exercise that plants it, such as "lambda_sum".

    Raises:
        KeyError: it plants none.
    """
    return patch(with_mistake(name, dict.fromkeys(PLANTED, "as_it_came")))


# Exercise -> the mistake that notebook 10 plants, in the notebook's order: agents A, B and C.
PLANTED_IN_SAC = {
    "SAC.update_critic": "rewards_flat",
    "SAC.update_target": "first_twin_alone",
    "SAC.update_alpha": "target_sign",
}


def sick_sac(name: str) -> type[SAC]:
    """A SAC with the bug that the notebook's cell has before it is mended.

    Args:
        name: the exercise whose answer is wrong, such as "SAC.update_target".

    Raises:
        KeyError: it plants none.
    """
    agent_class: type[SAC] = with_mistake(name, PLANTED_IN_SAC)
    return agent_class


def with_mistake(name: str, planted: Mapping[str, str]) -> Any:
    """An exercise's reference with the mistake that is planted in it.

    Args:
        name: of the exercise.
        planted: exercise -> id of its mistake.

    Raises:
        KeyError: none is planted in it.
    """
    if name not in planted:
        raise KeyError(f"no bug is planted in {name!r}; there are: {', '.join(planted)}")
    exercise = BY_NAME[name]
    mistake = next(m for m in exercise.mistakes if m.id == planted[name])
    return exercise.variant(mistake.edits)
