"""Make the pictures of the README: a film, a learning curve and the card of a mistake.

    python .github/pictures/make.py            all, in English and Japanese
    python .github/pictures/make.py film       one of: film curve card

The curve is that of a run of 300,000 steps, which takes some minutes, and of which a CSV is kept
beside the pictures. The card needs a Chromium (playwright's, or CHROMIUM=/usr/bin/chromium).
"""

import os
import sys
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import numpy as np

import rlcourse
from rlcourse.display import record

HERE = Path(__file__).parent
CHEETAH = "HalfCheetahBulletEnv-v0"
LANGUAGES = ("en", "ja")
# Of the run whose curve is shown: none of those in the band.
SEED = 11
# The film: where it starts, its length, its rate, its width, and the share of sky cut off.
START, SECONDS, FPS, WIDTH, SKY = 1.0, 4.0, 15, 320, 0.2
# On the card.
MISTAKE = "calculate_log_pi", {"calculate_log_pi": "mean_for_sum"}


def film() -> None:
    """A few seconds of the cheetah that SAC taught, as an animated picture that plays for ever."""
    from PIL import Image

    import rlcourse.envs  # noqa: F401
    from rlcourse.trained import trained

    recording = record(trained(CHEETAH, "SAC"), CHEETAH, seed=0)
    times = START + np.arange(0, SECONDS, 1 / FPS)
    images = [Image.fromarray(recording.frames[round(t * recording.fps)]) for t in times]
    size = WIDTH, round(WIDTH * images[0].height / images[0].width)
    images = [image.resize(size, Image.Resampling.LANCZOS) for image in images]
    images = [image.crop((0, round(SKY * size[1]), *size)) for image in images]
    # One palette for all: with one each, the background would flicker.
    palette = images[0].quantize(64, dither=Image.Dither.NONE)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    images[0].save(
        HERE / "cheetah.gif", save_all=True, append_images=images[1:], duration=1000 / FPS, loop=0
    )


def curve() -> None:
    """The learning curve of one run before the band of ten others."""
    from rlcourse.display.plots import plot_returns
    from rlcourse.training.bands import read_band

    path = HERE / "curve.csv"
    if not path.exists():
        train(path)
    steps, returns = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
    for language in LANGUAGES:
        rlcourse.use_language(language)
        figure = plot_returns(steps, returns, CHEETAH, read_band(CHEETAH))
        figure.savefig(HERE / f"curve.{language}.png", dpi=110)


def train(path: Path) -> None:
    """PPO on the cheetah, as notebook 05 does it."""
    from rlcourse.cli.agents import make_agent
    from rlcourse.training import Trainer

    agent = make_agent("PPO", CHEETAH, SEED)
    with TemporaryDirectory() as out:
        trainer = Trainer(CHEETAH, agent, 300_000, 10_000, seed=SEED, out=out)
        trainer.train()
        trainer.close()
        copy(f"{out}/returns.csv", path)


def card() -> None:
    """What the check says of a wrong answer."""
    from playwright.sync_api import sync_playwright

    from rlcourse.exercises.checking import examine
    from rlcourse.exercises.sick import with_mistake

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 620, "height": 800}, device_scale_factor=1.5)
        for language in LANGUAGES:
            rlcourse.use_language(language)
            html = examine(with_mistake(*MISTAKE), {})._repr_html_()
            page.set_content(f"<body style='font:14px sans-serif;margin:8px'>{html}</body>")
            page.locator("body > *").first.screenshot(path=HERE / f"card.{language}.png")
        browser.close()


def main() -> None:
    """Make those that are named, or all."""
    pictures = {"film": film, "curve": curve, "card": card}
    for name in sys.argv[1:] or pictures:
        pictures[name]()


if __name__ == "__main__":
    main()
