"""Grading again: nothing is done twice, `--force` does it, changes are seen, crashes lose nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.class_.conftest import ASSIGNMENT, autograde, copy_of_the_course
from tests.class_.test_sample_class import scores

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("regrading")]

HONEST = ("ada", "dmitri", "henri")


@pytest.fixture
def small_class(tmp_path: Path) -> Path:
    """A course with three students of the sample class, not graded yet."""
    return _small_class(tmp_path / "course")


def _small_class(folder: Path) -> Path:
    from autograde import sample_class
    from autograde.course import Course

    copy_of_the_course(folder)
    notebook, made = sample_class.submissions(Course.open(folder), ASSIGNMENT)
    for student in HONEST:
        place = folder / "submitted" / student / ASSIGNMENT / notebook
        place.parent.mkdir(parents=True)
        data = made[student]
        assert isinstance(data, bytes)
        place.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same course, graded; tests take copies of it."""
    folder = _small_class(tmp_path_factory.mktemp("graded_once") / "course")
    assert "3 graded, 0 unchanged" in autograde(folder, "grade", ASSIGNMENT, "--jobs", "1").stdout
    return folder


@pytest.fixture
def graded_class(graded_once: Path, tmp_path: Path) -> Path:
    """The course with three students, graded."""
    return shutil.copytree(graded_once, tmp_path / "graded")


def test_what_has_not_changed_is_not_graded_again(graded_class: Path) -> None:
    before = scores(graded_class / "gradebook.db")
    assert "0 graded, 3 unchanged" in autograde(graded_class, "grade", ASSIGNMENT, "--jobs", "1").stdout
    assert (
        "3 graded, 0 unchanged"
        in autograde(graded_class, "grade", ASSIGNMENT, "--jobs", "1", "--force").stdout
    )
    assert scores(graded_class / "gradebook.db") == before


def test_a_changed_submission_is_graded_again_and_the_others_are_not(graded_class: Path) -> None:
    submitted = graded_class / "submitted"
    right = (submitted / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    (submitted / "dmitri" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_bytes(right)
    assert "1 graded, 2 unchanged" in autograde(graded_class, "grade", ASSIGNMENT, "--jobs", "1").stdout
    found = scores(graded_class / "gradebook.db")
    assert {cell: s for (who, cell), s in found.items() if who == "dmitri"} == {
        cell: s for (who, cell), s in found.items() if who == "ada"
    }


def test_a_changed_test_is_graded_again(graded_class: Path) -> None:
    path = graded_class / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text())
    cell = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade"))
    cell["source"] = (
        ["# a remark\n", *cell["source"]] if isinstance(cell["source"], list) else f"# x\n{cell['source']}"
    )
    path.write_text(json.dumps(notebook))
    assert "3 graded, 0 unchanged" in autograde(graded_class, "grade", ASSIGNMENT, "--jobs", "1").stdout


@pytest.mark.thorough
def test_a_removed_gradebook_is_made_anew(graded_class: Path) -> None:
    before = scores(graded_class / "gradebook.db")
    (graded_class / "gradebook.db").unlink()
    assert "3 graded, 0 unchanged" in autograde(graded_class, "grade", ASSIGNMENT, "--jobs", "1").stdout
    assert scores(graded_class / "gradebook.db") == before


def test_only_the_named_students_are_graded(small_class: Path) -> None:
    autograde(small_class, "grade", ASSIGNMENT, "--student", "henri")
    assert {student for student, _ in scores(small_class / "gradebook.db")} == {"henri"}


def test_ctrl_c_ends_in_one_line_and_loses_nothing(small_class: Path) -> None:
    original = (small_class / "submitted" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    for number in range(30):
        place = small_class / "submitted" / f"student-{number:02}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(original)
    command = [str(Path(sys.executable).with_name("autograde")), "grade", ASSIGNMENT]
    process = subprocess.Popen(
        command,
        cwd=small_class,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _wait_for(small_class / ".autograde" / "journal.jsonl", process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(said.strip().splitlines()) == 1
    assert "interrupted" in said
    assert list((small_class / "autograded").glob("*/.*")) == []
    autograde(small_class, "grade", ASSIGNMENT)
    found = scores(small_class / "gradebook.db")
    assert len({student for student, _ in found}) == 33


def _wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    while not path.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
