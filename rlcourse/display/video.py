"""Show an episode in a notebook."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from rlcourse.display.encode import encode_mp4
from rlcourse.display.plots import long_number
from rlcourse.display.recording import Policy, Recording, record
from rlcourse.language import Text

RANDOM = Text(en=", random policy", ja=" (ランダムな方策)")
CAPTION = Text(
    en="{what} · return {total_reward} · {seconds:.1f}\N{NO-BREAK SPACE}s",
    ja="{what} · 収益 {total_reward} · {seconds:.1f}\N{NO-BREAK SPACE}秒",
)

__all__ = ["Recording", "Video", "play", "record", "video_html"]


@dataclass(frozen=True)
class Video:
    """A film that a notebook shows and a script can save.

    Its plain text holds no figure and no address: it is the same on every run.

    Attributes:
        mp4: the film, H.264.
        alt: what a screen reader says.
        caption: the line below the film.
        text: what a terminal shows.
    """

    mp4: bytes
    alt: str
    caption: str
    text: str

    def __repr__(self) -> str:
        return self.text

    @property
    def tag(self) -> str:
        """The `<video>` element alone."""
        return _tag(self.mp4, self.alt)

    def _repr_html_(self) -> str:
        return (
            '<figure class="rlcourse-video" style="margin:0.5em 0;max-width:400px">'
            f"{self.tag}"
            '<figcaption style="margin-top:0.3em;font-size:0.9em;opacity:0.8">'
            f"{escape(self.caption)}</figcaption></figure>"
        )


def play(
    source: Policy | Recording | None = None,
    env: str | Callable[[], Any] | None = None,
    seed: int = 0,
    alt: str | None = None,
) -> Video:
    """A video of one episode, shown where it is a cell's last value.

    Args:
        source: an algorithm that acts by `exploit(state)`, None for random actions, or a
            recording.
        env: a registered id, or a function that makes an environment; not for a recording.
        seed: of the episode.
        alt: what the video shows, in a few words, for those who do not see it and as its caption.

    Raises:
        TypeError: there is nothing to act, or nowhere to act in.
        ValueError: the environment is unknown or cannot render.
        RuntimeError: ffmpeg is missing.
    """
    if isinstance(source, Recording):
        recording = source
    elif env is None:
        raise TypeError("play needs an environment: play(algorithm, env_id)")
    else:
        recording = record(source, env, seed=seed)
    return Video(
        mp4=_film(recording),
        alt=alt if alt is not None else recording.alt,
        caption=_caption(recording, alt),
        text=recording.alt,
    )


def _caption(recording: Recording, alt: str | None) -> str:
    """ "HalfCheetahBulletEnv-v0, random policy · return −1,200 · 16.7 s"."""
    what = alt
    if what is None:
        what = recording.env_id + (str(RANDOM) if recording.is_random else "")
    total_reward = long_number(np.round(recording.total_reward) + 0.0)  # no -0
    return str(CAPTION.format(what=what, total_reward=total_reward, seconds=recording.seconds))


def video_html(recording: Recording, alt: str | None = None) -> str:
    """One `<video>` element that holds the whole film.

    The film stands in the element's own `src`: a `<source>` inside it is stripped from notebooks
    that JupyterLab does not trust.

    Args:
        recording: the episode.
        alt: what a screen reader says.
    """
    return _tag(_film(recording), alt if alt is not None else recording.alt)


def _film(recording: Recording) -> bytes:
    """The film of a recording, encoded now if it was not while recording."""
    if recording.mp4 is not None:
        return recording.mp4
    return encode_mp4(recording.frames, recording.fps)


def _tag(mp4: bytes, alt: str) -> str:
    data = base64.b64encode(mp4).decode("ascii")
    return (
        '<video controls loop muted playsinline width="400" '
        'style="display:block;width:400px;max-width:100%;height:auto;'
        'border:1px solid rgba(128,128,128,0.35);border-radius:6px" '
        f'aria-label="{escape(alt)}" src="data:video/mp4;base64,{data}"></video>'
    )
