"""The bundle at a student's home: unzipped into a folder of her own, installed with pip as its README says.

Nothing of the repository can be imported there. Where the tests run as root, she is another user.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.assignments.harness import assignments, nbgrader, source
from tests.bundle.conftest import ROOT

# One environment for all; and two kernels that start at once may choose the same TCP port.
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("stock")]

ELSEWHERE = ROOT / "tests" / "autograde" / "elsewhere.py"
RUN = Path(__file__).with_name("run_notebook.py")
STUDENT = 12345
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
UNWRITTEN = "Not written yet: the function still raises NotImplementedError."


@dataclass(frozen=True)
class Home:
    """A student's home folder, with the bundle unzipped in it."""

    folder: Path

    @property
    def course(self) -> Path:
        return self.folder / "my courses" / "backprop-by-hand"

    @property
    def scripts(self) -> Path:
        return self.course / ".venv" / "bin"

    def run(self, *command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as she would: as an ordinary user, with an environment of her own."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "SSL_", "REQUESTS_", "LANG", "LC_", "OPENBLAS_"))
            or name.lower().endswith("_proxy")
        }
        own = {"HOME": self.folder, "PATH": f"{self.scripts}:/usr/bin:/bin", "TMPDIR": self.folder / "tmp"}
        words = ["/usr/bin/env", *(f"{name}={value}" for name, value in own.items()), *map(str, command)]
        if os.geteuid() == 0:
            words = [sys.executable, str(ELSEWHERE), "--user", str(STUDENT), *words]
        return subprocess.run(
            words, cwd=cwd or self.course, env=kept, capture_output=True, text=True, check=False
        )

    def cells(self, notebook: str, solutions: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Run a notebook of the bundle from top to bottom: what each code cell did, by its id."""
        arguments: list[object] = [self.course / notebook]
        if solutions:
            answers = self.folder / "solutions.json"
            answers.write_text(json.dumps(solutions), encoding="utf-8")
            answers.chmod(0o644)
            arguments.append(answers)
        script = self.folder / RUN.name
        done = self.run(self.scripts / "python", "-I", script, *arguments, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def home(archive: Path) -> Iterator[Home]:
    """The installed bundle; skipped, with the reason, where pip reaches no index."""
    place = Home(Path(tempfile.mkdtemp(prefix="student-")))
    try:
        place.folder.chmod(0o755)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(place.course.parent)
        shutil.copy(RUN, place.folder)
        (place.folder / "tmp").mkdir()
        if os.geteuid() == 0:
            for path in (place.folder, *place.folder.rglob("*")):
                os.chown(path, STUDENT, STUDENT)
        base = Path(sys._base_executable)  # type: ignore[attr-defined]
        made = place.run(base, "-m", "venv", ".venv")
        assert made.returncode == 0, made.stderr
        reached = place.run(
            *(place.scripts / "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "tqdm")
        )
        if reached.returncode != 0:
            pytest.skip(f"pip reaches no index: {reached.stderr.strip().splitlines()[-1]}")
        installed = place.run(place.scripts / "pip", "install", "-r", "requirements.txt")
        assert installed.returncode == 0, installed.stdout + installed.stderr
        yield place
    finally:
        shutil.rmtree(place.folder)


def test_nothing_of_the_repository_can_be_imported(home: Home) -> None:
    look = (
        "import helpers, importlib.util as u; print(helpers.__file__); "
        "print([name for name in ('autograde', 'helpers.reference', 'tests') if u.find_spec(name)])"
    )
    done = home.run(home.scripts / "python", "-I", "-c", look, cwd=home.folder)
    assert done.stdout.splitlines() == [str(home.course / "helpers" / "__init__.py"), "[]"], done.stderr


def test_pip_installs_what_requirements_txt_names_and_nothing_else(home: Home) -> None:
    listed = json.loads(home.run(home.scripts / "pip", "list", "--format", "json").stdout)
    installed = {canonicalize_name(each["name"]): each["version"] for each in listed}
    lines = (home.course / "requirements.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if not line.startswith(("#", "-"))]
    named = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }
    assert len(named) > 90
    brought_by_venv = {"pip", "setuptools"} - named.keys()
    assert {n: v for n, v in installed.items() if n not in brought_by_venv | {"backprop-by-hand"}} == named
    assert home.run(home.scripts / "pip", "check").returncode == 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_from_top_to_bottom(lesson: str, home: Home) -> None:
    cells = home.cells(f"notebooks/{lesson}")
    assert cells
    assert {name: cell["errors"] for name, cell in cells.items() if cell["errors"]} == {}
    assert {name: cell["stderr"] for name, cell in cells.items() if cell["stderr"]} == {}


@pytest.mark.parametrize("assignment", assignments())
def test_an_untouched_notebook_fails_in_its_checks_and_where_they_are_needed_alone(
    assignment: str, home: Home
) -> None:
    cells = home.cells(f"release/{assignment}/{assignment}.ipynb")
    graded = {name: cell for name, cell in cells.items() if cell["graded"]}
    assert len(graded) == len(source(assignment).tests)
    for name, cell in graded.items():
        assert not cell["errors"], name
        assert cell["printed"].count("✗") == cell["printed"].count(UNWRITTEN) > 0, (name, cell["printed"])
        assert "✓" not in cell["printed"], name
    for name, cell in cells.items():
        # A demo needs functions that are not written, or what an earlier demo would have bound.
        allowed = ("NotImplementedError: write this function", "NameError: ") if cell["demo"] else ()
        assert all(error.startswith(allowed) for error in cell["errors"]), (name, cell["errors"])


@pytest.mark.parametrize("assignment", assignments())
def test_with_the_solutions_every_visible_check_passes(assignment: str, home: Home) -> None:
    solutions = {nbgrader(cell)["grade_id"]: cell.source for cell in source(assignment).solutions}
    cells = home.cells(f"release/{assignment}/{assignment}.ipynb", solutions)
    assert {name: cell["errors"] for name, cell in cells.items() if cell["errors"]} == {}
    for name, cell in cells.items():
        assert "✗" not in cell["printed"], (name, cell["printed"])
        assert not cell["stderr"], (name, cell["stderr"])
        if cell["graded"]:
            assert "✓" in cell["printed"], name
    if assignment == "frameworks":
        assert any("TensorFlow is not installed" in cell["printed"] for cell in cells.values())


def test_nbgraders_validate_tells_an_untouched_notebook_from_a_solved_one(home: Home) -> None:
    notebook = "release/initialization/initialization.ipynb"
    untouched = home.run(home.scripts / "nbgrader", "validate", notebook)
    n_tests = len(source("initialization").tests)
    assert f"VALIDATION FAILED ON {n_tests} CELL(S)" in untouched.stdout, untouched.stderr

    solutions = {nbgrader(cell)["grade_id"]: cell.source for cell in source("initialization").solutions}
    home.cells(notebook, solutions)
    solved = home.run(
        home.scripts / "nbgrader", "validate", "release/initialization/solved-initialization.ipynb"
    )
    assert "Success! Your notebook passes all the tests." in solved.stdout, solved.stderr
