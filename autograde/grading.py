"""Grading one notebook of one student: read, merge, execute, judge. Everything here is in memory."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from autograde import libraries, rebinding, suspicion
from autograde.earlier import NOTHING_EARLIER, Earlier
from autograde.given import DEMO as DEMO
from autograde.given import Given
from autograde.judge import Judge, TestCell
from autograde.limits import Limits
from autograde.notebook_code import used_of_helpers
from autograde.running import Executed, execute, is_run, test_cell
from autograde.sandbox import Zygote
from autograde.submission import (
    Notebook,
    UnreadableSubmission,
    is_test,
    load_source,
    merge,
    parse,
)
from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict
from helpers.reference.registry import load, source_files


@dataclass(frozen=True)
class Job:
    """One notebook to grade. All of it can be sent to another process or machine.

    ``data`` holds the submitted bytes, or ``unreadable`` says why there are none.
    """

    student: str
    assignment: str
    notebook: str
    data: bytes = b""
    unreadable: str = ""


@dataclass(frozen=True)
class Graded:
    """What grading gave: the autograded notebook, as plain dicts, and its verdict."""

    job: Job
    notebook: Notebook
    verdict: SubmissionVerdict


@dataclass(frozen=True)
class SourceNotebook:
    """One notebook of an assignment as the instructor wrote it: all that a worker needs beside a submission.

    It can be sent to another process or machine, which must have the same version of the grader.
    """

    assignment: str
    name: str
    content: Notebook = field(repr=False)
    grader: str = field(repr=False)
    """Digest of the grader's files and of the assignment's references."""
    secret: bytes = field(repr=False)
    checksums: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By grade_id, nbgrader's checksum of each cell as it was released."""
    earlier: Earlier = field(default=NOTHING_EARLIER, repr=False)
    """How other releases differ, which students may have."""
    carried_forward: float = 1.0
    """Which share of its points a part earns that is right in itself, but uses a wrong exercise."""

    @classmethod
    def read(cls, path: Path, secret: bytes, carried_forward: float = 1.0) -> "SourceNotebook":
        """Of source/<assignment>/<notebook>.ipynb.

        Raises
        ------
        UnreadableSource
            When it is not there or not a notebook.
        """
        assignment = path.parent.name
        grader = grader_version(assignment)
        content = load_source(path)
        return cls(assignment, path.stem, content, grader, secret, carried_forward=carried_forward)

    @cached_property
    def judge(self) -> Judge:
        """The judge of its tests."""
        cells = self.content["cells"]
        solutions = [cell["source"] for cell in cells if is_run(cell) and not is_test(cell)]
        return Judge(
            Given.of(cells),
            load(self.assignment),
            self.secret,
            self.assignment,
            solutions,
            used_of_helpers(solutions),
            self.carried_forward,
        )

    @cached_property
    def libraries(self) -> frozenset[str]:
        """What its cells import."""
        return libraries.imported(self.content["cells"])

    @cached_property
    def version(self) -> str:
        """What every verdict depends on, whatever was submitted: the notebook, the grader and the seed."""
        # Assignments with the same notebook are two all the same.
        names = (self.assignment, self.name, self.carried_forward)
        digest = hashlib.sha256(json.dumps([*names, self.content, self.grader]).encode())
        digest.update(hashlib.sha256(self.secret).digest())
        return digest.hexdigest()

    def tests(self) -> list[TestCell]:
        """Its test cells, in order."""
        return [test_cell(cell) for cell in self.content["cells"] if is_test(cell)]

    def key(self, job: Job) -> str:
        """What a verdict depends on: the submission, the assignment, the grader and the seed."""
        digest = hashlib.sha256(job.data)
        for part in (job.unreadable, self.version):
            digest.update(b"\0" + part.encode())
        return digest.hexdigest()

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.assignment, self.name, self.content, self.grader, self.secret, self.checksums)
        known = {"version": self.version}  # to every worker
        return SourceNotebook, (*fields, self.earlier, self.carried_forward), known


@cache
def grader_version(assignment: str) -> str:
    """Digest of what this installation would grade an assignment with: the grader, helpers, its references.

    References of other assignments do not count: changing one regrades only its own.
    """
    package = Path(__file__).parent
    helpers = package.parent / "helpers"
    digest = hashlib.sha256()
    for path in [*sorted(package.rglob("*.py")), *sorted(helpers.glob("*.py")), *source_files(assignment)]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def grade(source: SourceNotebook, job: Job, zygote: Zygote, limits: Limits) -> Graded:
    """Grade one submitted notebook. Whatever it contains, this returns a verdict.

    When the sandbox was killed meanwhile, which no submission can do, it is graded again.

    Raises
    ------
    SandboxUnavailable
        When students' code cannot be run safely.
    MemoryError
        When this process has not enough memory to check what the submission's functions returned.
    """
    for _ in range(SANDBOXES_LOST):
        before = zygote.losses
        graded = _grade_once(source, job, zygote, limits)
        if not _may_be_the_sandboxs_fault(graded.verdict) or (zygote.is_there() and zygote.losses == before):
            break
    return graded


SANDBOXES_LOST = 3
"""How often a notebook is graded whose sandbox is killed each time."""


def _may_be_the_sandboxs_fault(verdict: SubmissionVerdict) -> bool:
    """Whether a process is said to have ended itself: in a test, or in a cell."""
    crashed = any(part.outcome is Outcome.CRASH for test in verdict.tests for part in test.parts)
    return crashed or any(note.kind is NoteKind.STUDENT_CELL for note in verdict.notes)


def _grade_once(source: SourceNotebook, job: Job, zygote: Zygote, limits: Limits) -> Graded:
    started = time.perf_counter()
    try:
        if job.unreadable:
            raise UnreadableSubmission(job.unreadable)
        merged = merge(source.content, parse(job.data, limits), source.earlier)
    except UnreadableSubmission as error:
        merged = merge(source.content, None)
        merged.notes.append(Note(NoteKind.UNREADABLE, str(error)))
        executed = Executed(tuple(_not_read(test, str(error)) for test in source.tests()), 0)
    else:
        merged.notes += suspicion.notes_on(merged.notebook["cells"])
        merged.notes += libraries.notes_on(merged.notebook["cells"], source.libraries)
        merged.notes += rebinding.notes_on(merged.notebook["cells"], source.judge.given)
        executed = execute(source.judge, merged, zygote, limits)
    verdict = SubmissionVerdict(
        job.assignment,
        job.notebook,
        job.student,
        executed.tests,
        tuple(merged.notes),
        zygote.tier,
        time.perf_counter() - started,
        memory=executed.memory,
        key=source.key(job),
    )
    return Graded(job, merged.notebook, verdict)


def _not_read(test: TestCell, reason: str) -> TestVerdict:
    part = PartVerdict("the whole test", 0.0, test.points, Outcome.UNANSWERED, reason=reason)
    return TestVerdict(test.test_id, test.exercise, 0.0, test.points, (replace(part, hint=_RESUBMIT),))


_RESUBMIT = "Open the notebook in JupyterLab, run it, save it and submit it again."
