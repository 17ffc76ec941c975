"""The comparison with others: no cell without a source, and none about this project without a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "site" / "compare.md"
TEXT = PAGE.read_text(encoding="utf-8")

_USED = re.compile(r"\[\^([\w-]+)\](?!:)")
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
FOOTNOTES = dict(re.findall(r"^\[\^([\w-]+)\]: (.+)$", TEXT, re.MULTILINE))


def tables() -> list[list[list[str]]]:
    """The page's tables: rows of cells, the heading first."""
    blocks = re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE)
    cells = [
        [[cell.strip() for cell in row.strip("|\n").split("|")] for row in block.splitlines()]
        for block in blocks
    ]
    return [[table[0], *table[2:]] for table in cells]


def cells(ours: bool) -> list[tuple[str, str]]:
    """(topic, cell) of the column about this project, or of all the others."""
    chosen = slice(1, 2) if ours else slice(2, None)
    return [(row[0], cell) for table in tables() for row in table[1:] for cell in row[chosen]]


def place(name: str) -> Path:
    """A page that a link of this page names: the site has the repository's pages at the same places."""
    return next((path for path in (PAGE.parent / name, ROOT / name) if path.exists()), ROOT / name)


def test_there_are_two_tables_and_the_first_column_is_about_this_project() -> None:
    assert [table[0][1] for table in tables()] == ["here", "here"]


def test_every_cell_is_filled() -> None:
    for table in tables():
        assert {len(row) for row in table} == {len(table[0])}
        assert not [row for row in table[1:] if not all(row)]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "others"])
def test_every_cell_has_a_footnote(ours: bool) -> None:
    bare = [
        (topic, cell)
        for topic, cell in cells(ours)
        if not _USED.search(cell) and not _LINK.search(cell) and cell != "not measured"
    ]
    assert not bare


def test_every_footnote_is_used_and_defined() -> None:
    body = TEXT[: TEXT.index("## Where it can be read")]
    assert set(_USED.findall(body)) == set(FOOTNOTES)


def test_what_is_said_of_this_project_is_shown_by_it() -> None:
    assert not [cell for _, cell in cells(ours=True) for note in _USED.findall(cell) if note[:5] != "here-"]


def test_what_is_said_of_others_is_said_elsewhere() -> None:
    """Except where our own benchmark has measured them."""
    named = {note for _, cell in cells(ours=False) for note in _USED.findall(cell)}
    assert {note for note in named if note.startswith("here-")} == {"here-speed"}
    tried = ("nbgrader 0.9.6", "otter-grader 7.0.0")
    read = [note for note in named if "<http" in FOOTNOTES[note] or FOOTNOTES[note].startswith(tried)]
    assert named - set(read) == {"here-speed"}


@pytest.mark.parametrize("note", sorted(name for name in FOOTNOTES if name.startswith("here-")))
def test_a_footnote_about_this_project_names_what_exists(note: str) -> None:
    text = FOOTNOTES[note]
    linked = _LINK.findall(text)
    named = re.findall(r"`([^`]+)`", text)
    assert linked or named or "(#" in text
    assert not [name for name in linked if not place(name).exists()]
    path = ""
    for name in named:
        path, _, test = (name if not name.startswith("::") else path + name).partition("::")
        assert place(path).exists(), path
        assert not test or f"def {test}(" in place(path).read_text(encoding="utf-8"), name
