"""The judge: runs a test cell against a branch of the student's process and says what it found.

The cell's code runs here, in the trusted process; a name that it lacks is fetched from the student's process
when it is first used. Functions come as proxies and data as copies, so no line of a student's code runs here.
"""

import ast
import builtins
import contextlib
import hashlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from traceback import walk_tb
from types import CodeType
from typing import Any

import numpy as np

from autograde.given import Given, Seen
from autograde.naming import Mistake, named_mistakes
from autograde.replay import NAME
from autograde.student import Branch, Module
from autograde.submission import BEGIN_HIDDEN
from autograde.verdict import Outcome, PartVerdict, TestVerdict
from autograde.watch import within
from helpers import checks
from helpers.raised import LONGEST_LINE, raised_by_a_student
from helpers.reference.registry import Exercises

LONGEST = 600
"""Characters of a reason or detail that are kept."""

AFTERWARDS = 0.5
"""CPU seconds that the judge's own work of a test may take when the test's wall time is over."""

MOST_WAITING = 2**20
"""Bytes that a test may hold while it waits for its hidden parts to be run."""

HEAVY = 2**25
"""Bytes that a test must hold for a student's results to be blamed when this process has no memory to check
them; those of the course hold a third of that at most."""

WhyMissing = Callable[[str], str]
"""Why a name is not defined in the notebook, as the end of a sentence that says so; may be empty."""


class Namespace(dict[str, Any]):
    """Globals of one test cell. Built-ins and what locked cells define win over what the student bound."""

    def __init__(self, given: Seen, fetch: Callable[[str], Any]) -> None:
        super().__init__(__name__=NAME, __builtins__=builtins)
        self._given, self._fetch = given, fetch

    def __missing__(self, name: str) -> Any:
        if name.startswith("__"):
            raise KeyError(name)
        if not self._given.put(name, self):
            self[name] = self._fetch(name)
        return self[name]


@dataclass(frozen=True)
class TestCell:
    """A graded test cell of the source notebook."""

    __test__ = False

    test_id: str
    exercise: str
    points: float
    source: str


def hidden_seed(secret: bytes, assignment: str, test_id: str) -> list[int]:
    """Seed of a test cell's hidden inputs: the same for all students, and on every regrade."""
    digest = hashlib.sha256(b"\0".join((secret, assignment.encode(), test_id.encode()))).digest()
    return [int(word) for word in np.frombuffer(digest, dtype="<u4")]


@dataclass
class Judge:
    """Judges the test cells of one assignment."""

    given: Given
    exercises: Exercises | None
    secret: bytes
    assignment: str
    solutions: Sequence[str] = ()
    """The source notebook's cells that define what the exercises ask for, with what these need."""
    may_use: frozenset[str] = frozenset()
    """What answers may use of the helpers that answer exercises, such as ``network.sigmoid``."""
    carried_forward: float = 1.0
    """Which share of its points a part earns that is right in itself (`autograde.carried`)."""

    def start(self, test: TestCell, branch: Branch, why_missing: WhyMissing = lambda name: "") -> "Trial":
        """Run what comes before a test cell's hidden region, against a branch of the student's process."""
        return Trial(self, test, branch, why_missing)


class Trial:
    """One test cell being judged: what is visible of it on making, the rest when it is finished.

    What a student reads of the visible parts is settled before her code has seen a hidden input, of any test.
    """

    def __init__(self, judge: Judge, test: TestCell, branch: Branch, why_missing: WhyMissing) -> None:
        self.test = test
        self.branch = branch
        self._judge = judge
        self._why_missing = why_missing
        self._seconds = 0.0
        self._given = judge.given.seen_by(test.test_id)
        self._settled: list[checks.Part] | None = None
        self._begin()

    def _begin(self) -> None:
        """Run what comes before the hidden region."""
        self._crash: Exception | checks.TookTooLong | None = None
        self._crashed_in = 1
        self._namespace = Namespace(self._given, self._fetch)
        seed = hidden_seed(self._judge.secret, self._judge.assignment, self.test.test_id)
        self._ledger = checks.Ledger(seed, verbose=False)
        self._ledger.timed, self._ledger.share = self.branch.timed, self.branch.share
        self.branch.current_part = lambda: len(self._ledger.parts) - 1
        self._run(0)

    @property
    def parts(self) -> Sequence[checks.Part]:
        """What has been judged so far."""
        return self._ledger.parts

    @property
    def is_heavy(self) -> bool:
        """Whether it holds more than may wait while other tests of the notebook run."""
        return self.branch.weight > MOST_WAITING

    def set_aside(self, branch: Branch) -> None:
        """Let go of all but what was said of the visible parts. `finish` starts again, with this branch."""
        self._settled = self._ledger.parts
        self._let_go()
        self.branch = branch

    def finish(self) -> TestVerdict:
        """Run the rest, say what was found, and let go of what the test has sent and got."""
        try:
            return self._finish()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        # Functions and their namespace hold each other: megabytes would wait for the garbage collector.
        self._namespace.clear()
        self.branch.forget()

    def _finish(self) -> TestVerdict:
        if self._settled is not None:
            self._begin()
        test, calls = self.test, self.branch.calls
        self._ledger.hidden = True
        if self._crash is None:
            self._run(1)
        settled = self._settled or []
        parts = settled + self._ledger.parts[len(settled) :]
        if self._crash is not None or not parts:
            parts = [checks.Part("the whole test", test.points, hidden=self._crashed_in != 0, hint="")]
            if self._crash is not None:
                parts[0].fail(self._crash)
                self._say_which_assertion(parts[0], self._crash)
        places = range(len(parts)) if self._crash is None else [None]
        wrong = {place: part.hidden for place, part in zip(places, parts, strict=True) if part.kind in _NAMED}
        named = named_mistakes(self._judge.exercises, test.exercise, calls, wrong) if wrong else {}
        verdicts = tuple(_verdict(part, named.get(place)) for place, part in zip(places, parts, strict=True))
        if self._crash is None and not self._ledger.parts:
            verdicts = (_with_points(verdicts[0], self._namespace.get(LAST_VALUE)),)
        earned = sum(part.points for part in verdicts)
        points = test.points if all(part.passed for part in verdicts) else min(earned, test.points)
        return TestVerdict(test.test_id, test.exercise, points, test.points, verdicts, self._seconds)

    def _say_which_assertion(self, part: checks.Part, error: BaseException) -> None:
        """Of a test cell's own `assert` that does not hold, say which it is, where students may read it."""
        if not isinstance(error, AssertionError) or raised_by_a_student(error):
            return
        part.kind, part.hint = "wrong", ""
        if part.hidden:
            part.reason = "An assertion of the test's hidden part does not hold."
            return
        part.reason = "An assertion of the test does not hold."
        text = self._statement_at(error)
        if text:
            part.reason = f"This does not hold: `{text}`."
        if str(error):
            part.detail = str(error)

    def _statement_at(self, error: BaseException) -> str:
        """The test's statement that an exception came through, in one line; empty if it is long."""
        frames = walk_tb(error.__traceback__)
        own = f"<{self.test.test_id}>"
        line = next((number for frame, number in frames if frame.f_code.co_filename == own), 0)
        around = [
            node
            for node in ast.walk(ast.parse(self.test.source))
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
        ]
        text = ast.get_source_segment(self.test.source, around[-1]) if around else None
        text = " ".join((text or "").split())
        return text if len(text) <= LONGEST_LINE else ""

    def _run(self, half: int) -> None:
        started = time.perf_counter()
        quiet = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
        code = _halves(self.test)[half]
        with checks.grading(self._ledger), quiet[0], quiet[1]:
            try:
                within(AFTERWARDS, lambda: exec(code, self._namespace), deadline=self.branch.deadline)
            except (Exception, checks.TookTooLong) as error:
                if checks.is_the_graders_own(error):
                    if self.branch.weight < HEAVY:
                        raise
                    error = checks.StudentProcessError("memory", _TOO_HEAVY)
                self._crash, self._crashed_in = error, half
        self._seconds += time.perf_counter() - started

    def _fetch(self, name: str) -> Any:
        definition = self._given.redefinition(name)
        try:
            if definition is not None:
                self.branch.define(name, definition.source, definition.values)
            found = self.branch.get(name)
            return self._judge.given.module(name, found.name) if isinstance(found, Module) else found
        except NameError as error:
            missing = NameError(f"{error}{self._why_missing(name)}")
            missing.hint = _RUN_ALL  # type: ignore[attr-defined]
            raise missing from None


@lru_cache(maxsize=256)
def _halves(test: TestCell) -> tuple[CodeType, CodeType]:
    """A test cell's code before its first hidden region, and from there on.

    Raises
    ------
    SyntaxError
        When it is not Python.
    """
    lines = test.source.split("\n")
    begins = next((n for n, line in enumerate(lines, 1) if BEGIN_HIDDEN in line), len(lines) + 1)
    body = ast.parse(test.source).body
    if body and isinstance(body[-1], ast.Expr) and not test.source.rstrip().endswith(";"):
        last = body[-1]
        kept = ast.Assign([ast.Name(LAST_VALUE, ast.Store())], last.value)
        body[-1] = ast.copy_location(ast.fix_missing_locations(ast.copy_location(kept, last)), last)
    before = [node for node in body if node.lineno < begins]
    halves = (ast.Module(each, []) for each in (before, body[len(before) :]))
    first, second = (compile(half, f"<{test.test_id}>", "exec") for half in halves)
    return first, second


LAST_VALUE = "__last_value__"
"""The name for what a test cell's last line gives."""

_NAMED = ("wrong", "error")
"""Kinds of parts for whose failure a known mistake may be named."""


def _verdict(part: checks.Part, mistake: Mistake | None) -> PartVerdict:
    if part.passed:
        return PartVerdict(part.name, part.points, part.points, Outcome.PASSED, part.hidden)
    named = mistake if part.kind in _NAMED else None
    return PartVerdict(
        part.name,
        0.0,
        part.points,
        Outcome(part.kind),
        part.hidden,
        _short(part.reason),
        _short(part.detail),
        named.text if named else _HINTS.get(part.kind, part.hint),
        named.name if named else None,
    )


def _with_points(whole: PartVerdict, value: Any) -> PartVerdict:
    """The verdict on a test cell without parts that ends in its points, as nbgrader reads them.

    Like nbgrader, it gives all points where the last line gives nothing, a negative number or no number.
    """
    if type(value) not in (int, float) or not 0 <= value < whole.max_points:
        return whole
    reason = f"The test gives {value:g} of {whole.max_points:g} points."
    return replace(whole, points=float(value), outcome=Outcome.WRONG, reason=reason)


def _short(text: str) -> str:
    """A message of bounded length: a student's keys and messages may be of any."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


_TOO_HEAVY = "what your code returned takes more memory to check than there is"
_RUN_ALL = "Choose Run → Restart Kernel and Run All Cells in JupyterLab: which cell ends with an error?"
_HINTS = {
    "timeout": "Call the function on a small input: which loop does not come to its end?",
    "memory": "Which array is larger than its formula says? Print its shape.",
    "crash": "The function must return its result; it may not end the program.",
    "tampering": "The function must return its result; it may not write to the grader's own channels.",
}
