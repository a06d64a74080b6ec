"""The pages: whatever students write stays text, and each page stands alone."""

import re
import shutil
from html.parser import HTMLParser
from itertools import cycle

import pytest

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.grading.class_page import common_mistakes, write_class_page
from rlcourse.grading.feedback import write_feedback
from rlcourse.grading.result import NOT_GRADED, Grade, Status
from rlcourse.grading.words import WORDS
from rlcourse.language import Text, use_language
from tests.grading.fakes import make_verdict

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EVIL = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"&"


class Reader(HTMLParser):
    """Collects tags and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.addresses, self.text, self.language = [], [], "", None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        self.addresses += [values[name] for name in ("src", "href", "action") if name in values]
        self.addresses += [name for name in values if name.startswith("on")]
        if tag == "html":
            self.language = values["lang"]

    def handle_data(self, data):
        self.text += f"{data} "


def read(path):
    reader = Reader()
    text = path.read_text(encoding="utf-8")
    reader.feed(text)
    # One style, one script of the course's own, no other file.
    assert reader.tags.count("script") == 1
    assert all(address.startswith("#") for address in reader.addresses)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    return reader


def evil_grade(language):
    texts = {name: Text(EVIL, EVIL) for name in ("text", "case", "hint")}
    verdicts = tuple(
        make_verdict(name, status, **{**texts, "notebook": EVIL, "mistakes": (EVIL,)})
        for name, status in zip(cycle(BY_NAME), Status, strict=False)
    )
    return Grade(f"{EVIL}\udce4", language, verdicts, 7, notes=(EVIL,))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_that_a_student_wrote_is_more_than_text(tmp_path, language):
    path = tmp_path / "page.html"
    write_feedback(path, evil_grade(language))
    reader = read(path)
    assert reader.language == language
    assert "img" not in reader.tags
    # The name in the title and above, the notebook in each card, and what is said of the answers.
    assert reader.text.count("onerror") >= 2 + len(Status)

    use_language(language)
    write_class_page(path, [evil_grade(language)])
    assert "img" not in read(path).tags


@pytest.mark.parametrize("language", ["en", "ja"])
def test_feedback_says_what_is_wrong_in_the_students_language(tmp_path, language):
    wrong = make_verdict("PPO.update_actor", Status.WRONG)
    verdicts = (make_verdict("calculate_log_pi", Status.PASSED, 2.5), wrong)
    path = tmp_path / "page.html"
    # Whatever language the instructor speaks.
    use_language("ja" if language == "en" else "en")
    write_feedback(path, Grade("佐藤", language, verdicts, 7))
    text = read(path).text
    index = ("en", "ja").index(language)
    for said in (wrong.text, wrong.case, wrong.hint, WORDS[Status.WRONG].word):
        assert said[index] in text
        assert said[1 - index] not in text
    assert "2.5" in text
    assert "佐藤" in text


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_card(tmp_path, status):
    path = tmp_path / "page.html"
    write_feedback(path, Grade("a", "en", (make_verdict("unsquash", status),), 7))
    text = read(path).text
    assert WORDS[status].word.en in text
    # What was not graded is not a 0.
    is_zero = status is not Status.PASSED and status not in NOT_GRADED
    assert bool(re.search(r"\b0 of 10 points", text)) is is_zero
    assert ("There is no sum yet" in text) is (status in NOT_GRADED)


def test_the_class_page_counts_the_mistakes(tmp_path):
    def grade(student, *mistakes):
        verdict = make_verdict("PPO.update_actor", Status.WRONG, mistakes=mistakes)
        return Grade(student, "en", (verdict,), 7)

    grades = [grade("a", "no_clip"), grade("b", "no_clip", "max_for_min"), grade("c", "no_clip")]
    ids = [mistake.id for mistake in BY_NAME["PPO.update_actor"].mistakes]
    grades += [grade(f"d{i}", name) for i, name in enumerate(ids[:15])]
    grades.append(Grade("z", "en", (make_verdict("PPO.update_actor", Status.SANDBOX_FAILED),), 7))
    found = common_mistakes(grades)
    assert len(found) == 10
    assert found[0][:2] == ("PPO.update_actor", "no_clip")
    assert [count for *_, count, _ in found] == sorted((c for *_, c, _ in found), reverse=True)
    path = tmp_path / "class.html"
    write_class_page(path, grades)
    reader = read(path)
    assert "Nothing is clipped: this is the plain policy gradient" in reader.text
    assert f"{found[0][2]} of {len(grades)} students" in reader.text
    assert "1 answers could not be graded" in reader.text
    assert reader.tags.count("svg") == 2
    first = path.read_bytes()
    write_class_page(path, grades)
    assert path.read_bytes() == first


def test_a_class_without_any_grade_has_a_page_too(tmp_path):
    verdict = make_verdict("unsquash", Status.SANDBOX_FAILED)
    path = tmp_path / "class.html"
    write_class_page(path, [Grade("a", "en", (verdict,), 7, sandboxed=False)])
    reader = read(path)
    assert "No answer makes a mistake that has a name" in reader.text
    assert "ran without a sandbox" in reader.text
    assert reader.tags.count("svg") == 1


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_nothing_runs_nothing_is_fetched_and_nothing_overflows(tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    paths = [tmp_path / "en.html", tmp_path / "ja.html", tmp_path / "class.html"]
    write_feedback(paths[0], evil_grade("en"))
    write_feedback(paths[1], evil_grade("ja"))
    write_class_page(paths[2], [evil_grade("en")])
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in paths:
            page = chromium.new_page(viewport={"width": 400, "height": 800})
            asked = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(path.as_uri())
            assert page.title() != "owned"
            assert asked == [path.as_uri()]
            assert page.evaluate("document.documentElement.scrollWidth") <= 400
            page.close()
        chromium.close()
