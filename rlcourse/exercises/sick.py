"""Agents with a planted bug, for the notebooks on silent bugs."""

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
    if name not in PLANTED:
        raise KeyError(f"no bug is planted in {name!r}; there are: {', '.join(PLANTED)}")
    exercise = BY_NAME[name]
    planted = next(m for m in exercise.mistakes if m.id == "as_it_came")
    return patch(exercise.variant(planted.edits))


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
    if name not in PLANTED_IN_SAC:
        raise KeyError(f"no bug is planted in {name!r}; there are: {', '.join(PLANTED_IN_SAC)}")
    exercise = BY_NAME[name]
    planted = next(m for m in exercise.mistakes if m.id == PLANTED_IN_SAC[name])
    agent_class: type[SAC] = exercise.variant(planted.edits)
    return agent_class
