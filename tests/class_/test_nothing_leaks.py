"""No student process ever holds a test's source, a reference, a secret or a classmate's work."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograde.autograded import read_verdict
from tests.class_.conftest import ASSIGNMENT, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nothing_leaks")]

SPY = Path(__file__).with_name("spy.py")


@dataclass
class Planted:
    """A course with markers in everything that is not for students, and what the spy printed and raised."""

    markers: set[str]
    printed: str
    raised: str


def _marker(kind: str) -> str:
    return f"MARKER-{kind}-{secrets.token_hex(8)}"


def _plant(folder: Path) -> dict[str, str]:
    """Put a marker into tests, references, the grader, a classmate's work and the course's files."""
    marks = {
        kind: _marker(kind)
        for kind in ("test", "reference", "judge", "neighbour", "database", "config", "environment")
    }
    source = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.write_text(
        source.read_text().replace(
            "### BEGIN HIDDEN TESTS", f"### BEGIN HIDDEN TESTS\\nmark = '{marks['test']}'"
        )
    )
    for path, kind in ((f"helpers/reference/{ASSIGNMENT}.py", "reference"), ("autograde/judge.py", "judge")):
        with (folder / path).open("a") as file:
            file.write(f"\n\nMARK = '{marks[kind]}'\n")
    neighbour = folder / "submitted" / "neighbour" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    neighbour.parent.mkdir(parents=True)
    release = (folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    neighbour.write_text(release.replace("Initialization", f"Initialization {marks['neighbour']}", 1))
    (folder / "gradebook-copy.db").write_text(marks["database"])
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"\n# {marks['config']}\n")
    return marks


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted")
    for name in ("autograde", "helpers", "data", "source", "release"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    marks = _plant(folder)
    _hand_in_the_spy(folder)
    environment = {**os.environ, "PYTHONPATH": str(folder), "SECRET_OF_THE_GRADER": marks["environment"]}
    command = [
        sys.executable,
        "-c",
        "from autograde.cli import main; main()",
        "grade",
        ASSIGNMENT,
        "--jobs",
        "1",
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return _read(folder, set(marks.values()))


def _hand_in_the_spy(folder: Path) -> None:
    """The spy before the tests, in a graded function while a test runs, and after all tests."""
    notebook = json.loads((folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())
    spy = SPY.read_text()
    cells = notebook["cells"]
    first = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution"))
    first["source"] = f"{spy}\n{first['metadata']['nbgrader']['grade_id']} = gathered_in_a_test"
    own = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells.insert(0, {**own, "id": "decoy", "source": f"decoy = 'MARKER-decoy-{'0' * 16}'"})
    cells.append({**own, "id": "last", "source": "print('gathered', *gather())"})
    place = folder / "submitted" / "spy" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(notebook))


def _read(folder: Path, markers: set[str]) -> Planted:
    path = folder / "autograded" / "spy" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    outputs = [output for cell in json.loads(path.read_text())["cells"] for output in cell.get("outputs", [])]
    printed = "".join(
        "".join(o["text"])
        for o in outputs
        if o["output_type"] == "stream" and "gathered" in "".join(o["text"])
    )
    raised = "".join(
        part.reason
        for test in read_verdict(path).tests
        for part in test.parts
        if "searched" in part.reason or "MARKER" in part.reason
    )
    return Planted(markers, printed, raised)


def test_the_spy_searches_and_finds_what_is_there(planted: Planted) -> None:
    assert planted.printed.count("gathered") == 2
    assert planted.printed.count(f"MARKER-decoy-{'0' * 16}") == 2
    assert f"MARKER-decoy-{'0' * 16}" in planted.raised
    assert all(int(n) > 10_000 for n in re.findall(r"'objects': (\d+)", planted.printed + planted.raised))


def test_the_spy_finds_no_marker_in_cells_before_and_after_the_tests(planted: Planted) -> None:
    assert {marker for marker in planted.markers if marker in planted.printed} == set()


def test_the_spy_finds_no_marker_while_a_test_runs(planted: Planted) -> None:
    assert {marker for marker in planted.markers if marker in planted.raised} == set()
