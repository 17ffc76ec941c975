"""Whether a source notebook's own solution gets full marks: that is found out before anybody is graded.

A test that its own solution does not pass would take points from everybody who is right. So it is a refusal,
which names the cells; that a solution has passed is remembered until the notebook, the grader or the course's
secret changes.
"""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograde.course import Course, CourseError
from autograde.files import write_whole
from autograde.grading import Job, SourceNotebook
from autograde.sandbox import Requested, SandboxUnavailable
from autograde.verdict import PartVerdict, SubmissionVerdict, TestVerdict
from autograde.workers import Result, Task, WorkerLost

TRIES = 2
"""How often a solution is graded that does not get full marks, since a part may measure time."""


class Submits(Protocol):
    """What grades notebooks."""

    def submit(self, task: Task, /) -> "Future[Result]":
        """Have a notebook graded."""
        ...


@dataclass(frozen=True)
class Proven:
    """The source notebooks of a course whose solutions have got full marks."""

    path: Path

    @classmethod
    def of(cls, course: Course) -> "Proven":
        """Those that the course's own folder has in mind."""
        return cls(course.state / "proven.json")

    def missing(self, sources: Sequence[SourceNotebook]) -> list[SourceNotebook]:
        """Those of some source notebooks of which it is not known."""
        known = self._versions()
        return list({each.version: each for each in sources if each.version not in known}.values())

    def add(self, sources: Sequence[SourceNotebook]) -> None:
        """Remember source notebooks, and of each notebook the last version alone.

        Raises
        ------
        OSError
            When the file cannot be written.
        """
        names = {f"{each.assignment}/{each.name}" for each in sources}
        kept = {version: name for version, name in self._versions().items() if name not in names}
        kept |= {each.version: f"{each.assignment}/{each.name}" for each in sources}
        write_whole(self.path, json.dumps(kept, indent=1).encode())

    def _versions(self) -> dict[str, str]:
        """By its version, each notebook's name; nothing where the file is gone or damaged."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(name) for key, name in found.items()} if isinstance(found, dict) else {}


def complaints(
    course: Course, sources: Sequence[SourceNotebook], workers: Submits, sandbox: Requested = "auto"
) -> list[str]:
    """Have solutions graded that are not known to be right: a line for each test cell that takes points.

    Where a worker is lost, nothing is found out: how many may be, the run itself decides.

    Raises
    ------
    SandboxUnavailable
        When code cannot be run safely here.
    """
    proven = Proven.of(course)
    waiting, lines = proven.missing(sources), dict[str, list[str]]()
    for _ in range(TRIES if waiting else 0):
        running = [(each, workers.submit(_task(course, each, sandbox))) for each in waiting]
        found = [(each, _lines(course, each, future)) for each, future in running]
        proven.add([each for each, wrong in found if wrong == []])
        waiting = [each for each, wrong in found if wrong != []]
        lines = {each.version: wrong for each, wrong in found if wrong}
        if not waiting:
            break
    return [line for each in lines.values() for line in each]


def _task(course: Course, source: SourceNotebook, sandbox: Requested) -> Task:
    job = Job("the solution", source.assignment, source.name, json.dumps(source.content).encode())
    return Task(source, job, course.limits, sandbox, course.minimum)


def _lines(course: Course, source: SourceNotebook, future: "Future[Result]") -> list[str] | None:
    """What is to be said of a solution; None if that could not be found out."""
    path = course.source / source.assignment / f"{source.name}.ipynb"
    try:
        verdict = future.result().verdict
    except (SandboxUnavailable, CourseError):
        raise
    except WorkerLost:
        return None
    except Exception as error:  # whatever breaks the grader would do so with every student's notebook
        return [f"{path}: its solution cannot be graded: {type(error).__name__}: {error}"]
    return [f"{path}: {line}" for line in _of_verdict(verdict)]


def _of_verdict(verdict: SubmissionVerdict) -> list[str]:
    return [
        f"its own solution gets {test.points:g} of {test.max_points:g} in {test.test_id}: {_why(test)}"
        for test in verdict.tests
        if test.points < test.max_points
    ]


def _why(test: TestVerdict) -> str:
    part: PartVerdict = next(each for each in test.parts if not each.passed)
    return " ".join(f"{part.reason} {part.detail}".split())
