"""What the tests of assignments share: every source notebook, and how one is put together.

Their test cells are run by `autograde.verify.cells`.
"""

import ast
import functools
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograde.verify.cells import (
    Recorded,
    Source,
    Verdict,
    as_written,
    names_bound,
    names_used,
    nbgrader,
    salted_numpy,
    solutions_of,
)

__all__ = [
    "BEGIN_HIDDEN",
    "END_HIDDEN",
    "MORE_SEEDS",
    "ROOT",
    "SEEDS",
    "Recorded",
    "Source",
    "Verdict",
    "as_written",
    "assignments",
    "changed",
    "hidden_lines",
    "names_bound",
    "names_used",
    "nbgrader",
    "parts_of",
    "salted_numpy",
    "solutions_of",
    "source",
]

ROOT = Path(__file__).resolve().parents[2]
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
SEEDS, MORE_SEEDS = (0, 1, 2), (3, 4)
"""Secrets that stand in for the judge's; every hidden test must hold its own under each."""


def assignments() -> list[str]:
    """The assignments that have a source notebook."""
    return sorted(path.stem for path in ROOT.glob("source/*/*.ipynb") if path.stem == path.parent.name)


@functools.cache
def source(assignment: str) -> Source:
    return Source.read(ROOT / "source" / assignment / f"{assignment}.ipynb")


# How a notebook is put together.


def parts_of(cell: NotebookNode) -> Iterator[tuple[ast.Call, bool]]:
    """Each `checks.part(…)` of a test cell, and whether it lies in the hidden region."""
    hidden = hidden_lines(cell)
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "checks.part":
            yield node, node.lineno in hidden


def hidden_lines(cell: NotebookNode) -> set[int]:
    """The line numbers between the marks of the hidden region."""
    lines = [line.strip() for line in cell.source.splitlines()]
    begins = [number for number, line in enumerate(lines, 1) if line == BEGIN_HIDDEN]
    ends = [number for number, line in enumerate(lines, 1) if line == END_HIDDEN]
    return set(itertools.chain.from_iterable(range(a, b) for a, b in zip(begins, ends, strict=True)))


def changed(
    change: Callable[[Any], Any], result: Any, other: Callable[[Any], Any] = lambda value: value
) -> Any:
    """A result with `change` applied to every array and number in it, and `other` to its texts and truths."""
    match result:
        case dict():
            return {name: changed(change, value, other) for name, value in result.items()}
        case list() | tuple():
            return type(result)(changed(change, value, other) for value in result)
        case bool() | str() | None:
            return other(result)
    return change(result)
