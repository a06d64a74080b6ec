"""`environment.yml` gives conda what pyproject.toml gives pip."""

import re
import sys
from pathlib import Path

import yaml
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "environment.yml").read_text(encoding="utf-8")
CONDA = yaml.safe_load(TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What conda-forge calls it, where the name differs.
NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base", "pybullet-arm64": "pybullet"}
# conda-forge numbers PyBullet 3.2.5 as 3.25.
LOWEST_PYBULLET = "3.25"


def conda_specs():
    """name -> version asked for ("" where any will do)."""
    specs = {}
    for line in CONDA["dependencies"]:
        name, _, version = line.partition(" ")
        assert name not in specs
        specs[name] = version
    return specs


def test_it_is_an_environment_from_conda_forge_alone():
    assert CONDA["name"] == "rlcourse"
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_nothing_comes_from_pip_that_could_bring_a_pybullet():
    assert all(isinstance(line, str) for line in CONDA["dependencies"])
    assert "pip install --no-deps -e ." in TEXT
    assert "pip" in conda_specs()


def test_python_is_the_same():
    assert conda_specs()["python"] == PROJECT["requires-python"]


def test_every_run_time_dependency_has_its_counterpart():
    specs = conda_specs()
    for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]:
        requirement = Requirement(line)
        name = NAMES.get(requirement.name, requirement.name)
        if name == "pybullet":
            assert specs[name] == f">={LOWEST_PYBULLET}"
        else:
            assert specs[name] == str(requirement.specifier)


def test_it_asks_for_nothing_that_pyproject_does_not_know():
    extras = PROJECT["optional-dependencies"]
    known = {Requirement(line).name for line in PROJECT["dependencies"] + extras["dev"]}
    known |= {Requirement(line).name for line in extras["lab"] + extras["grade"]}
    names = {NAMES.get(name, name) for name in known} | {"python", "pip"}
    assert set(conda_specs()) <= names


def test_the_versions_are_written_as_conda_reads_them():
    assert all(re.fullmatch(r"(>=[\d.]+(,<[\d.]+)?)?", v) for v in conda_specs().values())
