"""Right answers to make_passes, each in another style."""

import numpy as np
import torch
from torch.utils.data import BatchSampler, RandomSampler


def slices(agent, states, actions, log_pis_old, targets, advantages):
    for _ in range(agent.num_updates):
        order = torch.randperm(len(states))
        for start in range(0, len(states), agent.batch_size):
            i = order[start : start + agent.batch_size]
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def numpy_order(agent, states, actions, log_pis_old, targets, advantages):
    order = np.arange(len(states))
    for _ in range(agent.num_updates):
        np.random.shuffle(order)
        for i in np.split(order, range(agent.batch_size, len(order), agent.batch_size)):
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def actor_first(agent, states, actions, log_pis_old, targets, advantages):
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])
            agent.update_critic(states[i], targets[i])


def scored_once_beforehand(agent, states, actions, log_pis_old, targets, advantages):
    with torch.no_grad():
        log_pis_old = agent.actor.evaluate_log_pi(states, actions)
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def one_network_after_the_other(agent, states, actions, log_pis_old, targets, advantages):
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_critic(states[i], targets[i])
    for _ in range(agent.num_updates):
        for i in torch.randperm(len(states)).split(agent.batch_size):
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


def shuffled_fields(agent, states, actions, log_pis_old, targets, advantages):
    for _ in range(agent.num_updates):
        order = torch.randperm(len(states))
        fields = [f[order].split(agent.batch_size) for f in (states, actions, log_pis_old)]
        judged = [f[order].split(agent.batch_size) for f in (targets, advantages)]
        for s, a, old, target, advantage in zip(*fields, *judged, strict=True):
            agent.update_critic(states=s, targets=target)
            agent.update_actor(states=s, actions=a, log_pis_old=old, advantages=advantage)


def a_sampler(agent, states, actions, log_pis_old, targets, advantages):
    sampler = BatchSampler(RandomSampler(states), agent.batch_size, drop_last=False)
    for _ in range(agent.num_updates):
        for i in sampler:
            agent.update_critic(states[i], targets[i])
            agent.update_actor(states[i], actions[i], log_pis_old[i], advantages[i])


RIGHT = [
    slices,
    numpy_order,
    actor_first,
    scored_once_beforehand,
    one_network_after_the_other,
    shuffled_fields,
    a_sampler,
]
