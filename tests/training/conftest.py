import os
import random
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def survive_kills(tmp_path):
    """Run a program of this folder as `NAME FOLDER TIMES SEED`; it says how many it survived."""

    def run(name, times):
        seed = str(random.randrange(10**6))
        program = Path(__file__).with_name(name)
        done = subprocess.run(
            [sys.executable, program, tmp_path, str(times), seed],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"seed {seed}: {done.stderr}"
        assert done.stdout.startswith(f"{times} kills survived")

    return run
