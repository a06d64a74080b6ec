"""What of the course's needs is there, and the line that mends what is not.

Every package is looked at in a Python of its own: one that is broken can take its process with
it, and PyBullet's banner stays there.
"""

import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Lowest versions; pyproject.toml says the same.
LOWEST = {
    "numpy": "1.26",
    "torch": "2.2",
    "gymnasium": "1.1",
    "matplotlib": "3.7",
    "ipywidgets": "7.7",
    "jupyterlab": "4.0",
}
PYTHONS = ((3, 10), (3, 13))
LOWEST_DISK_GB = 1.0
PATIENCE_SECONDS = 120

LOOK_AT_TORCH = """
import torch
torch.ones(2, 2) @ torch.ones(2, 2)
say(version=torch.__version__, threads=torch.get_num_threads(), cuda=torch.cuda.is_available())
"""
LOOK_AT_PYBULLET = """
import pybullet, pybullet_data, os
from importlib.metadata import distributions
names = {(d.metadata["Name"] or "").lower().replace("_", "-"): d.version for d in distributions()}
builds = [f"{n} {v}" for n, v in sorted(names.items()) if n in ("pybullet", "pybullet-arm64")]
client = pybullet.connect(pybullet.DIRECT)
models = os.path.join(pybullet_data.getDataPath(), "mjcf", "half_cheetah.xml")
body = pybullet.loadMJCF(models, physicsClientId=client)
say(builds=builds, numpy=bool(pybullet.isNumpyEnabled()), bodies=len(body))
"""
LOOK_AT_FFMPEG = """
import imageio_ffmpeg, subprocess
path = imageio_ffmpeg.get_ffmpeg_exe()
listed = subprocess.run([path, "-hide_banner", "-encoders"], capture_output=True, text=True)
say(version=imageio_ffmpeg.get_ffmpeg_version(), x264="libx264" in listed.stdout)
"""
LOOK_AT_VERSION = """
import {module}
say(version={module}.__version__)
"""
# What is said goes to a copy of stdout, so that nothing a package prints gets in between.
PROLOGUE = """
import json, os
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
say = lambda **facts: print(json.dumps(facts), file=answer, flush=True)
"""


@dataclass(frozen=True)
class Finding:
    """One line of the table.

    Attributes:
        what: was looked at.
        seen: what there is.
        mend: the line that mends it; "" where all is well.
        needed: whether the course cannot run without it.
    """

    what: str
    seen: str
    mend: str = ""
    needed: bool = True

    @property
    def mark(self) -> str:
        """ "ok", "note" or "FAULT"."""
        if not self.mend:
            return "ok"
        return "FAULT" if self.needed else "note"


def examine() -> int:
    """Print the table.

    Returns:
        0, or 1 where the course cannot run.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        findings = [finding for group in pool.map(lambda look: look(), LOOKS) for finding in group]
    print(describe(findings))
    return int(any(finding.mark == "FAULT" for finding in findings))


def describe(findings: list[Finding]) -> str:
    """The table, below each fault the line that mends it, and the verdict."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.mark:<6} {finding.what:<14} {finding.seen}")
        if finding.mend:
            lines.append(f"{'':<6} {'':<14} -> {finding.mend}")
    faults = sum(finding.mark == "FAULT" for finding in findings)
    verdict = f"The course cannot run: {faults} to mend." if faults else "The course can run."
    return "\n".join([*lines, "", verdict])


def ask(module: str, code: str) -> dict[str, Any]:
    """What `code` says of `module` in a fresh Python, or {"error": why it said nothing}."""
    try:
        run = subprocess.run(
            [sys.executable, "-c", PROLOGUE + code],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"broken: gave no answer in {PATIENCE_SECONDS} s"}
    if run.returncode == 0 and run.stdout:
        answer: dict[str, Any] = json.loads(run.stdout)
        return answer
    if run.returncode < 0:
        return {"error": f"broken: crashed with signal {-run.returncode}"}
    last = (run.stderr.strip().splitlines() or [f"died with code {run.returncode}"])[-1]
    if last == f"ModuleNotFoundError: No module named '{module}'":
        return {"error": "not installed"}
    return {"error": f"broken: {last}"}


def pip(*arguments: str) -> str:
    """A line that calls the pip of this Python."""
    words = [sys.executable, "-m", "pip", *arguments]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def is_older(version: str, lowest: str) -> bool:
    """Whether "2.1.3+cpu" is below "2.2"."""
    return parse(version) < parse(lowest)


def parse(version: str) -> tuple[int, ...]:
    """The leading numbers: "2.13.0+cpu" -> (2, 13)."""
    numbers = []
    for part in version.partition("+")[0].split(".")[:2]:
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def look_at_python() -> list[Finding]:
    """The version of this Python."""
    low, high = PYTHONS
    version = platform.python_version()
    if low <= sys.version_info[:2] <= high:
        return [Finding("Python", version)]
    mend = f"install Python {low[0]}.{low[1]} to {high[0]}.{high[1]}: https://python.org/downloads"
    return [Finding("Python", f"{version}, which the course does not know", mend)]


def look_at_torch() -> list[Finding]:
    """Whether torch can multiply, its version and its threads."""
    answer = ask("torch", LOOK_AT_TORCH)
    mend = pip("install", f"torch>={LOWEST['torch']}")
    if "error" in answer:
        return [Finding("torch", answer["error"], mend)]
    seen = f"{answer['version']}, {'CPU and CUDA' if answer['cuda'] else 'CPU'}"
    if is_older(answer["version"], LOWEST["torch"]):
        return [Finding("torch", f"{seen}, too old", mend)]
    return [Finding("torch", seen), look_at_threads(answer["threads"])]


def look_at_threads(threads: int) -> Finding:
    """The cores that this process may use, and the threads of torch."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("CPU threads", f"{cores} here, torch uses {threads}")


def look_at_pybullet() -> list[Finding]:
    """Whether PyBullet is there once, loads its models and knows NumPy."""
    answer = ask("pybullet", LOOK_AT_PYBULLET)
    if "error" in answer:
        return [Finding("PyBullet", answer["error"], put_in_pybullet())]
    builds = answer["builds"]
    seen = " and ".join(builds) or "there, of unknown version"
    if len(builds) > 1:
        return [Finding("PyBullet", f"{seen}, one over the other", replace_pybullet())]
    if not answer["bodies"]:
        return [Finding("PyBullet", f"{seen}, but its models are missing", replace_pybullet())]
    return [Finding("PyBullet", seen), judge_numpy_in_pybullet(answer["numpy"])]


def judge_numpy_in_pybullet(enabled: bool) -> Finding:
    """Whether PyBullet was built with NumPy; without it pictures come out slowly."""
    if enabled:
        return Finding("NumPy in it", "yes")
    # pybullet-arm64 has none, and for some Pythons there is no other.
    mend = replace_pybullet() if pybullet_name() == "pybullet" else ""
    return Finding("NumPy in it", "no: videos take longer to make", mend, needed=False)


def pybullet_name() -> str:
    """The build of PyBullet that has a wheel for this Python, by the markers in pyproject.toml."""
    has_wheel = sys.platform == "linux" and platform.machine() == "x86_64"
    return "pybullet" if has_wheel and sys.version_info < (3, 12) else "pybullet-arm64"


def in_conda() -> bool:
    """Whether this Python belongs to conda."""
    return Path(sys.prefix, "conda-meta").is_dir()


def put_in_pybullet() -> str:
    """The line that installs PyBullet."""
    if in_conda():
        return "conda install -c conda-forge pybullet"
    return pip("install", pybullet_name())


def replace_pybullet() -> str:
    """The line that removes every build of PyBullet and installs the right one."""
    remove = pip("uninstall", "-y", "pybullet", "pybullet-arm64")
    if in_conda():
        return f"{remove}; conda install -c conda-forge --force-reinstall pybullet"
    return f"{remove}; {put_in_pybullet()}"


def look_at_ffmpeg() -> list[Finding]:
    """Whether the ffmpeg that films are made with runs and knows H.264."""
    answer = ask("imageio_ffmpeg", LOOK_AT_FFMPEG)
    mend = pip("install", "--force-reinstall", "imageio-ffmpeg")
    if "error" in answer:
        return [Finding("ffmpeg", answer["error"], mend)]
    if not answer["x264"]:
        return [Finding("ffmpeg", f"{answer['version']}, without H.264", mend)]
    return [Finding("ffmpeg", answer["version"])]


def look_at_package(what: str, module: str, needed: bool = True) -> list[Finding]:
    """Whether a package can be imported and is not older than the course needs."""
    answer = ask(module, LOOK_AT_VERSION.format(module=module))
    lowest = LOWEST[module]
    mend = pip("install", f"{module}>={lowest}")
    if "error" in answer:
        return [Finding(what, answer["error"], mend, needed)]
    if is_older(answer["version"], lowest):
        return [Finding(what, f"{answer['version']}, too old", mend, needed)]
    return [Finding(what, answer["version"])]


def look_at_disk() -> list[Finding]:
    """How much room there is in the folder where one stands."""
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    mend = "" if free >= LOWEST_DISK_GB else f"make {LOWEST_DISK_GB:.0f} GB free here"
    return [Finding("free disk", f"{free:,.1f} GB", mend, needed=False)]


LOOKS: list[Callable[[], list[Finding]]] = [
    look_at_python,
    lambda: look_at_package("NumPy", "numpy"),
    look_at_torch,
    lambda: look_at_package("Gymnasium", "gymnasium"),
    look_at_pybullet,
    lambda: look_at_package("Matplotlib", "matplotlib"),
    look_at_ffmpeg,
    lambda: look_at_package("ipywidgets", "ipywidgets", needed=False),
    lambda: look_at_package("JupyterLab", "jupyterlab", needed=False),
    look_at_disk,
]

if __name__ == "__main__":
    sys.exit(examine())
