"""What students must not have, and where the files that are to be handed out hold it.

Four things are looked for in every text, and in every cell of every notebook:

* nbgrader's marks around solutions, hidden tests and rubrics;
* the name of `helpers.reference`, as a module or as a path;
* outputs left in a notebook;
* lines of the course's solutions, hidden tests, rubrics and references, one after another as they are there.

Code that was written anew, with other names, is not recognised; archives and pictures are not looked into.
"""

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograde.course import Course, CourseError
from autograde.submission import is_solution, load_source

DISTINCTIVE = 16
"""Words and signs that neighbouring lines need together to be recognised: ``Z = W @ A + b`` has 7 of them."""
ALIKE_IN_HELPERS = 2
"""Neighbouring lines of a solution that helpers may have: their general networks need the same formulas."""
RELEASE, HELPERS = "release", "helpers"
"""Folders of a bundle. A cell of a released notebook may have no line of a secret at all."""
_NO_ANSWERS = ("registry.py",)
"""Modules of the references that are about answers and hold none."""

_REFERENCE = re.compile(
    r"helpers\s*[./\\]+\s*reference\b|from\s+(?:helpers|\.)\s+import\b[^#\n]*\breference\b|from\s+\.reference\b"
)


class Leak(NamedTuple):
    """Something that students must not have, in a file that they are to get."""

    place: str
    """The file, and the cell and line in it."""
    what: str


@dataclass(frozen=True)
class _Secret:
    """Lines that belong together, without blank lines, comments and imports."""

    what: str
    lines: tuple[str, ...]
    hidden: bool
    """Whether they are tests or rubrics, of which nothing may be alike anywhere."""


@dataclass
class Secrets:
    """All that a course keeps from its students."""

    marks: tuple[str, ...]
    """nbgrader's delimiters, as the course is configured."""
    _secrets: list[_Secret] = field(default_factory=list)
    _visible: set[str] = field(default_factory=set)
    """Lines that stand in the open somewhere in the source notebooks."""
    _places: dict[str, list[tuple[_Secret, int]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, course: Course) -> "Secrets":
        """Read those of a course: of all its assignments, whichever are to be handed out.

        Raises
        ------
        UnreadableSource
            Naming the notebook.
        """
        solution = ClearSolutions(config=course.config)
        tests = ClearHiddenTests(config=course.config)
        rubric = ClearMarkScheme(config=course.config)
        regions = {
            "the solution": (solution.begin_solution_delimeter, solution.end_solution_delimeter),
            "a hidden test": (tests.begin_test_delimeter, tests.end_test_delimeter),
            "the rubric": (rubric.begin_mark_scheme_delimeter, rubric.end_mark_scheme_delimeter),
        }
        secrets = cls(tuple(mark for marks in regions.values() for mark in marks))
        for assignment in course.assignments():
            for path in course.source_notebooks(assignment):
                for cell in load_source(path)["cells"]:
                    secrets._read_cell(cell, path.relative_to(course.root), regions)
        for path in sorted((course.root / HELPERS / "reference").glob("**/*.py")):
            if path.name not in _NO_ANSWERS:
                lines = path.read_text(encoding="utf-8").splitlines()
                secrets._add(f"{path.relative_to(course.root)}", lines, hidden=False)
        for secret in secrets._secrets:
            for position, line in enumerate(secret.lines):
                secrets._places[line].append((secret, position))
        return secrets

    def _read_cell(self, cell: dict[str, Any], path: Path, regions: Mapping[str, tuple[str, str]]) -> None:
        lines = cell["source"].splitlines()
        where = f"of {path}, cell {cell['id']}"
        marked = any(begin in line for begin, _ in regions.values() for line in lines)
        if is_solution(cell) and not marked:  # nbgrader replaces all of it
            self._add(f"the solution {where}", lines, hidden=False)
            return
        kind = ""
        region: list[str] = []
        for line in lines:
            begun = next((name for name, (begin, _) in regions.items() if begin in line), "")
            if begun:
                kind, region = begun, []
            elif kind and regions[kind][1] in line:
                self._add(f"{kind} {where}", region, hidden=kind != "the solution")
                kind = ""
            elif kind:
                region.append(line)
            else:
                self._visible.add(_plain(line))

    def _add(self, what: str, lines: Iterable[str], hidden: bool) -> None:
        kept = tuple(line for line in map(_plain, lines) if _counts(line))
        self._secrets.append(_Secret(what, kept, hidden))

    def lines_in(self, text: str, least: int, alike: int = 0) -> Iterator[tuple[int, str]]:
        """Number and secret of each place in a text that has a secret's lines.

        Parameters
        ----------
        least
            Words and signs that alike lines have together, or they are a coincidence.
        alike
            So many neighbouring lines of a solution are one, too.
        """
        lines = [
            (number, line)
            for number, line in enumerate(map(_plain, text.splitlines()), start=1)
            if _counts(line)
        ]
        start = 0
        while start < len(lines):
            found = max(self._runs(lines, start), key=lambda run: run[1], default=None)
            run = lines[start : start + found[1]] if found else []
            telling = [line for _, line in run if line not in self._visible]
            if found and sum(map(_words, telling)) >= least and (found[0].hidden or len(telling) > alike):
                yield run[0][0], found[0].what
                start += len(run)
            else:
                start += 1

    def _runs(self, lines: list[tuple[int, str]], start: int) -> Iterator[tuple[_Secret, int]]:
        """Each secret that goes on like the text from there, and for how many lines."""
        for secret, position in self._places.get(lines[start][1], ()):
            length = 1
            while (
                start + length < len(lines)
                and position + length < len(secret.lines)
                and lines[start + length][1] == secret.lines[position + length]
            ):
                length += 1
            yield secret, length


def find(files: Mapping[str, bytes], secrets: Secrets) -> Iterator[Leak]:
    """Search files, by their paths in the bundle.

    Raises
    ------
    CourseError
        When one that should be a notebook is none.
    """
    for path, data in files.items():
        for place, text, is_source in _texts(path, data):
            yield from _marks_in(place, text, secrets.marks)
            least = 1 if is_source and path.startswith(f"{RELEASE}/") else DISTINCTIVE
            alike = ALIKE_IN_HELPERS if path.startswith(f"{HELPERS}/") else 0
            for number, what in secrets.lines_in(text, least, alike):
                yield Leak(f"{place}, line {number}", f"lines of {what}")
        if path.endswith(".ipynb"):
            for cell in _cells(path, data):
                if cell.get("outputs") or cell.get("execution_count") is not None:
                    yield Leak(f"{path}, cell {cell.get('id')}", "an output or a number of execution is left")


def _marks_in(place: str, text: str, marks: Iterable[str]) -> Iterator[Leak]:
    for number, line in enumerate(text.splitlines(), start=1):
        for mark in marks:
            if mark in line:
                yield Leak(f"{place}, line {number}", f"the mark {mark}")
        if _REFERENCE.search(line):
            yield Leak(f"{place}, line {number}", "it names helpers.reference")


def _texts(path: str, data: bytes) -> Iterator[tuple[str, str, bool]]:
    """Place and text of all that a file says, and whether a notebook's cell says it in the open."""
    if not path.endswith(".ipynb"):
        text = data.decode("utf-8", "replace")
        yield path, text, False
        with contextlib.suppress(ValueError, RecursionError):  # a notebook under another name
            for each in _strings(json.loads(text)):
                yield path, each, False
        return
    for cell in _cells(path, data):
        for key, value in cell.items():
            for text in _strings(value):
                yield f"{path}, cell {cell.get('id')}", text, key == "source"
    for key, value in json.loads(data).items():
        if key != "cells":
            for text in _strings(value):
                yield path, text, False


def _cells(path: str, data: bytes) -> list[dict[str, Any]]:
    try:
        cells: list[dict[str, Any]] = [dict(cell) for cell in json.loads(data)["cells"]]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise CourseError(f"{path} is not a readable notebook ({error}): restore it with git") from None
    return cells


def _strings(value: object) -> Iterator[str]:
    """Each text in a piece of JSON, also keys; a list of texts is one text in lines."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        yield "".join(value)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)


def _plain(line: str) -> str:
    return " ".join(line.split())


def _counts(line: str) -> bool:
    """Whether a line may tell something: blank lines, comments and imports do not."""
    return bool(line) and not line.startswith(("#", "import ", "from "))


@cache
def _words(line: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]+", line))
