"""What in a student's code looks like an attempt to influence the grading, in plain words for the instructor.

Nothing here takes points: the sandbox keeps such code from gaining any. It only tells where to look.
"""

import ast
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator

from autograde.submission import Cell, is_solution, is_test, nbgrader_of
from autograde.verdict import Note, NoteKind
from helpers.answers import GUARDED

_NAMES = {
    "input_transformers_cleanup": "changes how IPython reads the cells that follow",
    "input_transformers_post": "changes how IPython reads the cells that follow",
    "ast_transformers": "rewrites the code of the cells that follow",
    "set_custom_exc": "replaces how errors are reported",
    "_getframe": "looks into the functions that called it",
    "f_back": "looks into the functions that called it",
    "settrace": "traces other code",
    "setprofile": "traces other code",
    "get_objects": "searches the memory of its process",
    "get_referrers": "searches the memory of its process",
    "_exit": "ends its process without notice",
    "ptrace": "traces other processes",
}
_MODULES = {
    "helpers.reference": "asks for the reference implementations",
    "autograde": "asks for the autograder",
    "nbgrader": "asks for nbgrader",
    "ctypes": "calls the C library directly",
    "gc": "uses the garbage collector, which lists every object of its process",
}
_WORDS = re.compile(
    rf"\b(?:{'|'.join([*_NAMES, *(module.split('.')[-1] for module in _MODULES), '__eq__'])})\b"
)
"""What code must contain to be worth parsing: most has nothing of it."""
_MAGIC = re.compile(r"^([ \t]*)[%!?].*", re.MULTILINE)
"""Lines for IPython, which are not Python."""

LOOKED_THROUGH = 200_000
"""Characters of a notebook's code that are looked through: parsing takes a thousand times their memory."""

_TEXT = (
    (re.compile(r"/proc/|gradebook\.db|/submitted/|/source/"), "names a path of the grader's"),
    (re.compile(r"BEGIN HIDDEN TESTS"), "looks for hidden tests"),
    (
        re.compile(rf"\b(?:{'|'.join(GUARDED)})\b.*\.__code__\b"),
        "copies the code of a helper that answers exercises",
    ),
)


def notes_on(cells: Iterable[Cell]) -> list[Note]:
    """A note for each finding in the student's cells, with the cell and line."""
    notes, room = [], LOOKED_THROUGH
    for cell in filter(_is_students, cells):
        place = nbgrader_of(cell).get("grade_id") or cell["id"]
        room -= len(cell["source"])
        if room < 0:
            notes.append(Note(NoteKind.TAMPERING, "There is more code than is looked through.", str(place)))
            break
        notes += [
            Note(NoteKind.TAMPERING, f"The code {what}.", f"{place}, line {line}")
            for line, what in sorted(set(_findings(cell["source"])))
        ]
    return notes


def as_python(source: str) -> str:
    """A cell's text without its lines for IPython; all other lines keep their numbers."""
    return _MAGIC.sub(r"\1pass", source)


def _is_students(cell: Cell) -> bool:
    own = is_solution(cell) or not nbgrader_of(cell).get("grade_id")
    return cell["cell_type"] == "code" and own and not is_test(cell)


def _findings(source: str) -> Iterator[tuple[int, str]]:
    for pattern, what in _TEXT:
        if pattern.search(source):
            lines = enumerate(source.split("\n"), start=1)
            yield from ((number, what) for number, line in lines if pattern.search(line))
    if not _WORDS.search(unicodedata.normalize("NFKC", source)):  # as Python reads names
        return
    try:
        with warnings.catch_warnings():  # about the student's own escape sequences
            warnings.simplefilter("ignore")
            tree = ast.parse(as_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        line_number = getattr(node, "lineno", 0)
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in _NAMES:
                yield line_number, _NAMES[name]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((line_number, _MODULES[m]) for m in _imported(node) if m in _MODULES)
        elif isinstance(node, ast.FunctionDef) and node.name == "__eq__":
            yield line_number, "defines what is equal to what"


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Every module that an import names, with its parents."""
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        names = [alias.name for alias in node.names]
    return {".".join(name.split(".")[:end]) for name in names for end in range(1, name.count(".") + 2)}
