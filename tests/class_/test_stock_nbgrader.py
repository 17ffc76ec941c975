"""The course under nbgrader's own commands: without a line of ours, and with our configuration."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from autograde import sample_class
from autograde.course import Course
from autograde.verdict import SubmissionVerdict
from tests.assignments.harness import assignments, source
from tests.assignments.harness import nbgrader as nbgrader_of
from tests.class_.conftest import ASSIGNMENT, autograde, copy_of_the_course
from tests.class_.test_sample_class import scores

pytestmark = pytest.mark.slow
with_the_class = pytest.mark.xdist_group("class")

HONEST = ("ada", "blaise", "chandra", "dmitri", "emmy", "fatima", "grace", "henri", "ines", "jun", "karl")
CHEAT = "rosa"
LINES_THAT_ARE_NOT_OURS = """
c = get_config()
c.CourseDirectory.course_id = "backprop-by-hand"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write this function")'}
"""


def _nbgrader(folder: Path, *arguments: str) -> None:
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }  # it calls alembic by name
    command = [str(scripts / "nbgrader"), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _graded_by_nbgrader(
    graded: Course, folder: Path, students: tuple[str, ...], ours: bool
) -> dict[tuple[str, str], float]:
    """Scores after nbgrader's own generate_assignment and autograde on some of the sample class."""
    copy_of_the_course(folder)
    if not ours:
        (folder / "nbgrader_config.py").write_text(LINES_THAT_ARE_NOT_OURS)
    for student in students:
        shutil.copytree(graded.submitted / student, folder / "submitted" / student, symlinks=True)
    _nbgrader(folder, "generate_assignment", ASSIGNMENT, "--force")
    _nbgrader(folder, "autograde", ASSIGNMENT)
    return scores(folder / "gradebook.db")


@pytest.fixture(scope="module")
def stock(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], float]:
    """Scores that stock nbgrader gives."""
    folder = tmp_path_factory.mktemp("stock") / "course"
    return _graded_by_nbgrader(graded, folder, (*HONEST, CHEAT), ours=False)


@pytest.fixture(scope="module")
def configured(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], float]:
    """Scores that `nbgrader autograde` gives with the course's own configuration."""
    folder = tmp_path_factory.mktemp("configured") / "course"
    return _graded_by_nbgrader(
        graded, folder, ("ada", "henri", CHEAT, "sven", "tess", "ugo", "vera"), ours=True
    )


@with_the_class
@pytest.mark.thorough
@pytest.mark.parametrize("student", HONEST)
def test_stock_nbgrader_gives_honest_students_the_same_scores(
    student: str, stock: dict[tuple[str, str], float], verdicts: dict[str, SubmissionVerdict]
) -> None:
    ours = {test.test_id: test.points for test in verdicts[student].tests}
    assert {cell: score for (who, cell), score in stock.items() if who == student} == ours


@with_the_class
@pytest.mark.thorough
def test_plain_nbgrader_autograde_grades_through_the_judge(
    configured: dict[tuple[str, str], float], verdicts: dict[str, SubmissionVerdict]
) -> None:
    for (student, cell), score in configured.items():
        assert score == {test.test_id: test.points for test in verdicts[student].tests}[cell], (student, cell)


@with_the_class
@pytest.mark.thorough
def test_a_cheat_that_stock_nbgrader_rewards_gets_nothing(
    stock: dict[tuple[str, str], float],
    configured: dict[tuple[str, str], float],
    verdicts: dict[str, SubmissionVerdict],
) -> None:
    """A tag skip-execution on the test cells: stock nbgrader does not run them, and gives full marks."""
    full = {test.test_id: test.max_points for test in verdicts[CHEAT].tests}
    assert {cell: score for (who, cell), score in stock.items() if who == CHEAT} == full
    assert {cell: score for (who, cell), score in configured.items() if who == CHEAT} == dict.fromkeys(
        full, 0
    )


@pytest.mark.thorough
@pytest.mark.xdist_group("stock")  # two kernels that start at once may choose the same TCP port
@pytest.mark.parametrize("assignment", [name for name in assignments() if name != ASSIGNMENT])
def test_stock_nbgrader_gives_the_same_scores_on_every_assignment(assignment: str, tmp_path: Path) -> None:
    """As above, part by part, on the others; without the demos, which no test needs.

    Stock nbgrader carries no errors forward, so nothing is earned by it here.
    """
    folder = copy_of_the_course(tmp_path / "ours")
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Judge.error_carried_forward = 0\n")
    _remove_demos(folder / "source" / assignment / f"{assignment}.ipynb")
    autograde(folder, "release", assignment)
    notebook, made = sample_class.submissions(Course.open(folder), assignment)
    for student in HONEST:
        place = folder / "submitted" / student / assignment / notebook
        place.parent.mkdir(parents=True)
        place.write_bytes(cast("bytes", made[student]))
    stock = shutil.copytree(folder, tmp_path / "stock")
    (stock / "nbgrader_config.py").write_text(LINES_THAT_ARE_NOT_OURS)
    _nbgrader(stock, "generate_assignment", assignment, "--force")
    _nbgrader(stock, "autograde", assignment)
    autograde(folder, "grade", assignment)
    found = scores(folder / "gradebook.db")
    assert found == scores(stock / "gradebook.db")
    by_hand = {cell for (_, cell), score in found.items() if score is None}
    assert by_hand == {nbgrader_of(cell)["grade_id"] for cell in source(assignment).tasks}
    exercises = {cell for _, cell in found} - by_hand
    for cell in exercises:
        assert found["ada", cell] == found["blaise", cell] == found["chandra", cell] > 0, cell
    assert {found["dmitri", cell] for cell in exercises} == {0}


def _remove_demos(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if "demo" not in c["metadata"].get("tags", [])]
    path.write_text(json.dumps(notebook), encoding="utf-8")
