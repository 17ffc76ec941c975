"""Grades for spreadsheets: nbgrader's table, in which nothing is computed."""

import csv
import io
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from autograde.course import Course
from autograde.csv_export import SafeCsv, cell
from autograde.gradebook import Gradebook as OurGradebook
from autograde.lms_tables import GradeTable
from autograde.nbgrader_calls import nbgrader_at_work
from tests.conftest import ROOT

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\uff1d1+1",
    '="a","b"',
]


@pytest.fixture
def url(course: Course) -> str:
    """A gradebook of three students, one of whom has handed in."""
    OurGradebook(course).close()
    with nbgrader_at_work("fill a gradebook"), Gradebook(course.db_url) as gradebook:
        gradebook.add_assignment("toy", duedate="2026-01-01 10:00:00 UTC")
        gradebook.add_assignment("other")
        gradebook.add_student("ada", first_name="Ada", last_name="King, of Lovelace", email="ada@example.org")
        gradebook.add_student("bob")
        gradebook.add_submission("toy", "ada", timestamp="2026-01-01 09:00:00 UTC")
        gradebook.add_student("mallory", first_name=HOSTILE[0], last_name='x","=1', email="@a\n=2")
    return course.db_url


def export(plugin: type[CsvExportPlugin], url: str, path: Path, **options: list[str]) -> list[dict[str, str]]:
    config = Config({plugin.__name__: {"to": str(path), **options}})
    with Gradebook(url) as gradebook:
        plugin(config=config).export(gradebook)
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_honest_rows_are_nbgraders_own(url: str, tmp_path: Path) -> None:
    only = {"student": ["bob"], "assignment": ["toy"]}
    theirs = export(CsvExportPlugin, url, tmp_path / "theirs.csv", **only)
    assert export(SafeCsv, url, tmp_path / "ours.csv", **only) == theirs
    assert [row["student_id"] for row in theirs] == ["bob"]


def test_every_student_has_a_row_for_each_assignment_whatever_her_name(url: str, tmp_path: Path) -> None:
    rows = export(SafeCsv, url, tmp_path / "grades.csv")
    found = {(row["assignment"], row["student_id"]) for row in rows}
    assert found == {(a, s) for a in ("toy", "other") for s in ("ada", "bob", "mallory")}
    ada = next(row for row in rows if row["student_id"] == "ada" and row["assignment"] == "toy")
    assert ada["last_name"] == "King, of Lovelace"
    assert ada["timestamp"].startswith("2026-01-01 09:00")


def test_no_cell_is_a_formula(url: str, tmp_path: Path) -> None:
    rows = export(SafeCsv, url, tmp_path / "grades.csv")
    values = [value for row in rows for value in row.values()]
    assert not [value for value in values if value.lstrip().startswith(("=", "+", "-", "@"))]
    (mallory,) = (row for row in rows if row["student_id"] == "mallory" and row["assignment"] == "toy")
    assert mallory["first_name"] == f"'{HOSTILE[0]}"
    assert mallory["last_name"] == 'x","=1'
    assert mallory["email"] == "'@a =2"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_text(text: str) -> None:
    assert cell(text).startswith("'")
    assert not set(cell(text)) & set("\t\r\n")


def as_read(data: str, delimiter: str) -> list[str]:
    """The cells that a spreadsheet makes of a table, whose idea of the delimiter may be another."""
    return [each for row in csv.reader(io.StringIO(data, newline=""), delimiter=delimiter) for each in row]


SPLIT = ["x;=1+1;y", "x; +1", "x|@SUM(A1)", "x\n=1+1;", 'x;"=1+1"', "x;;-1", "x;\uff1d1", "x;\r\n=1"]


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@pytest.mark.parametrize("text", SPLIT)
def test_no_formula_appears_where_another_delimiter_is_expected(
    tmp_path: Path, text: str, delimiter: str
) -> None:
    """Where decimals have a comma, tables are split at semicolons, and quotes inside a cell are text."""
    path = tmp_path / "grades.csv"
    GradeTable([cell(text), "b"], [["a", text], [text, cell(text)]]).write(path)
    found = as_read(path.read_text(), delimiter)
    assert len(found) >= 3
    starts = tuple("=+-@＝＋－＠")  # noqa: RUF001
    assert [each for each in found if each.strip(' "\r\n').startswith(starts)] == []


@pytest.mark.parametrize(
    "text", ["ada", "anna-lena", "o'brien", "a=b", "user@example.org", "Meyer, -", "a;b", ""]
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


def test_the_course_configures_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    app = ExportApp()
    app.initialize([])
    assert app.plugin_class is SafeCsv
