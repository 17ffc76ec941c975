"""Pages on which two similar notebooks stand side by side, one for each pair, and a page that lists them.

They need no script and no network. What students wrote is shown, never obeyed. All appear, or none.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from autograde.display import templates
from autograde.files import file_name
from autograde.own_work import Work
from autograde.similarity import MOST_SHOWN, Comparison, Place, shared_lines

FOLDER = "similar"
_MOST_LINES = 400
"""Lines of a cell that are shown."""
_LONGEST_GIVEN = 3
"""More released lines than this are folded into one."""


@dataclass(frozen=True)
class Line:
    """A line of a cell: whether both have it, was it released, and for how many released lines it stands."""

    text: str
    is_shared: bool = False
    is_given: bool = False
    folded: int = 0


@dataclass(frozen=True)
class SideBySide:
    """One exercise in both notebooks."""

    exercise: str
    first: tuple[Line, ...]
    second: tuple[Line, ...]

    @property
    def is_shared(self) -> bool:
        return any(line.is_shared for line in self.first + self.second)


def write_pages(comparisons: Sequence[Comparison], report: Path) -> tuple[Path, list[Comparison]]:
    """Write the pages of one assignment's notebooks into ``similar/<assignment>/`` of the report's folder.

    Returns
    -------
    The page that lists them, and the same comparisons; their pairs say where their pages are.

    Raises
    ------
    OSError
        When they cannot be written; older ones stay as they were.
    """
    assignment = comparisons[0].template.assignment
    place = report / FOLDER / file_name(assignment)
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    try:
        written = [_write(comparison, unfinished, f"{FOLDER}/{place.name}") for comparison in comparisons]
        page = templates().get_template("similar.html.j2")
        text = page.render(assignment=assignment, comparisons=written, most=MOST_SHOWN)
        (unfinished / "index.html").write_text(text, encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        unfinished.replace(place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return place / "index.html", written


def _write(comparison: Comparison, folder: Path, address: str) -> Comparison:
    work = {each.student: each for each in comparison.work}
    page = templates().get_template("similar_pair.html.j2")
    pairs = []
    for number, pair in enumerate(comparison.pairs, start=1):
        if number <= MOST_SHOWN:
            name = f"{file_name(pair.notebook)}-{number}.html"
            given = comparison.template.lines
            exercises = side_by_side(work[pair.first], work[pair.second], given)
            (folder / name).write_text(page.render(pair=pair, exercises=exercises), encoding="utf-8")
            pair = replace(pair, page=f"{address}/{name}")
        pairs.append(pair)
    return replace(comparison, pairs=tuple(pairs))


def side_by_side(first: Work, second: Work, given: frozenset[str]) -> list[SideBySide]:
    """Every exercise of both: the shared ones first, each in the order of the notebook."""
    left = _by_exercise(first, shared_lines(first, second), given)
    right = _by_exercise(second, shared_lines(second, first), given)
    both = [
        SideBySide(name, left.get(name, ()), right.get(name, ())) for name in dict.fromkeys([*left, *right])
    ]
    return sorted(both, key=lambda each: not each.is_shared)


def _by_exercise(work: Work, shared: set[Place], given: frozenset[str]) -> dict[str, tuple[Line, ...]]:
    found: dict[str, tuple[Line, ...]] = {}
    for number, cell in enumerate(work.cells):
        every = cell.text.expandtabs(4).rstrip().split("\n")
        lines = [
            Line(text, (number, place) in shared, text.strip() in given and (number, place) not in shared)
            for place, text in enumerate(every[:_MOST_LINES])
        ]
        if len(every) > _MOST_LINES:
            lines.append(Line(f"… and {len(every) - _MOST_LINES} lines more"))
        found[cell.exercise] = found.get(cell.exercise, ()) + tuple(_folded(lines))
    return found


def _folded(lines: Sequence[Line]) -> Iterator[Line]:
    for is_given, group in groupby(lines, lambda line: line.is_given or (not line.text.strip())):
        some = list(group)
        if is_given and sum(line.is_given for line in some) > _LONGEST_GIVEN:
            yield Line("", is_given=True, folded=len(some))
        else:
            yield from some
