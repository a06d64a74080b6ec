"""`rlcourse play`: a page with a video of a trained agent."""

from pathlib import Path

from rlcourse.cli.agents import load_agent
from rlcourse.cli.errors import BadInputError
from rlcourse.cli.page import write_page
from rlcourse.display import play


def run_playing(checkpoint: Path, out: Path) -> None:
    """Film one episode of the agent in `checkpoint` and write the page `out`."""
    import gymnasium as gym

    import rlcourse.envs  # noqa: F401  registers the tasks

    agent, env_id = load_agent(checkpoint)
    try:
        video = play(agent, env_id)
    except (ValueError, RuntimeError, gym.error.Error) as error:
        raise BadInputError(f"no video of {env_id}: {error}") from error
    write_page(out, env_id, [video._repr_html_()])
    print(f"{video.caption}: {out.resolve().as_uri()}")
