"""The autograded notebook: what students read about their work, and the whole record of its verdict.

Outputs of test cells and a note at the top are stored in it, so that nbgrader's feedback, Formgrader and
JupyterLab all show them. Nothing of them tells what a hidden test contains, or what looked like tampering.
What students wrote is stored as `autograde.sanitize` makes it: nothing in it acts on whoever reads it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbformat.v4.rwbase import strip_transient

from autograde.display import explained, harmless, mark_of_part, of_points, templates
from autograde.sanitize import inert_cells
from autograde.submission import Cell, Notebook, is_students, is_test, nbgrader_of
from autograde.verdict import METADATA_KEY, NoteKind, SubmissionVerdict, TestVerdict

NOTES_CELL = "autograde-notes"
"""Id of the cell that `notes_cell` makes."""

_TITLES = {
    NoteKind.UNREADABLE: "It could not be read, so it scores 0 for now:",
    NoteKind.REPAIRED: "It was not as released, and has been put right before grading:",
    NoteKind.STUDENT_CELL: "Not every cell ran to its end, and what it should have defined may be missing:",
}


def autograded_notebook(
    graded: Notebook, verdict: SubmissionVerdict, checksums: Mapping[str, str]
) -> NotebookNode:
    """The notebook that nbgrader stores: test cells carry their verdicts, the metadata the whole record.

    Each cell gets the checksum with which it was released (`checksums`, by grade_id): nbgrader tells by it
    that an answer is untouched.
    """
    tests = {test.test_id: test for test in verdict.tests}
    cells = [_recorded(cell, tests, checksums) for cell in graded["cells"]]
    cells = inert_cells(cells, lambda cell: is_students(cell) and not _as_released(cell))
    notes = notes_cell(verdict)
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        **graded,
        "cells": cells if notes is None else [notes, *cells],
        "metadata": {**graded["metadata"], METADATA_KEY: verdict.to_json()},
    }
    nbformat.validate(content)
    notebook: NotebookNode = strip_transient(nbformat.from_dict(content))
    return notebook


def as_bytes(notebook: NotebookNode) -> bytes:
    """An autograded notebook as its file. Nobody reads the text itself, so it is written in one line.

    `autograde.recorder` looks for a key in it before it parses: the space after a colon stays.
    """
    text = json.dumps(notebook, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
    return text.encode()


def _recorded(cell: Cell, tests: Mapping[str, TestVerdict], checksums: Mapping[str, str]) -> Cell:
    """A graded cell with its verdict, if it is a test, and its checksum."""
    meta = nbgrader_of(cell)
    grade_id = str(meta.get("grade_id"))
    if is_test(cell) and grade_id in tests:
        cell = {**cell, "outputs": outputs_of(tests[grade_id])}
    if grade_id in checksums:
        metadata = {**cell["metadata"], "nbgrader": {**meta, "checksum": checksums[grade_id]}}
        cell = {**cell, "metadata": metadata}
    return cell


def _as_released(cell: Cell) -> bool:
    """Whether a written answer is still the course's own text, which nbgrader knows by its checksum."""
    checksum = nbgrader_of(cell).get("checksum")
    if cell["cell_type"] != "markdown" or checksum is None:
        return False
    from nbgrader.utils import compute_checksum  # here, because most notebooks do without

    return bool(checksum == compute_checksum(nbformat.from_dict(cell)))


def recorded_tests(record: Any) -> dict[str, TestVerdict]:
    """The tests in a notebook's metadata, by id; none where stock nbgrader or another version graded it."""
    try:
        tests = SubmissionVerdict.from_json(record).tests if isinstance(record, Mapping) else ()
    except ValueError:
        return {}
    return {test.test_id: test for test in tests}


def outputs_of(test: TestVerdict) -> list[NotebookNode]:
    """The outputs to store on a graded test cell.

    The first shows what became of each part. When points are missing, a second one shows the points earned,
    and carries them as a plain float for nbgrader's partial credit: `nbgrader.utils.determine_grade` gives
    exactly ``test.points``.
    """
    shown = _shown(replace(test, seconds=0.0))
    outputs = [_output("display_data", shown.html, shown.text)]
    if test.points < test.max_points:
        text = repr(float(test.points))
        outputs.append(_output("execute_result", shown.total_html, text, execution_count=None))
    return outputs


class _Shown(NamedTuple):
    """What a test's outputs show."""

    html: str
    total_html: str
    text: str


@lru_cache(maxsize=256)  # many students pass the same tests
def _shown(test: TestVerdict) -> _Shown:
    total_html = _render("test_total.html.j2", test=test)
    total = f"{harmless(test.exercise)}: {of_points(test.points, test.max_points)}"
    complete = test.points >= test.max_points
    html = _render("test_cell.html.j2", test=test, total=total_html, complete=complete)
    return _Shown(str(html), str(total_html), "\n".join([*_lines(test), total]))


def _output(kind: str, html: str, text: str, **more: Any) -> NotebookNode:
    """An output. nbformat's own `new_output` would validate it by itself, before the notebook is."""
    output: NotebookNode = nbformat.from_dict(
        {"output_type": kind, "data": {"text/html": html, "text/plain": text}, "metadata": {}, **more}
    )
    return output


def notes_cell(verdict: SubmissionVerdict) -> NotebookNode | None:
    """A friendly message for the top of the notebook: what could not be read, was repaired or did not run.

    None when there is nothing to say. What looked like tampering is never said here.
    """
    groups = [
        (title, [(_literal(note.place), _literal(note.text)) for note in verdict.notes if note.kind is kind])
        for kind, title in _TITLES.items()
    ]
    groups = [(title, found) for title, found in groups if found]
    if not groups:
        return None
    source = _render("notes_cell.html.j2", groups=groups)
    cell: NotebookNode = new_markdown_cell(str(source), id=NOTES_CELL)
    return cell


def _lines(test: TestVerdict) -> list[str]:
    lines = []
    for part, sentences in explained(test):
        hidden = " (hidden test)" if part.hidden else ""
        mark = mark_of_part(part)
        points = of_points(part.points, part.max_points)
        lines.append(f"{mark} {harmless(part.name)}{hidden}: {points}")
        lines += [f"    {harmless(sentence)}" for sentence in sentences]
    return lines


def _literal(text: str) -> Markup:
    """Text as HTML entities throughout: neither Markdown nor MathJax finds a character of its own in it."""
    shown = harmless(text)
    return Markup("".join(each if each.isalnum() or each in " .,;" else f"&#{ord(each)};" for each in shown))


def _render(template: str, **values: Any) -> Markup:
    return Markup(templates().get_template(template).render(**values).strip())
