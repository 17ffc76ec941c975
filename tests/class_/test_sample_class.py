"""What each student of the sample class must get, and why; and what grading leaves behind."""

import html
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograde import sample_class
from autograde.course import Course
from autograde.sample_class import STUDENTS, make_desk
from autograde.submission import load_source
from autograde.verdict import NoteKind, Outcome, SubmissionVerdict
from helpers.reference.registry import Exercises, load

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("class")]  # one worker grades the class

ASSIGNMENT = "initialization"
FULL = "full"

# student: (exercises that lose points, by their place in the notebook; how; kinds of notes; why)
TABLE: dict[str, tuple[list[int], set[Outcome], set[NoteKind], str]] = {
    "ada": ([], set(), set(), "the source notebook's own answers are right"),
    "blaise": ([], set(), set(), "another style is as right"),
    "chandra": ([], set(), set(), "and so is a third"),
    "dmitri": ([0, 1, 2, 3, 4, 5], {Outcome.UNANSWERED}, set(), "nothing has been written"),
    "emmy": ([3, 4, 5], {Outcome.UNANSWERED}, set(), "what she wrote counts, the rest does not"),
    "fatima": ([0], set(), set(), "one mistake costs that function's points and no others"),
    "grace": ([1], set(), set(), "the same"),
    "henri": ([2], set(), set(), "the same"),
    "ines": ([2], set(), set(), "the same"),
    "jun": ([5], set(), set(), "the same"),
    "karl": (
        [1],
        {Outcome.ERROR},
        {NoteKind.STUDENT_CELL},
        "only the cell with the syntax error defines nothing",
    ),
    "lena": ([0], {Outcome.TIMEOUT}, set(), "the loop is killed with its branch of the process"),
    "milo": ([1], {Outcome.CRASH}, {NoteKind.TAMPERING}, "only the branch ends"),
    "nora": ([2], {Outcome.MEMORY}, set(), "only the allocation fails"),
    "otto": ([2], set(), {NoteKind.TAMPERING}, "tests never pass through the student's IPython"),
    "petra": ([0, 1, 2, 3, 4, 5], set(), {NoteKind.TAMPERING}, "objects do not cross the wire"),
    "quentin": ([], set(), {NoteKind.TAMPERING}, "there is nothing to find; the answers are right"),
    "rosa": (
        [0, 1, 2, 3, 4, 5],
        {Outcome.UNANSWERED},
        {NoteKind.TAMPERING},
        "tests and their tags are taken from source/",
    ),
    "sven": ([], set(), {NoteKind.REPAIRED}, "a copied test is left out"),
    "tess": ([], set(), {NoteKind.REPAIRED}, "a deleted test is put back"),
    "ugo": ([0, 1, 2, 3, 4, 5], {Outcome.UNANSWERED}, {NoteKind.UNREADABLE}, "there is nothing to grade"),
    "vera": ([0, 1, 2, 3, 4, 5], {Outcome.UNANSWERED}, {NoteKind.UNREADABLE}, "links are not followed"),
}


@pytest.fixture(scope="module")
def exercises() -> Exercises:
    found = load(ASSIGNMENT)
    assert found is not None
    return found


def test_the_table_is_about_the_class() -> None:
    assert list(TABLE) == [student.name for student in STUDENTS]
    assert len(TABLE) >= 16


@pytest.mark.parametrize("student", TABLE)
def test_each_student_gets_what_she_must(student: str, verdicts: dict[str, SubmissionVerdict]) -> None:
    lost, outcomes, notes, why = TABLE[student]
    verdict = verdicts[student]
    assert [i for i, test in enumerate(verdict.tests) if test.points < test.max_points] == lost, why
    assert {part.outcome for i in lost for part in verdict.tests[i].parts} >= outcomes, why
    assert {note.kind for note in verdict.notes} == notes, why
    whole = bool(outcomes) or student == "petra"
    assert not whole or all(verdict.tests[i].points == 0 for i in lost), why


@pytest.mark.parametrize("student", TABLE)
def test_every_failed_part_says_why_and_what_to_do(
    student: str, verdicts: dict[str, SubmissionVerdict]
) -> None:
    for test in verdicts[student].tests:
        for part in test.parts:
            assert part.passed or (part.reason and part.hint), f"{test.exercise}: {part.name}"


@pytest.mark.parametrize(
    ("student", "number", "mistake"),
    [("fatima", 0, 0), ("grace", 1, 1), ("henri", 2, 0), ("ines", 2, 2), ("jun", -1, 0)],
)
def test_the_known_mistake_is_named(
    student: str,
    number: int,
    mistake: int,
    graded: Course,
    exercises: Exercises,
    verdicts: dict[str, SubmissionVerdict],
) -> None:
    _, desk = make_desk(graded, ASSIGNMENT)
    expected = desk.mistake(number, mistake)
    assert {name for test in verdicts[student].tests for name in test.misconceptions} == {expected.name}
    page = _feedback(graded, student)
    assert _words(expected.text) in _words(page)


def _feedback(course: Course, student: str) -> str:
    return (course.feedback / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()


def test_the_index_of_a_feedback_page_calls_each_test_by_its_exercise(
    graded: Course, exercises: Exercises
) -> None:
    page = _feedback(graded, next(iter(TABLE)))
    linked = re.findall(r'<li><a href="#(.+?)"><code>(.+?)</code></a> \(Score', page)
    assert linked == [(f"test_{exercise.name}", exercise.name) for exercise in exercises]
    assert "Test cell" not in page


def _words(text: str) -> str:
    """Letters and digits alone, so that markup and entities do not matter."""
    return re.sub(r"\W+", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def test_grading_leaves_what_it_promises(graded: Course) -> None:
    assert (graded.root / "gradebook.db").exists()
    assert (graded.root / "report" / "index.html").exists()
    for student in TABLE:
        assert (graded.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").exists()
        assert (graded.feedback / student / ASSIGNMENT / f"{ASSIGNMENT}.html").exists()
    left_over = [p for p in graded.autograded.rglob(".*") if p.name != ".ipynb_checkpoints"]
    assert left_over == []


def test_the_gradebook_holds_the_same_points(graded: Course, verdicts: dict[str, SubmissionVerdict]) -> None:
    assert scores(graded.root / "gradebook.db") == {
        (student, test.test_id): test.points
        for student, verdict in verdicts.items()
        for test in verdict.tests
    }


def scores(database: Path) -> dict[tuple[str, str], float]:
    """Automatic score of each student's test cells in a gradebook of nbgrader's."""
    query = """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
        FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN base_cell ON grade.cell_id = base_cell.id
    """
    with closing(sqlite3.connect(database)) as connection:
        return {(student, cell): score for student, cell, score in connection.execute(query)}


def test_feedback_shows_no_hidden_test(graded: Course) -> None:
    hidden = _hidden_lines(graded)
    assert len(hidden) > 20
    for student in TABLE:
        page = _feedback(graded, student)
        assert "Traceback (most" not in page
        assert {line for line in hidden if _words(line) in _words(page)} == set(), student


def _hidden_lines(course: Course) -> set[str]:
    """What stands in hidden regions of the source notebook and not in the released one."""
    source = load_source(course.source / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    released = (course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    regions = re.findall(
        r"BEGIN HIDDEN TESTS(.*?)### END HIDDEN TESTS",
        "\n".join(c["source"] for c in source["cells"]),
        re.DOTALL,
    )
    lines = {line.strip() for region in regions for line in region.split("\n")}
    telling = re.compile(r"checks\.call|reference\.|rng")
    return {line for line in lines if telling.search(line) and json.dumps(line)[1:-1] not in released}


def test_feedback_accuses_nobody(graded: Course, verdicts: dict[str, SubmissionVerdict]) -> None:
    for student, verdict in verdicts.items():
        page = _words(_feedback(graded, student))
        for note in verdict.notes:
            assert note.kind is not NoteKind.TAMPERING or _words(note.text) not in page


def test_the_report_tells_about_everyone(graded: Course, verdicts: dict[str, SubmissionVerdict]) -> None:
    page = (graded.root / "report" / "index.html").read_text()
    for student, verdict in verdicts.items():
        assert student in page
        for note in verdict.notes:
            assert _words(note.text) in _words(page)
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_students_pages_show_no_hidden_test_and_no_classmate_and_accuse_nobody(
    graded: Course, verdicts: dict[str, SubmissionVerdict]
) -> None:
    hidden = _hidden_lines(graded)
    for student, verdict in verdicts.items():
        page = (graded.root / "report" / "students" / f"{student}.html").read_text()
        body = html.unescape(re.sub(r"<[^>]*>", " ", page[page.index("<body") :]))
        assert {line for line in hidden if _words(line) in _words(page)} == set(), student
        assert set(re.findall(r"\w+", body.casefold())) & set(verdicts) <= {student}
        for note in verdict.notes:
            assert (_words(note.text) in _words(page)) == (note.kind is not NoteKind.TAMPERING)


def test_autograded_notebooks_hold_no_solution_that_the_student_did_not_write(graded: Course) -> None:
    solutions = [
        "".join(cell["source"])
        for cell in json.loads((graded.source / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    ]
    for student in ("dmitri", "ugo", "vera"):
        cells = json.loads((graded.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())[
            "cells"
        ]
        written = {"".join(cell["source"]) for cell in cells}
        assert written.isdisjoint(solutions)


def test_the_class_is_not_mixed_with_real_students(graded: Course, tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "submitted" / "real-student").mkdir(parents=True)
    with pytest.raises(sample_class.CourseError, match="real-student"):
        sample_class.write(replace(graded, submitted=tmp_path / "submitted"), ASSIGNMENT)
    assert [path.name for path in (tmp_path / "submitted").iterdir()] == ["real-student"]
