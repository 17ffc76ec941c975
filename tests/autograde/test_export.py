"""Grades for an LMS: nbgrader's own numbers, in the places where Moodle and Canvas look for them."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograde.course import Course, CourseError
from autograde.csv_export import SafeCsv
from autograde.export import export
from autograde.gradebook import Gradebook as OurGradebook
from autograde.lms_tables import GradeTable
from autograde.nbgrader_calls import nbgrader_at_work
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.conftest import Toy

TOY = Toy()
COMMAND = "=cmd|' /C calc'!A0"
STUDENTS: dict[str, dict[str, str]] = {
    "ada": {"first_name": 'Ada "Countess"', "last_name": "King, of Lovelace", "email": "Ada@example.org"},
    "bob": {"lms_user_id": "102"},
    "eve": {"first_name": "Éve 雪", "lms_user_id": "103"},
    "mallory": {"first_name": COMMAND, "last_name": "+1\n=2", "email": "@mallory", "lms_user_id": "104"},
    "zoe": {"email": "zoe@example.org"},
}
SCORES = {"ada": (3.0, 2.5), "eve": (1.5, 1.0), "mallory": (0.0, None), "zoe": (3.0, 3.5)}
"""Of the test and by hand; Bob has handed in nothing."""
PENALTY = 2.0
"""Eve's."""
TOTALS = {"ada": "5.5", "eve": "0.5", "mallory": "0", "zoe": "6.5"}

WORKSHEET = [
    *(["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"]),
    *(["Last modified (grade)", "Feedback comments"]),
]
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Quiz (70)", "Toy (71)", "Final Score"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one assignment, a test and a task, whose gradebook nbgrader's own interface has filled."""
    folder = crowd.make(tmp_path / "course", size=0)
    source = folder / "source" / "toy" / "toy.ipynb"
    task = {"grade": False, "solution": False, "locked": True, "task": True, "points": 4}
    notebook = json.loads(source.read_text())
    notebook["cells"].insert(0, TOY.cell("Which gap?", "gap", "markdown", grade_id="gap", **task))
    source.write_text(json.dumps(notebook))
    course = Course.open(folder)
    fill(course)
    return course


def fill(course: Course) -> None:
    OurGradebook(course).close()
    with nbgrader_at_work("fill a gradebook"), Gradebook(course.db_url) as gradebook:
        gradebook.add_assignment("toy")
        gradebook.add_notebook("toy", "toy")
        gradebook.add_solution_cell("f", "toy", "toy")
        gradebook.add_grade_cell("test_f", "toy", "toy", max_score=3, cell_type="code")
        gradebook.add_task_cell("gap", "toy", "toy", max_score=4, cell_type="markdown")
        for student, known in STUDENTS.items():
            gradebook.add_student(student, **known)
        for student, (auto, manual) in SCORES.items():
            gradebook.add_submission("toy", student)
            grade = gradebook.find_grade("test_f", "toy", "toy", student)
            grade.auto_score, grade.needs_manual_grade = auto, False
            grade = gradebook.find_grade("gap", "toy", "toy", student)
            grade.manual_score, grade.needs_manual_grade = manual, manual is None
        (notebook,) = gradebook.find_submission("toy", "eve").notebooks
        notebook.late_submission_penalty = PENALTY
        gradebook.db.commit()


def read_back(made: GradeTable, path: Path) -> list[dict[str, str]]:
    """The table as written and read again; every row is as long as the first."""
    made.write(path)
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file, delimiter=made.delimiter)
    assert {len(row) for row in rows} <= {len(header)}
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


def write_table(path: Path, *rows: list[str], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def worksheet(path: Path, *rows: tuple[str, str, str], maximum: str = "7.00", delimiter: str = ",") -> Path:
    """Moodle's, for rows of number, email and grade."""
    comment = "<p>=not a formula</p>\nover two lines"
    lines = [
        [f"Participant {n}", "=Name", email, "Submitted", grade, maximum, "-", comment]
        for n, email, grade in rows
    ]
    return write_table(path, WORKSHEET, *lines, delimiter=delimiter)


def canvas_gradebook(path: Path, *rows: tuple[str, str, str], points: str = "7.00") -> Path:
    """Canvas's, for rows of name, number and grade."""
    lines = [[name, n, "", f"{n}@uni", "S 1", "9", grade, "50"] for name, n, grade in rows]
    posting = ["", "", "", "", "", "", "Manual Posting", ""]
    possible = ["    Points Possible", "", "", "", "", "10", points, "(read only)"]
    return write_table(path, CANVAS, posting, possible, *lines)


def grades_of(rows: list[dict[str, str]], who: str, column: str = "toy") -> dict[str, str]:
    return {row[who]: row[column] for row in rows}


def test_totals_are_nbgraders_own_less_the_late_penalty(course: Course, tmp_path: Path) -> None:
    with nbgrader_at_work("read"), Gradebook(course.db_url) as gradebook:
        theirs = {each["student"]: each["score"] for each in gradebook.submission_dicts("toy")}
        theirs["eve"] -= PENALTY
    rows = read_back(export(course, [], "moodle"), tmp_path / "grades.csv")
    ours = {row["Username"]: float(row["toy"]) for row in rows if row["toy"]}
    assert ours == theirs
    assert grades_of(rows, "Username") == TOTALS | {"bob": ""}


def test_nbgraders_table_is_the_one_of_nbgrader_export(course: Course, tmp_path: Path) -> None:
    rows = read_back(export(course, ["toy"], "nbgrader"), tmp_path / "ours.csv")
    with nbgrader_at_work("export"), Gradebook(course.db_url) as gradebook:
        SafeCsv(config=Config({"SafeCsv": {"to": str(tmp_path / "theirs.csv")}})).export(gradebook)
    with (tmp_path / "theirs.csv").open(newline="") as file:
        assert rows == list(csv.DictReader(file))
    assert grades_of(rows, "student_id", "late_submission_penalty")["eve"] == "2.0"


@pytest.mark.parametrize(("format", "who"), [("nbgrader", "student_id"), ("moodle", "Username")])
def test_exercises_come_in_the_order_of_the_notebook_with_their_points(
    course: Course, tmp_path: Path, format: Any, who: str
) -> None:
    made = export(course, ["toy"], format, per_exercise=True)
    columns = [name for name in made.header if name.startswith("toy: ")]
    assert columns == ["toy: gap", "toy: f"]
    rows = read_back(made, tmp_path / "grades.csv")
    assert grades_of(rows, who, "toy: f") == {"ada": "3", "bob": "", "eve": "1.5", "mallory": "0", "zoe": "3"}
    assert grades_of(rows, who, "toy: gap")["eve"] == "1"


def test_names_with_commas_quotes_and_other_scripts_survive(course: Course, tmp_path: Path) -> None:
    rows = {r["Username"]: r for r in read_back(export(course, [], "moodle"), tmp_path / "grades.csv")}
    assert (rows["ada"]["First name"], rows["ada"]["Surname"]) == ('Ada "Countess"', "King, of Lovelace")
    assert rows["eve"]["First name"] == "Éve 雪"
    assert rows["eve"]["ID number"] == "103"


@pytest.mark.parametrize("format", ["nbgrader", "moodle", "canvas"])
def test_no_cell_is_a_formula(course: Course, tmp_path: Path, format: Any) -> None:
    rows = read_back(export(course, [], format, per_exercise=True), tmp_path / "grades.csv")
    values = [value for row in rows for value in row.values()]
    assert not [value for value in values if value.lstrip().startswith(("=", "+", "-", "@"))]
    assert any(COMMAND in value for value in values)


def test_what_an_lms_gave_is_no_formula_either(course: Course, tmp_path: Path) -> None:
    roster = worksheet(tmp_path / "roster.csv", ("104", "x@y", ""))
    (row,) = read_back(export(course, [], "moodle", roster=roster), tmp_path / "grades.csv")
    assert row["Full name"] == "'=Name"


def test_missing_work_is_zero_only_if_that_is_asked_for(course: Course, tmp_path: Path) -> None:
    rows = read_back(export(course, [], "moodle", missing_as_zero=True), tmp_path / "grades.csv")
    assert grades_of(rows, "Username") == TOTALS | {"bob": "0"}


def test_work_that_waits_to_be_graded_is_never_zero(course: Course, tmp_path: Path) -> None:
    (course.submitted / "bob" / "toy").mkdir(parents=True)
    made = export(course, [], "moodle", missing_as_zero=True)
    assert grades_of(read_back(made, tmp_path / "grades.csv"), "Username")["bob"] == ""
    assert any("handed in and not graded, so empty here: bob" in notice for notice in made.notices)


def test_answers_that_wait_for_a_person_are_said(course: Course) -> None:
    assert (
        "toy: 1 answer waits for manual grading, and count 0 until then"
        in export(course, [], "moodle").notices
    )


# Moodle's grading worksheet.


def test_only_the_column_grade_of_the_worksheet_changes(course: Course, tmp_path: Path) -> None:
    people = [
        ("1", "ada@EXAMPLE.org", ""),
        ("103", "e@x", ""),
        ("104", "m@x", ""),
        ("5", "zoe@example.org", ""),
    ]
    roster = worksheet(tmp_path / "roster.csv", *people)
    with roster.open(newline="", encoding="utf-8-sig") as file:
        before = list(csv.DictReader(file))
    rows = read_back(export(course, ["toy"], "moodle", roster=roster), tmp_path / "grades.csv")
    assert [row["Grade"] for row in rows] == [TOTALS[s] for s in ("ada", "eve", "mallory", "zoe")]
    for old, new in zip(before, rows, strict=True):
        assert {**new, "Grade": "", "Full name": "=Name"} == old


def test_a_grade_that_nobody_has_given_here_stays_in_the_worksheet(course: Course, tmp_path: Path) -> None:
    roster = worksheet(tmp_path / "roster.csv", ("102", "b@x", "4.00"), ("999", "stranger@x", "5.00"))
    made = export(course, ["toy"], "moodle", roster=roster)
    assert [row["Grade"] for row in read_back(made, tmp_path / "grades.csv")] == ["4.00", "5.00"]


def test_a_worksheet_with_semicolons_stays_one(course: Course, tmp_path: Path) -> None:
    roster = worksheet(tmp_path / "roster.csv", ("103", "e@x", ""), delimiter=";")
    made = export(course, ["toy"], "moodle", roster=roster)
    assert made.delimiter == ";"
    assert [row["Grade"] for row in read_back(made, tmp_path / "grades.csv")] == ["0.5"]


def test_a_list_of_participants_gets_columns_of_grades(course: Course, tmp_path: Path) -> None:
    lines = [["First name", "Email address", "Groups"], ["Z", "zoe@example.org", "A"], ["E", "eve", "B"]]
    made = export(
        course, [], "moodle", roster=write_table(tmp_path / "people.csv", *lines), per_exercise=True
    )
    rows = read_back(made, tmp_path / "grades.csv")
    assert list(rows[0]) == ["First name", "Email address", "toy: gap", "toy: f", "toy"]
    assert grades_of(rows, "Email address") == {"zoe@example.org": "6.5", "eve": "0.5"}


# Canvas's gradebook.


def test_canvas_gets_its_own_columns_and_the_one_that_changes(course: Course, tmp_path: Path) -> None:
    roster = canvas_gradebook(tmp_path / "roster.csv", ("King, Ada", "102", ""), ("Éve", "103", ""))
    made = export(course, ["toy"], "canvas", roster=roster)
    assert made.header == [*CANVAS[:5], "Toy (71)"]
    possible, *rows = read_back(made, tmp_path / "grades.csv")
    assert (possible["Student"], possible["Toy (71)"]) == ("    Points Possible", "7.00")
    assert grades_of(rows, "ID", "Toy (71)") == {"102": "", "103": "0.5"}
    assert grades_of(rows, "ID", "SIS Login ID") == {"102": "102@uni", "103": "103@uni"}


def test_excuses_and_grades_from_elsewhere_stay_in_canvas(course: Course, tmp_path: Path) -> None:
    people = [("Bob", "102", "4.00"), ("Éve", "103", "EX"), ("Student, Test", "900", "")]
    roster = canvas_gradebook(tmp_path / "roster.csv", *people)
    made = export(course, ["toy"], "canvas", roster=roster)
    _, *rows = read_back(made, tmp_path / "grades.csv")
    assert grades_of(rows, "ID", "Toy (71)") == {"102": "4.00", "103": "EX"}
    assert "1 excused in Canvas, and left so" in made.notices


def test_an_assignment_that_canvas_calls_otherwise_is_named(course: Course, tmp_path: Path) -> None:
    roster = canvas_gradebook(tmp_path / "roster.csv", ("Éve", "103", ""), points="10")
    with pytest.raises(CourseError, match=r"there are Quiz \(70\), Toy \(71\)"):
        export(course, [], "canvas", roster=roster, columns={"toy": "Homework"})
    roster.write_text(roster.read_text().replace("Toy (71)", "Homework 1 (71)").replace(",10,10,", ",10,7,"))
    made = export(course, [], "canvas", roster=roster)
    assert made.header[5:] == ["toy"]
    assert any("has no assignment toy: Canvas will offer to make one" in notice for notice in made.notices)
    made = export(course, [], "canvas", roster=roster, columns={"toy": "Homework 1"})
    assert made.header[5:] == ["Homework 1 (71)"]


def test_exercises_are_new_columns_with_their_points_possible(course: Course, tmp_path: Path) -> None:
    roster = canvas_gradebook(tmp_path / "roster.csv", ("Éve", "103", ""))
    made = export(course, ["toy"], "canvas", roster=roster, per_exercise=True)
    possible, eve = read_back(made, tmp_path / "grades.csv")
    assert (possible["toy: gap"], possible["toy: f"]) == ("4", "3")
    assert (eve["toy: gap"], eve["toy: f"], eve["Toy (71)"]) == ("1", "1.5", "0.5")


def test_without_a_gradebook_of_canvas_everybody_has_a_row(course: Course, tmp_path: Path) -> None:
    made = export(course, [], "canvas")
    possible, *rows = read_back(made, tmp_path / "grades.csv")
    assert possible["toy"] == "7"
    assert grades_of(rows, "SIS Login ID") == TOTALS | {"bob": ""}
    assert grades_of(rows, "SIS Login ID", "Student")["ada"] == 'King, of Lovelace, Ada "Countess"'
    assert grades_of(rows, "SIS Login ID", "ID")["eve"] == "103"


# Nobody is dropped silently, and nobody gets another's grade.


def test_who_is_in_one_place_only_is_listed(course: Course, tmp_path: Path) -> None:
    roster = canvas_gradebook(tmp_path / "roster.csv", ("Éve", "103", ""), ("New, Nina", "999", ""))
    made = export(course, ["toy"], "canvas", roster=roster)
    assert sorted(made.left_out) == ["ada", "bob", "mallory", "zoe"]
    assert "in the roster and not in the gradebook, so without grades: 999" in made.notices
    assert made.graded == 1


@pytest.mark.parametrize(
    "rows",
    [
        [["eve", "zoe@example.org"]],  # one row, two students
        [["eve", ""], ["", "eve"]],  # two rows, one student
    ],
)
def test_a_row_that_fits_two_students_is_refused(
    course: Course, tmp_path: Path, rows: list[list[str]]
) -> None:
    roster = write_table(tmp_path / "roster.csv", ["Username", "Email address"], *rows)
    with pytest.raises(CourseError, match=r"two students fit the row of .*, or two rows fit eve"):
        export(course, ["toy"], "moodle", roster=roster)


@pytest.mark.parametrize(
    ("table", "format", "options", "said"),
    [
        (b"name,mark\nada,3\n", "moodle", {}, "no column that names students"),
        (b"id,mark\nada,3\n", "moodle", {}, "none of the columns Username, ID number, Email address"),
        (b"Identifier,Grade\nParticipant 103,\n", "moodle", {}, "without which Moodle refuses it"),
        (b"Username,Student\neve,Eve\n", "canvas", {}, "no columns ID and Section"),
        (b"\xff\xfe", "canvas", {}, "no CSV table"),
        (None, "moodle", {"per_exercise": True}, "leave out --per-exercise"),
        (None, "moodle", {"maximum": "100.00"}, "has 100 points, and it has 7: set Maximum grade"),
        (None, "canvas", {"points": "10"}, "has 10 points, and it has 7: set Points"),
        (None, "canvas", {"columns": {"toy": "Nothing"}}, r"no assignment Nothing: there are Quiz \(70\)"),
    ],
)
def test_a_roster_that_cannot_be_used_is_said_in_one_line(
    course: Course, tmp_path: Path, table: bytes | None, format: Any, options: dict[str, Any], said: str
) -> None:
    path = tmp_path / "roster.csv"
    if table is not None:
        path.write_bytes(table)
    elif format == "moodle":
        worksheet(path, ("103", "e@x", ""), maximum=options.pop("maximum", "7.00"))
    else:
        canvas_gradebook(path, ("Éve", "103", ""), points=options.pop("points", "7.00"))
    with pytest.raises(CourseError, match=said) as caught:
        export(course, ["toy"], format, roster=path, **options)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


# The command.


@pytest.mark.slow
def test_the_command_exits_with_1_when_grades_are_left_out(course: Course, tmp_path: Path) -> None:
    roster = worksheet(tmp_path / "roster.csv", ("103", "e@x", ""))
    arguments = ["export", "toy", "--format", "moodle", "--roster", str(roster), "--output", "out.csv"]
    done = autograde(course.root, *arguments, check=False)
    assert done.returncode == 1
    printed = " ".join(done.stdout.split())
    assert "in the gradebook and not in the roster, so left out: " in printed
    assert "out.csv written: grades of 1 student." in printed
    assert (course.root / "out.csv").exists()


@pytest.mark.slow
def test_another_database_is_exported_by_the_same_command(course: Course) -> None:
    elsewhere = course.root / "elsewhere.db"
    (course.root / "gradebook.db").rename(elsewhere)
    done = autograde(course.root, "--db", f"sqlite:///{elsewhere}", "export", "--per-exercise")
    assert "grades.csv written: grades of 4 students." in done.stdout
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["other"], "the gradebook has no assignment `other`: there are toy"),
        (["--column", "toy"], "must be ASSIGNMENT=TITLE"),
        (["--roster", "nowhere.csv"], "nowhere.csv: No such file or directory"),
        (["--output", "gradebook.db", "--roster", "gradebook.db"], "is the roster itself"),
    ],
)
@pytest.mark.slow
def test_bad_input_is_one_line_and_writes_nothing(course: Course, arguments: list[str], said: str) -> None:
    before = {path: path.read_bytes() for path in course.root.glob("*") if path.is_file()}
    done = autograde(course.root, "export", "--format", "moodle", *arguments, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert said in line
    assert {path: path.read_bytes() for path in course.root.glob("*") if path.is_file()} == before


@pytest.mark.thorough
def test_without_grades_the_way_out_is_said(tmp_path: Path) -> None:
    folder = crowd.make(tmp_path / "empty", size=0)
    done = autograde(folder, "export", check=False)
    assert done.returncode == 1
    assert "gradebook.db does not exist: grade something first with `autograde grade`" in done.stderr
    assert not (folder / "gradebook.db").exists()
