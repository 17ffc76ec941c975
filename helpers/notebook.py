"""The notebook that a kernel runs: its file, and the exercises that it holds."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """An exercise, as the notebook's file has it."""

    name: str
    """The function to be written, from the name of its test cell."""
    title: str
    """The heading above, such as ``4 He``; the function's name where it has none of its own."""
    cell_id: str
    check: str
    """The test cell's text."""
    answer: str
    """The text of the cell to write in; empty if there is none of that name."""
    points: float
    """Of the parts that are not hidden."""


def notebook_of_this_kernel(names: Mapping[str, object]) -> str:
    """The file of the notebook that runs here, as JupyterLab or VS Code tells it; empty when neither does."""
    return str(names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or "")


def exercises_of(path: Path) -> list[Exercise]:
    """The exercises of a saved notebook that have a check, in order.

    Raises
    ------
    OSError
        When the file cannot be read.
    ValueError
        When it is no notebook.
    """
    cells = list(_cells(path))
    answers = {_name(cell): cell["source"] for cell in cells if _is_code(cell, solution=True)}
    found: dict[str, Exercise] = {}
    title = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            title = next(reversed(_HEADING.findall(cell["source"])), title)
        elif _is_code(cell, solution=False) and cell["nbgrader"].get("grade"):
            name, text = _name(cell).removeprefix("test_"), cell["source"]
            if name and name not in found:
                points = visible_points(text)
                found[name] = Exercise(name, title or name, cell["id"], text, answers.get(name, ""), points)
                title = ""
    return list(found.values())


def _is_code(cell: dict[str, Any], solution: bool) -> bool:
    return cell["cell_type"] == "code" and bool(cell["nbgrader"].get("solution")) is solution


def _name(cell: dict[str, Any]) -> str:
    return str(cell["nbgrader"].get("grade_id", ""))


def visible_points(check: str) -> float:
    """What the parts of a test cell are worth that students see, as its text says."""
    try:
        nodes = list(ast.walk(ast.parse(check)))
    except (SyntaxError, ValueError):
        return 0.0
    return sum(_points_of_part(node) for node in nodes if isinstance(node, ast.Call))


def _points_of_part(node: ast.Call) -> float:
    """The points of ``checks.part(points, …)``; 0 for a hidden part, and for any other call."""
    match node:
        case ast.Call(ast.Attribute(attr="part"), [ast.Constant(float() | int() as points), *_], keywords):
            return 0.0 if any(each.arg == "hidden" for each in keywords) else float(points)
    return 0.0


def defined_in(text: str) -> Iterator[str]:
    """The functions and classes that a cell defines; none for a cell with magics."""
    try:
        nodes = ast.parse(text).body
    except (SyntaxError, ValueError):
        return
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def _cells(path: Path) -> Iterator[dict[str, Any]]:
    """The cells of a notebook's file, each with its text as one string and nbgrader's marks, if any."""
    content = json.loads(path.read_text(encoding="utf-8"))
    try:
        for cell in content["cells"]:
            marks = dict(cell["metadata"].get("nbgrader") or {})
            text = "".join(cell["source"])
            yield cell | {"source": text, "nbgrader": marks, "id": str(cell.get("id", ""))}
    except (KeyError, TypeError, AttributeError):
        raise ValueError("it is no notebook of format 4") from None
