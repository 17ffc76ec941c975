"""Grading one notebook of one student: read, merge, execute, judge. Everything here is in memory."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from autograde import suspicion
from autograde.execution import Run
from autograde.judge import Imports, Judge, TestCell
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.student import CellRun
from autograde.submission import (
    Cell,
    Merged,
    Notebook,
    UnreadableSubmission,
    is_given,
    is_solution,
    is_test,
    load_source,
    merge,
    nbgrader_of,
    parse,
    tags_of,
)
from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict
from helpers.checks import StudentProcessError
from helpers.reference.registry import load, source_files

DEMO = "demo"
"""Tag of cells that no test needs (training runs, figures): they are not executed when grading."""


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

    @classmethod
    def read(cls, path: Path, secret: bytes) -> "SourceNotebook":
        """Of source/<assignment>/<notebook>.ipynb.

        Raises
        ------
        UnreadableSource
            When it is not there or not a notebook.
        """
        assignment = path.parent.name
        return cls(assignment, path.stem, load_source(path), grader_version(assignment), secret)

    @cached_property
    def judge(self) -> Judge:
        """The judge of its tests."""
        imports = Imports.of(cell["source"] for cell in self.content["cells"] if is_given(cell))
        return Judge(imports, load(self.assignment), self.secret, self.assignment)

    @cached_property
    def version(self) -> str:
        """What every verdict depends on, whatever was submitted: the notebook, the grader and the seed."""
        digest = hashlib.sha256(json.dumps([self.content, self.grader]).encode())
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
        return SourceNotebook, fields


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


def test_cell(cell: Cell) -> TestCell:
    """The test in a source notebook's cell; its exercise is its grade_id without the leading ``test_``."""
    meta = nbgrader_of(cell)
    grade_id = str(meta["grade_id"])
    return TestCell(grade_id, grade_id.removeprefix("test_"), float(meta["points"]), cell["source"])


def grade(source: SourceNotebook, job: Job, zygote: Zygote, limits: Limits) -> Graded:
    """Grade one submitted notebook. Whatever it contains, this returns a verdict.

    Raises
    ------
    SandboxUnavailable
        When students' code cannot be run safely.
    """
    started = time.perf_counter()
    try:
        if job.unreadable:
            raise UnreadableSubmission(job.unreadable)
        merged = merge(source.content, parse(job.data, limits))
    except UnreadableSubmission as error:
        merged = merge(source.content, None)
        merged.notes.append(Note(NoteKind.UNREADABLE, str(error)))
        tests = [_not_read(test, str(error)) for test in source.tests()]
    else:
        merged.notes += suspicion.notes_on(merged.notebook["cells"])
        tests = _execute(source, merged, zygote, limits)
    verdict = SubmissionVerdict(
        job.assignment,
        job.notebook,
        job.student,
        tuple(tests),
        tuple(merged.notes),
        zygote.kind,
        time.perf_counter() - started,
        source.key(job),
    )
    return Graded(job, merged.notebook, verdict)


def _execute(source: SourceNotebook, merged: Merged, zygote: Zygote, limits: Limits) -> list[TestVerdict]:
    """Run the merged notebook cell by cell; tests are judged where they stand."""
    tests: list[TestVerdict] = []
    failed: dict[str, CellRun] = {}
    with Run(zygote, limits) as run:
        for cell in merged.notebook["cells"]:
            if cell["cell_type"] != "code" or DEMO in tags_of(cell):
                continue
            if is_test(cell):
                tests.append(_judge(source.judge, test_cell(cell), run, failed))
                continue
            ran = run.cell(cell["source"])
            cell["outputs"] = _outputs(ran)
            if ran.raised:
                failed[cell["source"]] = ran
                merged.notes += _note(cell, ran)
    return tests


def _judge(judge: Judge, test: TestCell, run: Run, failed: dict[str, CellRun]) -> TestVerdict:
    try:
        branch = run.branch()
    except StudentProcessError as error:
        return _lost(test, error)
    try:
        return judge.judge(test, branch, partial(_why_missing, failed))
    finally:
        branch.close()


def _why_missing(failed: dict[str, CellRun], name: str) -> str:
    """Which error kept a name from being defined, when the cell that defines it failed."""
    for source, ran in failed.items():
        if ran.raised and (f"def {name}" in source or f"class {name}" in source or f"{name} =" in source):
            return f": its cell ended with {ran.raised}"
    return ""


def _outputs(ran: CellRun) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = []
    if ran.printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": ran.printed})
    if ran.raised:
        raised = ran.raised
        outputs.append(
            {
                "output_type": "error",
                "ename": raised.type,
                "evalue": raised.message,
                "traceback": [str(raised)],
            }
        )
    return outputs


def _note(cell: Cell, ran: CellRun) -> list[Note]:
    """A failing cell is worth a note, unless it is an exercise not written yet."""
    assert ran.raised is not None
    if ran.raised.type == "NotImplementedError":
        return []
    place = nbgrader_of(cell).get("grade_id") or cell["id"]
    name = "This answer's cell" if is_solution(cell) else "This cell"
    return [Note(NoteKind.STUDENT_CELL, f"{name} ended with {ran.raised}.", str(place))]


def _not_read(test: TestCell, reason: str) -> TestVerdict:
    part = PartVerdict("the whole test", 0.0, test.points, Outcome.UNANSWERED, reason=reason)
    return TestVerdict(test.test_id, test.exercise, 0.0, test.points, (replace(part, hint=_RESUBMIT),))


def _lost(test: TestCell, error: StudentProcessError) -> TestVerdict:
    part = PartVerdict(
        "the whole test",
        0.0,
        test.points,
        Outcome(error.kind),
        reason=f"{str(error).capitalize()}.",
        hint=_RERUN,
    )
    return TestVerdict(test.test_id, test.exercise, 0.0, test.points, (part,))


_RESUBMIT = "Open the notebook in JupyterLab, run it, save it and submit it again."
_RERUN = "Choose Run → Restart Kernel and Run All Cells in JupyterLab: does the notebook run to its end?"
