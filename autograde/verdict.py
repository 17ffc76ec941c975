"""The record of what became of a submission. Every renderer draws from it alone.

A verdict is stored in the autograded notebook's metadata under ``autograde``, so that gradebook, feedback
and report never disagree: `SubmissionVerdict.to_json` and `from_json` are inverse to each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA = 1
METADATA_KEY = "autograde"


class Outcome(StrEnum):
    """What became of a part, from good to bad."""

    PASSED = "passed"
    CARRIED = "carried"
    """Right in itself: it passes where references stand for earlier exercises that failed."""
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    TAMPERING = "tampering"

    @property
    def label(self) -> str:
        """For people: a word or two."""
        return _LABELS.get(str(self), str(self))


_LABELS = {
    "carried": "right in itself",
    "error": "error in the code",
    "timeout": "took too long",
    "memory": "too much memory",
}


class NoteKind(StrEnum):
    """What the autograder noticed about a submission beside its answers."""

    REPAIRED = "repaired"
    """The notebook was not as released (a test cell deleted, copied, edited …) and was mended."""
    STUDENT_CELL = "student cell"
    """A cell of the student's raised an error, took too long or killed its process."""
    UNREADABLE = "unreadable"
    """The file could not be read at all: every part scores 0."""
    LIBRARY = "library"
    """An answer imports a library that the course's solutions do without. For the instructor only."""
    TAMPERING = "tampering"
    """It looks like an attempt to influence the grading. For the instructor only."""


@dataclass(frozen=True)
class PartVerdict:
    """One part of a test cell. ``reason``, ``detail`` and ``hint`` are addressed to the student."""

    name: str
    points: float
    max_points: float
    outcome: Outcome
    hidden: bool = False
    reason: str = ""
    detail: str = ""
    hint: str = ""
    misconception: str | None = None
    """Name of the known mistake in the registry of references; its sentence is the hint."""

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    @property
    def carried(self) -> bool:
        """Whether it is right in itself, though an earlier exercise that it uses is wrong."""
        return self.outcome is Outcome.CARRIED


@dataclass(frozen=True)
class TestVerdict:
    """One test cell: ``test_id`` is its nbgrader grade_id, ``exercise`` what it tests: a function's name."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    test_id: str
    exercise: str
    points: float
    max_points: float
    parts: tuple[PartVerdict, ...]
    seconds: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """The first part's that neither passed nor is right in itself, else the first's that did not pass."""
        failed = [part.outcome for part in self.parts if not part.passed]
        return next((each for each in failed if each is not Outcome.CARRIED), [*failed, Outcome.PASSED][0])

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Names of the known mistakes found, each once."""
        return tuple(dict.fromkeys(part.misconception for part in self.parts if part.misconception))


@dataclass(frozen=True)
class Note:
    """Something noticed, in one sentence, with the place (a cell and line) when there is one."""

    kind: NoteKind
    text: str
    place: str = ""

    @property
    def is_for_the_student(self) -> bool:
        return self.kind not in (NoteKind.TAMPERING, NoteKind.LIBRARY)


@dataclass(frozen=True)
class SubmissionVerdict:
    """One notebook of one student: all that grading found out."""

    assignment: str
    notebook: str
    student: str
    tests: tuple[TestVerdict, ...]
    notes: tuple[Note, ...] = ()
    sandbox: str = ""
    """The tier of the sandbox that the student's code ran in (`autograde.sandbox.Tier`)."""
    seconds: float = 0.0
    memory: int = 0
    """Peak resident memory of the largest of the student's processes, in bytes; 0 when not measured."""
    key: str = ""
    """Content key: what submission, assignment, grader and seed this is the verdict of."""
    schema: int = field(default=SCHEMA)

    @property
    def points(self) -> float:
        return sum(test.points for test in self.tests)

    @property
    def max_points(self) -> float:
        return sum(test.max_points for test in self.tests)

    @property
    def suspicious(self) -> bool:
        """Whether anything looked like tampering."""
        return any(note.kind is NoteKind.TAMPERING for note in self.notes) or any(
            part.outcome is Outcome.TAMPERING for test in self.tests for part in test.parts
        )

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers."""
        tests = [{**vars(test), "parts": [{**vars(part)} for part in test.parts]} for test in self.tests]
        return {**vars(self), "tests": tests, "notes": [{**vars(note)} for note in self.notes]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SubmissionVerdict":
        """The verdict that `to_json` wrote.

        Raises
        ------
        ValueError
            When the record is of another schema or has been damaged.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(f"verdict of schema {data.get('schema')!r}, this version reads {SCHEMA}")
        try:
            return cls(
                **{
                    **data,
                    "tests": tuple(map(_test, data["tests"])),
                    "notes": tuple(map(_note, data["notes"])),
                }
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"damaged verdict: {error}") from error


def _test(data: Mapping[str, Any]) -> TestVerdict:
    parts = (PartVerdict(**{**part, "outcome": Outcome(part["outcome"])}) for part in data["parts"])
    return TestVerdict(**{**data, "parts": tuple(parts)})


def _note(data: Mapping[str, Any]) -> Note:
    return Note(**{**data, "kind": NoteKind(data["kind"])})
