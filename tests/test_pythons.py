"""`.ci/pythons` finds the Pythons that CI tests with, and says which it has not found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MANAGERS = {
    "pyenv": ".pyenv/versions/3.97.1/bin",
    "uv": ".local/share/uv/python/cpython-3.97.1-linux-x86_64-gnu/bin",
    "asdf": ".asdf/installs/python/3.97.1/bin",
    "mise": ".local/share/mise/installs/python/3.97.1/bin",
}


class Machine:
    """A home and a PATH with made-up Pythons."""

    def __init__(self, folder: Path) -> None:
        self.home, self.path = folder / "my home", folder / "bin"
        self.path.mkdir()

    def add(self, place: Path, answer: str, name: str = "python3") -> Path:
        """Add a Python that answers with its version and path, or fails as one that lacks a module does."""
        place.mkdir(parents=True, exist_ok=True)
        python = place / name
        answer = f"echo {answer} '{python}'" if answer else "echo no ensurepip >&2; exit 1"
        python.write_text(f"#!/bin/sh\n# {python}\n{answer}\n")
        python.chmod(0o755)
        return python

    def pythons(self) -> tuple[list[str], str]:
        """Return those of the made-up ones that were found, and what was said of the others."""
        usual = {"PATH": f"{self.path}:/usr/bin:/bin", "HOME": str(self.home)}
        done = subprocess.run([ROOT / ".ci" / "pythons"], env=usual, capture_output=True, text=True)
        made_up = [line for line in done.stdout.splitlines() if str(self.home.parent) in line]
        return made_up, done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("manager", MANAGERS)
def test_it_looks_where_version_managers_install(manager: str, machine: Machine) -> None:
    python = machine.add(machine.home / MANAGERS[manager], "3 97 1")
    assert machine.pythons()[0] == [f"3.97 {python}"]


def test_versions_are_ordered_by_number_and_each_comes_once_in_its_latest_release(machine: Machine) -> None:
    newest = machine.add(machine.path, "3 100 0", "python3.99")
    latest = machine.add(machine.home / ".pyenv/versions/b/bin", "3 98 10")
    machine.add(machine.home / ".pyenv/versions/a/bin", "3 98 9")
    machine.add(machine.home / ".pyenv/versions/c/bin", "3 98 10")
    oldest = machine.add(machine.path, "3 97 0", "python3.97")
    assert machine.pythons()[0] == [f"3.97 {oldest}", f"3.98 {latest}", f"3.100 {newest}"]


def test_incomplete_ones_are_left_out_and_helpers_are_not_run(machine: Machine) -> None:
    machine.add(machine.path, "")
    machine.add(machine.path, "3 97 0", "python3.97-config")
    machine.add(machine.path, "3 97 0", "python3-config")
    assert machine.pythons()[0] == []


def test_it_names_the_covered_versions_that_are_missing(machine: Machine) -> None:
    said = machine.pythons()[1]
    machine.add(machine.path, "3 13 0", "python3.13")
    machine.add(machine.path, "3 14 0", "python3.14")
    now = machine.pythons()[1]
    assert "3.13" not in now
    assert "3.14" not in now
    assert not said or said.startswith("Not found here, so not tested: Python 3.")


def test_a_true_python_is_probed(machine: Machine) -> None:
    """The one that runs this test, found through a link on PATH as if by a virtual environment."""
    if sys.version_info.releaselevel != "final":
        pytest.skip("a preview is left out")
    base = getattr(sys, "_base_executable", sys.executable)
    (machine.path / "python3").symlink_to(base)
    usual = {"PATH": f"{machine.path}:/usr/bin:/bin", "HOME": str(machine.home)}
    done = subprocess.run([ROOT / ".ci" / "pythons"], env=usual, capture_output=True, text=True, check=True)
    found = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert os.access(found[version], os.X_OK)


def test_what_ci_covers_is_what_the_workflow_runs() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    (matrix,) = [line for line in workflow.splitlines() if line.strip().startswith("python: [")]
    listed = matrix.partition("[")[2].strip("]").replace('"', "").replace(",", "")
    assert f"covered=({listed})" in (ROOT / ".ci" / "pythons").read_text()
