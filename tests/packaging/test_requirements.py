"""What pip is asked to install: ranges, markers, pins."""

import re
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import rlcourse
from rlcourse.doctor import LOWEST, PYTHONS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN_TIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    extra: [Requirement(line) for line in lines]
    for extra, lines in PROJECT["optional-dependencies"].items()
}
PINS = [
    Requirement(line)
    for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
VERSIONS = ["3.10", "3.11", "3.12", "3.13"]
COLAB = {
    "torch": "2.11.0",
    "numpy": "2.1.0",
    "gymnasium": "1.3.0",
    "ipywidgets": "7.7.1",
    "ipython": "7.34.0",
    "tqdm": "4.67.0",
    "imageio-ffmpeg": "0.6.0",
    "matplotlib": "3.10.0",
}


def platform_of(python, system="linux", machine="x86_64"):
    """The environment that markers are judged in."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "platform_machine": machine,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
        "extra": "",
    }


def holds(requirement, environment):
    return requirement.marker is None or requirement.marker.evaluate(environment)


def test_the_version_is_said_once():
    assert rlcourse.__version__ == PROJECT["version"]


def test_python_versions_agree_with_the_doctor():
    (low, high) = (f"{major}.{minor}" for major, minor in PYTHONS)
    assert VERSIONS[0] == low
    assert VERSIONS[-1] == high
    above = f"3.{int(high.partition('.')[2]) + 1}"
    assert PROJECT["requires-python"] == f">={low},<{above}"


def test_lowest_versions_agree_with_the_doctor():
    asked = {r.name: str(r.specifier) for r in [*RUN_TIME, *EXTRAS["lab"]]}
    assert {name: asked[name] for name in LOWEST} == {n: f">={v}" for n, v in LOWEST.items()}


@pytest.mark.parametrize("python", VERSIONS)
@pytest.mark.parametrize(
    ("system", "machine"),
    [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
        ("win32", "AMD64"),
    ],
)
def test_one_build_of_pybullet_everywhere(python, system, machine):
    environment = platform_of(python, system, machine)
    has_wheel = (system, machine) == ("linux", "x86_64") and python in ("3.10", "3.11")
    expected = "pybullet" if has_wheel else "pybullet-arm64"
    chosen = [r.name for r in RUN_TIME if "pybullet" in r.name and holds(r, environment)]
    assert chosen == [expected]
    # The reference asks for pybullet itself.
    reference = [r for r in EXTRAS["dev"] if canonicalize_name(r.name) == REFERENCE]
    assert [holds(r, environment) for r in reference] == [has_wheel]


REFERENCE = "pybullet-envs-gymnasium"


@pytest.mark.parametrize("name", COLAB)
def test_colab_keeps_what_it_has(name):
    (requirement,) = (r for r in RUN_TIME if r.name == name)
    assert requirement.specifier.contains(COLAB[name])


def test_jupyterlab_is_an_extra():
    assert "jupyterlab" not in {r.name for r in RUN_TIME}
    assert "jupyterlab" in {r.name for r in EXTRAS["lab"]}


def pins_for(environment):
    """name -> version pinned there; no name may be pinned twice."""
    chosen = [(canonicalize_name(r.name), str(r.specifier)) for r in PINS if holds(r, environment)]
    assert len(dict(chosen)) == len(chosen)
    assert all(re.fullmatch(r"==[\w.]+", pin) for _, pin in chosen)
    return {name: Version(pin.removeprefix("==")) for name, pin in chosen}


@pytest.mark.parametrize("python", VERSIONS)
def test_every_dependency_is_pinned_inside_its_range(python):
    environment = platform_of(python)
    pins = pins_for(environment)
    asked = [*RUN_TIME, *(r for group in EXTRAS.values() for r in group)]
    for requirement in asked:
        if requirement.name == "rlcourse" or not holds(requirement, environment):
            continue
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), (
            f"{requirement} is not pinned inside its range"
        )


@pytest.mark.parametrize("python", VERSIONS)
def test_torch_is_pinned_without_a_build(python):
    assert str(pins_for(platform_of(python))["torch"]) == "2.13.0"
