"""A tiny environment with pictures, and films taken apart again."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.display.encode import find_ffmpeg


class Blinker(gym.Env):
    """Its picture is as bright as its step; it pays 0.5 a step and ends after `length` steps."""

    def __init__(
        self, length: int = 20, fps: int = 60, low: float = -1.0, shape: tuple[int, int] = (24, 32)
    ) -> None:
        self.metadata = {"render_modes": ["rgb_array"], "render_fps": fps}
        self.render_mode = "rgb_array"
        self.observation_space = gym.spaces.Box(-1, 1, (3,), np.float64)
        self.action_space = gym.spaces.Box(low, -low, (2,), np.float32)
        self.length, self.shape = length, shape
        self.actions: list[np.ndarray] = []
        self.is_closed = False

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict]:
        super().reset(seed=seed)
        self.now = 0
        return self.observation_space.low, {}

    def step(self, action: np.ndarray) -> tuple[Any, float, bool, bool, dict]:
        self.actions.append(np.array(action))
        self.now += 1
        return self.observation_space.low, 0.5, False, self.now == self.length, {}

    def render(self) -> np.ndarray:
        return np.full((*self.shape, 3), 10 * self.now % 256, dtype=np.uint8)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def blinker() -> type[Blinker]:
    return Blinker


def decode_film(mp4: bytes) -> tuple[np.ndarray, dict[str, Any]]:
    """(frames (N, H, W, 3), {"fps": ..., "codec": ..., "line": ...}), by the bundled ffmpeg."""
    film = ["-f", "mp4", "-i", "-"]
    shown = subprocess.run([find_ffmpeg(), *film], input=mp4, capture_output=True)
    line = next(line for line in shown.stderr.decode().splitlines() if "Video:" in line)
    width, height = map(int, re.search(r" (\d+)x(\d+)[ ,]", line).groups())
    raw = subprocess.run(
        [find_ffmpeg(), "-loglevel", "error", *film, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        input=mp4,
        capture_output=True,
        check=True,
    ).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)
    fps = float(line.split(" fps")[0].split()[-1])
    return frames, {"fps": fps, "codec": line.split("Video:")[1].split()[0], "line": line}


@pytest.fixture
def decode() -> Callable[[bytes], tuple[np.ndarray, dict[str, Any]]]:
    return decode_film


@pytest.fixture
def run_notebook(tmp_path: Path) -> Callable[..., list[Any]]:
    """Runs cells in a kernel of their own; gives the outputs of the last one."""
    import nbclient
    import nbformat

    def run(*cells: str) -> list[Any]:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
        )
        nbclient.NotebookClient(
            notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": "."}}
        ).execute()
        return json.loads(nbformat.writes(notebook))["cells"][-1]["outputs"]

    return run
