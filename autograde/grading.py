"""Grading one notebook of one student: read, merge, execute, judge. Everything here is in memory."""

import hashlib
import time
from dataclasses import dataclass, field, replace
from functools import partial
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
from helpers.reference.registry import load

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


@dataclass
class SourceNotebook:
    """One notebook of an assignment as the instructor wrote it, and the judge of its tests."""

    assignment: str
    name: str
    content: Notebook
    version: str
    judge: Judge = field(repr=False)

    @classmethod
    def read(cls, path: Path, secret: bytes) -> "SourceNotebook":
        """Of source/<assignment>/<notebook>.ipynb.

        Raises
        ------
        UnreadableSource
            When it is not there or not a notebook.
        """
        content = load_source(path)
        assignment = path.parent.name
        imports = Imports.of(cell["source"] for cell in content["cells"] if is_given(cell))
        version = _version(path)
        return cls(
            assignment, path.stem, content, version, Judge(imports, load(assignment), secret, assignment)
        )

    def tests(self) -> list[TestCell]:
        """Its test cells, in order."""
        return [test_cell(cell) for cell in self.content["cells"] if is_test(cell)]

    def key(self, job: Job) -> str:
        """What a verdict depends on: the submission, the assignment, the grader and the seed."""
        digest = hashlib.sha256(job.data)
        secret = hashlib.sha256(self.judge.secret).hexdigest()
        for part in (job.unreadable, self.version, secret):
            digest.update(b"\0" + part.encode())
        return digest.hexdigest()


def _version(source: Path) -> str:
    """What a verdict depends on beside the submission: the source notebook, its references, the grader."""
    package = Path(__file__).parent
    helpers = package.parent / "helpers"
    files = [
        source,
        helpers / "reference" / f"{source.parent.name}.py",
        helpers / "reference" / "registry.py",
    ]
    files += [*sorted(package.rglob("*.py")), *sorted(helpers.glob("*.py"))]
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
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
