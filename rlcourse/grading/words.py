"""Each way in which an exercise can end, in a word or two for a card."""

from typing import NamedTuple

from rlcourse.exercises.words import AMBER, GREEN, GREY, NOT_YET, PASSED
from rlcourse.grading.result import Status
from rlcourse.language import Text


class Word(NamedTuple):
    """A status in a card.

    Args:
        mark: a sign for those who do not tell colours apart.
        colour: of the card's edge.
        word: the verdict.
    """

    mark: str
    colour: str
    word: Text


WORDS: dict[Status, Word] = {
    Status.PASSED: Word("✓", GREEN, PASSED),
    Status.WRONG: Word("✗", AMBER, NOT_YET),
    Status.NOT_ATTEMPTED: Word("○", GREY, Text("not attempted", "未解答")),
    Status.NOT_SUBMITTED: Word("○", GREY, Text("not handed in", "未提出")),
    Status.SYNTAX_ERROR: Word("✗", AMBER, Text("syntax error", "構文エラー")),
    Status.RAISED: Word("✗", AMBER, Text("stopped with an error", "エラーで停止")),
    Status.TIMED_OUT: Word("✗", AMBER, Text("took too long", "時間がかかりすぎ")),
    Status.OUT_OF_MEMORY: Word("✗", AMBER, Text("used too much memory", "メモリの使いすぎ")),
    Status.CRASHED: Word("✗", AMBER, Text("ended Python", "異常終了")),
    Status.FORGED: Word("✗", AMBER, Text("gave no valid result", "無効な出力")),
    Status.USES_REFERENCE: Word("✗", AMBER, Text("uses the course's solution", "解答例を使用")),
    Status.UNREADABLE: Word("–", GREY, Text("could not be read", "読み込めません")),
    Status.SANDBOX_FAILED: Word("–", GREY, Text("not graded", "未採点")),
}


def word_of(status: Status) -> str:
    """The status in a word or two, in the language in use."""
    return str(WORDS[status].word)
