"""The course's own learning curves, to be drawn behind a student's."""

from importlib import resources
from typing import Any

import numpy as np

from rlcourse.display.plots import long_number
from rlcourse.language import Text

PLACES = {
    -1: Text("below the reference runs", "参考の学習曲線より下"),
    0: Text("inside the band of reference runs", "参考の学習曲線の範囲内"),
    1: Text("above the reference runs", "参考の学習曲線より上"),
}
WHERE = Text(
    "at {steps} steps: {last}, {place} ({low} to {high})",
    "{steps} ステップで {last}: {place} ({low} から {high})",
)


def family(kind: type) -> str:
    """ "PPO" or "SAC", whatever a student's own class is called."""
    return "SAC" if any(base.__name__ == "SAC" for base in kind.__mro__) else "PPO"


def file_stem(env_id: str, algorithm: str = "PPO") -> str:
    """The name of a task's files in `rlcourse/trained`: PPO's are ENV_ID, SAC's ENV_ID-SAC."""
    return env_id if algorithm == "PPO" else f"{env_id}-{algorithm}"


def read_band(env_id: str, algorithm: str = "PPO") -> dict[str, np.ndarray] | None:
    """Lowest, median and highest return of the reference runs; None where a task has none.

    The runs are those of a CSV in `rlcourse/trained`, a column for each seed.

    Args:
        env_id: the task.
        algorithm: "PPO" or "SAC".

    Returns:
        {"steps", "low", "mid", "high"}, each (N,).
    """
    file = resources.files("rlcourse") / "trained" / f"{file_stem(env_id, algorithm)}.csv"
    if "/" in env_id or not file.is_file():
        return None
    table = np.loadtxt(
        file.read_text(encoding="utf-8").splitlines(), delimiter=",", skiprows=1, ndmin=2
    )
    runs = table[:, 1:]
    return {
        "steps": table[:, 0],
        "low": runs.min(axis=1),
        "mid": np.median(runs, axis=1),
        "high": runs.max(axis=1),
    }


def place_in_band(returns: dict[str, list[float]], band: dict[str, Any]) -> str:
    """Where a curve stands at its last evaluation within the band's steps; "" where there is none.

    Args:
        returns: {"step": [...], "return": [...]}.
        band: as `read_band` gives it.
    """
    first, last = band["steps"][0], band["steps"][-1]
    curve = zip(returns["step"], returns["return"], strict=True)
    inside = [(step, value) for step, value in curve if first <= step <= last]
    if not inside:
        return ""
    step, value = inside[-1]
    low, high = (float(np.interp(step, band["steps"], band[name])) for name in ("low", "high"))
    place = PLACES[int(value > high) - int(value < low)]
    return str(
        WHERE.format(
            steps=f"{step:,}",
            last=long_number(value),
            place=place,
            low=long_number(low),
            high=long_number(high),
        )
    )
