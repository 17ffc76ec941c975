"""The gradebook written in bulk holds, row by row, what nbgrader's own preprocessors write."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook as TheirGradebook
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from sqlalchemy.exc import SQLAlchemyError

from autograde.course import Course
from autograde.feedback import autograded_notebook
from autograde.gradebook import Gradebook, Points, points_of_answers
from autograde.grading import Job, SourceNotebook, grade
from autograde.nbgrader_calls import nbgrader_at_work
from autograde.sandbox import Zygote
from autograde.submission import is_solution, nbgrader_of
from tests.conftest import Toy
from tests.gradebooks import rows

ON_TIME, LATE = "2026-01-01 10:00:00 UTC", "2026-01-03 10:00:00 UTC"


def _cells(toy: Toy, f: str, essay: str, solved: bool) -> list[Any]:
    mark = "### BEGIN SOLUTION\n{}\n### END SOLUTION" if solved else "{}"
    manual = {"grade": True, "solution": True, "locked": False, "points": 3}
    task = {"grade": False, "solution": False, "locked": True, "task": True, "points": 2}
    return [
        toy.solution("f", "def f(x):\n    " + mark.format(f).replace("\n", "\n    ")),
        toy.test("test_f", 2, "assert f(3) == 6"),
        toy.cell(essay, "essay", kind="markdown", grade_id="essay", **manual),
        toy.cell(mark.format("print(1)"), "figure", grade_id="figure", **manual),
        toy.cell("Draw it.", "draw", kind="markdown", grade_id="draw", **task),
    ]


@pytest.fixture
def toy_course(toy: Toy, course: Course) -> Course:
    """A course whose one assignment has tests, answers for a person to grade, and a task."""
    notebook = toy.notebook(*_cells(toy, "return 2 * x", "Your answer here", solved=True))
    notebook |= {"nbformat_minor": 5}
    path = course.source / "toy" / "toy.ipynb"
    path.parent.mkdir()
    path.write_text(nbformat.writes(nbformat.from_dict(notebook)))
    return course


@pytest.fixture
def ours(toy_course: Course) -> Iterator[Gradebook]:
    with closing(Gradebook(toy_course)) as gradebook:
        gradebook.register("toy")
        yield gradebook


@pytest.fixture
def theirs(toy_course: Course, tmp_path: Path) -> Course:
    """The same course with a gradebook of its own."""
    other = replace(toy_course, db_url=f"sqlite:///{tmp_path / 'theirs.db'}")
    with closing(Gradebook(other)) as gradebook:
        gradebook.register("toy")
    return other


STUB = 'raise NotImplementedError("write this function")'
CLASS = {
    "ada": ("return 2 * x", "I think so.", ON_TIME),
    "ben": ("return 3 * x", "Your answer here", LATE),
    "cleo": (STUB, "Your answer here", None),
}


def _graded(
    toy: Toy, source: SourceNotebook, student: str, zygote: Zygote
) -> tuple[nbformat.NotebookNode, Points]:
    f, essay, when = CLASS[student]
    data = toy.data(*_cells(toy, f, essay, solved=False))
    graded = grade(source, Job(student, "toy", "toy", data), zygote, zygote.limits)
    notebook = autograded_notebook(graded.notebook, graded.verdict, source.checksums)
    scores, comments = points_of_answers(
        [cell for cell in notebook.cells if is_solution(cell) or nbgrader_of(cell).get("task")]
    )
    scores |= {test.test_id: test.points for test in graded.verdict.tests}
    from nbgrader.utils import parse_utc

    return notebook, Points(student, "toy", "toy", scores, comments, parse_utc(when))


def _save_with_nbgrader(course: Course, notebook: nbformat.NotebookNode, points: Points) -> None:
    with nbgrader_at_work("save"), TheirGradebook(course.db_url, course.name) as gradebook:
        gradebook.update_or_create_student(points.student)
        when = {"timestamp": points.timestamp} if points.timestamp else {}
        gradebook.update_or_create_submission("toy", points.student, **when)
    names = {"student": points.student, "assignment": "toy", "notebook": "toy", "db_url": course.db_url}
    with nbgrader_at_work("save"):
        for preprocessor in (SaveAutoGrades, AssignLatePenalties):
            preprocessor(config=course.config).preprocess(notebook, {"nbgrader": names})


def _grade_by_hand(course: Course, student: str) -> None:
    with TheirGradebook(course.db_url, course.name) as gradebook:
        grade = gradebook.find_grade("essay", "toy", "toy", student)
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        comment = gradebook.find_comment("essay", "toy", "toy", student)
        comment.manual_comment = "well said"
        gradebook.db.commit()


def _set_due_date(course: Course) -> None:
    with TheirGradebook(course.db_url, course.name) as gradebook:
        gradebook.update_or_create_assignment("toy", duedate="2026-01-02 00:00:00 UTC")


def _save_both(
    toy: Toy, ours: Gradebook, toy_course: Course, theirs: Course, students: Sequence[str], zygote: Zygote
) -> None:
    source = SourceNotebook.read(toy_course.source / "toy" / "toy.ipynb", b"a secret of the course")
    source = replace(source, checksums=ours.checksums("toy", "toy"))
    batch = [_graded(toy, source, student, zygote) for student in students]
    ours.save([points for _, points in batch])
    for notebook, points in batch:
        _save_with_nbgrader(theirs, notebook, points)


def test_a_first_grading(
    toy: Toy, ours: Gradebook, toy_course: Course, theirs: Course, zygote: Zygote
) -> None:
    _save_both(toy, ours, toy_course, theirs, list(CLASS), zygote)
    found = rows(toy_course.db_url)
    assert found == rows(theirs.db_url)
    assert [len(found[name]) for name in ("students", "grades", "comments")] == [3, 12, 12]
    assert any("No response." in row for row in found["comments"])


def test_a_second_grading_keeps_what_a_person_has_graded(
    toy: Toy, ours: Gradebook, toy_course: Course, theirs: Course, zygote: Zygote
) -> None:
    _save_both(toy, ours, toy_course, theirs, ["ada", "ben"], zygote)
    for course in (toy_course, theirs):
        _grade_by_hand(course, "ada")
    _save_both(toy, ours, toy_course, theirs, list(CLASS), zygote)
    found = rows(toy_course.db_url)
    assert found == rows(theirs.db_url)
    assert any("well said" in row for row in found["comments"])


def test_late_penalties(
    toy: Toy, toy_course: Course, theirs: Course, ours: Gradebook, zygote: Zygote
) -> None:
    toy_course.config.LateSubmissionPlugin.penalty_method = "zero"
    for course in (toy_course, theirs):
        _set_due_date(course)
    _save_both(toy, ours, toy_course, theirs, ["ada", "ben"], zygote)
    _grade_by_hand(toy_course, "ben")
    _grade_by_hand(theirs, "ben")
    _save_both(toy, ours, toy_course, theirs, ["ada", "ben"], zygote)
    found = rows(toy_course.db_url)
    assert found == rows(theirs.db_url)
    assert [row for row in found["notebooks"] if "2.5" in row]


def test_a_batch_is_written_whole_or_not_at_all(
    toy: Toy, ours: Gradebook, toy_course: Course, zygote: Zygote
) -> None:
    before = rows(toy_course.db_url)
    fine = Points("ada", "toy", "toy", {"test_f": 2.0}, {})
    with pytest.raises(SQLAlchemyError):
        ours.save([fine, replace(fine, student="ben", scores={"test_f": "many"})])  # type: ignore[dict-item]
    assert rows(toy_course.db_url) == before
