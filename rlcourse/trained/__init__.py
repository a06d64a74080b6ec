"""Agents that were trained beforehand, to watch before one's own has learned.

PPO's files bear the task's name, SAC's end in "-SAC". `make.py` makes them, and the reference
curves (`ENV_ID.csv`) behind a student's own, from the runs in `tests/benchmarks/learning`.
"""

from pathlib import Path
from typing import Any

from rlcourse.training.bands import family, file_stem

FOLDER = Path(__file__).parent


def trained(env_id: str, algorithm: str = "PPO") -> Any:
    """An agent that only acts: `explore` and `exploit`.

    Args:
        env_id: one of the tasks for which a policy comes with the course.
        algorithm: "PPO" or "SAC".

    Raises:
        ValueError: there is none for this task.
    """
    path = FOLDER / f"{file_stem(env_id, algorithm)}.safetensors"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.safetensors")))
        wanted = file_stem(env_id, algorithm)
        raise ValueError(f"no policy for {wanted!r} comes with the course; there are: {known}")
    return load_policy(path)


def load_policy(path: Path) -> Any:
    """The agent whose policy `save_policy` wrote."""
    from safetensors import safe_open

    from rlcourse import solutions

    with safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        algorithm = file.metadata()["algorithm"]
    parts: dict[str, dict[str, Any]] = {"actor": {}, "normalize_states": {}}
    for name, tensor in tensors.items():
        part, _, key = name.partition(".")
        parts[part][key] = tensor
    weights = [t for name, t in parts["actor"].items() if name.endswith("weight")]
    # SAC's network gives a mean and a log std for each dimension of the action.
    num_actions = weights[-1].shape[0] // (2 if algorithm == "SAC" else 1)
    agent = getattr(solutions, algorithm)((weights[0].shape[1],), (num_actions,))
    agent.actor.load_state_dict(parts["actor"])
    agent.normalize_states.load_state_dict(parts["normalize_states"])
    return agent


def save_policy(agent: Any, path: Path) -> None:
    """Write what an agent needs to act: of PPO some 20 kB, of SAC 300.

    Args:
        agent: a trained PPO or SAC.
        path: a file whose name ends in ".safetensors".
    """
    from safetensors.torch import save_file

    tensors = {
        f"{part}.{key}": tensor.detach().cpu().contiguous()
        for part in ("actor", "normalize_states")
        for key, tensor in getattr(agent, part).state_dict().items()
    }
    save_file(tensors, path, metadata={"algorithm": family(type(agent))})
