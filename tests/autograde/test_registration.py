"""nbgrader registers an assignment once for each version of its source, and again if the database changed."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook as TheirGradebook
from sqlalchemy import create_engine

from autograde.course import Course
from autograde.gradebook import Gradebook
from autograde.registration import Registrations
from autograde.release import generate
from tests.conftest import Toy
from tests.levels import few

pytestmark = pytest.mark.slow


def _write(course: Course, toy: Toy, points: float) -> None:
    solution = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    cells = [toy.solution("f", solution), toy.test("test_f", points, "assert f(3) == 6")]
    notebook = nbformat.from_dict({**toy.notebook(*cells), "nbformat_minor": 5})
    path = course.source / "toy" / "toy.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(nbformat.writes(notebook))


@pytest.fixture
def released(course: Course, toy: Toy) -> Course:
    """A course whose one assignment has been released, as an instructor does before she grades."""
    _write(course, toy, 2)
    generate(course, "toy")
    return course


@pytest.fixture
def registrations(released: Course) -> Iterator[Registrations]:
    with closing(Gradebook(released)):
        engine = create_engine(released.db_url)
        yield Registrations(released, engine)
        engine.dispose()


def _max_score(course: Course) -> float:
    with TheirGradebook(course.db_url) as theirs:
        return float(theirs.find_assignment("toy").max_score)


def test_what_was_released_is_not_registered_again(registrations: Registrations) -> None:
    assert not registrations.register("toy")


def test_a_changed_source_is_registered_once(
    registrations: Registrations, released: Course, toy: Toy
) -> None:
    _write(released, toy, 5)
    assert [registrations.register("toy"), registrations.register("toy")] == [True, False]
    assert _max_score(released) == 5


def test_what_another_program_changed_in_the_database_is_mended(
    registrations: Registrations, released: Course
) -> None:
    with TheirGradebook(released.db_url) as theirs:
        theirs.update_or_create_grade_cell("test_f", "toy", "toy", max_score=7)
    assert _max_score(released) == 7
    assert registrations.register("toy")
    assert _max_score(released) == 2


def test_a_database_that_has_lost_the_assignment_gets_it_again(
    registrations: Registrations, released: Course
) -> None:
    with TheirGradebook(released.db_url) as theirs:
        theirs.remove_assignment("toy")
    assert registrations.register("toy")
    assert _max_score(released) == 2


def test_another_database_is_not_taken_for_this_one(released: Course, tmp_path: Path) -> None:
    other = replace(released, db_url=f"sqlite:///{tmp_path / 'other.db'}")
    with closing(Gradebook(other)) as gradebook:
        gradebook.register("toy")
    assert _max_score(other) == 2


@pytest.mark.parametrize("text", few(["{", "", "[]", '{"toy": null}']))
def test_a_damaged_file_costs_no_more_than_registering(
    registrations: Registrations, released: Course, text: str
) -> None:
    file = released.state / "registered.json"
    file.write_text(text)
    assert registrations.register("toy")
    assert list(json.loads(file.read_text())) == ["toy"]
