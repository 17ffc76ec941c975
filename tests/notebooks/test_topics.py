"""The table of topics covers the syllabus, and names cells that are there."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import nbformat

ROOT = Path(__file__).parents[2]


def test_every_topic_is_explained_and_most_are_drawn_and_asked(topics: ModuleType) -> None:
    rows = list(topics.rows(ROOT))
    assert not [row for row in rows if not row.cell]
    assert len([row for row in rows if row.figure]) >= 0.6 * len(rows)
    assert len([row for row in rows if row.quiz]) >= 0.4 * len(rows)


def test_every_cell_of_the_table_is_in_its_lesson(topics: ModuleType) -> None:
    for row in topics.rows(ROOT):
        notebook = nbformat.read(ROOT / "notebooks" / f"{row.lesson}.ipynb", as_version=4)
        ids = {cell["id"] for cell in notebook.cells}
        assert {row.cell, row.figure, row.quiz} - {""} <= ids
        assert (ROOT / "source" / row.assignment / f"{row.assignment}.ipynb").exists()


def test_a_lesson_is_one_sitting(topics: ModuleType) -> None:
    for size in topics.sizes(ROOT):
        assert 15 <= size.minutes <= 45, size
        assert size.words_a_sentence <= 25, size


def test_the_page_has_a_line_for_each_topic(topics: ModuleType) -> None:
    page = topics.as_markdown(ROOT)
    lines = re.findall(r"^\| \[\d\d\]", page, re.MULTILINE)
    assert len(lines) == len(list(topics.rows(ROOT)))
