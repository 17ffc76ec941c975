"""Hostile submissions, each with an honest twin: read from tests/attacks, graded, and looked at.

An attack is a small Python file that defines ``attack``. All hand in one of two small assignments
(`autograde.attacked`). Markers stand in whatever no student may see; the limits are short, so that endless
loops end soon.
"""

import importlib.util
import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograde.attacked import (
    ASSIGNMENT,
    ASSIGNMENTS,
    DOUBLE,
    FULL,
    HALF,
    LOCKED,
    MEAN_SQUARE,
    WRONG,
    source,
    submitted,
)
from autograde.autograded import read_verdict
from autograde.course import CONFIG_FILE, Course, CourseError
from autograde.submission import Cell, Notebook, is_test, nbgrader_of
from autograde.verdict import SubmissionVerdict

__all__ = [
    "ASSIGNMENT",
    "ASSIGNMENTS",
    "DOUBLE",
    "FULL",
    "HALF",
    "LOCKED",
    "MEAN_SQUARE",
    "ON_THE_WIRE",
    "WRONG",
    "Attack",
    "Work",
    "checked_cell",
    "complaints",
    "hand_in",
    "leaving",
    "load",
    "make_course",
    "racing",
]

_ROOT = Path(__file__).resolve().parents[1]
FOLDER = _ROOT / "tests" / "attacks"
WORKERS = 2
"""How many grade them: an attack has a neighbour at every moment."""

MARK = re.compile(r"MARKER-[a-z]+-[0-9a-f]{16}")
HIDDEN = re.compile(r"27182.?8|2.71828")

LARGEST = 2**18
"""Characters that the outputs of an autograded notebook may have, whatever was printed."""

ON_THE_WIRE = """
import os
import socket
import stat
import struct
import time

import msgpack

def sockets():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                yield fd
        except OSError:
            pass

def say(data):
    for fd in sockets():
        os.write(fd, data)

def frame(value):
    data = msgpack.packb(value)
    return struct.pack("!I", len(data)) + data
"""
"""A cell with `say`, which writes to every socket of its process, and `frame`, a message of the wire."""

SHORT_LIMITS = """
c.SandboxLimits.test_seconds = 2
c.SandboxLimits.cell_seconds = 2
c.SandboxLimits.notebook_seconds = 6
c.SandboxLimits.cpu_seconds = 10
c.SandboxLimits.memory = 256 * 2**20
c.SandboxLimits.file_size = 8 * 2**20
c.SandboxLimits.message = 8 * 2**20
"""


@dataclass(frozen=True)
class Work:
    """What a student hands in: her answers, cells of her own, and what is done to the notebook after that.

    Attributes
    ----------
    own, late, last
        Code of her own before the first answer, between the two exercises, and at the end; empty: no cell.
    edit
        Changes the notebook in place, or gives another one, or bytes.
    place
        Puts the bytes where they are submitted, ``submitted/<student>/<assignment>/<assignment>.ipynb``.
    """

    own: str = ""
    double: str = DOUBLE
    late: str = ""
    mean_square: str = MEAN_SQUARE
    last: str = ""
    edit: Callable[[Notebook], Notebook | bytes | None] | None = None
    place: Callable[[Path, bytes], object] = Path.write_bytes

    def data(self, assignment: str = ASSIGNMENT) -> bytes:
        """The notebook's bytes."""
        notebook = submitted(assignment, self.double, self.mean_square, self.own, self.late, self.last)
        edited = self.edit(notebook) if self.edit else None
        return edited if isinstance(edited, bytes) else json.dumps(edited or notebook).encode()


@dataclass(frozen=True)
class Attack:
    """One hostile submission, and what must become of it.

    Attributes
    ----------
    work, twin
        What is handed in; the twin has its shape without the attack, and gets full points.
    points
        What its honest part earns: exactly this is recorded. Several where it may spoil that part by chance.
        None: it cannot be graded, and a line says so.
    outcome
        Of the attacked exercise's test, by `autograde.verdict.Outcome`; several where the machine decides.
    suspected
        Whether the instructor is told of signs of tampering. None: the machine decides.
    assignment, exercise
        Which assignment is handed in, and which of its exercises is attacked.
    student
        The student's id, where that is the attack.
    copies
        How often it is handed in: two go to the same worker when there are more than workers.
    harms
        Why it is not tried on stock nbgrader, even in a sandbox; mostly empty.
    tells
        A pattern for what the student would read if the attack told her the hidden number in its own code;
        mostly empty.
    """

    work: Work
    twin: Work = Work()
    points: float | tuple[float, ...] | None = HALF
    outcome: str | tuple[str, ...] = "wrong"
    suspected: bool | None = False
    assignment: str = ASSIGNMENT
    exercise: Literal["double", "mean_square"] = "double"
    student: str = ""
    copies: int = 1
    harms: str = ""
    tells: str = ""
    name: str = ""
    family: str = ""
    does: str = ""

    def students(self) -> list[str]:
        """Who hands it in."""
        known = self.student or f"{self.family}-{self.name}"
        return [known] if self.copies == 1 else [f"{known}-{number}" for number in range(1, self.copies + 1)]

    @property
    def twins_student(self) -> str:
        """Who hands in the twin; she is graded at the same time, by the other worker."""
        return f"{self.family}-{self.name}-twin"


def leaving(own: str, twin: str, *, suspected: bool = False) -> Attack:
    """Three of one student who changes what processes have, and fails if she meets a change of another's.

    Parameters
    ----------
    own
        Code that defines ``spoil``, which changes something, and ``is_spoiled``, which looks at it.
    twin
        Code of the honest twin's own.
    """
    work = Work(
        own=f"{own}\nLEFT_BY_ANOTHER = is_spoiled()\n",
        double="def double(x):\n    spoil()\n    return 0 if LEFT_BY_ANOTHER else 2 * x",
        mean_square="def mean_square(x):\n"
        "    return 0 if LEFT_BY_ANOTHER or is_spoiled() else float(np.mean(x ** 2))",
        last="spoil()\nprint(is_spoiled())\n",
    )
    return Attack(work, Work(own=twin), points=FULL, outcome="passed", suspected=suspected, copies=3)


def racing(answer: str, twin: str, outcome: str | tuple[str, ...] = "wrong") -> Attack:
    """An answer to the race that does its work by ``slowly``, a loop, and a quick twin.

    Its visible part and the other exercise are right: 4 of 5 points.
    """
    slowly = """
def slowly(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)
"""
    return Attack(
        Work(mean_square=slowly + answer),
        Work(mean_square=twin),
        points=4.0,
        outcome=outcome,
        assignment=LOCKED,
        exercise="mean_square",
    )


def load(folder: Path = FOLDER) -> list[Attack]:
    """The attacks in a folder of families.

    Raises
    ------
    CourseError
        When there are none: the package alone, without its repository, has none.
    """
    paths = sorted(folder.glob("[!_.]*/[!_.]*.py"))
    if not paths:
        raise CourseError(f"{folder} holds no attacks: run this from a clone of the course's repository")
    return [_load(path) for path in paths]


def _load(path: Path) -> Attack:
    spec = importlib.util.spec_from_file_location(f"attack_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    attack: Attack = module.attack
    does = " ".join((module.__doc__ or "").split())
    named = {"name": path.stem, "family": path.parent.name, "does": does}
    return Attack(**{**vars(attack), **named})


def make_course(root: Path, attacks: Sequence[Attack]) -> dict[str, str]:
    """Write the course, the attacks and their twins; the markers, by what they are planted in."""
    marks = {
        kind: f"MARKER-{kind}-{secrets.token_hex(8)}"
        for kind in ("test", "solution", "config", "database", "exam", "classmate")
    }
    config = (_ROOT / CONFIG_FILE).read_text()
    _write(root / CONFIG_FILE, f"{config}{SHORT_LIMITS}# {marks['config']}\n".encode())
    _write(root / "old-gradebook.db", marks["database"].encode())
    _write(root / "exam.txt", marks["exam"].encode())
    for name in ASSIGNMENTS:
        _write(root / "source" / name / f"{name}.ipynb", source(name, marks))
    hand_in(root, "classmate", Work(last=f"# {marks['classmate']}"))
    for attack in attacks:
        for student in attack.students():
            hand_in(root, student, attack.work, attack.assignment)
        hand_in(root, attack.twins_student, attack.twin, attack.assignment)
    return marks


def hand_in(root: Path, student: str, work: Work, assignment: str = ASSIGNMENT) -> None:
    """Put her work into submitted/."""
    place = root / "submitted" / student / assignment / f"{assignment}.ipynb"
    place.parent.mkdir(parents=True)
    work.place(place, work.data(assignment))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def checked_cell(notebook: Notebook, exercise: str = "double") -> Cell:
    """The test cell of an exercise."""
    name = f"test_{exercise}"
    return next(cell for cell in notebook["cells"] if nbgrader_of(cell).get("grade_id") == name)


def complaints(course: Course, attack: Attack) -> Iterator[str]:
    """What is not as it must be after grading; each in a sentence."""
    for student in attack.students():
        yield from (f"{student!r}: {what}" for what in _complaints_on(course, student, attack))
    verdict = _verdict(course, attack.twins_student, attack.assignment)
    if verdict is None or verdict.points != FULL:
        yield f"its twin has {verdict.points if verdict else 'no'} points, not {FULL:g}"
    elif verdict.suspicious and attack.suspected is False:
        yield "its twin is suspected"


def _complaints_on(course: Course, student: str, attack: Attack) -> Iterator[str]:
    verdict = _verdict(course, student, attack.assignment)
    if verdict is None or attack.points is None:
        if verdict is not None or attack.points is not None:
            yield "there is a verdict" if verdict else "there is no verdict"
        return
    if verdict.points not in _each(attack.points):
        yield f"{verdict.points:g} points, expected {attack.points}"
    (outcome,) = (test.outcome for test in verdict.tests if test.exercise == attack.exercise)
    if outcome not in _each(attack.outcome):
        yield f"the outcome is {outcome}, expected {attack.outcome}"
    if attack.suspected not in (None, verdict.suspicious):
        yield "it is suspected" if verdict.suspicious else "no sign of tampering is reported"
    for kind, text in _seen_by_the_student(course, student, verdict):
        if MARK.search(text):
            yield f"a marker is in {kind}: {MARK.findall(text)[0]}"
        if HIDDEN.search(text) or (attack.tells and re.search(attack.tells, text)):
            yield f"hidden inputs are in {kind}"
        if len(text) > LARGEST and kind != "the feedback":
            yield f"{kind} have {len(text) / 2**20:.1f} MB"


def _each(expected: object) -> tuple[object, ...]:
    return expected if isinstance(expected, tuple) else (expected,)


def _seen_by_the_student(
    course: Course, student: str, verdict: SubmissionVerdict
) -> Iterator[tuple[str, str]]:
    """Text that goes back to the student, by where it stands."""
    assignment = verdict.assignment
    notebook = json.loads(_autograded(course, student, assignment).read_text())
    for what, wanted in (("the outputs of her cells", False), ("the outputs of tests", True)):
        outputs = [
            c["outputs"] for c in notebook["cells"] if c["cell_type"] == "code" and is_test(c) is wanted
        ]
        yield what, json.dumps(outputs)
    notes = [note.text for note in verdict.notes if note.is_for_the_student]
    yield "the notes", " ".join(notes)
    page = course.feedback / student / assignment / f"{assignment}.html"
    if page.exists():
        yield "the feedback", page.read_text()


def _autograded(course: Course, student: str, assignment: str) -> Path:
    return course.autograded / student / assignment / f"{assignment}.ipynb"


def _verdict(course: Course, student: str, assignment: str) -> SubmissionVerdict | None:
    try:
        return read_verdict(_autograded(course, student, assignment))
    except CourseError:
        return None
