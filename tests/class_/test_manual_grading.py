"""Answers that a person grades: they wait for her, and what she has given survives every grading again."""

import csv
import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook as TheirGradebook
from nbgrader.api import SubmittedAssignment
from traitlets.config import Config

from autograde import by_hand
from autograde.autograded import read_verdict
from autograde.course import Course
from autograde.csv_export import SafeCsv
from autograde.nbgrader_calls import nbgrader_at_work
from autograde.nbgrader_plugin import WAITING
from autograde.overview import standing_of
from autograde.submission import released_text
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.class_.server import serving
from tests.conftest import Toy
from tests.levels import few

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("manual_grading")]

QUESTION = "Which gap is the largest? *A person reads your answer.*"
RUBRIC = "Two points for the mismatch, one for the numbers."
MARKED = f"{QUESTION}\n\n<!-- BEGIN MARK SCHEME -->\n{RUBRIC}\n<!-- END MARK SCHEME -->"
PLACE = "*Your answer: double-click here and write.*"
UNWRITTEN = "YOUR ANSWER HERE"  # what nbgrader releases in the place of an answer
ANSWER = "From 6.5 to 14 %: the **mismatch**."
SAID = "Right, and well put."
TOY = Toy()


def cells(question: str, *own: dict[str, Any], essay: str = UNWRITTEN) -> list[dict[str, Any]]:
    """The crowd's small assignment, a task with what stands below it, and an answer that carries points."""
    locked: dict[str, Any] = {"grade": False, "solution": False, "locked": True, "task": True, "points": 3}
    answer: dict[str, Any] = {"grade": True, "solution": True, "locked": False, "task": False, "points": 2}
    return [
        TOY.given("imports", crowd.IMPORTS),
        TOY.solution("f", crowd.ANSWERS[0]),
        TOY.test("test_f", 3, released_text(crowd.TEST)),
        TOY.cell(question, "gap", "markdown", grade_id="gap", **locked),
        *own,
        TOY.cell(essay, "essay", "markdown", grade_id="essay", **answer),
    ]


def written(text: str, cell_id: str = "gap-answer") -> dict[str, Any]:
    """A cell of text that nbgrader does not know, such as the place below the task."""
    return TOY.cell(text, cell_id, "markdown")


def hand_in(folder: Path, student: str, *work: dict[str, Any]) -> None:
    place = folder / "submitted" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(TOY.data(*work))


HANDED_IN = {
    "ada": cells(QUESTION, written(ANSWER), essay="Because it decides what to do."),
    "ben": cells(QUESTION, written(PLACE)),
    "cleo": cells(QUESTION, written(PLACE), written("The place was too small.", "mine")),
    "dora": cells(f"{QUESTION}\n\nIn the question itself.", written(PLACE)),
    "eve": cells(QUESTION, written("<img src=x onerror=alert(1)> <script>steal()</script> the mismatch")),
}


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A graded course, and what grading printed; tests that change it take copies."""
    folder = crowd.make(tmp_path_factory.mktemp("manual") / "course", size=0)
    source = folder / "source" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    notebook = json.loads(source.read_text())
    notebook["cells"] += cells(MARKED, written(PLACE), essay="A model answer.")[-3:]
    source.write_text(json.dumps(notebook))
    for student, work in HANDED_IN.items():
        hand_in(folder, student, *work)
    return folder, autograde(folder, "grade").stdout


@pytest.fixture
def course(graded_once: tuple[Path, str], tmp_path: Path) -> Path:
    return shutil.copytree(graded_once[0], tmp_path / "course")


def grade_by_hand(folder: Path, student: str, **points: float) -> None:
    """Enter points and a comment as Formgrader does."""
    with their_gradebook(folder) as gradebook:
        for cell, score in points.items():
            grade = gradebook.find_grade(cell, crowd.ASSIGNMENT, crowd.ASSIGNMENT, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            comment = gradebook.find_comment(cell, crowd.ASSIGNMENT, crowd.ASSIGNMENT, student)
            comment.manual_comment = SAID
        gradebook.db.commit()


def their_gradebook(folder: Path) -> TheirGradebook:
    with nbgrader_at_work("open the gradebook"):
        return TheirGradebook(Course.open(folder).db_url)


def state(folder: Path, student: str, cell: str) -> tuple[float | None, float, bool, str | None]:
    """Manual score, score that counts, whether it waits, and the comment, as nbgrader reads them."""
    with their_gradebook(folder) as gradebook:
        grade = gradebook.find_grade(cell, crowd.ASSIGNMENT, crowd.ASSIGNMENT, student)
        comment = gradebook.find_comment(cell, crowd.ASSIGNMENT, crowd.ASSIGNMENT, student)
        return grade.manual_score, grade.score, grade.needs_manual_grade, comment.comment


def submission(gradebook: TheirGradebook, student: str) -> SubmittedAssignment:
    return gradebook.find_submission(crowd.ASSIGNMENT, student)


def autograded(folder: Path, student: str) -> dict[str, Any]:
    path = folder / "autograded" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text())
    return notebook


def texts(folder: Path, student: str) -> list[str]:
    """The Markdown of an autograded notebook, cell by cell."""
    found = autograded(folder, student)["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "markdown"]


def page(folder: Path, student: str) -> str:
    """A feedback page as text."""
    path = folder / "feedback" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.html"
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", path.read_text())).split())


# A first grading.


def test_the_answers_wait_for_a_person(graded_once: tuple[Path, str]) -> None:
    folder, printed = graded_once
    assert "6 answers wait for manual grading" in printed  # five tasks, and the essay that was written
    assert state(folder, "ada", "gap") == (None, 0, True, None)
    assert state(folder, "ada", "essay") == (None, 0, True, None)


def test_an_untouched_essay_does_not_wait(graded_once: tuple[Path, str]) -> None:
    assert state(graded_once[0], "ben", "essay") == (None, 0, False, "No response.")


def test_their_points_count_among_the_most_that_can_be_had(graded_once: tuple[Path, str]) -> None:
    with their_gradebook(graded_once[0]) as gradebook:
        found = submission(gradebook, "ada")
        assert (found.max_score, found.max_task_score, found.max_written_score) == (8, 3, 2)
        assert (found.score, found.needs_manual_grade) == (3, True)


def test_students_get_the_question_without_the_rubric(course: Path) -> None:
    autograde(course, "release", crowd.ASSIGNMENT)
    released = (course / "release" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb").read_text()
    assert QUESTION in released
    assert "MARK SCHEME" not in released
    assert RUBRIC not in released


def test_the_answer_stands_below_the_question_and_the_rubric(graded_once: tuple[Path, str]) -> None:
    folder, _ = graded_once
    assert texts(folder, "ada")[:2] == [MARKED, ANSWER]
    assert texts(folder, "ben")[:2] == [MARKED, PLACE]
    assert texts(folder, "cleo")[:3] == [MARKED, PLACE, "The place was too small."]
    for student in ("ada", "ben", "cleo"):
        assert not any("A note on your notebook" in text for text in texts(folder, student)), student


def test_what_was_written_into_the_question_is_not_lost(graded_once: tuple[Path, str]) -> None:
    note, question, answer, place, _ = texts(graded_once[0], "dora")
    assert "with your text below it" in note
    assert (question, place) == (MARKED, PLACE)
    assert "In the question itself." in answer


def test_an_answer_acts_on_nobody(graded_once: tuple[Path, str]) -> None:
    assert "the mismatch" in texts(graded_once[0], "eve")[1]
    for text in texts(graded_once[0], "eve"):
        assert "script" not in text
        assert "onerror" not in text


@pytest.mark.thorough
def test_check_and_report_say_what_a_person_grades(course: Path) -> None:
    notebook = course / "submitted" / "ada" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    assert "A person grades the written answers, worth 5 points more." in autograde(
        course, "check", str(notebook)
    ).stdout.replace("\n", " ")
    autograde(course, "report")
    report = (course / "report" / "index.html").read_text()
    assert "Written answers are worth 5 points more" in report
    assert "6 answers wait for manual grading" in report
    for student in HANDED_IN:
        grade_by_hand(course, student, gap=1)
    grade_by_hand(course, "ada", essay=2)
    autograde(course, "report")
    assert "all are graded" in (course / "report" / "index.html").read_text()


@pytest.mark.thorough
def test_the_report_counts_points_as_nbgrader_does(course: Path) -> None:
    grade_by_hand(course, "ada", gap=2.5, essay=1)
    grade_by_hand(course, "ben", gap=1)
    with their_gradebook(course) as gradebook:
        submission(gradebook, "cleo").notebooks[0].late_submission_penalty = 0.5
        of_test = ("test_f", crowd.ASSIGNMENT, crowd.ASSIGNMENT)
        gradebook.find_grade(*of_test, "ben").manual_score = 2
        gradebook.find_grade(*of_test, "dora").extra_credit = 1.5
        gradebook.db.commit()
    given = by_hand.read(Course.open(course), [crowd.ASSIGNMENT])[crowd.ASSIGNMENT, crowd.ASSIGNMENT]
    with their_gradebook(course) as gradebook:
        for student in HANDED_IN:
            found = submission(gradebook, student)
            path = course / "autograded" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
            standing = standing_of(read_verdict(path), given)
            assert standing.points == max(0, found.score - found.late_submission_penalty), student
            assert standing.max_points == found.max_score
            assert bool(standing.waiting) == found.needs_manual_grade


@pytest.mark.thorough
def test_a_students_page_has_the_points_that_a_person_gave(course: Path) -> None:
    grade_by_hand(course, "ada", gap=2.5)
    autograde(course, "report", "--no-similar")
    shown = " ".join(
        re.sub(r"<[^>]*>", " ", (course / "report" / "students" / "ada.html").read_text()).split()
    )
    assert "toy: 5.5 of 8 points" in shown
    assert "gap 2.5 of 3 read by a person" in shown
    assert "essay – of 2 waits for a person to read it" in shown
    autograde(course, "report", "--no-students", "--no-similar")
    assert [path.name for path in (course / "report").iterdir()] == ["index.html"]


@pytest.mark.thorough
def test_formgrader_shows_answer_and_rubric_and_a_field_for_points(course: Path) -> None:
    autograde(course, "release", crowd.ASSIGNMENT)
    with their_gradebook(course) as gradebook:
        (notebook,) = submission(gradebook, "ada").notebooks
        place = notebook.id
    with serving(course) as browser:
        shown = browser.get(f"/formgrader/submissions/{place}/")
    assert "Student's task" in shown
    assert RUBRIC in shown
    assert "<strong>mismatch</strong>" in shown
    assert shown.count('class="score tabbable"') == 3


# After a person has graded.


@pytest.mark.thorough
def test_feedback_shows_points_comment_and_rubric(course: Path) -> None:
    autograde(course, "feedback")
    assert SAID not in page(course, "ada")
    assert page(course, "ada").count(WAITING) == 2
    assert page(course, "ben").count(WAITING) == 1, "the essay was not written, and that is graded"
    grade_by_hand(course, "ada", gap=2.5, essay=1)
    autograde(course, "feedback")
    shown = page(course, "ada")
    assert "Score: 2.5 / 3.0" in shown
    assert "(Score: 6.5 / 8.0)" in shown
    assert shown.count(SAID) == 2
    assert WAITING not in shown
    assert RUBRIC in shown


def test_the_table_for_spreadsheets_has_the_points(course: Path, tmp_path: Path) -> None:
    grade_by_hand(course, "ada", gap=2.5, essay=1)
    with their_gradebook(course) as gradebook:
        SafeCsv(config=Config({"SafeCsv": {"to": str(tmp_path / "grades.csv")}})).export(gradebook)
    with (tmp_path / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["score"], rows["ada"]["max_score"]) == ("6.5", "8.0")
    assert (rows["ben"]["score"], rows["ben"]["max_score"]) == ("3.0", "8.0")


def test_grading_again_keeps_points_and_comment(course: Path) -> None:
    grade_by_hand(course, "ada", gap=2.5, essay=1)
    assert "0 graded, 5 unchanged" in autograde(course, "grade").stdout
    assert state(course, "ada", "essay") == (1, 1, False, SAID)
    autograde(course, "grade", "--force")
    assert state(course, "ada", "gap") == (2.5, 2.5, False, SAID)
    # nbgrader's own rule for an answer that carries points: whoever grades again has to look at it again.
    assert state(course, "ada", "essay") == (1, 1, True, SAID)


@pytest.mark.parametrize(
    "own",
    few(
        [
            [written("On second thoughts: the variance.")],
            [written(ANSWER), written("And one more remark.", "mine")],
            [],
        ]
    ),
    ids=["rewritten", "added", "deleted"],
)
def test_a_changed_answer_waits_again_and_keeps_its_points_meanwhile(
    course: Path, own: list[dict[str, Any]]
) -> None:
    grade_by_hand(course, "ada", gap=2.5)
    grade_by_hand(course, "ben", gap=1)
    hand_in(course, "ada", *cells(QUESTION, *own, essay="Because it decides what to do."))
    assert "1 graded, 4 unchanged" in autograde(course, "grade").stdout
    assert state(course, "ada", "gap") == (2.5, 2.5, True, SAID)
    assert state(course, "ben", "gap") == (1, 1, False, SAID)


def test_saving_a_notebook_again_is_no_change(course: Path) -> None:
    grade_by_hand(course, "ada", gap=2.5)
    work = cells(QUESTION, written(ANSWER), essay="Because it decides what to do.")
    hand_in(course, "ada", *({**cell, "metadata": {**cell["metadata"], "trusted": True}} for cell in work))
    assert "1 graded, 4 unchanged" in autograde(course, "grade").stdout
    assert state(course, "ada", "gap") == (2.5, 2.5, False, SAID)
