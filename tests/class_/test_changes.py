"""An assignment changes after students have handed it in and a person has graded: nobody loses by it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import text

from autograde.autograded import read_verdict
from autograde.course import Course
from autograde.nbgrader_calls import nbgrader_at_work
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.class_.test_manual_grading import MARKED, PLACE, grade_by_hand, page
from tests.conftest import Toy
from tests.levels import few

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("changes")]

TOY = Toy()
TYPO = "Read thiss first."
NOTEBOOK = Path(crowd.ASSIGNMENT) / f"{crowd.ASSIGNMENT}.ipynb"
OTHER = "other"
TASK = {"grade": False, "solution": False, "locked": True, "task": True, "points": 3}
ANSWERS = {"ada": "def f(x):\n    return 2 * x", "ben": "def f(x):\n    return 6"}
Cells = list[dict[str, Any]]
Edit = Callable[[Cells], object]
SOLVED = "def {0}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two assignments, released, handed in by two students, graded by machine and by hand."""
    folder = crowd.make(tmp_path_factory.mktemp("changes") / "course", size=0)
    source = folder / "source" / NOTEBOOK
    notebook = json.loads(source.read_text())
    notebook["cells"] = [
        TOY.cell(TYPO, "intro", "markdown"),
        *notebook["cells"],
        TOY.cell(MARKED, "gap", "markdown", grade_id="gap", **TASK),
        TOY.cell(PLACE, "gap-answer", "markdown"),
    ]
    source.write_text(json.dumps(notebook))
    shutil.copytree(source.parent, folder / "source" / OTHER)
    (folder / "source" / OTHER / source.name).rename(folder / "source" / OTHER / f"{OTHER}.ipynb")
    autograde(folder, "release")
    for student, answer in ANSWERS.items():
        hand_in(folder, student, answer)
        hand_in(folder, student, answer, OTHER)
    autograde(folder, "grade", "--unproven")
    for student in ANSWERS:
        grade_by_hand(folder, student, gap=2.5)
    return folder


@pytest.fixture
def course(graded_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(graded_once, tmp_path / "course")


def hand_in(folder: Path, student: str, answer: str, assignment: str = crowd.ASSIGNMENT) -> None:
    """The notebook as it lies in release/, with her answers in it."""
    notebook = json.loads((folder / "release" / assignment / f"{assignment}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "f":
            cell["source"] = answer
        if cell["id"] == "gap-answer":
            cell["source"] = "The mismatch."
    place = folder / "submitted" / student / assignment / f"{assignment}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(notebook))


def edit(folder: Path, *changes: Edit) -> None:
    source = folder / "source" / NOTEBOOK
    notebook = json.loads(source.read_text())
    for change in changes:
        change(notebook["cells"])
    source.write_text(json.dumps(notebook))


def change(folder: Path, *changes: Edit) -> str:
    """Edit the source, release and grade again; what grading printed."""
    edit(folder, *changes)
    autograde(folder, "release", crowd.ASSIGNMENT)
    return autograde(folder, "grade", "--unproven").stdout


def cell_of(cells: Cells, name: str) -> dict[str, Any]:
    return next(cell for cell in cells if cell["id"] == name)


def with_text(name: str, old: str, new: str) -> Edit:
    def change(cells: Cells) -> None:
        cell = cell_of(cells, name)
        before = "".join(cell["source"])
        assert old in before
        cell["source"] = before.replace(old, new)

    return change


def with_meta(name: str, **meta: Any) -> Edit:
    return lambda cells: cell_of(cells, name)["metadata"]["nbgrader"].update(meta)


def without(*names: str) -> Edit:
    def change(cells: Cells) -> None:
        cells[:] = [cell for cell in cells if cell["id"] not in names]

    return change


def with_exercise(name: str = "g", points: float = 2) -> Edit:
    test = f'with checks.part({points}, "doubles", hint="two", hidden=True):\n'
    test += f'    checks.close(checks.call({name}, 4), 8, "{name}(4)")\nchecks.total()'
    test = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
    new = [TOY.solution(name, SOLVED.format(name)), TOY.test(f"test_{name}", points, test)]
    return lambda cells: cells.extend(new)


def points(folder: Path, student: str) -> dict[str, tuple[float, float]]:
    """Points and the most there are for each cell, as nbgrader reads them."""
    with nbgrader_at_work("read"), Gradebook(Course.open(folder).db_url) as gradebook:
        (notebook,) = gradebook.find_submission(crowd.ASSIGNMENT, student).notebooks
        return {grade.name: (grade.score, grade.max_score) for grade in notebook.grades}


def totals(folder: Path) -> dict[str, tuple[float, float, bool]]:
    """What Formgrader's list of submissions shows: score, maximum, whether something waits."""
    with nbgrader_at_work("read"), Gradebook(Course.open(folder).db_url) as gradebook:
        found = gradebook.submission_dicts(crowd.ASSIGNMENT)
    return {
        each["student"]: (each["score"], each["max_score"], bool(each["needs_manual_grade"]))
        for each in found
    }


def notes(folder: Path, student: str) -> list[str]:
    verdict = read_verdict(folder / "autograded" / student / NOTEBOOK)
    return [note.text for note in verdict.notes]


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    command = [str(scripts / "nbgrader"), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_before_any_change(course: Path) -> None:
    assert totals(course) == {"ada": (5.5, 6, False), "ben": (3.5, 6, False)}
    assert notes(course, "ada") == notes(course, "ben") == []


CHANGES: dict[str, tuple[list[Edit], dict[str, tuple[float, float]]]] = {
    "a typo in the text": ([with_text("intro", "thiss", "this")], {"ada": (5.5, 6), "ben": (3.5, 6)}),
    "a typo in the task": ([with_text("gap", "Which", "Say which")], {"ada": (5.5, 6), "ben": (3.5, 6)}),
    "a typo below the task": (
        [with_text("gap-answer", "double-click", "click twice")],
        {"ada": (5.5, 6), "ben": (3.5, 6)},
    ),
    "a wrong test": (
        [with_text("test_f", "call(f, 3), 6", "call(f, 4), 8")],
        {"ada": (5.5, 6), "ben": (2.5, 6)},
    ),
    "another hidden part": (
        [
            with_text("test_f", "checks.part(2", "checks.part(1"),
            with_text(
                "test_f",
                "### END HIDDEN",
                'with checks.part(1, "six", hint="?", hidden=True):\n'
                '    checks.close(checks.call(f, 6), 6, "f(6)")\n### END HIDDEN',
            ),
        ],
        {"ada": (4.5, 6), "ben": (4.5, 6)},
    ),
    "other points": (
        [with_text("test_f", "checks.part(2", "checks.part(4"), with_meta("test_f", points=5)],
        {"ada": (7.5, 8), "ben": (3.5, 8)},
    ),
    "an added exercise": ([with_exercise()], {"ada": (5.5, 8), "ben": (3.5, 8)}),
    "a removed test": ([without("test_f")], {"ada": (2.5, 3), "ben": (2.5, 3)}),
    "a removed exercise": ([without("f", "test_f")], {"ada": (2.5, 3), "ben": (2.5, 3)}),
    "a renamed test": ([with_meta("test_f", grade_id="test_f_again")], {"ada": (5.5, 6), "ben": (3.5, 6)}),
}


SELDOM = (
    "a typo in the task",
    "a typo below the task",
    "a wrong test",
    "another hidden part",
    "other points",
    "a removed test",
    "a removed exercise",
    "a renamed test",
)


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=pytest.mark.thorough) if each in SELDOM else each for each in CHANGES]
)
def test_older_notebooks_are_graded_as_it_is_now_and_nobody_is_accused(course: Path, name: str) -> None:
    edits, expected = CHANGES[name]
    printed = change(course, *edits)
    assert "2 graded, 2 unchanged" in printed, "the other assignment is left alone"
    assert totals(course) == {student: (*pair, False) for student, pair in expected.items()}
    assert {student: points(course, student)["gap"] for student in ANSWERS} == dict.fromkeys(
        ANSWERS, (2.5, 3)
    )
    assert notes(course, "ada") == notes(course, "ben") == []


@pytest.mark.thorough
def test_feedback_and_export_follow(course: Path) -> None:
    change(course, with_exercise())
    autograde(course, "feedback", crowd.ASSIGNMENT)
    autograde(course, "export", crowd.ASSIGNMENT, "--per-exercise")
    assert "(Score: 5.5 / 8.0)" in page(course, "ada")
    with (course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["score"], rows["ada"]["max_score"]) == ("5.5", "8.0")
    assert [rows["ada"][f"toy: {name}"] for name in ("f", "gap", "g")] == ["3", "2.5", "0"]


@pytest.mark.thorough
def test_a_newer_notebook_counts_with_its_answer_to_the_added_exercise(course: Path) -> None:
    change(course, with_exercise())
    notebook = json.loads((course / "release" / NOTEBOOK).read_text())
    for cell in notebook["cells"]:
        if cell["id"] in ("f", "g"):
            cell["source"] = f"def {cell['id']}(x):\n    return 2 * x"
    place = course / "submitted" / "cleo" / NOTEBOOK
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(notebook))
    autograde(course, "grade", crowd.ASSIGNMENT)
    assert points(course, "cleo")["test_g"] == (2, 2)
    assert notes(course, "cleo") == []


@pytest.mark.thorough
def test_an_answer_whose_cell_is_renamed_still_counts(course: Path) -> None:
    change(course, with_meta("f", grade_id="double"))
    assert points(course, "ada")["test_f"] == (3, 3)


@pytest.mark.thorough
def test_what_a_student_herself_changed_is_still_said(course: Path) -> None:
    place = course / "submitted" / "ben" / NOTEBOOK
    notebook = json.loads(place.read_text())
    cell_of(notebook["cells"], "test_f")["metadata"]["nbgrader"]["points"] = 100
    place.write_text(json.dumps(notebook))
    change(course, with_text("test_f", "checks.part(2", "checks.part(4"), with_meta("test_f", points=5))
    assert notes(course, "ben") == ["This test cell says that it is worth other points than were released."]


LOSSES = {
    "a removed task": without("gap", "gap-answer"),
    "a renamed task": with_meta("gap", grade_id="gap_2"),
}


@pytest.mark.parametrize("name", few(LOSSES))
@pytest.mark.thorough
def test_points_that_a_person_gave_are_not_dropped_unasked(course: Path, name: str) -> None:
    edit(course, LOSSES[name])
    released = (course / "release" / NOTEBOOK).read_bytes()
    for command in ("release", "grade"):
        done = autograde(course, command, crowd.ASSIGNMENT, check=False)
        assert done.returncode == 1
        (line,) = done.stderr.strip().splitlines()
        assert "`gap` is gone from toy, and a person has graded 2 answers there" in line
        assert "autograde release --force toy" in line
    assert (course / "release" / NOTEBOOK).read_bytes() == released
    assert totals(course) == {"ada": (5.5, 6, False), "ben": (3.5, 6, False)}
    autograde(course, "release", crowd.ASSIGNMENT, "--force")
    assert "gap" not in points(course, "ada")
    autograde(course, "grade", crowd.ASSIGNMENT)
    left = 3 if name == "a removed task" else 6
    assert totals(course)["ada"] == (3, left, left == 6)


@pytest.mark.thorough
def test_no_row_is_left_without_its_cell(course: Path) -> None:
    change(course, without("f", "test_f"), with_exercise())
    with nbgrader_at_work("read"), Gradebook(Course.open(course).db_url) as gradebook:
        for table in ("grade", "comment"):
            known = "SELECT id FROM base_cell"
            query = f"SELECT COUNT(*) FROM {table} WHERE cell_id IS NULL OR cell_id NOT IN ({known})"
            assert gradebook.db.execute(text(query)).scalar() == 0


@pytest.mark.thorough
def test_stock_nbgrader_refuses_and_with_our_configuration_follows(course: Path) -> None:
    edit(course, with_exercise())
    config = course / "nbgrader_config.py"
    ours = config.read_text()
    config.write_text("c = get_config()\n")
    refused = nbgrader(course, "generate_assignment", crowd.ASSIGNMENT, "--force")
    assert refused.returncode == 1
    assert "Cannot add or remove cells" in refused.stderr
    config.write_text(ours)
    done = nbgrader(course, "generate_assignment", crowd.ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    assert totals(course)["ada"] == (5.5, 8, False)
    done = nbgrader(course, "autograde", crowd.ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    assert points(course, "ada")["test_g"] == (0, 2)
    assert points(course, "ada")["gap"] == (2.5, 3)


@pytest.mark.thorough
def test_a_release_that_nbgrader_made_is_remembered(course: Path) -> None:
    """Made, handed out and made again before anything is graded, by nbgrader's command alone."""
    edit(course, with_text("test_f", "hint=", "# second\n    hint="))
    assert nbgrader(course, "generate_assignment", crowd.ASSIGNMENT, "--force").returncode == 0
    hand_in(course, "cleo", ANSWERS["ada"])
    edit(course, with_text("test_f", "# second", "# third"))
    assert nbgrader(course, "generate_assignment", crowd.ASSIGNMENT, "--force").returncode == 0
    autograde(course, "grade", crowd.ASSIGNMENT)
    assert notes(course, "cleo") == []
