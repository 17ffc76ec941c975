"""All attacks, their twins and an ordinary class, graded together by `autograde grade` with two workers."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograde import attacks
from autograde.attacks import ASSIGNMENT, ASSIGNMENTS, DOUBLE, MEAN_SQUARE, WRONG, Attack, Work
from autograde.course import Course
from autograde.sandbox import Tier

ROOT = Path(__file__).resolve().parents[2]
WATCH = Path(__file__).with_name("watch.py")

ALL = attacks.load()
READ_BY_STUDENTS = ("digits", "introspection", "leaks", "library", "markup", "theft")
"""Families whose feedback pages are written, too."""

HONEST = {
    "right": Work(),
    "another style": Work(
        double="double = lambda x: x + x", mean_square="def mean_square(x): return (x * x).mean()"
    ),
    "first alone": Work(mean_square="def mean_square(x):\n    raise NotImplementedError"),
    "second alone": Work(double=WRONG),
    "visible alone": Work(double="def double(x):\n    return 6"),
    "an error": Work(mean_square="def mean_square(x):\n    return x.mean_of_squares()"),
    "not begun": Work(double="def double(x):\n    pass", mean_square="def mean_square(x):\n    pass"),
    "busy": Work(double="def double(x):\n    for _ in range(10**5):\n        pass\n    return 2 * x"),
    "talkative": Work(own="print('hello')", late="1 / 0", last="for i in range(9): print(i)"),
}
"""What honest students hand in."""


@dataclass(frozen=True)
class Graded:
    """What became of the whole crowd."""

    course: Course
    run: dict[str, Any]
    """What `watch.py` says about the run."""
    changed: set[str]
    """Files of the course that grading has changed, apart from those that it is there to write."""
    honest: dict[str, str]
    """What each honest student handed in, by her id."""


def honest_students() -> dict[str, str]:
    """Honest students who stand between the attackers, one for every second attack."""
    kinds = list(HONEST)
    return {
        f"{attack.family}-{attack.name}-z": kinds[number % len(kinds)]
        for number, attack in enumerate(ALL[::2])
    }


def contents(root: Path) -> dict[str, str]:
    """A digest of every file of the course that grading is not there to write."""
    written = ("autograded", "feedback", ".autograde", "gradebook.db")
    found = {}
    for folder, folders, names in os.walk(root):
        if Path(folder) == root:
            folders[:] = set(folders) - set(written)
        for path in (Path(folder, name) for name in names if name not in written):
            status = path.lstat()
            text = (
                path.read_bytes()
                if path.is_file() and not path.is_symlink() and status.st_size < 2**25
                else b""
            )
            found[str(path)] = f"{status.st_mode} {status.st_size} {hashlib.sha256(text).hexdigest()}"
    return found


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, tier: Tier) -> Graded:
    """The crowd, graded by a copy of the autograder that has markers in references and judge."""
    folder = tmp_path_factory.mktemp("attacked")
    for name in ("autograde", "helpers", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for path, kind in (("helpers/reference/initialization.py", "reference"), ("autograde/judge.py", "judge")):
        with (folder / path).open("a") as file:
            file.write(f"\n\nMARK = 'MARKER-{kind}-{secrets.token_hex(8)}'\n")
    root = folder / "course"
    attacks.make_course(root, ALL)
    for student, kind in honest_students().items():
        attacks.hand_in(root, student, HONEST[kind])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH")))),
        "SECRET_OF_THE_GRADER": f"MARKER-environment-{secrets.token_hex(8)}",
    }
    autograde = [sys.executable, "-c", "from autograde.cli import main; main()"]
    before = contents(root)
    done = subprocess.run(
        [
            sys.executable,
            str(WATCH),
            str(folder / "tmp"),
            *autograde,
            "grade",
            *ASSIGNMENTS,
            "--jobs",
            "2",
            "--sandbox",
            tier,
        ],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=500,
    )
    after = contents(root)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    _write_feedback(root, folder / "read", [*autograde, "feedback", ASSIGNMENT], environment)
    return Graded(Course.open(root), json.loads(done.stdout), changed, honest_students())


def _write_feedback(root: Path, copy: Path, command: list[str], environment: dict[str, str]) -> None:
    """Write the pages of some families: a page of each would take minutes."""
    (copy / "autograded").mkdir(parents=True)
    for name in ("nbgrader_config.py", "gradebook.db", "source", ".autograde"):
        original = root / name
        (shutil.copytree if original.is_dir() else shutil.copy)(original, copy / name)
    for attack in ALL:
        for student in attack.students() if attack.family in READ_BY_STUDENTS else ():
            shutil.copytree(root / "autograded" / student, copy / "autograded" / student)
    subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=True, timeout=500)
    shutil.copytree(copy / "feedback", root / "feedback")


__all__ = ["ALL", "DOUBLE", "HONEST", "MEAN_SQUARE", "Attack", "Graded"]
