"""What is said to a student of each way in which an exercise can end."""

from typing import NamedTuple

from rlcourse.grading.result import Status
from rlcourse.language import Text

GOOD, BAD, NEUTRAL = "#009e73", "#d55e00", "#7a7a7a"


class Word(NamedTuple):
    """A status in a card.

    Args:
        mark: a sign for those who do not tell colours apart.
        colour: of the card's edge.
        word: the verdict in a word or two.
        sentence: what to say where grading found nothing more precise.
    """

    mark: str
    colour: str
    word: Text
    sentence: Text | None = None


WORDS: dict[Status, Word] = {
    Status.PASSED: Word("✓", GOOD, Text("passed", "合格")),
    Status.WRONG: Word(
        "✗",
        BAD,
        Text("not right yet", "まだ正しくありません"),
        Text(
            "The results differ from the right ones.",
            "結果が正解と一致しません．",
        ),
    ),
    Status.NOT_ATTEMPTED: Word(
        "○",
        NEUTRAL,
        Text("not attempted", "未解答"),
        Text(
            "The exercise is still as the notebook set it.",
            "演習が配布されたときのままになっています．",
        ),
    ),
    Status.NOT_SUBMITTED: Word(
        "○",
        NEUTRAL,
        Text("not handed in", "未提出"),
        Text(
            "No notebook that was handed in holds an answer of this name.",
            "提出されたノートブックに，この名前の解答がありません．",
        ),
    ),
    Status.SYNTAX_ERROR: Word(
        "✗",
        BAD,
        Text("syntax error", "構文エラー"),
        Text(
            "The cell with this answer is not valid Python. Run it, and mend what Python points at.",
            "解答のセルが Python として正しくありません．実行して，指摘された箇所を直しましょう．",
        ),
    ),
    Status.RAISED: Word(
        "✗",
        BAD,
        Text("stopped with an error", "エラーで停止"),
        Text(
            "The answer raised an exception. Restart the kernel and run the notebook from its top: "
            "does it use a variable that only your session had?",
            "実行中に例外が発生しました．カーネルを再起動して最初から実行してみましょう．"
            "そのときだけ存在していた変数を使っていませんか．",
        ),
    ),
    Status.TIMED_OUT: Word(
        "✗",
        BAD,
        Text("took too long", "時間切れ"),
        Text(
            "The answer did not end in time. Look for a loop that never ends, or that could be one "
            "operation on whole tensors.",
            "制限時間内に終わりませんでした．終わらないループや，テンソル全体の演算1回で"
            "書けるループがないか確認しましょう．",
        ),
    ),
    Status.OUT_OF_MEMORY: Word(
        "✗",
        BAD,
        Text("used too much memory", "メモリ不足"),
        Text(
            "The answer asked for more memory than there was. Look for something that grows without "
            "need, as a (B, B) tensor where (B, 1) was meant.",
            "使えるメモリを超えました．(B, 1) のつもりが (B, B) になっているなど，"
            "不必要に大きなテンソルがないか確認しましょう．",
        ),
    ),
    Status.CRASHED: Word(
        "✗",
        BAD,
        Text("ended Python", "異常終了"),
        Text(
            "Python itself ended while the answer ran.",
            "解答の実行中に Python が異常終了しました．",
        ),
    ),
    Status.FORGED: Word(
        "✗",
        BAD,
        Text("gave no valid result", "不正な出力"),
        Text(
            "What came back was not a result of this exercise.",
            "返されたデータは，この演習の結果として正しい形式ではありません．",
        ),
    ),
    Status.USES_REFERENCE: Word(
        "✗",
        BAD,
        Text("uses the course's solution", "解答例を使用"),
        Text(
            "The answer calls or contains the course's own solution instead of one of yours.",
            "自分の解答ではなく，教材の解答例を呼び出すか含んでいます．",
        ),
    ),
    Status.UNREADABLE: Word(
        "–",
        NEUTRAL,
        Text("could not be read", "読み込めません"),
        Text(
            "The file could not be read as a notebook, so nothing was graded. Save it again, open it "
            "once to see that it is whole, and ask your instructor how to hand it in anew.",
            "ファイルをノートブックとして読み込めなかったため，採点されていません．保存し直し，"
            "開けることを確かめてから，再提出の方法を担当教員に尋ねてください．",
        ),
    ),
    Status.SANDBOX_FAILED: Word(
        "–",
        NEUTRAL,
        Text("not graded yet", "未採点"),
        Text(
            "This answer could not be graded, and no points were taken for it. Your instructor's "
            "sheet says so.",
            "この解答は採点できませんでした．減点はされていません．担当教員の成績表にもそう記されています．",
        ),
    ),
}


def word_of(status: Status) -> str:
    """The status in a word or two, in the language in use."""
    return str(WORDS[status].word)
