"""docs/operating.md, followed to the letter: what is after a `$` is typed, what is below it is printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograde import sample_class
from autograde.course import Course
from tests.class_.conftest import ASSIGNMENT, ROOT, copy_of_the_course

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("operating")]

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
STUDENTS = ("ada", "dmitri", "henri")
ELSEWHERE = {
    "git pull && make": "true",
    "postgresql+psycopg://course@db.example.org/course": "sqlite:///.autograde/moved.db",
}
"""What a test cannot have: a newer version, somebody else's database server."""


def blocks(heading: str) -> list[str]:
    """The console blocks of a section, or of the whole page."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, heading
    return re.findall(r"^```console\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)


def parts(block: str) -> tuple[str, list[str]]:
    """What is typed, here-documents included, and the lines that are printed."""
    typed: list[str] = []
    printed: list[str] = []
    end = None
    for line in block.splitlines():
        if end is not None or line.startswith("$ "):
            typed.append(line if end is not None else line[2:])
            opened = re.search(r"<<'(\w+)'", line) if end is None else None
            end = opened[1] if opened else (None if line == end else end)
        else:
            printed.append(line)
    return "\n".join(typed), printed


def follow(folder: Path, heading: str, which: slice = slice(None)) -> None:
    """Type the blocks of a section in a course's folder; each command must succeed and print what it says."""
    for block in blocks(heading)[which]:
        typed, printed = parts(block)
        for there, here in ELSEWHERE.items():
            typed = typed.replace(there, here)
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", typed],
            cwd=folder,
            env=os.environ | {"PATH": programs, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert [line for line in printed if line not in said] == [], said
    untracked = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True)
    assert untracked.stdout == b"", "git would commit it"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in git with three students, graded once; tests take copies."""
    folder = copy_of_the_course(tmp_path_factory.mktemp("operating") / "course")
    shutil.copy(ROOT / ".gitignore", folder)
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "The course"]):
        identity = ["-c", "user.name=ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    notebook, made = sample_class.submissions(Course.open(folder), ASSIGNMENT)
    for student in STUDENTS:
        place = folder / "submitted" / student / ASSIGNMENT / notebook
        place.parent.mkdir(parents=True)
        data = made[student]
        assert isinstance(data, bytes)
        place.write_bytes(data)
    follow(folder, "Deadlines")
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(graded, tmp_path / "course")


def test_every_command_of_the_page_is_typed_by_a_test() -> None:
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in headings if blocks(name) and f'"{name}"' not in source] == []


def test_a_lost_course_is_restored_from_its_backup(course: Path) -> None:
    follow(course, "Backups", slice(0, 1))
    for name in ("submitted", "autograded", ".autograde"):
        shutil.rmtree(course / name)
    (course / "gradebook.db").unlink()
    follow(course, "Backups", slice(1, None))


def test_an_upgrade_is_compared(course: Path) -> None:
    follow(course, "Upgrades")


def test_the_gradebook_moves_to_another_database(course: Path) -> None:
    follow(course, "PostgreSQL")


def test_a_student_is_forgotten(course: Path) -> None:
    assert _who_knows(course, "henri")
    (course / "backup").mkdir()
    follow(course, "Who sees what")
    assert _who_knows(course, "henri") == []
    assert _who_knows(course, "ada")
    assert (course / "submitted").stat().st_mode & 0o077 == 0


def _who_knows(course: Path, student: str) -> list[Path]:
    """Files of the class that name a student, or hold her name."""
    kept = ("submitted", "autograded", "feedback", "report", ".autograde")
    files = [path for name in kept for path in (course / name).rglob("*") if path.is_file()]
    files.append(course / "gradebook.db")
    return [path for path in files if student in path.parts or student.encode() in path.read_bytes()]


def test_an_appeal_is_looked_at(course: Path) -> None:
    follow(course, "When a student disagrees")


def test_a_term_is_archived(course: Path, tmp_path: Path) -> None:
    (course / "feedback").mkdir()
    (course / "report").mkdir()
    follow(course, "At the end of the term")
    subprocess.run(
        ["git", "clone", "--quiet", course / "archive" / "course.bundle", tmp_path / "again"], check=True
    )
    assert (tmp_path / "again" / "source" / ASSIGNMENT).is_dir()
