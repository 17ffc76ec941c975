"""Every limit works when it is lowered in nbgrader_config.py, and is in docs/limits.md."""

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from autograde.collect import collect
from autograde.course import Course, CourseError
from autograde.grading import Graded, SourceNotebook, grade
from autograde.limits import Limits, as_markdown, documented
from autograde.pipeline import read_job
from autograde.sandbox import Zygote
from autograde.similarity import compare
from autograde.verdict import Outcome
from tests.class_ import crowd
from tests.conftest import ROOT, Toy

RIGHT = "def f(x):\n    return 2 * x"
TEST = """
import numpy as np
with checks.part(1, "f doubles"):
    checks.close(checks.call(f, np.ones(5_000)), 2 * np.ones(5_000), "f(x)")
checks.total()
"""
BURN = "import time\nend = time.process_time() + 1.5\nwhile time.process_time() < end: pass\n"
FORKS = """
import os, time
children = []
try:
    for _ in range(8):
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os.kill(os.getpid(), 9)
        children.append(child)
finally:
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
"""
FILE = "import os\nwith open('/tmp/x', 'wb') as file:\n    file.write(bytes(2**21))"

CELLS: dict[str, tuple[float, str, str]] = {
    "cell_seconds": (0.3, "import time\ntime.sleep(0.8)", "took too long"),
    "cpu_seconds": (1, BURN, "too much memory or CPU time"),
    "processes": (6, FORKS, "BlockingIOError"),
    "file_size": (2**20, FILE, "OSError"),
    "open_files": (32, "files = [open('/dev/null') for _ in range(64)]", "OSError: [Errno 24]"),
}
"""A limit, what it is lowered to, a cell of the student's that is over it, and what is noted about it."""

ANSWERS: dict[str, tuple[float, str, Outcome]] = {
    "test_seconds": (0.3, "import time\ndef f(x):\n    time.sleep(0.8)\n    return 2 * x", Outcome.TIMEOUT),
    "notebook_seconds": (0.5, "import time\ntime.sleep(0.8)\n" + RIGHT, Outcome.TIMEOUT),
    "test_cpu_seconds": (1, f"def f(x):\n{indent(BURN, '    ')}    return 2 * x", Outcome.CRASH),
    "memory": (2**26, "import numpy as np\ndef f(x):\n    np.ones(2**24)\n    return 2 * x", Outcome.MEMORY),
    "message": (10_000, RIGHT, Outcome.CRASH),
    "results": (100, RIGHT, Outcome.MEMORY),
}
"""A limit, what it is lowered to, a right answer that is over it, and what becomes of it."""

FILES: dict[str, tuple[float, str]] = {
    "notebook_size": (100, r"has \d+ MB; at most 0 MB are read"),
    "cells": (2, "has 4 cells; at most 2 are read"),
    "json_depth": (4, "its JSON has more than 4 levels"),
}
"""A limit, what it is lowered to, and why the submission is not read."""

TEST_OF_MANY = """
with checks.part(3, "ones"):
    checks.require(bool(np.all(np.ones((100, 1)) * checks.call(f, 3) == 1)), "not all are one")
checks.total()
"""
"""A test that takes eight hundred times the memory of what it is given."""

WORKERS: dict[str, tuple[float, str, str]] = {
    "worker_seconds": (15, "import time\ntime.sleep(25)\ndef f(x):\n    return 1", "more than 15 s"),
    "worker_memory": (2**30, "def f(x):\n    return np.ones(10**7, bool)", "more than 1024 MB"),
}
"""A limit of a worker, what it is lowered to, an answer that is over it, and what is said."""

DOWNLOADS: dict[str, float] = {
    "archive_size": 1_000,
    "archive_files": 1,
    "archive_ratio": 2,
    "submission_size": 1_000,
    "submission_files": 1,
}
"""A limit, and what it is lowered to."""

Run = Callable[..., Graded]


def slowly(names: Iterable[str]) -> list[Any]:
    """Names of limits; those of CPU time take seconds to reach."""
    return [pytest.param(name, marks=[pytest.mark.slow] if "cpu" in name else []) for name in names]


@pytest.fixture
def lowered(tmp_path: Path) -> Callable[..., Course]:
    """A course with a small assignment, and these limits in its nbgrader_config.py."""

    def make(**limits: float) -> Course:
        folder = crowd.make(tmp_path / f"course-{len(list(tmp_path.iterdir()))}", size=0)
        with (folder / "nbgrader_config.py").open("a") as file:
            file.writelines(f"c.SandboxLimits.{name} = {value}\n" for name, value in limits.items())
        return Course.open(folder)

    return make


@pytest.fixture
def graded(toy: Toy, zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Grades, in a course, an answer and a cell of the student's own."""

    def run(course: Course, answer: str = RIGHT, own: str = "pass") -> Graded:
        path = course.source / "toy" / "toy.ipynb"
        given, test = toy.given("imports", crowd.IMPORTS), toy.test("test_f", 1, TEST)
        path.write_bytes(toy.data(given, toy.solution("f", RIGHT), test))
        submitted = course.submitted / "ada" / "toy" / "toy.ipynb"
        submitted.parent.mkdir(parents=True, exist_ok=True)
        submitted.write_bytes(toy.data(given, toy.solution("f", answer), toy.cell(own, "own"), test))
        source = SourceNotebook.read(path, b"a secret")
        monkeypatch.setattr(zygote, "limits", course.limits)
        return grade(source, read_job(course, source, "ada"), zygote, course.limits)

    return run


@pytest.mark.parametrize("name", slowly(CELLS))
def test_a_cell_over_a_limit_is_ended_and_noted(
    name: str, lowered: Callable[..., Course], graded: Run
) -> None:
    value, own, noted = CELLS[name]
    assert graded(lowered(), own=own).verdict.notes == ()
    verdict = graded(lowered(**{name: value}), own=own).verdict
    assert noted in verdict.notes[0].text
    assert verdict.points == 1, "the answer is right all the same"


@pytest.mark.parametrize("name", slowly(ANSWERS))
@pytest.mark.slow
def test_a_test_over_a_limit_fails(name: str, lowered: Callable[..., Course], graded: Run) -> None:
    value, answer, outcome = ANSWERS[name]
    assert graded(lowered(), answer).verdict.points == 1
    verdict = graded(lowered(**{name: value}), answer).verdict
    assert (verdict.points, verdict.tests[0].outcome) == (0, outcome)


@pytest.mark.slow
def test_a_students_code_cannot_give_itself_more_cpu_time(
    lowered: Callable[..., Course], graded: Run
) -> None:
    _, answer, _ = ANSWERS["test_cpu_seconds"]
    hostile = "import resource\nresource.setrlimit = resource.prlimit = lambda *arguments: (9, 9)\n" + answer
    assert graded(lowered(test_cpu_seconds=1), hostile).verdict.tests[0].outcome is Outcome.CRASH


@pytest.mark.parametrize("name", FILES)
def test_a_submission_over_a_limit_is_not_read(
    name: str, lowered: Callable[..., Course], graded: Run
) -> None:
    value, why = FILES[name]
    assert graded(lowered()).verdict.notes == ()
    (note,) = graded(lowered(**{name: value})).verdict.notes
    assert note.kind == "unreadable"
    assert re.search(why, note.text)


@pytest.mark.parametrize("name", WORKERS)
@pytest.mark.slow
def test_a_notebook_over_a_workers_limit_is_named_and_costs_no_other(
    name: str, lowered: Callable[..., Course], tmp_path: Path
) -> None:
    value, hostile, why = WORKERS[name]
    course = lowered(**{name: value})

    def hand_in(place: Path, answer: str) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        cells = (Toy().given("imports", crowd.IMPORTS), Toy().solution("f", answer))
        place.write_bytes(Toy().data(*cells, Toy().test("test_f", 3, TEST_OF_MANY)))

    hand_in(course.source / "toy" / "toy.ipynb", "def f(x):\n    return np.ones(x)")
    for number in range(9):
        answer = f"def f(x):\n    return np.ones({number})"
        hand_in(course.submitted / f"student-{number}" / "toy" / "toy.ipynb", answer)
    alone = shutil.copytree(course.root, tmp_path / "alone")
    crowd.grade(alone)
    hand_in(course.submitted / "mallory" / "toy" / "toy.ipynb", hostile)
    done = subprocess.run(
        crowd.command("grade", "toy", "--jobs", "2"),
        cwd=course.root, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    said = done.stderr.splitlines()
    assert done.returncode == 1, done.stdout + done.stderr
    assert said[-1].startswith("toy of 'mallory' is not graded: ")
    assert why in said[-1]
    assert f"c.SandboxLimits.{name}" in said[-1]
    assert crowd.recorded(course.root) == crowd.recorded(alone)


def test_output_over_the_limit_is_cut_with_a_notice(lowered: Callable[..., Course], graded: Run) -> None:
    def printed(course: Course) -> Any:
        return graded(course, own="print('x' * 50, end='')").notebook["cells"][2]["outputs"][0]["text"]

    assert printed(lowered()) == "x" * 50
    assert printed(lowered(output=10)) == "x" * 10 + "\n… 40 more characters were printed and not kept.\n"


def test_a_cell_over_the_limit_is_not_compared_with_classmates(lowered: Callable[..., Course]) -> None:
    def cut(course: Course) -> list[str]:
        (comparison,) = compare(course, "toy", untracked)
        return comparison.cut

    for course, expected in ((lowered(), []), (lowered(compared=len(RIGHT) - 1), ["ada"])):
        submitted = course.submitted / "ada" / "toy" / "toy.ipynb"
        submitted.parent.mkdir(parents=True)
        submitted.write_bytes(Toy().data(*crowd.cells(Toy(), RIGHT)))
        assert cut(course) == expected


@contextmanager
def untracked(description: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download_over_a_limit_is_refused_or_left_out(
    name: str, lowered: Callable[..., Course], tmp_path: Path
) -> None:
    notebook = json.dumps(Toy.notebook(Toy.cell("x" * 2**21))).encode()
    inner = zipped(("toy.ipynb", notebook), ("notes.txt", b"x"))
    download = tmp_path / "download.zip"
    download.write_bytes(zipped(("ada_101_9001_all.zip", inner), ("readme.txt", b"x")))

    def said(course: Course) -> str:
        try:
            collection = collect(course, download, "toy", untracked)
        except CourseError as error:
            return str(error)
        return "".join(each.why for each in collection.left_out)

    assert said(lowered(archive_ratio=2_000)) == ""
    assert f"SandboxLimits.{name}" in said(lowered(**{"archive_ratio": 2_000, name: DOWNLOADS[name]}))


def zipped(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def test_every_limit_is_tested_here_and_documented() -> None:
    limits = list(Limits().to_dict())
    assert sorted([*CELLS, *ANSWERS, *FILES, *DOWNLOADS, *WORKERS, "compared", "output"]) == sorted(limits)
    assert [name for name, _, _ in documented()] == limits


def test_the_table_in_the_documentation_is_up_to_date() -> None:
    written = (ROOT / "docs" / "limits.md").read_text()
    assert as_markdown() in written, "print the new one with .venv/bin/python -m autograde.limits"


def test_a_default_is_written_as_people_read_it() -> None:
    defaults = {name: default for name, default, _ in documented()}
    assert defaults["test_seconds"] == "10 s"
    assert defaults["memory"] == "1024 MB"
    assert defaults["output"] == "20,000"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("json_depth = -1", "SandboxLimits.json_depth must be a positive number, not -1"),
        ("test_seconds = '9'", "SandboxLimits.test_seconds must be a positive number, not '9'"),
        ("memory = 10**30", "SandboxLimits.memory must be at most 2**53, not 1e+30"),
        ("test_second = 9", "there is no limit `test_second`; there are cell_seconds, "),
    ],
)
def test_a_bad_limit_is_one_line(lowered: Callable[..., Course], line: str, said: str) -> None:
    with pytest.raises(CourseError) as caught:
        spoiled(lowered(), line)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.slow
@pytest.mark.thorough
def test_a_bad_limit_is_one_line_of_nbgrader_too(lowered: Callable[..., Course]) -> None:
    course = lowered()
    with contextlib.suppress(CourseError):
        spoiled(course, "json_depth = -1")
    (course.submitted / "ada" / "toy").mkdir(parents=True)
    (course.submitted / "ada" / "toy" / "toy.ipynb").write_text("{}")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("nbgrader")), "autograde", "toy"],
        cwd=course.root, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = [each for each in (done.stdout + done.stderr).splitlines() if "SandboxLimits" in each]
    assert "SandboxLimits.json_depth must be a positive number, not -1" in line
    assert "Traceback" not in done.stdout + done.stderr
    assert not course.autograded.exists()


def spoiled(course: Course, line: str) -> Course:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.SandboxLimits.{line}\n")
    return Course.open(course.root)
