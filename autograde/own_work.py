"""What a student has written in a notebook, and what of it was given or might be any honest student's."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from autograde import fingerprints, releases
from autograde.course import Course
from autograde.fingerprints import Hashes, Print
from autograde.limits import Limits
from autograde.normal_form import Row, structure, wording, words
from autograde.submission import (
    Notebook,
    is_given,
    is_solution,
    is_students,
    load_source,
    merge,
    nbgrader_of,
    parse,
    read_regular_file,
    released_text,
)
from helpers.reference.registry import source_files

_MARK = re.compile(r"^.*(?:BEGIN|END) SOLUTION.*$", re.MULTILINE)
_SOLUTION = re.compile(r"BEGIN SOLUTION.*?END SOLUTION", re.DOTALL)
"""What nbgrader leaves out of a release, by its default marks."""


@dataclass(frozen=True)
class Form:
    """A way to read cells, and how much two students must share in it to be a pair.

    Runs of `k` tokens are compared. A pair shares at least `least` of them, and these are at least the share
    `rare` of the shorter's own, counting only what few students have; or the share `frequent`, counting all
    that no more than half of the class has.
    """

    name: str
    seen: str
    k: int
    least: int
    rare: float
    frequent: float


STRUCTURE = Form("structure", "the same code under other names", 12, least=50, rare=0.56, frequent=0.75)
WORDING = Form("wording", "the same code, names and comments", 8, least=60, rare=0.35, frequent=0.6)
WORDS = Form("words", "the same sentences", 6, least=40, rare=0.35, frequent=0.6)
FORMS = (STRUCTURE, WORDING, WORDS)


@dataclass(frozen=True)
class Written:
    """One of a student's cells."""

    exercise: str
    text: str
    is_code: bool
    is_answer: bool = False
    """Whether it is in a cell that was meant for it, and no other cell of hers."""

    def rows(self, form: Form, names: frozenset[str]) -> list[Row]:
        """Its tokens in a form; none in one that is not for such a cell."""
        if self.is_code == (form is WORDS):
            return []
        if form is STRUCTURE:
            return structure(self.text, names)
        return words(self.text) if form is WORDS else wording(self.text)


@dataclass(frozen=True)
class Work:
    """What one student has written in one notebook; `cut`: longer cells are not compared."""

    student: str
    cells: tuple[Written, ...]
    prints: dict[Form, Print] = field(repr=False)
    cut: bool = False


class Template:
    """What every student was given of a notebook, and what innocent answers to it look like."""

    def __init__(self, course: Course, source: Path) -> None:
        self.path, self.assignment = source, source.parent.name
        self.notebook: Notebook = load_source(source)
        self._earlier = releases.earlier(course, self.assignment, source.stem, self.notebook)
        release = course.release / self.assignment / source.name
        released = load_source(release)["cells"] if release.exists() else []
        before = releases.kept(course, self.assignment, source.stem)
        self.cells = [
            Written("", _MARK.sub("", cell["source"]), cell["cell_type"] == "code")
            for cell in (*self.notebook["cells"], *released, *chain.from_iterable(before))
        ]

    @cached_property
    def names(self) -> frozenset[str]:
        """What means the same to every student: graded functions, given functions, imported modules."""
        found = {str(nbgrader_of(cell)["grade_id"]) for cell in self.notebook["cells"] if is_solution(cell)}
        for cell in filter(is_given, self.notebook["cells"]):
            try:
                tree = ast.parse(cell["source"])
            except SyntaxError:  # a line for IPython
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.alias):
                    found.add((node.asname or node.name).split(".")[0])
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found.add(node.name)
        return frozenset(found)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The released lines, without the space around them."""
        return frozenset(
            line.strip()
            for cell in self.notebook["cells"]
            for line in _SOLUTION.sub("", released_text(cell["source"])).split("\n")
            if line.strip()
        )

    @cached_property
    def innocent(self) -> dict[Form, Hashes]:
        """Fingerprints of all that was released, of the solutions, and of the registry."""
        return {
            form: np.union1d(
                _of_registry(self.assignment, form, self.names),
                fingerprints.of_all(
                    (row for cell in self.cells for row in cell.rows(form, self.names)), form.k
                ),
            )
            for form in FORMS
        }

    def work(self, student: str, path: Path, limits: Limits) -> Work:
        """What a student has written.

        Raises
        ------
        UnreadableSubmission
            When her notebook cannot be read.
        """
        submitted = parse(read_regular_file(path, limits.notebook_size), limits)
        cells = [
            Written(
                str(nbgrader_of(cell).get("grade_id") or cell["id"]),
                cell["source"],
                cell["cell_type"] == "code",
                is_solution(cell),
            )
            for cell in merge(self.notebook, submitted, self._earlier).notebook["cells"]
            if is_students(cell)
        ]
        kept = _shortest(cells, limits.compared)
        prints = {
            form: Print.of([cell.rows(form, self.names) for cell in kept], form.k, self.innocent[form])
            for form in FORMS
        }
        return Work(student, kept, prints, cut=len(kept) < len(cells))


@cache
def _of_registry(assignment: str, form: Form, names: frozenset[str]) -> Hashes:
    """Fingerprints of an assignment's references, right styles and known mistakes."""
    files = [Written("", _bare(path.read_text("utf-8")), True) for path in source_files(assignment)]
    return fingerprints.of_all((row for file in files for row in file.rows(form, names)), form.k)


def _bare(code: str) -> str:
    """Code as students write it: without docstrings and without types."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node) is not None and len(node.body) > 1:
                node.body = node.body[1:]
        elif isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(tree)


def _shortest(cells: Sequence[Written], room: int) -> tuple[Written, ...]:
    """The answers, then other cells, the shortest first, as many as there is room for, in their order.

    What is full of nothing goes, and nothing that stands beside an answer makes it go.
    """
    kept = set()
    for number in sorted(range(len(cells)), key=lambda n: (not cells[n].is_answer, len(cells[n].text))):
        room -= len(cells[number].text)
        if room >= 0:
            kept.add(number)
    return tuple(cell for number, cell in enumerate(cells) if number in kept)
