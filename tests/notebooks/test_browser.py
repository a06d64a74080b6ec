"""Notebooks in JupyterLab, in a real browser: sliders, pictures, cards, films."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from tests.notebooks.books import (
    PLANNED,
    ROOT,
    code_cells,
    find_check,
    find_stub,
    path_of,
    read,
    stems,
)

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

# Every cell stands in the page, also where it is not in view; no window asks for anything.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# Milliseconds: a notebook's longest cell, on a busy machine.
PATIENCE = 600_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """(address of a JupyterLab, the folder that it shows)."""
    folder = tmp_path_factory.mktemp("lab")
    for name, values in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    books = folder / "books"
    books.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        # As `make lab` has it.
        "JUPYTER_CONFIG_PATH": str(ROOT / ".ci" / "lab"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "RLCOURSE_HOME": str(folder / "my_solutions"),
        "RLCOURSE_QUICK": "1",
        "OMP_NUM_THREADS": "1",
    }
    environment.pop("RLCOURSE_STATIC", None)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", "--log-level=ERROR"]
    command += ["--LabApp.expose_app_in_browser=True"]
    log = (folder / "log").open("w")
    server = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={books}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            if server.poll() is not None or answers(address):
                break
            time.sleep(0.5)
        assert answers(address), (folder / "log").read_text()
        yield address, books
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def answers(address):
    """Whether the server is up."""
    try:
        return urllib.request.urlopen(f"{address}/api", timeout=5).status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_book(lab, browser):
    """Opens a notebook in JupyterLab; gives the page."""
    address, folder = lab
    pages = []

    def open_it(notebook, name):
        nbformat.write(notebook, folder / name)
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        pages.append(page)
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lab/workspaces/{name.partition('.')[0]}/tree/{name}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        return page

    yield open_it
    for page in pages:
        page.close()


def run_all(page, cells):
    """Run every cell and wait for the last one's number."""
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    sync_api.expect(prompts.nth(cells - 1)).to_have_text(f"[{cells}]:", timeout=PATIENCE)


def without_outputs(notebook):
    """So that what is seen was made by this run."""
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    return notebook


def short_00():
    """Notebook 00 without its films and its training."""
    notebook = read("en", "00_start")
    stub = find_stub(notebook, BY_NAME["discounted_return"])
    slider = next(c for c in notebook.cells if c.source.endswith("explore_discount()"))
    kept = [code_cells(notebook)[0], slider, notebook.cells[stub]]
    notebook.cells = [*kept, notebook.cells[find_check(notebook, stub)]]
    return notebook


BOOKS = [
    s
    for s in PLANNED
    if s[:2] in ("00", "01", "04") and s in stems("en") and path_of("en", s).exists()
]


@pytest.mark.parametrize("stem", BOOKS)
def test_a_slider_changes_its_picture_and_a_check_shows_its_card(open_book, stem):
    notebook = without_outputs(short_00() if stem == "00_start" else read("en", stem))
    page = open_book(notebook, f"{stem}.ipynb")
    run_all(page, len(code_cells(notebook)))
    assert "nbgrader" not in page.locator(".lm-MenuBar").first.inner_text().lower()

    handle = page.locator(".widget-slider .noUi-handle, .ui-slider-handle").first
    inside = "xpath=ancestor::div[contains(@class, 'jp-OutputArea-child')]"
    output = handle.locator(inside).first
    picture = output.locator("img").first
    before = picture.get_attribute("src")
    handle.scroll_into_view_if_needed()
    handle.focus()
    now, least = (handle.get_attribute(f"aria-value{word}") for word in ("now", "min"))
    for _ in range(3):
        page.keyboard.press("ArrowRight" if now == least else "ArrowLeft")
    page.wait_for_function(
        """([area, before]) => {
          const picture = area.querySelector('img');
          return picture && picture.src !== before;
        }""",
        arg=[output.element_handle(), before],
        timeout=60_000,
    )

    for exercise in (e for e in EXERCISES if e.notebook == stem):
        cards = page.locator(".jp-OutputArea-output", has_text="not attempted yet")
        card = cards.filter(has_text=exercise.function_name).first
        card.scroll_into_view_if_needed()
        assert card.is_visible()
        assert card.locator("details summary").first.is_visible()
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0


MOVES = """async video => {
  video.muted = true;
  await video.play();
  const seen = new Set();
  for (let i = 0; i < 100 && seen.size < 4; i++) {
    seen.add(video.currentTime);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return seen.size;
}"""


def test_the_films_of_00_play_before_anything_is_run(open_book):
    page = open_book(read("en", "00_start"), "films.ipynb")
    plays = "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1.64001f\"')"
    if not page.evaluate(plays):
        pytest.skip("this Chromium was built without H.264")
    films = page.locator("video")
    films.first.wait_for(state="attached")
    assert films.count() == 4
    for i in range(4):
        films.nth(i).scroll_into_view_if_needed()
        assert films.nth(i).evaluate(MOVES) == 4
        # JupyterLab strips the label from notebooks that it does not trust; the caption stays.
        assert "return" in page.locator("figcaption").nth(i).inner_text()
