"""Every release of a notebook that students may have, kept so that none of them is taken for tampering.

An instructor may mend an assignment when notebooks are already out. Who handed in an older one has changed
nothing: `earlier` says how it differs from source/, and `autograde.submission.merge` judges by that.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import nbformat

from autograde.course import Course
from autograde.earlier import Earlier
from autograde.files import write_whole
from autograde.submission import (
    Cell,
    Notebook,
    UnreadableSource,
    is_solution,
    is_test,
    load_source,
    locked_name,
    nbgrader_of,
    released_text,
)

FOLDER = "released"


def remember(course: Course, assignment: str) -> None:
    """Keep what lies in release/ of an assignment, unless it is kept already."""
    for path in sorted((course.release / assignment).glob("*.ipynb")):
        with suppress(UnreadableSource):  # made by hand, or half-written
            keep(course, assignment, path.stem, load_source(path)["cells"])


def remember_bundle(course: Course, files: Mapping[str, bytes]) -> None:
    """Keep the notebooks of a bundle that has been written; its files by their paths."""
    for path, data in files.items():
        folder, _, rest = path.partition("/")
        if folder == "release" and path.endswith(".ipynb"):
            assignment, _, name = rest.partition("/")
            cells = nbformat.reads(data.decode(), as_version=4).cells
            keep(course, assignment, name.removesuffix(".ipynb"), cells)


def keep(course: Course, assignment: str, notebook: str, cells: Iterable[Mapping[str, Any]]) -> None:
    """Keep one released notebook: its cells' texts and nbgrader's metadata."""
    cells_kept = [
        {
            "cell_type": cell["cell_type"],
            "id": cell.get("id", ""),
            "metadata": {"nbgrader": dict(cell.get("metadata", {}).get("nbgrader", {}))},
            "source": cell["source"],
        }
        for cell in cells
    ]
    data = json.dumps({"cells": cells_kept}, sort_keys=True).encode()
    place = course.state / FOLDER / assignment / notebook / f"{hashlib.sha256(data).hexdigest()[:16]}.json"
    if not place.exists():
        write_whole(place, data)


def kept(course: Course, assignment: str, notebook: str) -> Iterator[list[Cell]]:
    """The cells of each release of a notebook that is kept."""
    for path in sorted((course.state / FOLDER / assignment / notebook).glob("[!.]*.json")):
        with suppress(UnreadableSource):
            yield load_source(path)["cells"]


def earlier(course: Course, assignment: str, notebook: str, source: Notebook) -> Earlier:
    """How the kept releases of a notebook differ from its source."""
    now = {_name(cell): cell for cell in source["cells"]}
    texts: dict[str, set[str]] = {}
    points: dict[str, set[float]] = {}
    added: set[str] = set()
    removed: set[str] = set()
    for cells in kept(course, assignment, notebook):
        then = {_name(cell): cell for cell in cells}
        words = {cell["source"] for cell in cells}
        for name, cell in now.items():
            if name not in then and (nbgrader_of(cell).get("grade_id") or cell["source"] not in words):
                added.add(name)
        for name, cell in then.items():
            if name not in now and locked_name(cell):
                removed.add(name)
            if name not in now or not (is_solution(cell) or _text(cell) == _text(now[name])):
                texts.setdefault(name, set()).add(_text(cell))
            if is_test(cell):
                points.setdefault(name, set()).add(float(nbgrader_of(cell)["points"]))
    return Earlier(
        {name: frozenset(found) for name, found in texts.items()},
        {name: frozenset(found) for name, found in points.items()},
        frozenset(added),
        frozenset(removed),
    )


def _name(cell: Cell) -> str:
    return str(nbgrader_of(cell).get("grade_id") or cell.get("id", ""))


def _text(cell: Cell) -> str:
    return released_text(cell["source"]).strip()
