"""`rlcourse play`: a page with a video of a trained agent."""

from html import escape
from pathlib import Path

from rlcourse.cli.agents import load_agent
from rlcourse.cli.errors import BadInputError


def run_playing(checkpoint: Path, out: Path) -> None:
    """Film one episode of the agent in `checkpoint` and write the page `out`.

    Raises:
        BadInputError: the file or its environment cannot be used.
    """
    import gymnasium as gym

    import rlcourse.envs  # noqa: F401  registers the tasks
    from rlcourse.display import play
    from rlcourse.display.page import write_page

    agent, env_id = load_agent(checkpoint)
    try:
        video = play(agent, env_id)
    # An environment may only find out while it renders what it lacks.
    except (ValueError, RuntimeError, gym.error.Error) as error:
        raise BadInputError(f"no video of {env_id}: {error}") from error
    caption = escape(video.caption)
    film = f"<figure>{video.tag}<figcaption>{caption}</figcaption></figure>"
    write_page(out, env_id, [f'<div class="cards">{film}</div>'])
    print(f"{video.caption}: {out.resolve().as_uri()}")
