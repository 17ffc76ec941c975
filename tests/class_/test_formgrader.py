"""Formgrader's Autograde button, on a real Jupyter server: through the judge, and nobody waits for it."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.class_ import crowd
from tests.conftest import Toy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("formgrader")]

ENDLESS = "def f(x):\n    while True:\n        pass"
PATIENCE = 4
"""Seconds that the endless loop has before it is killed."""


class Browser:
    """Requests to one server, with its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, path: str) -> str:
        with self._opener.open(f"{self.address}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def press_autograde(self, student: str) -> dict[str, Any]:
        token = next(cookie.value for cookie in self._cookies if cookie.name == "_xsrf")
        request = urllib.request.Request(
            f"{self.address}/formgrader/api/submission/{crowd.ASSIGNMENT}/{student}/autograde",
            data=b"",
            headers={"X-XSRFToken": token or ""},
        )
        with self._opener.open(request, timeout=60) as answer:
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    options += ["--ServerApp.port_retries=0", "--IdentityProvider.token=secret"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [scripts / "jupyter", "server", *options], cwd=folder, env=environment, stdout=log, stderr=log
        )
    browser = Browser(f"http://127.0.0.1:{port}")
    try:
        while True:
            with contextlib.suppress(OSError):
                browser.get("/formgrader?token=secret")
                break
            assert process.poll() is None, (folder / "server.log").read_text()
            time.sleep(0.05)
        yield browser, folder
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_button_grades_through_the_judge(server: tuple[Browser, Path]) -> None:
    browser, folder = server
    answer = browser.press_autograde("student-00")
    assert answer["success"], answer
    assert re.search(r"student-00: 3 of 3 points", answer["log"])
    assert crowd.recorded(folder)["student-00", "test_f"] == (3.0, False)


def test_other_pages_are_served_while_a_submission_is_graded(server: tuple[Browser, Path]) -> None:
    """Not one page waits for the loop: each of them is answered before it has been killed."""
    browser, folder = server
    answers: list[dict[str, Any]] = []
    pressing = threading.Thread(target=lambda: answers.append(browser.press_autograde("student-01")))
    pressing.start()
    served = 0
    while pressing.is_alive():
        assert "toy" in browser.get("/formgrader/api/assignments")
        served += not answers
    pressing.join()
    assert answers[0]["success"], answers
    assert crowd.recorded(folder)["student-01", "test_f"] == (0.0, False)
    assert served > 5
