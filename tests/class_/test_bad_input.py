"""Bad input gets one line that names the file and the way out, a non-zero exit, and nothing half-written."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.class_ import crowd
from tests.class_.conftest import ASSIGNMENT, autograde, copy_of_the_course
from tests.class_.test_regrading import small_class  # noqa: F401 - a fixture
from tests.class_.test_sample_class import scores

pytestmark = pytest.mark.slow


def _one_line(folder: Path, *arguments: str) -> str:
    done = autograde(folder, *arguments, check=False)
    assert done.returncode not in (0, None)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stdout
    return lines[0]


def test_a_folder_that_is_no_course(tmp_path: Path) -> None:
    said = _one_line(tmp_path, "grade")
    assert str(tmp_path / "nbgrader_config.py") in said
    assert "--course" in said
    assert list(tmp_path.iterdir()) == []


def test_nothing_submitted(tmp_path: Path) -> None:
    folder = copy_of_the_course(tmp_path / "course")
    said = _one_line(folder, "grade", ASSIGNMENT)
    assert str(folder / "submitted") in said
    assert "nbgrader collect" in said


@pytest.mark.parametrize(
    ("command", "name"),
    [("grade", "initialisation"), ("release", "../source"), ("feedback", "*"), ("demo", "initialisation")],
)
def test_an_unknown_assignment(tmp_path: Path, command: str, name: str) -> None:
    folder = copy_of_the_course(tmp_path / "course")
    said = _one_line(folder, command, name)
    assert ASSIGNMENT in said


def test_an_unknown_student(small_class: Path) -> None:  # noqa: F811
    said = _one_line(small_class, "grade", ASSIGNMENT, "--student", "nobody")
    assert str(small_class / "submitted" / "nobody" / ASSIGNMENT) in said
    assert not (small_class / "autograded").exists()


@pytest.mark.thorough
def test_an_unreadable_notebook_to_check(tmp_path: Path) -> None:
    folder = copy_of_the_course(tmp_path / "course")
    (folder / f"{ASSIGNMENT}.ipynb").write_text("{")
    assert "not valid JSON" in _one_line(folder, "check", f"{ASSIGNMENT}.ipynb")
    assert "no file named absent.ipynb" in _one_line(
        folder, "check", "absent.ipynb", "--assignment", ASSIGNMENT
    )


def test_a_damaged_source_notebook(small_class: Path) -> None:  # noqa: F811
    source = small_class / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.write_text("{")
    assert str(source) in _one_line(small_class, "grade", ASSIGNMENT)


def test_a_limit_that_does_not_exist(tmp_path: Path) -> None:
    folder = copy_of_the_course(tmp_path / "course")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("c.SandboxLimits.tests_seconds = 3\n")
    said = _one_line(folder, "grade")
    assert "tests_seconds" in said
    assert "test_seconds" in said


@pytest.fixture
def full_disk(small_class: Path) -> Iterator[Path]:  # noqa: F811
    """The small class, with an autograded/ folder that has room for little."""
    place = small_class / "autograded"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", place], check=True)
    yield small_class
    subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.thorough
def test_a_full_disk_is_named_and_the_others_are_graded(full_disk: Path) -> None:
    done = autograde(full_disk, "grade", ASSIGNMENT, check=False)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "autograded" in done.stderr
    recorded = sorted(path.parent.parent.name for path in full_disk.glob("autograded/*/*/*.ipynb"))
    assert 0 < len(recorded) < 3
    assert list(full_disk.glob("autograded/*/.*")) == []
    for student in {student for student, _ in scores(full_disk / "gradebook.db")}:
        assert student in ("ada", "dmitri", "henri")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql+psycopg://me:secret@127.0.0.1:1/course",
            "postgresql+psycopg://me:***@127.0.0.1:1/course",
        ),
        *(
            pytest.param(url, url, marks=pytest.mark.thorough)
            for url in ("sqlite:////nowhere/gradebook.db", "no database at all")
        ),
    ],
)
def test_a_gradebook_that_cannot_be_used(small_class: Path, url: str, shown: str) -> None:  # noqa: F811
    said = _one_line(small_class, "--db", url, "grade", ASSIGNMENT)
    assert shown in said
    assert "secret" not in said
    assert not (small_class / "autograded").exists()


def test_a_student_whose_feedback_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = crowd.make(tmp_path / "course", size=3)
    autograde(folder, "grade")
    broken = folder / f"autograded/student-00/{crowd.ASSIGNMENT}/{crowd.ASSIGNMENT}.ipynb"
    broken.chmod(0o644)
    broken.write_text("{}")
    said = _one_line(folder, "feedback")
    assert "no feedback for student-00" in said
    written = {path.parents[1].name for path in folder.glob("feedback/*/*/*.html")}
    assert written == {"student-01", "student-02"}
