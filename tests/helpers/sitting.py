"""A person at a small notebook, in this process."""

from __future__ import annotations

import io
import os
import time
from contextlib import redirect_stdout
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from helpers import standing
from tests.conftest import Toy

STUB = "def {}(x):\n    raise NotImplementedError('write this function')"
TEST = """
with checks.part(1, "{0} doubles 3", hint="multiply by two"):
    checks.close(checks.call({0}, 3), 6, "{0}(3)")
with checks.part(2, "{0} doubles 4", hint="multiply by two"):
    checks.close(checks.call({0}, 4), 8, "{0}(4)")
checks.total()
"""
NAMES = "f", "g", "h"
RIGHT, WRONG = "def {}(x):\n    return 2 * x", "def {}(x):\n    return 6"


def notebook_of(answers: dict[str, str] | None = None, tests: dict[str, str] | None = None) -> bytes:
    toy = Toy()
    cells = [toy.given("imports", "from helpers import checks")]
    for number, name in enumerate(NAMES, start=1):
        cells += [
            toy.cell(f"## {number} {'ABC'[number - 1]} thing", kind="markdown"),
            toy.solution(name, (answers or {}).get(name, STUB.format(name))),
            toy.test(f"test_{name}", 4, (tests or {}).get(name, TEST.format(name))),
        ]
    return toy.data(*cells)


class Sitting:
    """A person at a notebook: runs cells, and sees what they print and display."""

    def __init__(self, shell: InteractiveShell, path: Path) -> None:
        self.shell, self.path = shell, path
        self.save()
        self.run("from helpers import checks")

    def save(self, **changes: dict[str, str]) -> None:
        self.path.write_bytes(notebook_of(**changes))
        past = time.time() - 60
        os.utime(self.path, (past, past))

    def run(self, cell: str) -> str:
        """What a cell prints."""
        self.shell.display_pub.outputs.clear()
        with redirect_stdout(io.StringIO()) as printed:
            self.shell.run_cell(cell, store_history=True)
        return printed.getvalue()

    @property
    def displayed(self) -> list[tuple[bool, str]]:
        """The lines that the last cell showed: whether it brings older ones up to date, and its text."""
        outputs = self.shell.display_pub.outputs
        assert {output["transient"]["display_id"] for output in outputs} <= {standing.DISPLAY}
        return [
            (output["update"], output["data"]["text/plain"].removeprefix("Exercises: ")) for output in outputs
        ]

    def check(self, name: str, answer: str | None = None) -> str:
        """Run an answer and its check: the line that is shown then."""
        if answer is not None:
            self.run(answer.format(name))
        self.run(TEST.format(name))
        return self.displayed[0][1]
