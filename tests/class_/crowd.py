"""A class of sixty on a small assignment: quick to grade, and of every kind of answer."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.class_.conftest import ROOT
from tests.conftest import Toy
from tests.gradebooks import rows

SIZE = 60
ASSIGNMENT = "toy"
IMPORTS = "import numpy as np\nfrom helpers import checks"
TEST = """
with checks.part(1, "doubles 3", hint="multiply by two"):
    checks.close(checks.call(f, 3), 6, "f(3)")
### BEGIN HIDDEN TESTS
with checks.part(2, "doubles arrays", hint="multiply by two", hidden=True):
    x = checks.hidden_rng().normal(size=(3, 4))
    checks.close(checks.call(f, x), 2 * x, "f(x)")
### END HIDDEN TESTS
checks.total()
"""
ANSWERS = (
    "def f(x):\n    return 2 * x",
    "def f(x):\n    return 6",
    "def f(x):\n    raise ValueError('no')",
    "def f(x):\n    import os; os._exit(1)",
    "def f(x)\n    return 2 * x",
)


def cells(toy: Toy, answer: str) -> list[dict[str, object]]:
    return [toy.given("imports", IMPORTS), toy.solution("f", answer), toy.test("test_f", 3, TEST)]


def make(folder: Path, size: int = SIZE) -> Path:
    """A course with the small assignment alone, and what its class has handed in."""
    toy = Toy()
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    solved = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    source = toy.notebook(*cells(toy, solved)) | {"nbformat_minor": 5}
    place = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(source))
    for number in range(size):
        place = folder / "submitted" / f"student-{number:02}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(toy.data(*cells(toy, ANSWERS[number % len(ANSWERS)])))
    return folder


def command(*arguments: str) -> list[str]:
    """The command line, as its users type it."""
    return [str(Path(sys.executable).with_name("autograde")), *arguments]


def grade(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Grade the class; it must end well. `options` come after ``grade``."""
    done = subprocess.run(
        command("grade", ASSIGNMENT, *options),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def recorded(folder: Path, db_url: str | None = None) -> dict[str, list[str]]:
    """Every row of the gradebook; whose place is in it twice is in the list twice."""
    return rows(db_url or f"sqlite:///{folder / 'gradebook.db'}")


def nothing_half_written(folder: Path, size: int = SIZE) -> None:
    """Every student has her autograded notebook, whole, and nothing else lies about."""
    notebooks = sorted(folder.glob(f"autograded/*/{ASSIGNMENT}/*.ipynb"))
    assert len(notebooks) == size
    for path in notebooks:
        assert "autograde" in json.loads(path.read_text())["metadata"]
    assert list((folder / "autograded").rglob(".*")) == []
