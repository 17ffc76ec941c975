"""The container files: what they install, what stays out of the image, and that their readers accept them."""

import json
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT
from tests.machines import dockerfile
from tests.machines.roots import named_in_readme

IMAGE = ROOT / "deploy" / "docker" / "Dockerfile"
DEVCONTAINER = ROOT / ".devcontainer"
DOCKERFILES = (IMAGE, DEVCONTAINER / "Dockerfile")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def devcontainer() -> dict:
    """devcontainer.json: JSON with lines of comments."""
    text = (DEVCONTAINER / "devcontainer.json").read_text(encoding="utf-8")
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_every_instruction_can_be_followed(path):
    instructions = dockerfile.parse(path.read_text(encoding="utf-8"))
    assert dockerfile.release(instructions) == "trixie"
    state = dockerfile.State()
    for instruction in instructions:
        state.follow(instruction, ROOT)
    assert state.user.isdecimal(), "Kubernetes' runAsNonRoot asks for a number"
    assert state.user != "0"


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_a_container_has_what_readme_names(path):
    text = path.read_text(encoding="utf-8")
    needed = set(named_in_readme(README)) - ({"git"} if path == IMAGE else set())
    assert needed <= set(text.split())


def targets() -> list[str]:
    """Every target of the Makefile that a container file makes."""
    texts = [devcontainer()["updateContentCommand"]]
    for path in DOCKERFILES:
        instructions = dockerfile.parse(path.read_text(encoding="utf-8"))
        texts += [each.text for each in instructions if each.name == "RUN"]
    commands = (shlex.split(command) for text in texts for command in text.split("&&"))
    return [words[1] for words in commands if words[0] == "make"]


def test_the_makefile_has_the_targets_that_containers_use():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets()
    for target in targets():
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


@pytest.mark.parametrize(
    "path",
    [
        ".autograde/secret",
        ".git/config",
        ".venv/bin/python",
        "autograded/ada/initialization/initialization.ipynb",
        "backup/gradebook.db",
        "build/machines/base/trixie/etc/passwd",
        "gradebook.db",
        "helpers/__pycache__/checks.pyc",
        "notes.txt",
        "submitted/ada/initialization/initialization.ipynb",
        "tests/conftest.py",
    ],
)
def test_a_class_stays_out_of_the_image(path):
    assert dockerfile.ignored(path, dockerfile.patterns((ROOT / ".dockerignore").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "Makefile",
        "README.md",
        "autograde/sandbox.py",
        "data/circles.h5",
        "helpers/reference/initialization.py",
        "nbgrader_config.py",
        "pyproject.toml",
        "release/initialization/initialization.ipynb",
        "requirements.lock",
        "source/initialization/initialization.ipynb",
        "tests/attacks/death/os_exit.py",
    ],
)
def test_the_course_goes_into_the_image(path):
    assert not dockerfile.ignored(path, dockerfile.patterns((ROOT / ".dockerignore").read_text()))


KNOWN = {
    "name",
    "build",
    "remoteUser",
    "hostRequirements",
    "updateContentCommand",
    "remoteEnv",
    "forwardPorts",
    "portsAttributes",
    "customizations",
}
"""Properties of the development container specification, containers.dev, that this project uses."""


def test_devcontainer_json_has_known_properties_and_an_existing_account():
    content = devcontainer()
    assert content.keys() <= KNOWN
    text = (DEVCONTAINER / content["build"]["dockerfile"]).read_text(encoding="utf-8")
    assert f"--uid 1000 {content['remoteUser']}" in text
    assert ".venv/bin:" in content["remoteEnv"]["PATH"]


def test_binder_builds_on_a_python_that_the_course_supports():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    assert SpecifierSet(project["requires-python"]).contains(f"{version}.0")


def test_binders_script_can_be_run():
    script = ROOT / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script]).returncode == 0


def test_the_docker_commands_of_the_page_name_files_that_exist():
    page = (ROOT / "docs" / "other_systems.md").read_text(encoding="utf-8")
    builds = re.findall(r"^\$ (docker build .*)$", page, flags=re.MULTILINE)
    assert builds
    for build in builds:
        words = shlex.split(build)
        assert Path(ROOT, words[words.index("-f") + 1]).is_file()
        assert words[-1] == "."
