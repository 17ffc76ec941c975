"""Formgrader answers while a class is graded: by the command line, by its own buttons, with loops in it."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.class_ import crowd
from tests.class_.server import Browser, serving
from tests.class_.test_manual_grading import their_gradebook
from tests.conftest import Toy
from tests.e2e import formgrader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SIZE = 40
ENDLESS = "def f(x):\n    while True:\n        pass"
LOOPS = ("student-10", "student-20", "student-30")
PATIENCE = 3
"""Seconds that an endless loop has before it is killed."""
TASK = "test_f"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that has been graded once; since then, some have handed in endless loops."""
    folder = crowd.make(tmp_path_factory.mktemp("responsive") / "course", size=SIZE)
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.SandboxLimits.test_seconds = {PATIENCE}\n")
    crowd.grade(folder)
    for student in LOOPS:
        place = folder / "submitted" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
        place.write_bytes(Toy().data(*crowd.cells(Toy(), ENDLESS)))
    return folder


@pytest.fixture(scope="module")
def server(course: Path) -> Iterator[Browser]:
    with serving(course) as browser:
        yield browser


def open_submission(page: Page, address: str, student: str) -> None:
    """Go from the list of submissions to one of them, and wait for its points."""
    formgrader.open_table(page, address, f"gradebook/{crowd.ASSIGNMENT}/{crowd.ASSIGNMENT}", "Submission #1")
    formgrader.open_anonymous(page, student)
    expect(page.locator(f"input.score[id='{TASK}']")).to_have_attribute("placeholder", "3")


def points(course: Path) -> float:
    """What student-05 has for the exercise, in the gradebook."""
    with their_gradebook(course) as gradebook:
        grade = gradebook.find_grade(TASK, crowd.ASSIGNMENT, crowd.ASSIGNMENT, "student-05")
        return float(grade.score)


def look_around(page: Page, address: str) -> Iterator[str]:
    """Open Formgrader's pages, again and again; the name of each that has been answered."""
    while True:
        for place, shown in (
            ("manage_assignments", crowd.ASSIGNMENT),
            (f"manage_submissions/{crowd.ASSIGNMENT}", "student-39"),
            (f"gradebook/{crowd.ASSIGNMENT}", crowd.ASSIGNMENT),
            ("manage_students/student-05", crowd.ASSIGNMENT),
        ):
            formgrader.open_table(page, address, place, shown)
            yield place.partition("/")[0]


def test_pages_are_answered_and_points_kept_while_the_command_line_grades(
    visit: Callable[[], Page], server: Browser, course: Path
) -> None:
    """Everything that is asked for during the grading is answered; points given in the meantime stay."""
    reading, giving = visit(), visit()
    for page in (reading, giving):
        formgrader.enter(page, server.address)
    open_submission(giving, server.address, "student-05")
    pages = look_around(reading, server.address)
    answered: Counter[str] = Counter()
    given = 0.0
    grading = subprocess.Popen(
        crowd.command("grade", crowd.ASSIGNMENT, "--force"),
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        while grading.poll() is None:
            formgrader.give(giving, TASK, (given + 0.25) % 3)
            given = (given + 0.25) % 3
            place = next(pages)
            if grading.poll() is None:
                answered[place] += 1
        said, _ = grading.communicate()
    finally:
        grading.kill()
    print(f"\nanswered while {SIZE} notebooks were graded: {dict(answered)}")
    assert grading.returncode == 0, said
    assert f"{SIZE} graded" in said
    assert len(answered) == 4, answered  # each of the pages, before the class was graded
    assert points(course) == given
    assert "locked" not in said + (course / "server.log").read_text()


@pytest.mark.parametrize(
    ("given", "place", "name", "button", "said"),
    [
        (1.1, f"manage_submissions/{crowd.ASSIGNMENT}", LOOPS[0], "autograde", "Successfully autograded"),
        (1.2, "manage_assignments", crowd.ASSIGNMENT, "generate-feedback", "Successfully generated feedback"),
    ],
    ids=["autograde an endless loop", "feedback for the class"],
)
def test_a_buttons_long_work_holds_up_nobody_else(
    visit: Callable[[], Page],
    server: Browser,
    course: Path,
    given: float,
    place: str,
    name: str,
    button: str,
    said: str,
) -> None:
    """A colleague gives points and reads pages, and is answered before the button's work has ended."""
    waiting, working = visit(), visit()
    for page in (waiting, working):
        formgrader.enter(page, server.address)
    open_submission(working, server.address, "student-05")
    formgrader.open_table(waiting, server.address, place, name)
    with waiting.expect_request(lambda request: request.method == "POST"):
        formgrader.press(waiting, name, button)
    formgrader.give(working, TASK, given)
    answered = ["points"]
    for page_name in look_around(working, server.address):
        if not waiting.get_by_text("Please wait...").is_visible():
            break
        answered.append(page_name)
    print(f"\nanswered before the end of it: {answered}")
    assert len(answered) > 2
    assert said in formgrader.succeeds(waiting)
    assert points(course) == given
