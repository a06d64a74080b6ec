"""What a student is told of an answer that gave nothing to compare."""

from rlcourse.grading.limits import Limits
from rlcourse.grading.result import Status
from rlcourse.language import Text

TEXTS = {
    Status.NOT_ATTEMPTED: Text(
        "The function is still empty: it raises NotImplementedError.",
        "まだ書かれていません(NotImplementedError のままです)．",
    ),
    Status.NOT_SUBMITTED: Text(
        "No definition of {exercise} was found in what was handed in. Was it renamed?",
        "提出されたファイルに {exercise} の定義が見つかりません．名前を変えていませんか．",
    ),
    Status.SYNTAX_ERROR: Text(
        "Python cannot read the cell with this answer: {message}, line {line} of the cell.",
        "この解答のセルを Python が読めません: {message}(セルの {line} 行目)",
    ),
    Status.TIMED_OUT: Text(
        "It was stopped after {seconds:.0f} seconds. Is there a loop that never ends?",
        "{seconds:.0f} 秒で打ち切りました．終わらないループはありませんか．",
    ),
    Status.OUT_OF_MEMORY: Text(
        "It asked for more memory than the {gigabytes:.0f} GB that an answer may use.",
        "使えるメモリ({gigabytes:.0f} GB)を超えました．",
    ),
    Status.CRASHED: Text(
        "Its process ended before it gave a result{how}.",
        "結果を返す前にプロセスが終了しました{how}．",
    ),
    Status.FORGED: Text(
        "What its process sent back is not the result of a function.",
        "プロセスから返されたデータが，関数の結果の形になっていません．",
    ),
    Status.USES_REFERENCE: Text(
        "It calls the course's own answer to this exercise. Write the lines yourself.",
        "この演習の解答例を呼び出しています．自分で書きましょう．",
    ),
    Status.UNREADABLE: Text(
        "It was not graded: {reason}.",
        "採点できませんでした: {reason}．",
    ),
    Status.SANDBOX_FAILED: Text(
        "It was not graded: the sandbox broke down ({reason}). Grade it again.",
        "採点できませんでした: サンドボックスが停止しました({reason})．もう一度採点してください．",
    ),
}


def say(status: Status, limits: Limits, **values: object) -> Text:
    """The text of a status with its values filled in."""
    known = {"seconds": limits.cpu, "gigabytes": limits.memory / 2**30, **values}
    return TEXTS[status].format(**known)
