"""Late work, extensions, students who come later: nbgrader's own means, and the penalties that it gives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograde.course import Course
from autograde.nbgrader_calls import nbgrader_at_work
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.class_.test_manual_grading import page
from tests.class_.test_stock_nbgrader import LINES_THAT_ARE_NOT_OURS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("late")]

DUE = "2026-12-01 12:00 UTC"
TIMES = {
    "student-00": "2026-12-01 11:59:59 UTC",  # on time, 3 points
    "student-01": "2026-12-02 13:00:00 UTC",  # two days begun, 1 point
    "student-02": "2026-12-03 11:00:00 UTC",  # the same, 0 points
    "student-03": "2026-12-02 12:00:00 UTC",  # one day to the second, 3 points
}
PLUGIN = """
import math
from nbgrader.plugins import BasePlugin

class APointADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return math.ceil(total_seconds_late / 86400)
"""
POINT_A_DAY = 'c.AssignLatePenalties.plugin_class = "late.APointADay"\n'
ZERO = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
RIGHT, WRONG = crowd.ANSWERS[0], crowd.ANSWERS[1]


def late_class(folder: Path, setting: str) -> Path:
    """Four students, of whom three are late, under a plugin for penalties."""
    crowd.make(folder, size=0)
    (folder / "late.py").write_text(PLUGIN)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(setting)
    answers = (RIGHT, WRONG, crowd.ANSWERS[2], RIGHT)
    for (student, time), answer in zip(TIMES.items(), answers, strict=True):
        hand_in(folder, student, answer, time)
    nbgrader(folder, "db", "assignment", "add", crowd.ASSIGNMENT, f"--duedate={DUE}")
    return folder


def hand_in(folder: Path, student: str, answer: str, time: str) -> None:
    toy = crowd.Toy()
    place = folder / "submitted" / student / crowd.ASSIGNMENT
    place.mkdir(parents=True)
    (place / f"{crowd.ASSIGNMENT}.ipynb").write_bytes(toy.data(*crowd.cells(toy, answer)))
    (place / "timestamp.txt").write_text(time)


def nbgrader(folder: Path, *arguments: str) -> None:
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    command = [str(scripts / "nbgrader"), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr


def penalties(folder: Path) -> dict[str, tuple[float, float]]:
    """Score and late penalty of each student, as nbgrader reads them."""
    with nbgrader_at_work("read"), Gradebook(Course.open(folder).db_url) as gradebook:
        found = gradebook.find_assignment(crowd.ASSIGNMENT).submissions
        return {each.student.id: (each.score, each.late_submission_penalty) for each in found}


def exported(folder: Path) -> dict[str, str]:
    autograde(folder, "export", "--format", "moodle")
    header, *rows = (line.split(",") for line in (folder / "grades.csv").read_text().splitlines())
    return {row[0]: row[header.index(crowd.ASSIGNMENT)] for row in rows}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = late_class(tmp_path_factory.mktemp("late") / "course", POINT_A_DAY)
    autograde(folder, "grade")
    return folder


@pytest.mark.thorough
def test_a_plugin_beside_the_configuration_gives_the_penalties(graded: Path) -> None:
    expected = {"student-00": (3, 0), "student-01": (1, 1), "student-02": (0, 0), "student-03": (3, 1)}
    assert penalties(graded) == expected


def test_the_export_has_them(graded: Path) -> None:
    assert exported(graded) == {"student-00": "3", "student-01": "0", "student-02": "0", "student-03": "2"}


def test_feedback_says_them(graded: Path) -> None:
    autograde(graded, "feedback")
    assert "(Score: 2.0 / 3.0)" in page(graded, "student-03")
    assert "Late submission penalty (Score: -1.0)" in page(graded, "student-03")
    assert "Late submission" not in page(graded, "student-00")


@pytest.mark.thorough
@pytest.mark.parametrize("setting", [POINT_A_DAY, ZERO], ids=["plugin", "zero"])
def test_stock_nbgrader_gives_the_same_penalties(setting: str, tmp_path: Path) -> None:
    ours = late_class(tmp_path / "ours", setting)
    autograde(ours, "grade")
    theirs = late_class(tmp_path / "theirs", setting)
    (theirs / "nbgrader_config.py").write_text(f"{LINES_THAT_ARE_NOT_OURS}\n{setting}")
    (theirs / "submitted" / "student-02").rename(theirs / "aside")  # its traceback is on stderr: as wrong
    nbgrader(theirs, "generate_assignment", crowd.ASSIGNMENT, "--force")
    nbgrader(theirs, "autograde", crowd.ASSIGNMENT)
    found = penalties(ours)
    assert found.pop("student-02") == (0, 0)
    assert found == penalties(theirs)
    assert sum(penalty for _, penalty in found.values()) > 0


@pytest.mark.thorough
def test_due_dates_and_extensions_count_without_grading_again(tmp_path: Path) -> None:
    folder = late_class(tmp_path / "course", POINT_A_DAY)
    nbgrader(folder, "db", "assignment", "add", crowd.ASSIGNMENT, "--duedate=2027-01-01 12:00 UTC")
    autograde(folder, "grade")
    autograde(folder, "feedback")
    assert {penalty for _, penalty in penalties(folder).values()} == {0}
    nbgrader(folder, "db", "assignment", "add", crowd.ASSIGNMENT, f"--duedate={DUE}")
    with nbgrader_at_work("extend"), Gradebook(Course.open(folder).db_url) as gradebook:
        gradebook.grant_extension(crowd.ASSIGNMENT, "student-01", days=2)
    assert "0 graded, 4 unchanged" in autograde(folder, "grade").stdout
    found = {student: penalty for student, (_, penalty) in penalties(folder).items()}
    assert found == {"student-00": 0, "student-01": 0, "student-02": 0, "student-03": 1}
    assert "1 feedback pages written" in autograde(folder, "feedback").stdout
    (folder / "submitted" / "student-03" / crowd.ASSIGNMENT / "timestamp.txt").write_text(DUE)
    autograde(folder, "grade")
    assert {penalty for _, penalty in penalties(folder).values()} == {0}


@pytest.mark.thorough
def test_a_plugin_that_fails_is_said_in_a_line(tmp_path: Path) -> None:
    folder = late_class(tmp_path / "course", 'c.AssignLatePenalties.plugin_class = "nowhere.Plugin"\n')
    done = autograde(folder, "grade", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{folder / 'nbgrader_config.py'}: the plugin for late penalties failed" in done.stderr


@pytest.mark.thorough
def test_a_student_who_comes_later_is_exported_and_graded(graded: Path) -> None:
    nbgrader(graded, "db", "student", "add", "zoe", "--last-name=Late", "--email=zoe@example.org")
    assert exported(graded)["zoe"] == ""
    hand_in(graded, "zoe", RIGHT, "2026-12-01 10:00 UTC")
    assert "1 graded, 4 unchanged" in autograde(graded, "grade").stdout
    assert exported(graded)["zoe"] == "3"
