"""The demo's page, read as text and seen in a browser."""

import re
import shutil
from pathlib import Path

import pytest

from rlcourse.demo import main
from rlcourse.display.page import write_page
from rlcourse.language import use_language

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def demo_page(tmp_path_factory) -> Path:
    """The demo after a training too short to learn anything."""
    path = tmp_path_factory.mktemp("demo") / "demo.html"
    assert main(path, steps=2048)
    return path


def test_demo_is_one_small_page(demo_page):
    page = demo_page.read_text(encoding="utf-8")
    assert demo_page.stat().st_size < 500_000
    assert page.startswith("<!doctype html>")
    assert '<html lang="en">' in page
    assert len(re.findall("<video ", page)) == 1
    assert len(re.findall("<svg ", page)) == 1
    assert "learning curve, return" in page
    assert "<dd>2,048</dd>" in page
    assert [path.name for path in demo_page.parent.iterdir()] == ["demo.html"]


def test_demo_needs_no_other_file(demo_page):
    page = demo_page.read_text(encoding="utf-8")
    without_names = re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert not re.search(r"https?://|<link|@import|url\((?!#)", without_names)


def test_demo_that_is_stopped_leaves_no_page(tmp_path, monkeypatch):
    from rlcourse.training import Trainer

    monkeypatch.setattr(Trainer, "train", lambda self: None)
    assert main(tmp_path / "demo.html") is False
    assert list(tmp_path.iterdir()) == []


def test_page_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "page.html"
    write_page(path, "old", ["<p>old</p>"])
    with pytest.raises(UnicodeEncodeError):
        write_page(path, "new", ["\ud800"])
    assert "<p>old</p>" in path.read_text(encoding="utf-8")
    assert [left.name for left in tmp_path.iterdir()] == ["page.html"]


def test_page_speaks_the_language_in_use(tmp_path):
    use_language("ja")
    path = tmp_path / "page.html"
    write_page(path, "倒立振子 <1>", [])
    page = path.read_text(encoding="utf-8")
    assert '<html lang="ja">' in page
    assert "<title>倒立振子 &lt;1&gt;</title>" in page


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield browser
        browser.close()


def open_page(browser, path: Path, **context):
    """(page, what went wrong in it so far)."""
    page = browser.new_context(offline=True, **context).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    plays = "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1.64001f\"')"
    if not page.evaluate(plays):
        pytest.skip("this Chromium was built without H.264")
    return page, errors


MOVES = """async video => {
  const seen = new Set();
  for (let i = 0; i < 40 && seen.size < 4; i++) {
    seen.add(video.currentTime);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return seen.size;
}"""


@pytest.mark.browser
def test_demo_plays_by_itself(browser, demo_page):
    page, errors = open_page(browser, demo_page)
    video = page.locator("video")
    video.evaluate("v => v.readyState >= 2 || new Promise(r => v.oncanplay = () => r(true))")
    assert video.evaluate("v => [v.videoWidth, v.videoHeight]") == [272, 204]
    assert video.evaluate(MOVES) == 4
    assert video.get_attribute("aria-label") == "video of InvertedPendulumBulletEnv-v0"
    assert errors == []


@pytest.mark.browser
def test_demo_waits_for_those_who_want_less_motion_until_they_press_play(browser, demo_page):
    page, errors = open_page(browser, demo_page, reduced_motion="reduce")
    video = page.locator("video")
    video.evaluate("v => v.readyState >= 2 || new Promise(r => v.oncanplay = () => r(true))")
    assert video.evaluate("v => [v.paused, v.currentTime]") == [True, 0]
    video.focus()
    page.keyboard.press("Space")
    assert video.evaluate(MOVES) == 4
    assert errors == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_demo_fits_its_window_and_can_be_read(browser, demo_page, width, scheme):
    viewport = {"width": width, "height": 800}
    page, _ = open_page(browser, demo_page, viewport=viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    brightness = """e => getComputedStyle(e)[PROPERTY].match(/\\d+/g).slice(0, 3)
                         .reduce((sum, x) => sum + Number(x), 0) / 3"""
    paper = page.locator("body").evaluate(brightness.replace("PROPERTY", "'backgroundColor'"))
    for ink in ("h1", "p >> nth=0", "figcaption >> nth=0", "svg text >> nth=0", "dd >> nth=0"):
        name = "'fill'" if ink.startswith("svg") else "'color'"
        difference = page.locator(ink).evaluate(brightness.replace("PROPERTY", name)) - paper
        assert abs(difference) > 70, ink
        assert (difference > 0) == (scheme == "dark"), ink
