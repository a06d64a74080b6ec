"""The machinery that the course gives: Trainer, Algorithm, buffers, checkpoints."""

from typing import TYPE_CHECKING, Any

from rlcourse.training.algorithm import Algorithm
from rlcourse.training.buffers import RolloutBuffer
from rlcourse.training.checkpoint import CheckpointError
from rlcourse.training.replay import ReplayBuffer

if TYPE_CHECKING:
    from rlcourse.training.healthy import TrainingError
    from rlcourse.training.trainer import Trainer

__all__ = [
    "Algorithm",
    "CheckpointError",
    "ReplayBuffer",
    "RolloutBuffer",
    "Trainer",
    "TrainingError",
]


def __getattr__(name: str) -> Any:
    # The formulas need Algorithm; only a training needs environments, plots and video.
    if name == "Trainer":
        from rlcourse.training.trainer import Trainer

        return Trainer
    if name == "TrainingError":
        from rlcourse.training.healthy import TrainingError

        return TrainingError
    raise AttributeError(f"module 'rlcourse.training' has no attribute {name!r}")
