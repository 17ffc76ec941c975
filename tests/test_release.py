"""release/ is what nbgrader makes of source/, and holds nothing that students must not have."""

import json
from pathlib import Path

import pytest

from autograde.course import Course
from autograde.release import generate
from tests.class_.conftest import copy_of_the_course
from tests.levels import few

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))


@pytest.mark.parametrize("source", few(SOURCES, 2), ids=[path.stem for path in SOURCES])
def test_release_is_what_nbgrader_makes_of_source(source: Path, tmp_path: Path) -> None:
    course = Course.open(copy_of_the_course(tmp_path / "course"))
    (made,) = (path for path in generate(course, source.parent.name) if path.name == source.name)
    committed = ROOT / "release" / source.parent.name / source.name
    assert made.read_bytes() == committed.read_bytes(), "run `make release` and commit what it changes"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_release_holds_no_solution_hidden_test_or_output(source: Path) -> None:
    text = (ROOT / "release" / source.parent.name / source.name).read_text()
    for absent in ("BEGIN SOLUTION", "HIDDEN TESTS", "helpers.reference", "hidden_rng"):
        assert absent not in text
    assert all(not cell.get("outputs") for cell in json.loads(text)["cells"])


def test_every_assignment_is_released() -> None:
    assert {path.parent.name for path in SOURCES} == {path.name for path in (ROOT / "release").iterdir()}
