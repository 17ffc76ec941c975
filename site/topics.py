"""The table topic → lesson → figure → quiz → assignment, from notebooks/topics.toml and the lessons' cells.

``python site/topics.py`` prints it; the site has it as a page. `tests/notebooks/test_topics.py` compares.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from execute import DRAWS

WORDS_A_MINUTE = 130
FIGURES_A_MINUTE = 1.3
QUESTIONS_A_MINUTE = 1


class Row(NamedTuple):
    """Where a topic is: ids of cells in the lesson, empty where there is none."""

    lesson: str
    topic: str
    cell: str
    figure: str
    quiz: str
    assignment: str


class Size(NamedTuple):
    """How long a lesson is; words are those of its prose, without formulas."""

    lesson: str
    words: int
    words_a_sentence: float
    figures: int
    minutes: int


def rows(root: Path) -> Iterator[Row]:
    """Yield the table, a row for each topic of the syllabus."""
    for lesson, entry in _syllabus(root).items():
        cells = _cells(root, lesson)
        for key, topic in entry["topics"].items():
            about = [cell for cell in cells if key in cell.metadata.get("topics", [])]
            quiz = [cell["id"] for cell in about if cell["id"].startswith("quiz-")]
            text = [cell["id"] for cell in about if cell.cell_type == "markdown" and cell["id"] not in quiz]
            figure = [cell["id"] for cell in about if _draws(cell)]
            cell, drawn, asked = (names[0] if names else "" for names in (text, figure, quiz))
            yield Row(lesson, topic, cell, drawn, asked, entry["assignment"])


def sizes(root: Path) -> Iterator[Size]:
    """Yield the length of each lesson."""
    for lesson in _syllabus(root):
        cells = _cells(root, lesson)
        prose = prose_of(cells)
        words = len(prose.split())
        sentences = len(re.findall(r"[.?:;](?:\s|$)", prose))
        figures = sum(map(_draws, cells))
        questions = sum(cell["id"].startswith("quiz-") and cell.cell_type == "markdown" for cell in cells)
        minutes = words / WORDS_A_MINUTE + figures / FIGURES_A_MINUTE + questions / QUESTIONS_A_MINUTE
        yield Size(lesson, words, words / max(sentences, 1), figures, round(minutes))


def prose_of(cells: Iterable[Any]) -> str:
    """Return the text of a notebook's Markdown cells, without formulas, tags and addresses of links."""
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"<[^>]+>|\$\$?.*?\$\$?|\]\([^)]*\)", " ", text, flags=re.DOTALL)


def as_markdown(root: Path) -> str:
    """Return the page: topics first, then the lessons' length."""
    lines = [
        "# Topics",
        "",
        "Where each topic of the syllabus is explained, drawn, asked and practised. Made from the lessons.",
        "",
        "| lesson | topic | cell | figure | quiz | assignment |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows(root):
        link = f"[{row.lesson[:2]}](notebooks/{row.lesson}.ipynb)"
        assignment = f"[{row.assignment}](release/{row.assignment}/{row.assignment}.ipynb)"
        cells = " | ".join(f"`{name}`" if name else "–" for name in (row.cell, row.figure, row.quiz))
        lines.append(f"| {link} | {row.topic} | {cells} | {assignment} |")
    lines += [
        "",
        "## Length",
        "",
        f"In a minute: {WORDS_A_MINUTE} words, {FIGURES_A_MINUTE} figures, or {QUESTIONS_A_MINUTE} question.",
        "",
        "| lesson | words | words a sentence | figures | minutes |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| [{size.lesson}](notebooks/{size.lesson}.ipynb) | {size.words:,} | {size.words_a_sentence:.0f} "
        f"| {size.figures} | {size.minutes} |"
        for size in sizes(root)
    ]
    return "\n".join(lines) + "\n"


def write(root: Path) -> None:
    """Write the page, if it would change."""
    page, text = root / "site" / "topics.md", as_markdown(root)
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def _syllabus(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "notebooks" / "topics.toml").read_text(encoding="utf-8"))


def _cells(root: Path, lesson: str) -> list[Any]:
    notebook: Any = nbformat.read(root / "notebooks" / f"{lesson}.ipynb", as_version=4)
    cells: list[Any] = notebook.cells
    return cells


def _draws(cell: Any) -> bool:
    return cell.cell_type == "code" and DRAWS.search(cell.source) is not None


if __name__ == "__main__":
    print(as_markdown(Path(__file__).resolve().parents[1]), end="")
