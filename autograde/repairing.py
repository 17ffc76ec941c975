"""Where a wrong function goes wrong: its one-step repairs are tried, and those that pass say where to look.

All repairs are called once in a fork of the student's process, with arguments of a call that went wrong.
Those whose result is right are judged by the visible parts of the test, each in a fork of its own. All this
is done before her code sees a hidden input, so that no hint can tell one.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from autograde.judge import Judge, TestCell, Trial
from autograde.naming import first_wrong, named_mistakes
from autograde.repairs import Repair, one_step
from autograde.student import Branch
from autograde.verdict import Outcome, TestVerdict
from helpers.checks import StudentProcessError, both

SECONDS = 2.0
"""Wall time for the repairs of one function, where a hint is looked for."""

PATIENCE = 30.0
"""The same where points depend on it, which must not depend on how busy the machine is."""

MOST_JUDGED = 12
"""Repairs that are judged by the test: where more are right so far, they agree on nothing."""

MOST_WHOLE = 3
"""Repairs that are judged by the whole test."""

LOCATED = frozenset({Outcome.WRONG, Outcome.ERROR})
"""What must have become of a part for a repair to say more about it."""


def with_hint(verdict: TestVerdict, text: str) -> TestVerdict:
    """The verdict with a hint before those of its parts, unless it says more: a known mistake, for one."""
    failed = [part for part in verdict.parts if not part.passed]
    if not text or any(part.misconception or part.carried for part in failed):
        return verdict
    parts = tuple(
        replace(part, hint=both(text, part.hint)) if part.outcome in LOCATED else part
        for part in verdict.parts
    )
    return replace(verdict, parts=parts)


def repairs_to_show(
    judge: Judge, test: TestCell, trial: Trial, cell: str, branch: Callable[[], Branch]
) -> list[Repair] | None:
    """The repairs of a function that pass the visible parts of its test; None if they need not be known.

    What they have in common is the line to look at and the kind of slip (`autograde.repairs.hint`).

    Parameters
    ----------
    trial
        The test, of which the visible parts have been judged.
    cell
        The student's cell that defines the function.
    branch
        Gives a fork of her process, when all her cells have been run.
    """
    if not _is_open(judge, test, trial):
        return None
    return _repairs_that_pass(judge, test, cell, branch, SECONDS)


def _repairs_that_pass(
    judge: Judge, test: TestCell, cell: str, branch: Callable[[], Branch], seconds: float
) -> list[Repair]:
    """The repairs of a function that pass the visible parts of its test."""
    try:
        return _passing(judge, test, cell, branch, time.monotonic() + seconds)
    except StudentProcessError:
        return []


def right_text(
    judge: Judge, test: TestCell, cell: str, known: Sequence[Repair], branch: Callable[[], Branch]
) -> str:
    """The text of the first repair that passes the whole test; empty if none does.

    None of it is for the student, since hidden parts tell of hidden inputs.

    Parameters
    ----------
    known
        Repairs that pass its visible parts, if they have been looked for.
    """
    text = _first_right(judge, test, known, branch)
    return text or _first_right(judge, test, _repairs_that_pass(judge, test, cell, branch, PATIENCE), branch)


def _first_right(
    judge: Judge, test: TestCell, repairs: Sequence[Repair], branch: Callable[[], Branch]
) -> str:
    for repair in repairs[:MOST_WHOLE]:
        with suppress(Exception):  # what defining it raises
            fork = branch()
            try:
                fork.define(test.exercise, repair.source, {})
                if all(part.passed for part in judge.start(test, fork).finish().parts):
                    return repair.source
            finally:
                fork.close()
    return ""


def _is_open(judge: Judge, test: TestCell, trial: Trial) -> bool:
    """Whether visible parts failed, and no known mistake explains one of them."""
    wrong: dict[int | None, bool] = {
        place: False for place, part in enumerate(trial.parts) if part.kind in LOCATED
    }
    calls = trial.branch.calls
    return bool(wrong) and not named_mistakes(judge.exercises, test.exercise, calls, wrong)


def _passing(
    judge: Judge, test: TestCell, cell: str, branch: Callable[[], Branch], ends: float
) -> list[Repair]:
    """The repairs that pass all visible parts."""
    exercise = next((each for each in judge.exercises or () if each.name == test.exercise), None)
    repairs = one_step(cell, test.exercise) if exercise and exercise.called == exercise.name else []
    if not repairs or exercise is None:
        return []
    first = branch()
    try:
        judge.start(test, first)  # once more: what she has returned stays in its process
        wrong = first_wrong(exercise, first.calls)
        if wrong is None:
            return []
        call, is_right = wrong
        texts = [each.source for each in repairs]
        results = first.try_all(test.exercise, texts, call, ends)
        right = [repair for repair, result in zip(repairs, results, strict=False) if is_right(result)]
    finally:
        first.close()
    return _judged(judge, test, right, branch, ends) if len(right) <= MOST_JUDGED else []


def _judged(
    judge: Judge, test: TestCell, repairs: Sequence[Repair], branch: Callable[[], Branch], ends: float
) -> list[Repair]:
    passed = []
    for repair in repairs:
        if time.monotonic() > ends:
            return []
        with suppress(Exception):  # what defining it raises
            fork = branch()
            try:
                fork.define(test.exercise, repair.source, {})
                if all(part.passed for part in judge.start(test, fork).parts):
                    passed.append(repair)
            finally:
                fork.close()
    return passed
