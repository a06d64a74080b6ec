"""Agents with a planted bug, one for each exercise of the notebook on silent bugs."""

from rlcourse.exercises.catalogue import BY_NAME
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
