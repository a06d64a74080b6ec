"""The reference answers, one formula a file, in the order of the course."""

from rlcourse.solutions.gae import calculate_advantage
from rlcourse.solutions.log_prob import calculate_log_pi
from rlcourse.solutions.networks import PPOActor, PPOCritic
from rlcourse.solutions.ppo import PPO
from rlcourse.solutions.returns import discounted_return
from rlcourse.solutions.sac import SAC
from rlcourse.solutions.sac_networks import SACActor, SACCritic
from rlcourse.solutions.sampling import evaluate_log_pi, reparameterize

__all__ = [
    "PPO",
    "SAC",
    "PPOActor",
    "PPOCritic",
    "SACActor",
    "SACCritic",
    "calculate_advantage",
    "calculate_log_pi",
    "discounted_return",
    "evaluate_log_pi",
    "reparameterize",
]
