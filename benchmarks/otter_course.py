"""The same tests for `otter run`: each test cell as an exception-based test file (``OK_FORMAT = False``).

A part becomes a test case. The cell itself is run once, by the first of them, against the student's names;
the others look up what became of their part.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from shlex import quote

import classes
from contenders import Score, environment
from measure import Failed, Usage, run

from autograde.grading import DEMO
from autograde.judge import hidden_seed
from autograde.submission import Cell, is_test, load_source, nbgrader_of, tags_of
from autograde.verdict import TestVerdict

VENV = classes.ROOT / ".bench-otter"
REQUIREMENTS = ("otter-grader==7.0.0", "h5py", "ipykernel", "matplotlib", "msgpack", "numpy", "tqdm")

TEST_FILE = '''OK_FORMAT = False
from otter.test_files import test_case

name = {name!r}
SOURCE = {source!r}
_parts = []


def passed(env, number):
    """Run the cell at the first part; say whether a part passed."""
    if number == 0:
        from helpers import checks

        with checks.grading({seed!r}) as ledger:
            try:
                exec(compile(SOURCE, name, "exec"), dict(env))
                _parts[:] = [each.passed for each in ledger.parts]
            except Exception:
                _parts.clear()
    assert number < len(_parts) and _parts[number]
'''
TEST_CASE = """

@test_case(name={name!r}, points={points!r}, hidden={hidden!r})
def test_{number}(env):
    passed(env, {number})
"""


def install() -> None:
    """Make an environment of otter's own, once.

    Raises
    ------
    Failed
        When it cannot be installed.
    """
    if (VENV / "installed").exists():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(VENV / "bin" / "pip"), "install", "--quiet", *REQUIREMENTS],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"otter-grader cannot be installed: {done.stderr.strip().splitlines()[-1]}")
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    (packages / "course.pth").write_text(f"{classes.ROOT}\n")
    (VENV / ".gitignore").write_text("*\n")
    (VENV / "installed").touch()


def installed() -> bool:
    """Whether otter's environment is there."""
    return (VENV / "installed").exists()


def prepare(place: Path, submitted: Path, assignment: str, solved: list[TestVerdict]) -> None:
    """Write the autograder's archive, and the class's notebooks without the cells that otter must not run.

    Parameters
    ----------
    solved
        The verdicts on a right solution, which name the parts of each test cell and their points.
    """
    source = load_source(next((classes.ROOT / "source" / assignment).glob("*.ipynb")))
    tests = {nbgrader_of(cell)["grade_id"]: cell for cell in source["cells"] if is_test(cell)}
    place.mkdir(parents=True)
    with zipfile.ZipFile(place / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"show_stdout": False, "pdf": False}))
        for verdict in solved:
            archive.writestr(
                f"tests/{verdict.test_id}.py", _test_file(tests[verdict.test_id], assignment, verdict)
            )
    for path in submitted.glob(f"*/{assignment}/*.ipynb"):
        notebook = load_source(path)
        notebook["cells"] = [
            cell for cell in notebook["cells"] if not is_test(cell) and DEMO not in tags_of(cell)
        ]
        student = path.parent.parent.name
        (place / student).mkdir()
        (place / student / f"{student}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _test_file(cell: Cell, assignment: str, verdict: TestVerdict) -> str:
    seed = hidden_seed(classes.SECRET, assignment, verdict.test_id)
    text = TEST_FILE.format(name=verdict.test_id, source=cell["source"], seed=seed)
    for number, part in enumerate(verdict.parts):
        text += TEST_CASE.format(
            name=f"{verdict.test_id} {number}", points=part.max_points, hidden=part.hidden, number=number
        )
    return text


def grade(place: Path) -> Usage:
    """Run otter on one notebook after the other, by the clock."""
    otter = quote(str(VENV / "bin" / "otter"))
    one = f'{otter} run --no-logo -a autograder.zip -o "$student" "$student/$student.ipynb"'
    loop = f"for student in student-*; do {one} || exit 1; done"
    return run(["sh", "-c", loop], place, environment(place / "home"))


def scores(place: Path, assignment: str) -> Score:
    """Every test cell's points."""
    found: dict[tuple[str, str, str], float] = {}
    for path in place.glob("student-*/results.json"):
        for test in json.loads(path.read_text())["tests"]:
            if "score" not in test:  # a summary of what students may see
                continue
            cell = str(test["name"]).split(" ")[0]
            key = (path.parent.name, assignment, cell)
            found[key] = found.get(key, 0.0) + float(test["score"])
    return found
