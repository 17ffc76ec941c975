"""The course server of deploy/jupyterhub, used by an instructor and two students, each with her account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import hub as course_server
from tests.e2e.conftest import picture
from tests.e2e.hub import CLASSMATE, INSTRUCTOR, OWNER, STUDENT, Hub, running
from tests.e2e.hub_pages import assignment_list, in_kernel, log_in, write

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("jupyterhub")]

ASSIGNMENT = "initialization"
NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
EXERCISE = "initialize_parameters_he"
STUB = 'raise NotImplementedError("write this function")'
RIGHT = """rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layers_dims)):
        n_prev, n = layers_dims[l - 1], layers_dims[l]
        parameters[f"W{l}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)
        parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters"""
WRONG = RIGHT.replace("np.sqrt(2 / n_prev)", "np.sqrt(1 / n_prev)")

ANSWER = """
import json, pathlib, sys
name, function, stub, answer = sys.argv[1:]
path = pathlib.Path(name)
notebook = json.loads(path.read_text())
for cell in notebook["cells"]:
    if (source := "".join(cell["source"])).startswith(f"def {function}("):
        cell["source"] = source.replace(stub, answer)
path.write_text(json.dumps(notebook))
"""


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    if reason := course_server.missing():
        pytest.skip(reason)
    with running() as server:
        yield server


@dataclass(frozen=True)
class Week:
    """What became of one assignment, from its release to the feedback."""

    student: Page
    instructor: Page
    collected: str
    graded: str
    feedback: str
    """What the student read."""


@pytest.fixture(scope="module")
def week(chromium: Browser, hub: Hub) -> Week:
    """An instructor releases, two students hand in, the instructor grades, a student reads her feedback."""

    def instructor(*command: str) -> str:
        return hub.at_terminal(OWNER, *command, folder=hub.course)

    def classmate(*command: str) -> str:
        return hub.at_terminal(CLASSMATE, *command)

    teaching = log_in(chromium, hub, INSTRUCTOR, server=OWNER)
    instructor("autograde", "release", ASSIGNMENT)
    instructor("nbgrader", "release_assignment", ASSIGNMENT)

    page = log_in(chromium, hub, STUDENT)
    assignment_list(page, hub, STUDENT)
    released = page.locator("#released_assignments_list")
    expect(released.get_by_text(ASSIGNMENT)).to_be_visible()
    picture(page, "hub-assignment-list")
    released.get_by_role("button", name="Fetch").click()
    expect(page.locator("#fetched_assignments_list").get_by_role("button", name="Submit")).to_be_visible()
    write(page, hub, NOTEBOOK, EXERCISE, RIGHT)
    assignment_list(page, hub, STUDENT)
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list").get_by_text(ASSIGNMENT)).to_be_visible()

    log_in(chromium, hub, CLASSMATE)
    classmate("nbgrader", "fetch_assignment", ASSIGNMENT)
    classmate("python", "-c", ANSWER, NOTEBOOK, EXERCISE, STUB, WRONG)
    classmate("nbgrader", "submit", ASSIGNMENT)
    # The student hands in once more: in her classmate's name.
    elsewhere = f"--Exchange.cache={hub.home(STUDENT) / 'cache'}"
    hub.at_terminal(STUDENT, "nbgrader", "submit", ASSIGNMENT, f"--student={CLASSMATE}", elsewhere)

    collected = instructor("nbgrader", "collect", ASSIGNMENT)
    graded = instructor("autograde", "grade", ASSIGNMENT)
    instructor("autograde", "feedback", ASSIGNMENT)
    instructor("nbgrader", "release_feedback", ASSIGNMENT)

    assignment_list(page, hub, STUDENT)
    submitted = page.locator("#submitted_assignments_list")
    submitted.get_by_role("button", name="Fetch Feedback").click()
    submitted.get_by_text("view feedback").click()
    page.locator(".jp-DirListing-item", has_text=f"{ASSIGNMENT}.html").dblclick()
    shown = page.frame_locator(".jp-HTMLViewer iframe").locator("body")
    expect(shown).to_contain_text("Score")
    picture(page, "hub-feedback")
    return Week(page, teaching, collected, graded, shown.inner_text())


def points(hub: Hub, student: str) -> dict[str, float]:
    """A student's points for each test cell, from the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{hub.course / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {grade.name: grade.score for grade in grades if grade.max_score}


def test_a_right_answer_gets_all_points_and_a_wrong_one_loses_its_own(hub: Hub, week: Week) -> None:
    hers, classmates = points(hub, STUDENT), points(hub, CLASSMATE)
    exercise = f"test_{EXERCISE}"
    assert hers[exercise] == 6
    assert classmates[exercise] < 6
    assert hers | {exercise: 0} == classmates | {exercise: 0}


def test_a_student_reads_her_score_and_that_her_answer_was_right(hub: Hub, week: Week) -> None:
    total = sum(points(hub, STUDENT).values())
    assert f"{ASSIGNMENT} (Score: {total:.1f} / 30.0)" in week.feedback
    assert f"{EXERCISE}: 6 of 6 points" in week.feedback


def test_submissions_are_judged_in_the_sandbox_of_an_ordinary_user(hub: Hub, week: Week) -> None:
    said = hub.at_terminal(OWNER, "autograde", "doctor", folder=hub.course)
    assert re.search(rf"code\s+runs as user {hub.home(OWNER).stat().st_uid}\b", said)
    assert "2 graded" in week.graded


def test_what_a_student_hands_in_for_another_is_not_collected(hub: Hub, week: Week) -> None:
    assert f"it was put there by {STUDENT}" in week.collected
    collected = (hub.course / "submitted" / CLASSMATE / NOTEBOOK).read_text()
    assert "np.sqrt(1 / n_prev)" in collected


def test_an_instructor_opens_formgrader_on_the_courses_server(hub: Hub, week: Week) -> None:
    week.instructor.goto(f"{hub.address}/user/{OWNER}/formgrader")
    expect(week.instructor.get_by_role("link", name=ASSIGNMENT)).to_be_visible()
    picture(week.instructor, "hub-formgrader")


@pytest.mark.parametrize(
    "place", [f"{OWNER}/lab", f"{OWNER}/formgrader", f"{OWNER}/api/contents", f"{CLASSMATE}/lab"]
)
def test_a_student_is_not_let_into_the_server_of_another(hub: Hub, week: Week, place: str) -> None:
    answer = week.student.request.get(f"{hub.address}/user/{place}")
    assert answer.status in (403, 404)


def test_a_student_has_no_formgrader(hub: Hub, week: Week) -> None:
    assert week.student.request.get(f"{hub.address}/user/{STUDENT}/formgrader").status == 404


ATTEMPTS = {
    "list what others handed in": ("os.listdir('{exchange}/inbound')", "PermissionError"),
    "read what a classmate handed in": ("open('{submission}/{assignment}.ipynb')", "PermissionError"),
    "change what a classmate handed in": ("open('{submission}/{assignment}.ipynb', 'a')", "PermissionError"),
    "take away what a classmate handed in": ("os.rename('{submission}', '{submission}x')", "PermissionError"),
    "list the feedback": ("os.listdir('{exchange}/feedback')", "PermissionError"),
    "change a released assignment": (
        "open('{exchange}/outbound/{assignment}/{assignment}.ipynb', 'a')",
        "PermissionError",
    ),
    "release an assignment": ("os.mkdir('{exchange}/outbound/final')", "PermissionError"),
    "put another course in the place of this one": (
        "os.rename('{exchange}', '{exchange}x')",
        "PermissionError",
    ),
    "read the solutions": ("open('{course}/source/{assignment}/{assignment}.ipynb')", "PermissionError"),
    "read the references": ("open('{course}/helpers/reference/{assignment}.py')", "PermissionError"),
    "import the references": ("import helpers.reference", "ModuleNotFoundError"),
    "import the references from the course": (
        "import sys; sys.path.insert(0, '{course}'); import helpers.reference.{assignment}",
        "ModuleNotFoundError",
    ),
    "read the gradebook": ("open('{course}/gradebook.db')", "PermissionError"),
    "read the seed of the hidden tests": ("open('{course}/.autograde/secret')", "PermissionError"),
    "read what was collected": ("os.listdir('{course}/submitted')", "PermissionError"),
    "list a classmate's home": ("os.listdir('{classmate}')", "PermissionError"),
    "read a classmate's notebook": ("open('{classmate}/{assignment}/{assignment}.ipynb')", "PermissionError"),
    "find the sockets of a classmate's kernels": ("os.listdir('{sockets}')", "PermissionError"),
    "read the tokens of a classmate's server": ("open('/proc/{server}/environ')", "PermissionError"),
    "change what everybody runs": ("open(os.path.join(sys.prefix, 'x'), 'w')", "PermissionError"),
    "change a helper": ("import helpers.checks; open(helpers.checks.__file__, 'a')", "PermissionError"),
    "change the data": ("open(os.environ['BACKPROP_DATA'] + '/circles.h5', 'a')", "PermissionError"),
    "change the configuration": ("open('{prefix}/etc/everyone/nbgrader_config.py', 'a')", "PermissionError"),
    "read the hub's secrets": ("open('{state}/cookie_secret')", "PermissionError"),
    "end a classmate's server": ("os.kill({server}, 0)", "PermissionError"),
}


@pytest.fixture(scope="module")
def attempts(hub: Hub, week: Week) -> dict[str, str]:
    """What became of each attempt, in a kernel of the student's own notebook server."""
    (submission,) = (
        path for path in (hub.exchange / "inbound").glob(f"{CLASSMATE}+*") if path.owner() == CLASSMATE
    )
    places = {
        "exchange": hub.exchange,
        "submission": submission,
        "assignment": ASSIGNMENT,
        "course": hub.course,
        "classmate": hub.home(CLASSMATE),
        "sockets": hub.folder / "run" / str(hub.home(CLASSMATE).stat().st_uid),
        "server": hub.server(CLASSMATE),
        "prefix": hub.settings["PREFIX"],
        "state": hub.folder / "state",
    }
    code = {name: attempt.format_map(places) for name, (attempt, _) in ATTEMPTS.items()}
    program = f"""
import json, os, sys
became = {{"user": str(os.getuid())}}
for name, attempt in {code!r}.items():
    try:
        exec(attempt)
        became[name] = "done"
    except BaseException as error:
        became[name] = type(error).__name__
print(json.dumps(became))
"""
    became: dict[str, str] = json.loads(in_kernel(week.student, STUDENT, program))
    return became


def test_a_students_code_runs_as_herself(hub: Hub, attempts: dict[str, str]) -> None:
    assert int(attempts["user"]) == hub.home(STUDENT).stat().st_uid != 0


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_student_cannot(attempts: dict[str, str], attempt: str) -> None:
    assert attempts[attempt] == ATTEMPTS[attempt][1]


def test_kernels_are_heard_in_a_closed_folder_and_on_no_port(hub: Hub, week: Week) -> None:
    """What a kernel says on a port can be read by every account of the machine."""
    in_kernel(week.student, STUDENT, "pass")
    sockets = hub.folder / "run" / str(hub.home(STUDENT).stat().st_uid)
    kernels = [json.loads(path.read_text()) for path in sockets.glob("kernel-*.json")]
    assert {kernel["transport"] for kernel in kernels} == {"ipc"}
    assert all(Path(f"{kernel['ip']}-{kernel['iopub_port']}").is_socket() for kernel in kernels)
    assert sockets.stat().st_mode & 0o777 == 0o700
