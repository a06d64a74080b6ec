"""A picture that is drawn again in its place."""

from rlcourse.display.live import LivePicture

CODE = """
from rlcourse.display import plot_returns
from rlcourse.display.live import LivePicture

picture = LivePicture()
for n in (1, 2, 3):
    picture.show(plot_returns(list(range(n)), list(range(n)), title=f"{n} points"))
"""


def test_only_the_last_one_stays(run_notebook):
    (output,) = run_notebook(CODE)
    assert output["data"]["text/plain"] == ["figure: 3 points"]
    assert output["metadata"]["image/png"]["alt"].startswith("3 points: learning curve")


def test_outside_a_notebook_there_is_none(capsys):
    LivePicture().show("a picture")
    assert capsys.readouterr() == ("", "")
