"""Seconds and kilobytes of the video of one whole cheetah episode."""

from time import perf_counter

import numpy as np

import rlcourse.envs  # noqa: F401 (registers the tasks)
from rlcourse.display import record, video_html

ENV_ID = "HalfCheetahBulletEnv-v0"


class Gallop:
    """Every joint swings like a sine: much of the picture changes in every frame."""

    def __init__(self) -> None:
        self.steps = 0

    def exploit(self, states: np.ndarray) -> np.ndarray:
        """State (S,) -> action (6,)."""
        self.steps += 1
        return np.sin(0.35 * self.steps + 1.3 * np.arange(6)).astype(np.float32)


def main() -> None:
    """Print one line for a random policy and one for a moving one."""
    record(None, ENV_ID, width=32, height=24)  # what is imported once is not counted
    for name, policy in (("random", None), ("moving", Gallop())):
        start = perf_counter()
        recording = record(policy, ENV_ID)
        html = video_html(recording)
        end = perf_counter()
        print(
            f"{name:8} {len(recording.frames)} frames: {end - start:.1f} s, "
            f"{len(html) / 1000:.0f} kB in a page"
        )


if __name__ == "__main__":
    main()
