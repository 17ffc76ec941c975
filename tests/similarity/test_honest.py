"""Students who did their own work are no pairs, however much they were taught alike."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from autograde import releases, sample_class
from autograde.course import Course
from autograde.similarity import compare, find_pairs
from autograde.submission import nbgrader_of
from tests.conftest import ROOT
from tests.similarity.classroom import (
    ASSIGNMENT,
    Answers,
    from_habits,
    from_registry,
    hands,
    make_course,
    notebook,
    pairs_of,
    quiet,
    sixty,
    stubs,
)
from tests.similarity.disguises import reformatted

pytestmark = pytest.mark.slow

SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(2, 20))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_in_a_class_of_sixty_is_a_pair(tmp_path: Path, seed: int) -> None:
    assert pairs_of(tmp_path, sixty(seed)) == []


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(3))
def test_nobody_in_a_class_of_two_hundred_is_a_pair(tmp_path: Path, seed: int) -> None:
    students = dict(hands()) | {f"s{number:03}": from_habits(seed, number) for number in range(181)}
    assert pairs_of(tmp_path, students) == []


def test_nineteen_people_who_wrote_alone_are_no_pairs(tmp_path: Path) -> None:
    assert pairs_of(tmp_path, hands()) == []


def test_not_even_where_a_formatter_has_gone_over_all(tmp_path: Path) -> None:
    assert pairs_of(tmp_path, {name: reformatted(answers) for name, answers in hands().items()}) == []


def test_nor_any_two_of_them_where_there_is_no_class_to_compare_with(tmp_path: Path) -> None:
    average = ("chiara", "dev", "kofi", "lin", "olga", "pavel", "quynh", "sofia")
    for number, (one, two) in enumerate(pairwise((*average, average[0]))):
        assert pairs_of(tmp_path / str(number), {name: hands()[name] for name in (one, two)}) == []


def test_known_answers_and_known_mistakes_are_nobodys_own(tmp_path: Path) -> None:
    students = {f"s{number:02}": from_registry(5, number) for number in range(20)}
    (comparison,) = compare(make_course(tmp_path, students), ASSIGNMENT, quiet)
    assert comparison.pairs == ()
    assert comparison.too_little == list(students)
    assert comparison.summary == "0 notebooks compared. 20 left out: too little of their own to judge."


@pytest.mark.thorough
@pytest.mark.parametrize("assignment", sorted(path.name for path in (ROOT / "source").iterdir()))
def test_the_registry_of_every_assignment_explains_its_own_answers(tmp_path: Path, assignment: str) -> None:
    for part in ("source", "release"):
        shutil.copytree(ROOT / part / assignment, tmp_path / part / assignment)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    course = Course.open(tmp_path)
    notebook, desk = sample_class.make_desk(course, assignment)
    for number in range(12):
        place = course.submitted / f"s{number:02}" / assignment / notebook
        place.parent.mkdir(parents=True)
        made = desk.style(number) if number % 2 else desk.mistaken(number, number)
        place.write_text(json.dumps(made))
    (comparison,) = compare(course, assignment, quiet)
    assert comparison.pairs == ()
    assert len(comparison.too_little) == 12


def test_the_sample_class_has_no_pairs(tmp_path: Path) -> None:
    _, submissions = sample_class.submissions(Course.open(ROOT), ASSIGNMENT)
    students = {name: each for name, each in submissions.items() if isinstance(each, bytes)}
    assert pairs_of(tmp_path, students) == []


def test_the_released_notebook_is_nobodys_own(tmp_path: Path) -> None:
    (comparison,) = compare(make_course(tmp_path, {"ada": {}, "ben": {}}), ASSIGNMENT, quiet)
    assert [mine.own.size for work in comparison.work for mine in work.prints.values()] == [0] * 6


def test_what_more_than_half_of_the_class_hands_in_is_usual(tmp_path: Path) -> None:
    told = {f"s{number:02}": hands()["ben"] for number in range(8)}
    others = {f"t{number:02}": from_habits(3, number) for number in range(4)}
    assert pairs_of(tmp_path, told | others) == []


def test_the_same_class_gives_the_same_pairs_in_the_same_order(tmp_path: Path) -> None:
    students = dict(hands()) | {f"copy-{name}": hands()[name] for name in ("olga", "ben", "rui")}
    course = make_course(tmp_path, students)
    once = find_pairs(course, ASSIGNMENT, quiet)
    assert [(pair.first, pair.second) for pair in once] == [
        ("ben", "copy-ben"),
        ("copy-rui", "rui"),
        ("copy-olga", "olga"),
    ]
    assert find_pairs(course, ASSIGNMENT, quiet) == once


def test_what_an_earlier_release_said_is_nobodys_own(tmp_path: Path) -> None:
    """Two students still have a release with a notice and a longer docstring, which are gone since."""
    notice = " ".join(f"In question {number} read the table from left to right." for number in range(20))
    docstring = f'    """as released, and: {notice}"""'

    def of_then(answers: Answers) -> list[dict[str, object]]:
        cells = json.loads(notebook(answers))["cells"]
        for cell in cells:
            if nbgrader_of(cell).get("grade_id") == "softmax":
                header, _, rest = "".join(cell["source"]).partition("\n")
                cell["source"] = f"{header}\n{docstring}\n{rest}"
        return [*cells, {"cell_type": "markdown", "id": "notice", "metadata": {}, "source": notice}]

    students = {name: {"cells": of_then(hands()[name])} for name in ("anna", "ben")}
    frame = json.loads(notebook(hands()["anna"]))
    course = make_course(
        tmp_path, {name: json.dumps(frame | cells).encode() for name, cells in students.items()}
    )
    assert find_pairs(course, ASSIGNMENT, quiet)  # so much do they share
    releases.keep(course, ASSIGNMENT, ASSIGNMENT, of_then(stubs()))
    assert find_pairs(course, ASSIGNMENT, quiet) == []
