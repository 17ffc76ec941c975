"""Running a merged notebook: the student's cells in her process, a branch of it for each test.

What students read (printed text, messages, values that a visible test shows) must not carry hidden inputs
out, and once a hidden test has run, her code may have kept its inputs. So all her cells and all visible parts
come first, in order. The branches wait, each as her process was at that place; then the hidden parts follow.
"""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from autograde import carried, repairing
from autograde.execution import Run
from autograde.given import DEMO
from autograde.judge import Judge, TestCell, Trial
from autograde.limits import Limits
from autograde.repairs import Repair, hint
from autograde.sandbox import Zygote
from autograde.student import CellRun
from autograde.submission import Cell, Merged, is_solution, is_test, nbgrader_of, tags_of
from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, TestVerdict
from helpers.checks import StudentProcessError

NOTICE = 100
"""Characters that may follow the output that is kept, to say how much is not."""


def test_cell(cell: Cell) -> TestCell:
    """The test in a source notebook's cell; its exercise is its grade_id without the leading ``test_``."""
    meta = nbgrader_of(cell)
    grade_id = str(meta["grade_id"])
    return TestCell(grade_id, grade_id.removeprefix("test_"), float(meta["points"]), cell["source"])


def is_run(cell: Cell) -> bool:
    """Whether grading runs a cell: code, and no demo."""
    return cell["cell_type"] == "code" and DEMO not in tags_of(cell)


@dataclass(frozen=True)
class Executed:
    """What came of a notebook: the verdicts on its tests, and the most memory that a process of it took."""

    tests: tuple[TestVerdict, ...]
    memory: int


def execute(judge: Judge, merged: Merged, zygote: Zygote, limits: Limits) -> Executed:
    """Run a merged notebook and its tests; its cells get their outputs, and it the notes on them."""
    cells = [cell for cell in merged.notebook["cells"] if is_run(cell)]
    ends = time.monotonic() + limits.notebook_seconds
    tests = {id(cell): test_cell(cell) for cell in cells if is_test(cell)}
    with Run(zygote, limits, judge.may_use) as run:
        said = _run_all(judge, cells, tests, run)
        look = _Repairs(judge, cells, tests, said, run)
        look.at_visible_parts()
        said.finish()
        if all(key in said.verdicts for key in tests):
            _carry_forward(judge, cells, tests, said, run, look)
            for key, repairs in look.found.items():
                said.verdicts[key] = repairing.with_hint(said.verdicts[key], hint(repairs))
    memory = run.memory
    gone = {key: test for key, test in tests.items() if key not in said.verdicts}
    if gone:
        # What ended their processes was a cell, which is not run again, or another test.
        left = replace(limits, notebook_seconds=max(ends - time.monotonic(), 0))
        with Run(zygote, left, judge.may_use) as run:
            again = _run_all(judge, [cell for cell in cells if not said.ended_by(cell)], gone, run)
            again.finish()
        memory = max(memory, run.memory)
        said.verdicts |= again.verdicts
    for cell in cells:
        if id(cell) in said.runs:
            cell["outputs"] = _outputs(said.runs[id(cell)], limits.output)
            if said.runs[id(cell)].raised:
                merged.notes += _note(cell, said.runs[id(cell)])
    verdicts = (said.verdicts.get(key) or _lost(test, _GONE) for key, test in tests.items())
    return Executed(tuple(verdicts), memory)


def _carry_forward(
    judge: Judge, cells: list[Cell], tests: Mapping[int, TestCell], said: "_Said", run: Run, look: "_Repairs"
) -> None:
    """Judge tests once more that failed where they use an earlier exercise that did."""
    written = [cell["source"] for cell in cells if not is_test(cell)]
    verdicts = [said.verdicts[key] for key in tests]
    keys = list(tests)
    second = carried.SecondLook(
        judge,
        run.branch,
        run.zygote,
        run.limits,
        {test.exercise: number for number, test in enumerate(tests.values(), 1)},
        look.right_text,
    )
    with suppress(StudentProcessError):
        for again in carried.to_judge_again(list(tests.values()), verdicts, written):
            if keys[again.place] not in said.heavy:
                verdicts[again.place] = second.at(again)
    said.verdicts |= dict(zip(tests, verdicts, strict=True))


class _Repairs:
    """One-step repairs of the functions of a notebook, within a time for all of them."""

    def __init__(
        self, judge: Judge, cells: list[Cell], tests: Mapping[int, TestCell], said: "_Said", run: Run
    ) -> None:
        self._judge, self._cells, self._tests, self._said, self._run = judge, cells, tests, said, run
        self.found: dict[int, list[Repair]] = {}
        """Those that pass the visible parts of a test, by its key, where no known mistake was named."""
        self._right: dict[str, str] = {}
        self._light = {key for key, trial in said.trials.items() if trial.branch.weight <= LIGHT}

    def at_visible_parts(self) -> None:
        """Look for repairs of functions that fail visible parts."""
        ends = time.monotonic() + PLACES_SECONDS
        for key, trial in self._said.trials.items():
            cell = self._cell_of(key)
            if cell is not None and time.monotonic() < ends:
                test = self._tests[key]
                repairs = repairing.repairs_to_show(
                    self._judge, test, trial, cell["source"], self._run.branch
                )
                if repairs is not None:
                    self.found[key] = repairs

    def _cell_of(self, key: int) -> Cell | None:
        """The cell that defines what a test is about; None if its repairs would take too long."""
        if key not in self._light or key in self._said.heavy:
            return None
        defines = re.compile(rf"^def +{re.escape(self._tests[key].exercise)}\b", re.MULTILINE)
        return next((each for each in reversed(self._cells) if defines.search(each["source"])), None)

    def right_text(self, exercise: str) -> str:
        """A repaired text of the student's function that passes its whole test; empty if none is found."""
        if exercise not in self._right:
            self._right[exercise] = self._look_for_right_text(exercise)
        return self._right[exercise]

    def _look_for_right_text(self, exercise: str) -> str:
        key = next(key for key, test in self._tests.items() if test.exercise == exercise)
        test, cell = self._tests[key], self._cell_of(key)
        if cell is None:
            return ""
        known = self.found.get(key, ())
        return repairing.right_text(self._judge, test, cell["source"], known, self._run.branch)


LIGHT, ONCE = 2**22, 2**26
"""Bytes that a test may hold to be judged again: visible parts with repairs, all parts with references."""

PLACES_SECONDS = 6.0
"""Wall time for a notebook in which it is looked for places where functions go wrong."""


def _run_all(judge: Judge, cells: list[Cell], tests: Mapping[int, TestCell], run: Run) -> "_Said":
    """Run the cells and the visible parts of some tests, in order."""
    said = _Said()
    for cell in cells:
        if not is_test(cell):
            said.runs[id(cell)] = ran = run.cell(cell["source"], is_answer=is_solution(cell))
            if ran.raised:
                said.failed[cell["source"]] = ran
        elif id(cell) in tests:
            test = tests[id(cell)]
            try:
                branch = run.branch()
            except StudentProcessError as error:
                said.verdicts[id(cell)] = _lost(test, error)
                continue
            trial = judge.start(test, branch, partial(_why_missing, dict(said.failed)))
            if branch.is_lost:
                said.verdicts[id(cell)] = trial.finish()
                branch.close()
                continue
            if trial.is_heavy:
                branch.close()
                try:
                    second = run.branch()
                except StudentProcessError as error:
                    said.verdicts[id(cell)] = _lost(test, error)
                    continue
                second.go_on_with_the_time_of(branch)
                trial.set_aside(second)
                if branch.weight > LIGHT:
                    said.heavy.add(id(cell))
                branch = second
            said.trials[id(cell)] = trial
            branch.pause()
    return said


@dataclass
class _Said:
    """What came of a notebook's cells, and then of its tests; by the cells' identity."""

    runs: dict[int, CellRun] = field(default_factory=dict)
    failed: dict[str, CellRun] = field(default_factory=dict)
    """The student's cells that raised, by source text."""
    trials: dict[int, Trial] = field(default_factory=dict)
    """Tests whose hidden parts are still to be run."""
    verdicts: dict[int, TestVerdict] = field(default_factory=dict)
    heavy: set[int] = field(default_factory=set)
    """Tests that took so much to check that they are not judged once more."""

    def finish(self) -> None:
        """Run the hidden parts of the tests whose branches are still there."""
        for key, trial in self.trials.items():
            if trial.branch.is_alive:
                trial.branch.resume()
                self.verdicts[key] = trial.finish()
                if trial.branch.weight > ONCE:
                    self.heavy.add(key)
                trial.branch.close()

    def ended_by(self, cell: Cell) -> bool:
        """Whether a cell ended the student's process."""
        return id(cell) in self.runs and self.runs[id(cell)].ended_the_process


def _why_missing(failed: Mapping[str, CellRun], name: str) -> str:
    """Which error kept a name from being defined, when the cell that defines it failed."""
    for source, ran in failed.items():
        if ran.raised and (f"def {name}" in source or f"class {name}" in source or f"{name} =" in source):
            return f": its cell ended with {ran.raised}"
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
_GONE = StudentProcessError("crash", "your code ended its own process")
