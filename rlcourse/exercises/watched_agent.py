"""Something that stands in for an agent, and notes what its updates are given."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from rlcourse.exercises.exercise import Case, Outcome
from rlcourse.exercises.guard import call, code_of, describe_exception
from rlcourse.exercises.run import FRESH, INPUTS_KEPT, fresh_session, to_array
from rlcourse.exercises.run_update import STEPS

# How much each step of the actor changes every log density.
DRIFT = 0.1
TOGETHER = "states and the rest belong together"


class WatchedAgent:
    """Notes what `update_critic` and `update_actor` get; each step of the actor changes its policy.

    Args:
        fields: states, actions, log_pis_old, targets, advantages, (N, ...) each. The first number
            of a state is its place in the rollout.
        settings: `num_updates`, `batch_size`.
    """

    def __init__(self, fields: dict[str, Tensor], settings: Any) -> None:
        self.fields = fields
        self.num_updates = int(settings["num_updates"])
        self.batch_size = int(settings["batch_size"])
        self.device = torch.device("cpu")
        self.actor = self
        self.critic_calls: list[np.ndarray] = []
        self.actor_calls: list[np.ndarray] = []
        self.drifts: list[np.ndarray] = []
        self.belongs = dict.fromkeys(("targets", "actions", "advantages"), True)
        # Which of the wrong things came instead; False for right answers.
        self.swapped = dict.fromkeys(("actions of others", "targets for advantages"), False)

    def places(self, states: Tensor) -> Tensor:
        """Where in the rollout these states are, (B,)."""
        return states[:, 0].long().clamp(0, len(self.fields["states"]) - 1)

    def evaluate_log_pi(self, states: Tensor, actions: Tensor) -> Tensor:
        """The log densities under the policy of now, (B, 1)."""
        log_pis: Tensor = self.fields["log_pis_old"][self.places(states)]
        return log_pis + DRIFT * len(self.actor_calls)

    def update_critic(self, states: Tensor, targets: Tensor) -> None:
        """Note a step of the critic."""
        places = self.places(states)
        self.belongs["targets"] &= torch.equal(targets, self.fields["targets"][places])
        self.critic_calls.append(places.numpy())

    def update_actor(
        self, states: Tensor, actions: Tensor, log_pis_old: Tensor, advantages: Tensor
    ) -> None:
        """Note a step of the actor."""
        places = self.places(states)
        rows = self.fields["actions"]
        own = torch.equal(actions, rows[places])
        taken = actions.shape[1:] == rows.shape[1:] and all(
            (rows == a).all(1).any() for a in actions
        )
        self.belongs["actions"] &= own
        self.belongs["advantages"] &= torch.equal(advantages, self.fields["advantages"][places])
        self.swapped["actions of others"] |= bool(taken) and not own
        self.swapped["targets for advantages"] |= torch.equal(
            advantages, self.fields["targets"][places]
        )
        drift = log_pis_old.detach() - self.fields["log_pis_old"][places]
        self.drifts.append(drift.reshape(-1).numpy())
        self.actor_calls.append(places.numpy())

    def outputs(self) -> dict[str, np.ndarray]:
        """What there is to compare; it does not depend on the order of the shuffling."""
        size = len(self.fields["states"])
        calls = self.critic_calls, self.actor_calls
        visits = [np.bincount(flat(c), minlength=size).astype(float) for c in calls]
        orders = flat(self.actor_calls)[: 2 * size]
        passes = [self.minibatches(k) for k in range(self.num_updates)]
        in_order = {
            frozenset(range(k, min(k + self.batch_size, size)))
            for k in range(0, size, self.batch_size)
        }
        # Neighbours in another order, or the same minibatches in another order, are not shuffled.
        shuffled = [
            not np.array_equal(orders[:size], np.arange(size))
            and any(batches != in_order for batches in passes),
            not np.array_equal(orders[:size], orders[size:])
            and any(batches != passes[0] for batches in passes),
        ]
        return {
            f"{STEPS}critic": np.array(float(len(self.critic_calls))),
            f"{STEPS}actor": np.array(float(len(self.actor_calls))),
            "visits": np.stack(visits),
            "batch_size": np.array([float(max(map(len, c), default=0)) for c in calls]),
            "log_pis_old - log_pis of the rollout": self.drift_by_pass(),
            TOGETHER: np.array([*self.belongs.values()]),
            "shuffled": np.array(shuffled),
            "others in their place": np.array([*self.swapped.values()]),
        }

    def minibatches(self, number: int) -> set[frozenset[int]]:
        """What stood together in the actor's minibatches of one pass, in whatever order."""
        steps = -(-len(self.fields["states"]) // self.batch_size)
        calls = self.actor_calls[number * steps : (number + 1) * steps]
        return {frozenset(call.tolist()) for call in calls}

    def drift_by_pass(self) -> np.ndarray:
        """(P, N) how far `log_pis_old` was from what the rollout had, sorted within each pass."""
        size = len(self.fields["states"])
        table = np.zeros((self.num_updates, size))
        drifts = np.concatenate([np.zeros(0), *self.drifts])[: table.size]
        table.ravel()[: drifts.size] = drifts
        return np.sort(table, axis=1)


def flat(calls: list[np.ndarray]) -> np.ndarray:
    """All places in a row."""
    return np.concatenate([np.zeros(0, int), *calls])


def run_passes(answer: Any, case: Case) -> Outcome:
    """Run an answer to `make_passes` on a watched agent, and once more on another."""
    inputs = {name: torch.tensor(array) for name, array in case.inputs.items()}
    own = {name: torch.tensor(array) for name, array in case.inputs.items()}
    agent, again = (WatchedAgent(own, case.options) for _ in range(2))
    with fresh_session():
        try:
            call(answer, agent, **inputs)
            outputs = agent.outputs()
            call(answer, again, **inputs)
        except BaseException as error:  # a stranger's code may raise anything
            return Outcome({}, describe_exception(error, code_of(answer)))
    outputs[INPUTS_KEPT] = np.array(
        all(np.array_equal(to_array(x), case.inputs[n]) for n, x in inputs.items())
    )
    orders = flat(agent.actor_calls), flat(again.actor_calls)
    outputs[FRESH] = np.array(not np.array_equal(*orders))
    return Outcome(outputs)
