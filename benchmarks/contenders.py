"""Who grades the class: `autograde grade`, and nbgrader as shipped, tuned, and two of it side by side."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shlex import quote

import classes
from measure import Failed, Usage, run

SCRIPTS = Path(sys.executable).parent

Score = Mapping[tuple[str, str, str], float]
"""Points by student, assignment and test cell."""

STOCK = """c = get_config()
c.CourseDirectory.course_id = "backprop-by-hand"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write this function")'}
"""
"""Only what the release was made with."""

TUNED = f"""{STOCK}
c.Execute.skip_cells_with_tag = "demo"
c.Execute.shutdown_kernel = "immediate"
c.Execute.record_timing = False
c.Execute.store_widget_state = False
"""
"""nbgrader's Execute is nbclient's client: it can leave demos out, and kill kernels unasked."""


@dataclass(frozen=True)
class Contender:
    """One way to grade a class.

    ``folders`` are the courses among which the students are divided; ``command`` grades all of one folder.
    """

    key: str
    name: str
    config: str
    command: Callable[[list[str]], str]
    folders: int = 1
    release: str = "nbgrader generate_assignment --force"
    """What an instructor runs for an assignment before she hands it out."""
    environment: Mapping[str, str] | None = None


def _nbgrader(assignments: list[str]) -> str:
    return " && ".join(f"nbgrader autograde {quote(name)} --force" for name in assignments)


def _autograde(options: str) -> Callable[[list[str]], str]:
    return lambda assignments: f"autograde grade {options}".strip()


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

OURS = "autograde"
AS_SHIPPED = "stock"
RELEASE = "autograde release"
CONTENDERS = (
    Contender(OURS, "`autograde grade`", classes.our_config(), _autograde(""), release=RELEASE),
    Contender(
        "one", "`autograde grade --jobs 1`", classes.our_config(), _autograde("--jobs 1"), release=RELEASE
    ),
    Contender("two", "tuned nbgrader, 2 side by side", TUNED, _nbgrader, folders=2, environment=ONE_THREAD),
    Contender("tuned", "tuned nbgrader", TUNED, _nbgrader, environment=ONE_THREAD),
    Contender(AS_SHIPPED, f"nbgrader {version('nbgrader')} as shipped", STOCK, _nbgrader),
)


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of every contender: our programs are found, and what Jupyter leaves lies in `home`.

    Byte code is kept, as it is by default: else each start would compile what is not in site-packages.
    """
    home.mkdir(exist_ok=True)
    folders = {"JUPYTER_RUNTIME_DIR": str(home / "runtime"), "IPYTHONDIR": str(home / "ipython")}
    path = os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", os.defpath)))
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PATH": path, **folders, **more}


def prepare(
    contender: Contender, place: Path, submitted: Path, assignments: list[str], students: int
) -> None:
    """Give a contender courses of its own in `place`, with copies of the class's files."""
    chosen = sorted(path.name for path in submitted.iterdir())[:students]
    for number in range(contender.folders):
        folder = classes.empty_course(place / str(number), contender.config, assignments)
        for student in chosen[number :: contender.folders]:
            shutil.copytree(submitted / student, folder / "submitted" / student)
        (folder / "submitted").mkdir(exist_ok=True)
        for assignment in assignments:
            _release(folder, f"{contender.release} {quote(assignment)}", environment(place / "home"))


def _release(folder: Path, command: str, variables: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(f"`{command}` ended with status {done.returncode}: {done.stderr[-300:]}")


def grade(contender: Contender, place: Path, assignments: list[str]) -> Usage:
    """Have a contender grade all its courses at once, by the clock."""
    one = contender.command(assignments)
    starts = [f"(cd {number} && {one}) & p{number}=$!" for number in range(contender.folders)]
    waits = [f"wait $p{number}" for number in range(contender.folders)]
    whole = f"{'; '.join(starts)}; {' && '.join(waits)}" if contender.folders > 1 else f"cd 0 && {one}"
    return run(["sh", "-c", whole], place, environment(place / "home", **(contender.environment or {})))


def scores(place: Path) -> Score:
    """Every test cell's points of a contender's courses."""
    found: dict[tuple[str, str, str], float] = {}
    for path in place.glob("*/gradebook.db"):
        with closing(sqlite3.connect(path)) as database:
            for student, assignment, cell, points in database.execute(_SCORES):
                found[student, assignment, cell] = points
    return found


_SCORES = """
    SELECT submitted_assignment.student_id, assignment.name, base_cell.name, grade.auto_score
    FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    JOIN assignment ON submitted_assignment.assignment_id = assignment.id
    JOIN base_cell ON grade.cell_id = base_cell.id
"""


def differences(expected: Score, got: Score, students: int) -> list[str]:
    """A line for each test cell of the first students on which two contenders do not agree."""
    graded = sorted({student for student, _, _ in expected})[:students]
    wanted = {key: points for key, points in expected.items() if key[0] in graded}
    return [
        f"{' '.join(key)}: {wanted.get(key)} and {got.get(key)}"
        for key in sorted(wanted.keys() | got.keys())
        if wanted.get(key) != got.get(key)
    ]
