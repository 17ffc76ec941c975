"""Which line of a student's raised an exception, and what it had before it: the values' types and shapes.

Used in a notebook, where the traceback is at hand, and in the grader: the student's process sends the same
facts as plain text, and the judge puts them on an exception of its own.
"""

import ast
import linecache
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import numpy as np

CELL = re.compile(r"<ipython-input-|ipykernel_|<student")
"""In the file names that notebook cells have."""

LONGEST_LINE, MOST_VALUES = 160, 8
"""Characters of a line, and names of it, that are shown."""


@dataclass(frozen=True)
class Line:
    """A line of a cell: its number, its text, and what the names in it stand for, such as ``(3, 4)``."""

    number: int
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if not self.text:
            return ""
        said = ", ".join(f"`{name}` {value}" for name, value in self.values)
        return f"The line is `{self.text}`" + (f", where {said}." if said else ".")


def line_in_a_cell(error: BaseException) -> Line | None:
    """The innermost line of a notebook cell that an exception came through, None if there is none."""
    found = None
    for frame, number in _frames(error.__traceback__):
        if CELL.search(frame.f_code.co_filename):
            found = frame, number
    if found is None:
        return None
    frame, number = found
    text = linecache.getline(frame.f_code.co_filename, number).strip()
    if len(text) > LONGEST_LINE:
        return Line(number)
    return Line(number, text, tuple(_values(text, {**frame.f_globals, **frame.f_locals})))


def raised_by_a_student(error: BaseException) -> bool:
    """Whether an exception came from a function that a test called, and not from a line of the test.

    The judge marks those of a student's process. Elsewhere the way of the exception says it: the test's line
    comes first, and a student's function is either called by `helpers.checks.call` or in another cell.
    """
    if hasattr(error, "student_type"):
        return True
    codes = [frame.f_code for frame, _ in _frames(error.__traceback__)]
    cells = {code.co_filename for code in codes if CELL.search(code.co_filename)}
    return len(cells) > 1 or any((code.co_name, code.co_filename) == _CALL for code in codes)


_CALL = ("call", str(Path(__file__).with_name("checks.py")))


def line_of(error: BaseException) -> int | None:
    """The number of the student's line that raised an exception, None where it is not known."""
    if hasattr(error, "student_type"):
        number = getattr(error, "student_line", None)
        return number if isinstance(number, int) else None
    line = line_in_a_cell(error)
    return line.number if line else None


def shown_line(error: BaseException) -> str:
    """The student's line, and what it had, in a sentence; empty where they are not known."""
    judged = hasattr(error, "student_type")
    line = getattr(error, "student_code", None) if judged else line_in_a_cell(error)
    return str(line) if line else ""


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _values(text: str, names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The arrays, numbers and collections that a line uses, each with its shape, value or length."""
    try:
        tree = ast.parse(text.rstrip(":") if text.endswith(":") else text)
    except SyntaxError:  # part of a statement
        tree = None
    if tree is None:
        used = re.findall(r"\b[A-Za-z_]\w*", text)
    else:
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        used = [node.id for node in sorted(named, key=lambda node: (node.lineno, node.col_offset))]
    shown = 0
    for name in dict.fromkeys(used):
        if name in names and shown < MOST_VALUES and (said := _described(names[name])):
            shown += 1
            yield name, said


def _described(value: Any) -> str:
    """A value in a few words, empty for functions, modules and whatever a line is not wrong about."""
    if type(value) is np.ndarray:
        return f"has shape {value.shape}"
    if value is None:
        return "is None"
    if type(value) in (int, float, bool):
        return f"is {value!r}"[:40]
    if type(value) in (list, tuple, dict, str):
        return f"is a {type(value).__name__} of {len(value)}"
    return ""
