"""An instructor's morning in Formgrader: generate, autograde, grade by hand, feedback."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from autograde.course import Course
from autograde.sample_class import Desk, make_desk
from autograde.submission import Notebook
from tests.class_.conftest import autograde, copy_of_the_course
from tests.class_.server import Browser, serving
from tests.class_.test_manual_grading import their_gradebook
from tests.e2e import formgrader
from tests.e2e.conftest import picture

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

ASSIGNMENT = "ml_strategy"
NAMES = {
    "amina": ("Amina", "Diallo"),
    "ben": ("Ben", "Okafor"),
    "chiara": ("Chiara", "Rossi"),
    "dora": ("Dora", "Novak"),
}
ANSWERS = {
    "human-level-answer": (
        "The team of experienced doctors, 0.5 %: the Bayes error is at most what any group reaches. The gap "
        "to it is 0.2 points, the one from train to dev 0.1, so **bias** first. With the single doctor's 1 % "
        "there would be no bias at all. A year ago both gaps were larger than these differences."
    ),
    "mirror-plan-answer": (
        "From 6.5 to 14 %: the **mismatch**. Noise of the road comes first, since its ceiling is 6.7 %. I "
        "mix the quiet hour of one car into the speech, and hold another car back, to see whether the model "
        "has learnt that one hour by heart."
    ),
}
COMMENT = "Right team, right gaps. You might say what a single doctor is good for."


def hand_in(course: Course, student: str, work: Notebook) -> None:
    for cell in work["cells"]:
        cell["source"] = ANSWERS.get(cell["id"], cell["source"])
    place = course.submitted / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(work))


def submissions(desk: Desk) -> dict[str, Notebook]:
    return {
        "amina": desk.answers(),
        "ben": desk.mistaken(0, 0),
        "chiara": desk.broken(2, "    raise ValueError('not yet')"),
        "dora": desk.style(1),
    }


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Four have handed in, the last three are autograded; no student version has been made."""
    folder = copy_of_the_course(tmp_path / "course")
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o777)  # as nbgrader asks for
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    course = Course.open(folder)
    _, desk = make_desk(course, ASSIGNMENT)
    work = submissions(desk)
    for student in list(work)[1:]:
        hand_in(course, student, work[student])
    autograde(folder, "grade", ASSIGNMENT)
    hand_in(course, "amina", work["amina"])
    shutil.rmtree(course.release / ASSIGNMENT)
    with their_gradebook(folder) as gradebook:
        for student, (first, last) in NAMES.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last)
    return course


@pytest.fixture
def server(course: Course, home: str) -> Iterator[Browser]:
    with serving(course.root, HOME=home) as browser:
        yield browser


def hidden_lines(course: Course) -> set[str]:
    """Lines of the hidden tests that stand nowhere else in the notebook."""
    (path,) = course.source_notebooks(ASSIGNMENT)
    text = "\n".join("".join(cell["source"]) + "\n" for cell in json.loads(path.read_text())["cells"])
    hidden = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
    lines = {line.strip() for part in hidden.findall(text) for line in part.splitlines()}
    shown = hidden.sub("", text)
    return {line for line in lines if len(line) > 20 and line not in shown}


def test_an_instructor_generates_autogrades_grades_a_task_and_hands_back(
    page: Page, server: Browser, course: Course
) -> None:
    hidden = hidden_lines(course)
    assert len(hidden) > 20

    # Generate: the students' version is made, without hidden tests and without the rubric.
    formgrader.enter(page, server.address)
    formgrader.press(page, ASSIGNMENT, "assign")
    assert "Successfully created the student version" in formgrader.succeeds(page)
    expect(formgrader.row(page, ASSIGNMENT).locator("td.preview a")).to_be_visible()
    picture(page, "formgrader-assignments")
    released = (course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    assert "NotImplementedError" in released
    assert "HIDDEN TESTS" not in released
    assert "MARK SCHEME" not in released

    # Autograde: through the judge, and the score is in the list.
    formgrader.row(page, ASSIGNMENT).locator("td.num-submissions a").click()
    amina = formgrader.row(page, "amina")
    expect(amina).to_contain_text("needs autograding")
    formgrader.press(page, "amina", "autograde")
    (points, most) = judged(formgrader.succeeds(page))
    expect(amina).to_contain_text("needs manual grading")
    expect(amina.locator(".score")).to_have_text(f"{points:g} / {most + 8:g}")
    picture(page, "formgrader-submissions")

    # Manual grading: from the list of assignments to her notebook, and to the task.
    page.get_by_role("link", name="Manual Grading").click()
    page.locator("#main-table").get_by_role("link", name=ASSIGNMENT).click()
    page.wait_for_url(f"**/gradebook/{ASSIGNMENT}")
    page.locator("#main-table").get_by_role("link", name=ASSIGNMENT).click()
    formgrader.open_anonymous(page, "Diallo, Amina")
    task = page.locator(".nbgrader_cell").filter(has=page.locator("input.score[id='human_level']"))
    expect(task).to_contain_text("Written: human level")
    expect(task.locator("input.score")).to_have_class(re.compile("needs_manual_grade"))
    formgrader.give(page, "human_level", 3, COMMENT)
    expect(task.locator("input.score")).not_to_have_class(re.compile("needs_manual_grade"))
    to_the_top(task, 50)
    picture(page, "formgrader-manual-grading")
    formgrader.give(page, "mirror_plan", 4)
    page.reload()
    expect(page.locator("input.score[id='human_level']")).to_have_value("3")
    expect(page.locator("textarea[id='human_level-comment']")).to_have_value(COMMENT)

    # Her total has changed; then feedback, which she can read and which tells no hidden test.
    formgrader.open_table(page, server.address, f"manage_submissions/{ASSIGNMENT}", "amina")
    expect(amina.locator(".score")).to_have_text(f"{points + 7:g} / {most + 8:g}")
    expect(amina.locator(".status")).to_have_text("graded")
    formgrader.press(page, "amina", "generate-feedback")
    assert "Successfully generated feedback" in formgrader.succeeds(page)
    page.goto((course.feedback / "amina" / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    shown = page.inner_text("body")
    assert f"Score: {points + 7:.1f} / {most + 8:.1f}" in shown
    assert COMMENT in shown
    assert [line for line in hidden if line in shown or line in page.content()] == []
    to_the_top(page.locator(".nbgrader_cell").filter(has_text=COMMENT), 8)
    picture(page, "feedback")


def to_the_top(element: Locator, below: int) -> None:
    """Scroll an element to so many pixels below the window's top; nothing is focused then."""
    element.evaluate(
        """(element, below) => {
            document.activeElement.blur();
            if (window.jQuery) jQuery("body, html").stop(true);
            window.scrollBy({ top: element.getBoundingClientRect().top - below, behavior: "instant" });
        }""",
        below,
    )


def judged(log: str) -> tuple[float, float]:
    """The points of the line in which the judge says what it has given."""
    found = re.search(r"amina: ([\d.]+) of ([\d.]+) points", log)
    assert found, log
    return float(found[1]), float(found[2])
