"""The page "Your first week" is followed literally: every command in its order, and what it shows is seen."""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograde import sample_class
from autograde.course import Course
from autograde.nbgrader_calls import nbgrader_at_work
from tests.class_.conftest import ROOT

pytestmark = pytest.mark.slow

PAGE = ROOT / "site" / "first_week.md"
NUMBERS = {"ada": "101", "grace": "102", "emmy": "103"}
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_NOT_COPIED = (
    ".*",
    "build",
    "dist",
    "__pycache__",
    "*.egg-info",
    "submitted",
    "autograded",
    "feedback",
    "report",
)


@dataclass(frozen=True)
class Step:
    """A command of the page, and the lines that it shows below."""

    line: int
    command: str
    shown: tuple[str, ...]


def blocks(kind: str) -> Iterator[tuple[int, str]]:
    """The page's fenced blocks of a kind, with the line where each begins."""
    page = PAGE.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(page):
        if found["kind"] == kind:
            yield page.count("\n", 0, found.start()) + 2, found["text"]


def steps() -> list[Step]:
    """Every command in a block ``console``: after "$ ", and going on where a line begins with "> "."""
    found: list[Step] = []
    for start, text in blocks("console"):
        for number, line in enumerate(text.splitlines(), start):
            if line.startswith("$ "):
                found.append(Step(number, line[2:], ()))
            elif line.startswith(">"):
                found[-1] = Step(found[-1].line, f"{found[-1].command}\n{line[2:]}", ())
            else:
                found[-1] = Step(found[-1].line, found[-1].command, (*found[-1].shown, line))
    return found


def is_seen(shown: tuple[str, ...], output: str) -> str:
    """Which line is shown that does not come, in that order; empty if all come. "…" stands for anything."""
    lines = iter([" ".join(line.split()) for line in output.splitlines()])
    for line in shown:
        pattern = ".*".join(map(re.escape, " ".join(line.split()).split("…")))
        if not any(re.fullmatch(pattern, each) for each in lines):
            return line
    return ""


def test_every_autograde_command_of_the_page_exists() -> None:
    from autograde.cli import app

    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    named = set(re.findall(r"autograde ([a-z]+)\b", "\n".join(step.command for step in steps())))
    assert len(named) > 6
    assert named <= known


def test_what_is_shown_is_compared() -> None:
    assert is_seen(("a …", "c"), "a  b\nx\nc") == ""
    assert is_seen(("c", "a …"), "a b\nc") == "a …"
    assert is_seen(("a",), "a b") == "a"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A clone of the repository, with what the page says that an LMS gives."""
    folder = tmp_path / "course"
    ignore = shutil.ignore_patterns(*_NOT_COPIED)
    shutil.copytree(ROOT, folder, ignore=ignore, ignore_dangling_symlinks=True)
    make_zip(folder, "initialization", "submissions.zip", ada=0, grace=1)
    make_zip(folder, "ml_strategy", "week2.zip", ada=0, grace=1)
    make_repository(folder, "emmy", "initialization")
    make_gradebooks(folder)
    return folder


def works(folder: Path, assignment: str) -> tuple[str, list[bytes]]:
    """A right notebook, and one with a mistake."""
    notebook, made = sample_class.submissions(Course.open(folder), assignment)
    return notebook, [data for name in ("ada", "fatima") if isinstance(data := made[name], bytes)]


def make_zip(folder: Path, assignment: str, name: str, **which: int) -> None:
    """Canvas's "Download Submissions"."""
    notebook, data = works(folder, assignment)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for number, (student, work) in enumerate(which.items()):
            archive.writestr(f"{student}_{NUMBERS[student]}_{9000 + number}_{notebook}", data[work])


def make_repository(folder: Path, student: str, assignment: str) -> None:
    """A student's repository, from which the page clones."""
    notebook, data = works(folder, assignment)
    place = folder / "repositories" / f"{student}.git"
    place.mkdir(parents=True)
    (place / notebook).write_bytes(data[0])
    identity = ["-c", "user.name=Emmy", "-c", "user.email=emmy@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "--message=done"]):
        subprocess.run(["git", *command], cwd=place, check=True)


def make_gradebooks(folder: Path) -> None:
    """Canvas's "Export Entire Gradebook" and Moodle's "Download grading worksheet"."""
    with (folder / "canvas.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Initialization (7001)"])
        table.writerow(["    Points Possible", "", "", "", "", "30"])
        table.writerows([name.title(), number, "", name, "1", ""] for name, number in NUMBERS.items())
    columns = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"]
    with (folder / "Grades.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*columns, "Last modified (grade)"])
        for number, name in enumerate(NUMBERS, start=7):
            row = [
                f"Participant {number}",
                name.title(),
                f"{name}@example.org",
                "Submitted",
                "",
                "30.00",
                "-",
            ]
            table.writerow(row)


def grade_the_tasks(folder: Path) -> None:
    """What the page does in Formgrader: points for both answers of each student."""
    with nbgrader_at_work("grade by hand"), Gradebook(Course.open(folder).db_url) as gradebook:
        for student, points in (("ada", 4), ("grace", 2.5)):
            for task in ("human_level", "mirror_plan"):
                grade = gradebook.find_grade(task, "ml_strategy", "ml_strategy", student)
                grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    scripts = Path(sys.executable).parent
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    environment |= {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder.parent)}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.thorough
@pytest.mark.xdist_group("first_week")
def test_the_page_can_be_followed_literally(course: Path) -> None:
    followed = steps()
    by_hand = next(n for n, step in enumerate(followed) if step.command == "autograde feedback ml_strategy")
    for number, step in enumerate(followed):
        if number == by_hand:
            grade_the_tasks(course)
        done = run(course, step.command)
        where = f"{PAGE.name}, line {step.line}: {step.command}\n{done.stdout}"
        assert done.returncode == 0, f"exit status {done.returncode} of {where}"
        missing = is_seen(step.shown, done.stdout)
        assert not missing, f"«{missing}» is not seen of {where}"
