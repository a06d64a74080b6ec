"""What `import rlcourse` costs: nothing that is only needed later."""

import subprocess
import sys

import pytest

CODE = """
import sys
{line}
heavy = {{"torch", "numpy", "scipy", "gymnasium", "matplotlib", "pybullet", "IPython"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


@pytest.mark.parametrize(
    "line",
    ["import rlcourse; dir(rlcourse)", "import rlcourse.cli", "import rlcourse.display"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(line):
    subprocess.run([sys.executable, "-c", CODE.format(line=line)], check=True)


def test_torch_and_matplotlib_wait_for_their_first_use():
    code = """
import sys
import rlcourse
env = rlcourse.make("InvertedPendulumBulletEnv-v0")
env.reset(seed=0)
assert not {"torch", "matplotlib"} & set(sys.modules)
from rlcourse.solutions import PPO
assert "matplotlib" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
