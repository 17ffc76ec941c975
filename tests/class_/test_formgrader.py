"""Formgrader's Autograde button, on a real Jupyter server: through the judge, and nobody waits for it."""

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.class_ import crowd
from tests.class_.server import Browser, serving
from tests.conftest import Toy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("formgrader")]

ENDLESS = "def f(x):\n    while True:\n        pass"
PATIENCE = 4
"""Seconds that the endless loop has before it is killed."""


def press_autograde(browser: Browser, student: str) -> dict[str, Any]:
    token = next(cookie.value for cookie in browser.cookies if cookie.name == "_xsrf")
    request = urllib.request.Request(
        f"{browser.address}/formgrader/api/submission/{crowd.ASSIGNMENT}/{student}/autograde",
        data=b"",
        headers={"X-XSRFToken": token or ""},
    )
    with browser.opener.open(request, timeout=60) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Path]]:
    """A Jupyter server in a course's folder, as `make lab` starts it."""
    folder = crowd.make(tmp_path_factory.mktemp("formgrader") / "course", size=3)
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.SandboxLimits.test_seconds = {PATIENCE}\n")
    loops = folder / "submitted" / "student-01" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    loops.write_bytes(Toy().data(*crowd.cells(Toy(), ENDLESS)))
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [scripts / "nbgrader", "generate_assignment", crowd.ASSIGNMENT],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )
    with serving(folder) as browser:
        yield browser, folder


def _graded(folder: Path, student: str, points: float) -> bool:
    """Whether the gradebook has so many points for a student's test, by the test alone."""
    begins = f"('{student}', 'test_f', 'GradeCell', {points}, None, "
    return sum(row.startswith(begins) for row in crowd.recorded(folder)["grades"]) == 1


def test_the_button_grades_through_the_judge(server: tuple[Browser, Path]) -> None:
    browser, folder = server
    answer = press_autograde(browser, "student-00")
    assert answer["success"], answer
    assert re.search(r"student-00: 3 of 3 points", answer["log"])
    assert _graded(folder, "student-00", 3.0)


def test_other_pages_are_served_while_a_submission_is_graded(server: tuple[Browser, Path]) -> None:
    """Not one page waits for the loop: each of them is answered before it has been killed."""
    browser, folder = server
    answers: list[dict[str, Any]] = []
    pressing = threading.Thread(target=lambda: answers.append(press_autograde(browser, "student-01")))
    pressing.start()
    served = 0
    while pressing.is_alive():
        assert "toy" in browser.get("/formgrader/api/assignments")
        served += not answers
    pressing.join()
    assert answers[0]["success"], answers
    assert _graded(folder, "student-01", 0.0)
    assert served > 5
