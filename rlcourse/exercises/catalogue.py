"""All exercises, in the order of the course."""

from rlcourse.exercises import (
    calculate_advantage,
    calculate_log_pi,
    discounted_return,
    evaluate_log_pi,
    ppo_update_actor,
    ppo_update_critic,
    reparameterize,
)
from rlcourse.exercises.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    discounted_return.EXERCISE,
    calculate_log_pi.EXERCISE,
    reparameterize.EXERCISE,
    evaluate_log_pi.EXERCISE,
    calculate_advantage.EXERCISE,
    ppo_update_critic.EXERCISE,
    ppo_update_actor.EXERCISE,
)

BY_NAME: dict[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}
