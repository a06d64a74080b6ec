"""How an exercise can stand, in words and colours, wherever it is told."""

from rlcourse.language import Text

PASSED = Text("passed", "合格")
NOT_YET = Text("not right yet", "まだ正しくありません")
NOT_ATTEMPTED = Text("not attempted yet", "まだ書かれていません")

GREEN, AMBER, GREY = "#009e73", "#d55e00", "#7a7a7a"
