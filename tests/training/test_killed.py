"""A training that is killed at any moment goes on from its last evaluation."""

import os
import time

import pytest

from rlcourse.files import remove_old_drafts


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork and SIGKILL")
@pytest.mark.timeout(300)
def test_killed_twenty_times_it_loses_no_more_than_one_interval(survive_kills):
    survive_kills("killing.py", 20)


def test_old_drafts_are_removed_and_new_ones_left(tmp_path):
    old, new, other = (tmp_path / name for name in (".a.pt.17.part", ".a.pt.18.part", "a.pt"))
    for path in (old, new, other):
        path.touch()
    os.utime(old, (time.time() - 120,) * 2)
    remove_old_drafts(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([new, other])
