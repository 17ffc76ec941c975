"""A source's own solution is graded before anybody else: where it loses points, nobody is graded."""

import json
from pathlib import Path

import pytest

from tests.class_.conftest import ASSIGNMENT, autograde
from tests.class_.test_regrading import small_class  # noqa: F401 - a fixture
from tests.class_.test_sample_class import scores

pytestmark = pytest.mark.slow


def _source(folder: Path) -> Path:
    return folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def _edit(folder: Path, old: str, new: str) -> None:
    path = _source(folder)
    notebook = json.loads(path.read_text())
    places = [cell for cell in notebook["cells"] if old in "".join(cell["source"])]
    assert places
    for cell in places:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    path.write_text(json.dumps(notebook))


def test_a_solution_that_loses_points_is_a_refusal_that_names_the_cell(small_class: Path) -> None:  # noqa: F811
    before = _source(small_class).read_text()
    _edit(small_class, "(n, n_prev)) * np.sqrt(2 / n_prev)", "(n, n_prev)) * np.sqrt(3 / n_prev)")
    done = autograde(small_class, "grade", ASSIGNMENT, check=False)
    assert done.returncode == 1
    assert f"{_source(small_class)}: its own solution gets" in done.stderr
    assert "test_initialize_parameters_he: " in done.stderr
    assert "test_initialize_parameters_zeros" not in done.stderr
    assert "--unproven" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small_class / "autograded").exists()
    assert scores(small_class / "gradebook.db") == {}

    autograde(small_class, "grade", ASSIGNMENT, "--unproven")
    assert scores(small_class / "gradebook.db")

    _source(small_class).write_text(before)
    autograde(small_class, "grade", ASSIGNMENT)
    proven = small_class / ".autograde" / "proven.json"
    assert list(json.loads(proven.read_text()).values()) == [f"{ASSIGNMENT}/{ASSIGNMENT}"]


def test_a_solution_that_passed_is_not_graded_again_until_it_changes(small_class: Path) -> None:  # noqa: F811
    autograde(small_class, "grade", ASSIGNMENT)
    proven = small_class / ".autograde" / "proven.json"
    first = proven.read_text()
    proven.write_text(first + "\n")
    autograde(small_class, "grade", ASSIGNMENT, "--force")
    assert proven.read_text() == first + "\n"
    _edit(small_class, "import numpy as np", "import numpy as np\n\nunused = 1")
    autograde(small_class, "grade", ASSIGNMENT)
    assert proven.read_text() not in (first, first + "\n")
    assert len(json.loads(proven.read_text())) == 1


def test_a_damaged_memory_of_it_is_made_again(small_class: Path) -> None:  # noqa: F811
    state = small_class / ".autograde"
    state.mkdir(exist_ok=True)
    (state / "proven.json").write_text('{"')
    autograde(small_class, "grade", ASSIGNMENT)
    assert json.loads((state / "proven.json").read_text())
