"""Running a merged notebook: her cells in her process, each test judged where it stands.

What students read (printed text, messages, values that a visible test shows) must not carry hidden inputs
out. Once a hidden test has run, the student's code may have kept its inputs. So whatever it says after that
is taken from a second run, in which there are no hidden tests. Points always come from the first.
"""

import builtins
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from autograde.execution import Run
from autograde.judge import Judge, TestCell
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.student import CellRun
from autograde.submission import Cell, Merged, is_solution, is_test, nbgrader_of, released_text, tags_of
from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, TestVerdict
from helpers.checks import StudentProcessError

NOTICE = 100
"""Characters that may follow the output that is kept, to say how much is not."""

DEMO = "demo"
"""Tag of cells that no test needs (training runs, figures): they are not executed when grading."""

_TELLING = (Outcome.WRONG, Outcome.ERROR)
"""Outcomes of a visible part whose reason may hold the student's own words and numbers."""


def test_cell(cell: Cell) -> TestCell:
    """The test in a source notebook's cell; its exercise is its grade_id without the leading ``test_``."""
    meta = nbgrader_of(cell)
    grade_id = str(meta["grade_id"])
    return TestCell(grade_id, grade_id.removeprefix("test_"), float(meta["points"]), cell["source"])


def execute(judge: Judge, merged: Merged, zygote: Zygote, limits: Limits) -> list[TestVerdict]:
    """The verdicts on a merged notebook's tests; its cells get their outputs, and it the notes on them."""
    cells = [c for c in merged.notebook["cells"] if c["cell_type"] == "code" and DEMO not in tags_of(c)]
    ends = time.monotonic() + limits.notebook_seconds
    tests: list[TestVerdict] = []
    first = _Told()
    with Run(zygote, limits) as run:
        for cell in cells:
            if is_test(cell):
                tests.append(_judge(judge, test_cell(cell), run, first.why_missing(bool(tests))))
            else:
                first.add(cell, run.cell(cell["source"]), after_a_test=bool(tests))
    told = first
    if first.anything_after_a_test or any(map(_tells, tests[1:])):
        left = replace(limits, notebook_seconds=max(ends - time.monotonic(), limits.cell_seconds))
        told, tests = _told_again(judge, cells, tests, first, zygote, left)
    for cell in cells:
        if id(cell) in told.runs:
            cell["outputs"] = _outputs(told.runs[id(cell)], limits.output)
            if told.runs[id(cell)].raised:
                merged.notes += _note(cell, told.runs[id(cell)])
    return tests


def _told_again(
    judge: Judge, cells: list[Cell], tests: list[TestVerdict], first: "_Told", zygote: Zygote, limits: Limits
) -> tuple["_Told", list[TestVerdict]]:
    """What the cells say, and the tests' visible parts, when no hidden test is there."""
    again = _Told()
    found: list[TestVerdict] = []
    with Run(zygote, limits) as run:
        for cell in cells:
            if not is_test(cell):
                broken = first.broken(cell)
                again.add(cell, broken or run.cell(cell["source"]))
                continue
            test = tests[len(found)]
            if found and _tells(test):
                visible = replace(test_cell(cell), source=released_text(cell["source"]))
                test = _with_texts_of(test, _judge(judge, visible, run, again.why_missing()))
            found.append(test)
    return again, found


@dataclass
class _Told:
    """What the student's cells printed and raised."""

    runs: dict[int, CellRun] = field(default_factory=dict)
    """By the cell's identity."""
    failed: dict[str, CellRun] = field(default_factory=dict)
    """By source text, those that raised."""
    late: set[str] = field(default_factory=set)
    """Source texts of cells that ran after a test."""
    anything_after_a_test: bool = False

    def add(self, cell: Cell, ran: CellRun, after_a_test: bool = False) -> None:
        self.runs[id(cell)] = ran
        if after_a_test:
            self.late.add(cell["source"])
            self.anything_after_a_test |= bool(ran.printed or ran.raised)
        if ran.raised:
            self.failed[cell["source"]] = ran

    def broken(self, cell: Cell) -> CellRun | None:
        """A cell that was ended from outside is not run again; nothing that it said is kept."""
        ran = self.runs[id(cell)]
        if ran.raised is None or not (ran.interrupted or ran.raised.type in _FROM_OUTSIDE):
            return None
        return CellRun(
            "", replace(ran.raised, message=_FROM_OUTSIDE.get(ran.raised.type, ""), line=None), True
        )

    def why_missing(self, without_words: bool = False) -> Callable[[str], str]:
        """Says which error kept a name from being defined, when the cell that defines it failed."""
        return partial(_why_missing, self.failed, self.late if without_words else set())


_FROM_OUTSIDE = {
    "TimeoutError": "this cell took too long",
    "ProcessDied": "your code ended its own process",
    "MemoryError": "your code took too much memory",
    "ProtocolError": "your code wrote to the grader's own channels",
}


def _tells(test: TestVerdict) -> bool:
    return any(not part.hidden and part.outcome in _TELLING for part in test.parts)


def _with_texts_of(test: TestVerdict, again: TestVerdict) -> TestVerdict:
    """The test's points and outcomes, with the words of its visible parts as they were the second time."""
    others = iter(again.parts)
    return replace(test, parts=tuple(_reworded(test, others)))


def _reworded(test: TestVerdict, others: Iterator[PartVerdict]) -> Iterator[PartVerdict]:
    for part in test.parts:
        other = None if part.hidden else next(others, None)
        if part.hidden or part.outcome not in _TELLING:
            yield part
        elif other is not None and (other.name, other.outcome) == (part.name, part.outcome):
            yield replace(part, reason=other.reason, detail=other.detail, hint=other.hint)
        else:
            yield replace(part, reason=_OTHERWISE, detail="")


def _judge(judge: Judge, test: TestCell, run: Run, why_missing: Callable[[str], str]) -> TestVerdict:
    try:
        branch = run.branch()
    except StudentProcessError as error:
        return _lost(test, error)
    try:
        return judge.judge(test, branch, why_missing)
    finally:
        branch.close()


def _why_missing(failed: Mapping[str, CellRun], wordless: set[str], name: str) -> str:
    for source, ran in failed.items():
        if ran.raised and (f"def {name}" in source or f"class {name}" in source or f"{name} =" in source):
            kind = ran.raised.type if hasattr(builtins, ran.raised.type) else "an error"
            return f": its cell ended with {kind if source in wordless else ran.raised}"
    return ""


def _outputs(ran: CellRun, most: int) -> list[dict[str, Any]]:
    """What a cell printed and raised; her process has been asked to cut it, which she can prevent."""
    outputs: list[dict[str, Any]] = []
    if ran.printed:
        text = ran.printed if len(ran.printed) <= most + NOTICE else f"{ran.printed[:most]}\n…\n"
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})
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


_RERUN = "Choose Run → Restart Kernel and Run All Cells in JupyterLab: does the notebook run to its end?"
_OTHERWISE = "The result was another one when it was computed again."
