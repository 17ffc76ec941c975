"""Which libraries a student's code imports that the course's own notebook does without.

An answer may hand the whole of its exercise to one. Nobody loses points for it: the instructor is told where.
"""

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence

from autograde.submission import Cell, is_solution, is_students, nbgrader_of
from autograde.suspicion import LOOKED_THROUGH, as_python
from autograde.verdict import Note, NoteKind

_IMPORT = re.compile(r"\bimport\b|\bimport_module\b|__import__")
EVERYBODYS = frozenset({"numpy", "matplotlib", "IPython", "helpers", "__future__"}) | sys.stdlib_module_names
"""What answers may import without a word."""


def imported(cells: Iterable[Cell]) -> frozenset[str]:
    """The libraries that code cells import, by the names of their top-level packages."""
    sources = (cell["source"] for cell in cells if cell["cell_type"] == "code")
    return frozenset(name for source in sources for name, _ in _imports(source))


def notes_on(cells: Sequence[Cell], courses: frozenset[str]) -> list[Note]:
    """A note for each library in the student's cells, with the first place, that is not the `courses` own."""
    notes, room = dict[str, Note](), LOOKED_THROUGH
    for cell in cells:
        if cell["cell_type"] != "code" or not (is_solution(cell) or is_students(cell)):
            continue
        room -= len(cell["source"])
        if room < 0:
            break
        for name, line in _imports(cell["source"]):
            if name not in courses | EVERYBODYS:
                place = f"{nbgrader_of(cell).get('grade_id') or cell['id']}, line {line}"
                text = f"This imports `{name}`, which the course's own solutions do without."
                notes.setdefault(name, Note(NoteKind.LIBRARY, text, place))
    return list(notes.values())


def _imports(source: str) -> Iterator[tuple[str, int]]:
    """The packages that a cell imports, each with its line."""
    if not _IMPORT.search(source):
        return
    try:
        with warnings.catch_warnings():  # about escape sequences
            warnings.simplefilter("ignore")
            tree = ast.parse(as_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            for name in node.args[:1]:
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value.partition(".")[0], node.lineno
