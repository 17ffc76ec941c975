"""The two small assignments that hostile submissions hand in.

Each has two exercises. In the second assignment a locked cell defines what the first exercise's test uses,
and the second exercise's test measures speed.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from autograde.submission import Cell, Notebook, new_cell

ASSIGNMENT = "attacked"
LOCKED = "attacked_locked"
ASSIGNMENTS = (ASSIGNMENT, LOCKED)

FULL, HALF = 5.0, 2.0
"""Points of the whole assignment, and of its second exercise, which attacks mostly answer honestly."""

HIDDEN_NUMBER = "27182.8125"
"""Stands among the hidden inputs of the first exercise."""

DOUBLE = "def double(x):\n    return 2 * x"
MEAN_SQUARE = "def mean_square(x):\n    return float(np.mean(x ** 2))"
WRONG = "def double(x):\n    return x"

_IMPORTS = "import numpy as np\nfrom helpers import checks"
_TEST_DOUBLE = f"""
with checks.part(1, "doubles 3", hint="multiply by two"):
    checks.close(checks.call(double, 3), 6, "double(3)")
### BEGIN HIDDEN TESTS
secret = "<mark>"
with checks.part(2, "doubles arrays", hint="multiply by two", hidden=True):
    x = checks.hidden_rng().normal(size=(3, 4))
    x[0, 0] = {HIDDEN_NUMBER}
    checks.close(checks.call(double, x), 2 * x, "double(x)")
### END HIDDEN TESTS
checks.total()
"""
_VISIBLE_MEAN_SQUARE = """
with checks.part(1, "mean of two squares", hint="square, then take the mean"):
    checks.close(checks.call(mean_square, np.array([1.0, 3.0])), 5, "mean_square([1, 3])")
"""
_TEST_MEAN_SQUARE = f"""{_VISIBLE_MEAN_SQUARE}
### BEGIN HIDDEN TESTS
with checks.part(1, "mean of many squares", hint="square, then take the mean", hidden=True):
    x = checks.hidden_rng().normal(size=50)
    checks.close(checks.call(mean_square, x), np.mean(x**2), "mean_square(x)")
### END HIDDEN TESTS
checks.total()
"""
_LOCKED_CELL = '''
TOLERANCE = 1e-9
EXAMPLES = [(3, 6), (0.5, 1), (-2, -4)]


class Interval:
    """The numbers that are close enough to another one."""

    def __init__(self, middle):
        self.middle = middle

    def holds(self, value):
        return abs(value - self.middle) <= TOLERANCE * abs(self.middle)


def check(x, right):
    """Fail unless your function gives what is right."""
    got = checks.call(double, x)
    checks.require(Interval(right).holds(got), "it is not close", detail=f"Expected {right}, got {got}.")


def answers(numbers):
    """Give what your function makes of each number."""
    return [double(number) for number in numbers]
'''
_TEST_DOUBLE_BY_LOCKED = f"""
with checks.part(1, "doubles the examples", hint="multiply by two"):
    for x, right in EXAMPLES:
        check(x, right)
### BEGIN HIDDEN TESTS
secret = "<mark>"
with checks.part(1, "doubles any number", hint="multiply by two", hidden=True):
    check({HIDDEN_NUMBER}, 2 * {HIDDEN_NUMBER})
with checks.part(1, "doubles many numbers", hint="multiply by two", hidden=True):
    x = checks.hidden_rng().normal(size=5)
    checks.close(answers(x.tolist()), (2 * x).tolist(), "the answers")
### END HIDDEN TESTS
checks.total()
"""
_TEST_SPEED = f"""{_VISIBLE_MEAN_SQUARE}
### BEGIN HIDDEN TESTS
def one_by_one(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)


with checks.part(1, "at least 4 times as fast as a loop", hint="no loop over the numbers", hidden=True):
    checks.times_as_fast(
        4,
        lambda x: checks.call(mean_square, x),
        one_by_one,
        lambda generator: (generator.normal(size=200_000),),
        lambda x: np.mean(x**2),
        than="a loop",
    )
### END HIDDEN TESTS
checks.total()
"""
_LOCKED_CELLS = {ASSIGNMENT: {"imports": _IMPORTS}, LOCKED: {"imports": _IMPORTS, "locked": _LOCKED_CELL}}
_TESTS = {ASSIGNMENT: (_TEST_DOUBLE, _TEST_MEAN_SQUARE), LOCKED: (_TEST_DOUBLE_BY_LOCKED, _TEST_SPEED)}


def submitted(
    assignment: str, double: str, mean_square: str, own: str = "", late: str = "", last: str = ""
) -> Notebook:
    """A student's notebook: her answers, and cells of her own before, between and after them."""
    tests = [released(test) for test in _TESTS[assignment]]
    cells = [*_locked(assignment), *_own("own", own), *_exercise("double", double, 3, tests[0])]
    cells += [*_own("late", late), *_exercise("mean_square", mean_square, 2, tests[1]), *_own("last", last)]
    return _notebook(cells)


def source(assignment: str, marks: Mapping[str, str]) -> bytes:
    """The source notebook, with markers in a solution and a hidden test."""

    def solved(answer: str) -> str:
        first, rest = answer.split("\n", 1)
        mark = f"    # {marks['solution']}"
        return f"{first}\n    ### BEGIN SOLUTION\n{mark}\n{rest}\n    ### END SOLUTION"

    tests = [test.replace("<mark>", marks["test"]) for test in _TESTS[assignment]]
    cells = [*_locked(assignment), *_exercise("double", solved(DOUBLE), 3, tests[0])]
    cells += _exercise("mean_square", solved(MEAN_SQUARE), 2, tests[1])
    return json.dumps(_notebook(cells)).encode()


def released(test: str) -> str:
    """A test cell without its hidden tests, as students have it."""
    return re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n", "", test, flags=re.DOTALL)


def _notebook(cells: list[Cell]) -> Notebook:
    return {"cells": cells, "metadata": {"kernelspec": _KERNEL}, "nbformat": 4, "nbformat_minor": 5}


_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def _locked(assignment: str) -> list[Cell]:
    return [_cell(name, text, locked=True) for name, text in _LOCKED_CELLS[assignment].items()]


def _exercise(name: str, answer: str, points: float, test: str) -> list[Cell]:
    return [
        _cell(name, answer, solution=True),
        _cell(f"test_{name}", test, grade=True, locked=True, points=points),
    ]


def _own(name: str, text: str) -> list[Cell]:
    return [new_cell("code", name, text)] if text else []


def _cell(grade_id: str, text: str, **nbgrader: Any) -> Cell:
    metadata = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    return new_cell("code", grade_id, text, {"nbgrader": {**metadata, "grade_id": grade_id, **nbgrader}})
