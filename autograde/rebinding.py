"""Which names of locked cells a student's code gives another meaning, although tests use them.

It changes no points: tests take such names from the source notebook. Where they cannot, because the value
depends on the student's own code, the note says so.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator, Sequence

from autograde.effects import effects_of
from autograde.given import Given
from autograde.imports import one_by_one
from autograde.submission import Cell, is_given, is_students, is_test, nbgrader_of
from autograde.suspicion import LOOKED_THROUGH, as_python
from autograde.verdict import Note, NoteKind


def notes_on(cells: Sequence[Cell], given: Given) -> list[Note]:
    """A note for each such name in the cells of a merged notebook, with the cell and line."""
    watched = given.used_by_tests
    if not watched:
        return []
    names = "|".join(map(re.escape, watched))
    # Not what is called or looked into, as most are: parsing costs more than all the rest here.
    words = re.compile(rf"\b(?:def|class)\s+(?:{names})\b|\b(?:{names})\b(?!\s*[.(\[])")
    defined, bound, room = set[str](), dict[tuple[str, str], str](), LOOKED_THROUGH
    for cell in cells:
        grade_id = str(nbgrader_of(cell).get("grade_id", ""))
        if is_test(cell):
            for (name, place), text in list(bound.items()):
                if name in given.uses[grade_id]:
                    bound[name, place] = text or _text(name, given, grade_id)
        elif is_given(cell):
            defined |= given.bound_in.get(grade_id, set())
        elif cell["cell_type"] == "code" and is_students(cell) and len(cell["source"]) <= room:
            room -= len(cell["source"])
            if words.search(unicodedata.normalize("NFKC", cell["source"])):
                for name, line in _bound(cell["source"], given):
                    if name in watched and name in defined:
                        bound.setdefault((name, f"{grade_id or cell['id']}, line {line}"), "")
    return [Note(NoteKind.REPAIRED, text, place) for (_, place), text in bound.items() if text]


def _text(name: str, given: Given, test_id: str) -> str:
    used = (
        "its value depends on your code, so the tests used this one"
        if given.seen_by(test_id).is_asked_for(name)
        else "the tests used the locked cell's"
    )
    return f"This line gives `{name}`, which a locked cell defines, another meaning; {used}."


def _bound(source: str, given: Given) -> Iterator[tuple[str, int]]:
    """The names that a cell binds, with their lines; importing what locked cells import binds nothing new."""
    try:
        for node in ast.parse(as_python(source)).body:
            same = set[str]()
            if isinstance(node, ast.Import | ast.ImportFrom):
                own = dict(one_by_one(node))
                same = {name for name, text in own.items() if given.imports.statements.get(name) == text}
            for name, line in effects_of([node]).everything.binds.items():
                if name not in same:
                    yield name, line
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
