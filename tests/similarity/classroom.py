"""Classes on the assignment `softmax`: written by hand, drawn from habits, made of the registry, copied."""

import copy
import json
import re
import shutil
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import numpy as np

from autograde.course import Course
from autograde.similarity import SimilarPair, find_pairs
from autograde.submission import is_solution, load_source, nbgrader_of
from helpers.reference.registry import load
from tests.conftest import ROOT
from tests.similarity import honest

ASSIGNMENT = "softmax"
RELEASE = ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
HANDS = Path(__file__).with_name("hands")

Answers = Mapping[str, str]
"""One student's code by exercise; `own` is a cell of her own."""


def quiet(description: str, total: int) -> nullcontext:
    """Show no progress."""
    return nullcontext(lambda: None)


@cache
def stubs() -> dict[str, str]:
    """The released text of each exercise."""
    cells = load_source(RELEASE)["cells"]
    return {nbgrader_of(cell)["grade_id"]: cell["source"] for cell in cells if is_solution(cell)}


@cache
def hands() -> dict[str, Answers]:
    """Answers that people wrote without knowing of each other or of the registry, by writer."""
    return {path.stem: _read(path.read_text("utf-8")) for path in sorted(HANDS.glob("*.txt"))}


def _read(text: str) -> Answers:
    _, *parts = re.split(r"^# %% (\w+)\n", text, flags=re.MULTILINE)
    return {
        name: _with_docstring(name, code.rstrip("\n"))
        for name, code in zip(parts[::2], parts[1::2], strict=True)
    }


def _with_docstring(exercise: str, code: str) -> str:
    docstring = re.search(r' {4}""".*?"""\n', stubs().get(exercise, ""), re.DOTALL)
    return code.replace('    """as released"""\n', docstring[0]) if docstring else code


def from_habits(seed: int, number: int) -> Answers:
    """What the student of this number in a class writes, without docstrings."""
    return honest.answers(np.random.default_rng([seed, number]))


def from_registry(seed: int, number: int) -> Answers:
    """A right style or, now and then, a known mistake in each exercise."""
    rng = np.random.default_rng([seed, number])
    exercises = load(ASSIGNMENT)
    assert exercises is not None
    chosen = {}
    for exercise in exercises:
        variants = [variant for variant in exercise.styles if not variant.alone]
        if rng.random() < 0.3:
            variants = exercise.misconceptions
        chosen[exercise.name] = exercise.source_of(variants[int(rng.integers(len(variants)))])
    return chosen


def sixty(seed: int) -> dict[str, Answers]:
    """Sixty students who did their own work: the hands, a third of the rest by the registry."""
    others = range(60 - len(hands()))
    return dict(hands()) | {
        f"s{n:02}": from_registry(seed, n) if n % 3 == 0 else from_habits(seed, n) for n in others
    }


def notebook(answers: Answers) -> bytes:
    """The released notebook with these answers in it."""
    content = copy.deepcopy(load_source(RELEASE))
    for cell in content["cells"]:
        if is_solution(cell):
            cell["source"] = answers.get(nbgrader_of(cell)["grade_id"], cell["source"])
    own = [
        {"cell_type": "code", "id": f"mine-{name}", "metadata": {}, "source": code, "outputs": []}
        for name, code in answers.items()
        if name not in stubs()
    ]
    first = next(index for index, cell in enumerate(content["cells"]) if is_solution(cell))
    content["cells"][first:first] = own
    return json.dumps(content).encode()


def make_course(folder: Path, students: Mapping[str, Answers | bytes]) -> Course:
    """A course in which these students have handed in `softmax`."""
    for part in ("source", "release"):
        place = folder / part / ASSIGNMENT
        place.mkdir(parents=True)
        shutil.copy(ROOT / part / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", place)
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    (folder / "submitted").mkdir()
    for student, work in students.items():
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(work if isinstance(work, bytes) else notebook(work))
    return Course.open(folder)


def pairs_of(folder: Path, students: Mapping[str, Answers | bytes]) -> list[SimilarPair]:
    """The suspicious pairs of such a class."""
    return find_pairs(make_course(folder, students), ASSIGNMENT, quiet)
