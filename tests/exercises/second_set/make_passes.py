"""Wrong answers to make_passes, and the name that each should get."""

import torch


def ratio_of_itself(agent, states, actions, log_pis_old, targets, advantages):
    """The bug as it came, in other words."""
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])
            old = agent.actor.evaluate_log_pi(states[i], actions[i]).detach()
            agent.update_actor(states[i], actions[i], old, advantages[i])


def renewed_after_each_pass(agent, states, actions, log_pis_old, targets, advantages):
    """The first pass is right; the others begin from 1 again."""
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])
        log_pis_old = agent.actor.evaluate_log_pi(states, actions).detach()


def all_at_once(agent, states, actions, log_pis_old, targets, advantages):
    """A single pass over a single batch."""
    agent.update_critic(states, targets)
    agent.update_actor(states, actions, log_pis_old, advantages)


def in_order(agent, states, actions, log_pis_old, targets, advantages):
    """Neighbours in time stay neighbours."""
    for _ in range(agent.num_updates):
        for k in range(0, len(states), agent.batch_size):
            i = slice(k, k + agent.batch_size)
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def the_same_order(agent, states, actions, log_pis_old, targets, advantages):
    """Shuffled, but once for all passes."""
    batches = torch.randperm(len(states)).split(agent.batch_size)
    for _ in range(agent.num_updates):
        for i in batches:
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def full_batches_only(agent, states, actions, log_pis_old, targets, advantages):
    """The rest is left out."""
    n, b = len(states), agent.batch_size
    for _ in range(agent.num_updates):
        order = torch.randperm(n)[: n - n % b]
        for i in order.view(-1, b):
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def no_actor(agent, states, actions, log_pis_old, targets, advantages):
    """The policy never learns."""
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])


def critic_on_advantages(agent, states, actions, log_pis_old, targets, advantages):
    """The critic learns advantages for values."""
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], advantages[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def a_name_of_its_own(agent, states, actions, log_pis_old, targets, advantages):
    """An attribute that the agent does not have."""
    for _ in range(agent.epochs):
        pass


WRONG = {
    ratio_of_itself: "as_it_came",
    renewed_after_each_pass: "every_pass",
    all_at_once: ("one_pass", "different"),
    in_order: "not_shuffled",
    the_same_order: "shuffled_once",
    full_batches_only: "rest_dropped",
    no_actor: "different",
    critic_on_advantages: "different",
    a_name_of_its_own: "exception",
}
