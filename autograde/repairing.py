"""Where a wrong function goes wrong: its one-step repairs are tried, and those that pass say where to look.

All repairs are called once in a fork of the student's process, with arguments of a call that went wrong.
Those whose result is right are judged by the whole test, each in a fork of its own. What hidden inputs decide
is only whether a hint is given, and not which: that comes of the visible parts.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from autograde.judge import Judge, TestCell
from autograde.naming import first_wrong
from autograde.repairs import Repair, hint, one_step
from autograde.student import Branch
from autograde.verdict import Outcome, TestVerdict
from helpers.checks import StudentProcessError

SECONDS = 2.0
"""Wall time for the repairs of one function."""

MOST_JUDGED = 12
"""Repairs that are judged by the whole test: where more are right so far, they agree on nothing."""

LOCATED = frozenset({Outcome.WRONG, Outcome.ERROR})
"""What must have become of a part for a repair to say more about it."""


def wants_a_hint(verdict: TestVerdict) -> bool:
    """Whether a test failed in visible parts, and no known mistake was named."""
    failed = [part for part in verdict.parts if not part.passed]
    visible = any(part.outcome in LOCATED and not part.hidden for part in failed)
    return visible and not any(part.misconception or part.carried for part in failed)


def with_hint(
    judge: Judge, test: TestCell, verdict: TestVerdict, cell: str, branch: Callable[[], Branch]
) -> TestVerdict:
    """The verdict, with the line to look at and the kind of slip if the repairs of the function agree on it.

    Parameters
    ----------
    cell
        The student's cell that defines the function.
    branch
        Gives a fork of her process, when all her cells have been run.
    """
    ends = time.monotonic() + SECONDS
    try:
        found = _passing(judge, test, cell, branch, ends)
    except StudentProcessError:
        return verdict
    text = hint(found)
    if not text:
        return verdict
    parts = tuple(
        replace(part, hint="; ".join(each for each in (text, part.hint) if each))
        if part.outcome in LOCATED
        else part
        for part in verdict.parts
    )
    return replace(verdict, parts=parts)


def _passing(
    judge: Judge, test: TestCell, cell: str, branch: Callable[[], Branch], ends: float
) -> list[Repair]:
    """The repairs that pass the visible parts, if one of them passes the hidden parts as well."""
    exercise = next((each for each in judge.exercises or () if each.name == test.exercise), None)
    repairs = one_step(cell, test.exercise) if exercise and exercise.called == exercise.name else []
    if not repairs or exercise is None:
        return []
    first = branch()
    try:
        judge.start(test, first)
        wrong = first_wrong(exercise, first.calls)
        if wrong is None:
            return []
        call, is_right = wrong
        texts = [each.source for each in repairs]
        results = first.try_all(test.exercise, texts, call, ends)
        right = [repair for repair, result in zip(repairs, results, strict=False) if is_right(result)]
    finally:
        first.close()
    if not 0 < len(right) <= MOST_JUDGED:
        return []
    return _judged(judge, test, right, branch, ends)


def _judged(
    judge: Judge, test: TestCell, repairs: Sequence[Repair], branch: Callable[[], Branch], ends: float
) -> list[Repair]:
    visible, whole = list[Repair](), False
    for repair in repairs:
        if time.monotonic() > ends:
            return []
        with suppress(StudentProcessError):
            fork = branch()
            try:
                fork.define(test.exercise, repair.source, {})
                verdict = judge.start(test, fork).finish()
            except Exception:  # what defining it raises
                continue
            finally:
                fork.close()
            if all(part.passed for part in verdict.parts if not part.hidden):
                visible.append(repair)
                whole |= verdict.passed
    return visible if whole else []
