"""Environments that do one odd thing; in a module, so that workers can import them too."""

import os
import time

import gymnasium as gym
import numpy as np

from rlcourse.envs.policy import Layer, Policy

ACTIONS = gym.spaces.Box(-1, 1, (2,), np.float32)
OBSERVATIONS = gym.spaces.Box(-np.inf, np.inf, (3,), np.float32)


class Toy(gym.Env):
    """Shows (random, steps so far, last action[0]); ends in turn by termination and truncation."""

    action_space = ACTIONS
    observation_space = OBSERVATIONS

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.count, self.length = 0, int(self.np_random.integers(2, 6))
        return self.see(0.0), {"length": self.length, "options": str(options)}

    def see(self, value):
        return np.array([self.np_random.random(), self.count, value], np.float32)

    def step(self, action):
        self.count += 1
        over = self.count == self.length
        info = {"count": self.count} if self.count % 2 else {}
        even = self.length % 2 == 0
        return self.see(action[0]), float(action.sum()), over and even, over and not even, info


class Echo(Toy):
    """Never ends, says nothing, prints; shows its process and what it was given."""

    def reset(self, *, seed=None, options=None):
        print("this is not a frame", flush=True)
        return np.array([os.getpid(), 0, 0], np.float32), {}

    def step(self, action):
        print("nor is this", flush=True)
        return np.array([os.getpid(), *action], np.float32), 0.0, False, False, {}


class Slow(Echo):
    """Takes as many seconds for a step as the second action says."""

    def step(self, action):
        time.sleep(float(action[1]))
        return super().step(action)


class Pauses(Echo):
    """Has an episode of 1,000 steps of a second."""

    def reset(self, *, seed=None, options=None):
        self.count = 0
        return super().reset(seed=seed, options=options)

    def step(self, action):
        time.sleep(1.0 if self.count else 0.0)
        self.count += 1
        state, reward, _, _, info = super().step(action)
        return state, reward, False, self.count == 1000, info


class ShowsThreads(Echo):
    """Pays what its process may take of threads."""

    def step(self, action):
        state, _, *rest = super().step(action)
        return state, float(os.environ["OMP_NUM_THREADS"]), *rest


class Endless(Echo):
    def step(self, action):
        time.sleep(3600)


class Raises(Echo):
    """Fails in a step whose action is positive."""

    def step(self, action):
        if action[0] > 0:
            raise ZeroDivisionError("the toy broke")
        return super().step(action)


class RaisesAtOnce(Echo):
    def __init__(self):
        raise ZeroDivisionError("the toy never worked")


class Dies(Echo):
    """Ends its process in the first step."""

    def step(self, action):
        os._exit(3)


def still_policy():
    """Does nothing, in any state."""
    layer = Layer(np.zeros((3, 2), np.float32), np.zeros(2, np.float32), np.tanh)
    return Policy(np.zeros(3), np.ones(3), 10.0, (layer,))
