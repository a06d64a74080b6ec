"""All exercises, in the order of the course."""

from rlcourse.exercises import (
    calculate_advantage,
    calculate_log_pi,
    discounted_return,
    evaluate_log_pi,
    explained_variance,
    flatten_rollout,
    gradient_step,
    lambda_sum,
    make_optimizer,
    make_passes,
    ppo_update_actor,
    ppo_update_critic,
    reparameterize,
    sac_actor_sample,
    sac_update_actor,
    sac_update_alpha,
    sac_update_critic,
    sac_update_target,
    unsquash,
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
    sac_actor_sample.EXERCISE,
    sac_update_critic.EXERCISE,
    sac_update_actor.EXERCISE,
    sac_update_alpha.EXERCISE,
    sac_update_target.EXERCISE,
    lambda_sum.EXERCISE,
    unsquash.EXERCISE,
    make_passes.EXERCISE,
    flatten_rollout.EXERCISE,
    make_optimizer.EXERCISE,
    gradient_step.EXERCISE,
    explained_variance.EXERCISE,
)

BY_NAME: dict[str, Exercise] = {exercise.name: exercise for exercise in EXERCISES}
