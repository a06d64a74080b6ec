"""The bugs that notebooks 09 and 10 plant are those that the course knows."""

import pytest
import torch
from torch import Tensor, nn, optim

from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.checking import judge_answer
from rlcourse.exercises.sick import PLANTED, PLANTED_IN_SAC
from rlcourse.language import use_language
from rlcourse.solutions import SAC
from rlcourse.solutions.patched_ppo import PIECES, PatchedPPO
from tests.notebooks.books import LANGUAGES, assemble, find_stub

STEM, STEM_OF_SAC = "09_silent_bugs", "10_silent_bugs_sac"


@pytest.fixture(autouse=True)
def in_english():
    yield
    use_language("en")


def test_every_piece_is_planted_in_the_order_of_the_notebook():
    assert set(PLANTED) == set(PIECES)
    notebook = assemble("en", STEM)
    stubs = [find_stub(notebook, BY_NAME[name]) for name in PLANTED]
    assert None not in stubs
    assert stubs == sorted(stubs)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLANTED)
def test_the_cell_holds_the_bug(name, language):
    exercise = BY_NAME[name]
    notebook = assemble(language, STEM)
    names = {"torch": torch, "Tensor": Tensor, "nn": nn, "optim": optim, "PatchedPPO": PatchedPPO}
    exec(notebook.cells[find_stub(notebook, exercise)].source, names)
    verdict, _ = judge_answer(exercise, names[name])
    assert verdict.mistake == exercise.mistakes[0].id == "as_it_came"


@pytest.mark.parametrize("name", PLANTED)
def test_saying_so_does_not_name_the_remedy(name):
    text = BY_NAME[name].mistakes[0].text
    assert not set("_`") & set(text.en + text.ja)  # no name from the code
    assert "still" in text.en
    assert "まだ" in text.ja


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_hold_the_bugs_of_sac(language):
    """In the order of the notebook, each under the name that the check has for it."""
    names = {"torch": torch, "Tensor": Tensor, "SAC": SAC}
    sources = [cell.source for cell in assemble(language, STEM_OF_SAC).cells]
    found = [source for source in sources if source.startswith("class Agent")]
    for source, (name, mistake) in zip(found, PLANTED_IN_SAC.items(), strict=True):
        exec(source, names)
        verdict, _ = judge_answer(BY_NAME[name], names[source.split("(")[0].split()[1]])
        assert verdict.mistake == mistake
