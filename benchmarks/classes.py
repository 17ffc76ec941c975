"""Make a class: students who answer each exercise rightly, in another style, wrongly or not at all."""

import json
import shutil
from pathlib import Path

import numpy as np

from autograde.course import Course
from autograde.sample_class import Desk, make_desk
from autograde.submission import Notebook, is_solution, nbgrader_of
from helpers.reference.registry import load

ROOT = Path(__file__).resolve().parents[1]
SEED = 2015
SECRET = bytes(range(32))
"""Seeds the hidden inputs, so that every run measures the same work."""

ANSWERS = {"solution": 0.45, "style": 0.2, "mistake": 0.25, "stub": 0.1}
"""How an exercise is answered, and how often."""


def gradable() -> list[str]:
    """Names of the assignments that have a release and a registry of references."""
    course = Course.open(ROOT)
    released = [
        name
        for name in course.assignments()
        if all((course.release / name / path.name).exists() for path in course.source_notebooks(name))
    ]
    return [name for name in released if load(name) is not None]


def empty_course(folder: Path, config: str, assignments: list[str]) -> Path:
    """A course without students: the sources and releases of some assignments, and a configuration."""
    for name in assignments:
        for part in ("source", "release"):
            shutil.copytree(ROOT / part / name, folder / part / name)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    (folder / ".autograde").mkdir()
    (folder / ".autograde" / "secret").write_bytes(SECRET)
    return folder


def our_config() -> str:
    """The course's own configuration."""
    return (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")


def hand_in(submitted: Path, assignments: list[str], students: int, solved: bool = False) -> None:
    """Fill a folder ``submitted`` with a class; the same one for the same numbers.

    A student's answers do not depend on how many others there are. With `solved` every answer is right.
    """
    course = Course.open(ROOT)
    for number, assignment in enumerate(assignments):
        notebook, desk = make_desk(course, assignment)
        for student in range(students):
            rng = np.random.default_rng([SEED, number, student])
            made = desk.answers() if solved else draw(desk, rng)
            place = submitted / f"student-{student:06}" / assignment / notebook
            place.parent.mkdir(parents=True)
            place.write_text(json.dumps(made, indent=1, ensure_ascii=False), encoding="utf-8")


def draw(desk: Desk, rng: np.random.Generator) -> Notebook:
    """One student's notebook: an answer drawn for each exercise."""
    stubs = {
        nbgrader_of(cell)["grade_id"]: str(cell["source"])
        for cell in desk.release["cells"]
        if is_solution(cell)
    }
    changed: dict[str, str] = {}
    for exercise in desk.exercises:
        kind = rng.choice(list(ANSWERS), p=list(ANSWERS.values()))
        known = {"style": exercise.styles, "mistake": exercise.misconceptions}.get(kind)
        if known:
            changed[exercise.name] = exercise.source_of(known[rng.integers(len(known))])
        elif kind == "stub":
            changed[exercise.name] = stubs[exercise.name]
    return desk.answers(**changed)
