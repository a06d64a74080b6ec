"""The machinery that the course gives: Trainer, Algorithm, buffers, checkpoints."""

from rlcourse.training.algorithm import Algorithm
from rlcourse.training.buffers import RolloutBuffer
from rlcourse.training.checkpoint import CheckpointError
from rlcourse.training.trainer import Trainer

__all__ = ["Algorithm", "CheckpointError", "RolloutBuffer", "Trainer"]
