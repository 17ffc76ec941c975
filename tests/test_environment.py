"""environment.yml, requirements.lock and the wheel say what pyproject.toml says."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

CONDA_SPECS = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
PIP_LINES = next(entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))
# The few whose name on conda-forge is another than on PyPI.
PYPI_NAMES = {"matplotlib-base": "matplotlib", "msgpack-python": "msgpack"}


def requirements(*extras: str) -> dict[str, Requirement]:
    """Return the project's requirements, with those of the extras, by canonical name."""
    listed = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        listed += PROJECT["project"]["optional-dependencies"][extra]
    return {canonicalize_name(r.name): r for r in map(Requirement, listed)}


def pinned() -> dict[str, list[str]]:
    """Return the block of lines of each package in the lock; one that is pinned per Python has several."""
    blocks: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", LOCK, flags=re.MULTILINE)):
        blocks.setdefault(canonicalize_name(block.split("==")[0]), []).append(block)
    return blocks


@pytest.mark.parametrize("spec", CONDA_SPECS)
def test_a_conda_spec_is_valid(spec):
    rattler.MatchSpec(spec, strict=True)


def test_conda_and_pip_ask_for_the_same_packages_and_minima():
    versions = {}
    for spec in CONDA_SPECS:
        parsed = rattler.MatchSpec(spec, strict=True)
        name = parsed.name.normalized
        versions[PYPI_NAMES.get(name, name)] = SpecifierSet(parsed.version or "")
    for line in PIP_LINES:
        if not line.startswith("-"):
            requirement = Requirement(line)
            versions[canonicalize_name(requirement.name)] = requirement.specifier

    assert versions.pop("python") == SpecifierSet(PROJECT["project"]["requires-python"])
    assert versions.pop("pip") == SpecifierSet()
    assert versions == {name: r.specifier for name, r in requirements("sandbox").items()}


def test_the_pip_section_keeps_the_platform_markers_and_installs_the_project_last():
    *lines, last = PIP_LINES
    assert last == "-e ."
    for requirement in map(Requirement, lines):
        wanted = requirements("sandbox")[canonicalize_name(requirement.name)]
        assert str(requirement.marker) == str(wanted.marker), requirement.name


LOCKED = requirements("sandbox", "cluster", "postgresql", "test", "dev")


@pytest.mark.parametrize("name", sorted(LOCKED))
def test_the_lock_pins_a_dependency_to_a_version_that_pyproject_allows(name):
    for block in pinned()[name]:
        version = re.match(r"\S+==(\S+)", block).group(1)
        assert LOCKED[name].specifier.contains(version, prereleases=False)


def test_every_package_in_the_lock_is_exact_and_hashed():
    blocks = [block for versions in pinned().values() for block in versions]
    loose = [block for block in blocks if "==" not in block or "--hash=sha256:" not in block]
    assert not loose


def test_the_lock_names_no_registry():
    assert not re.findall(r"https?://\S+|file:\S+|--\S*index\S*|--find-links\S*", LOCK)


def test_the_build_backend_is_locked():
    backend = [Requirement(r) for r in PROJECT["build-system"]["requires"]]
    assert {canonicalize_name(r.name) for r in backend} <= pinned().keys()


def test_what_only_rebuilds_the_data_is_not_installed_for_everyone():
    data = requirements("data").keys() - requirements().keys()
    assert data
    assert data.isdisjoint(pinned())


def test_tensorflow_stays_out_of_the_lock_and_is_pinned_for_its_own_tests():
    (wanted,) = [r for name, r in requirements("frameworks").items() if name not in requirements()]
    lines = (ROOT / "tests" / "frameworks" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = {r.name: r for r in map(Requirement, (line for line in lines if not line.startswith("#")))}
    (pin,) = listed[wanted.name].specifier
    assert pin.operator == "=="
    assert wanted.specifier.contains(pin.version)
    assert wanted.name not in pinned()
    tests = requirements("test")
    assert all(tests[name].specifier == listed[name].specifier for name in listed.keys() - {wanted.name})


def test_the_wheel_carries_the_packages_but_no_reference(tmp_path):
    tree = tmp_path / "tree"
    for package in ("helpers", "autograde"):
        copytree(ROOT / package, tree / package, ignore=ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        copy(ROOT / file, tree)
    # A file of a known name, so that the test does not pass because the folder was renamed.
    (tree / "helpers" / "reference").mkdir(exist_ok=True)
    (tree / "helpers" / "reference" / "planted.py").touch()

    build = "import setuptools.build_meta as backend, sys; backend.build_wheel(sys.argv[1])"
    command = [sys.executable, "-c", build, str(tmp_path)]
    built = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert not [name for name in names if name.startswith("helpers/reference")]
    for package in ("helpers", "autograde"):
        modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / package).glob("*.py")}
        assert modules <= set(names)
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "autograde" / "templates").glob("*")}
    assert templates <= set(names)
