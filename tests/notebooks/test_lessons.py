"""Every lesson runs, describes its figures, keeps its promises about length, and gives no exercise away."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nbformat import NotebookNode

from helpers import quiz
from helpers.reference import registry

ROOT = Path(__file__).parents[2]
TOPICS: dict[str, Any] = tomllib.loads((ROOT / "notebooks" / "topics.toml").read_text())
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir())
GRADED = {exercise.name for name in ASSIGNMENTS for exercise in registry.load(name) or ()}
ERRATA = "errata"

MOST_WORDS = 4000
NOT_IN_A_BROWSER = {"concurrent", "multiprocessing", "socket", "subprocess", "threading"}


class _Images(HTMLParser):
    """The alt texts of a page's pictures; None for a picture without one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.alts: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alts.append(dict(attrs).get("alt"))


def _cells(notebook: NotebookNode, kind: str) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def _text(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in _cells(notebook, "markdown"))


def _prose(notebook: NotebookNode) -> str:
    """The text without its formulas, in which [l](i) is no link."""
    return re.sub(r"\$\$?.*?\$\$?", " ", _text(notebook), flags=re.DOTALL)


def _imports(node: ast.AST) -> Iterator[str]:
    """The dotted names that code imports, but for what it can do without: under an `if` or in a `try`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif not isinstance(node, ast.If | ast.Try):
        for child in ast.iter_child_nodes(node):
            yield from _imports(child)


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    found = [cell for cell in notebook.cells if cell["id"] == name]
    assert len(found) == 1, f"there is no cell {name!r}"
    return found[0]


@pytest.mark.slow
def test_it_runs_without_a_word_on_stderr(executed: NotebookNode) -> None:
    said = [
        output.text
        for cell in _cells(executed, "code")
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert not said


@pytest.mark.slow
def test_every_picture_has_alt_text(executed: NotebookNode) -> None:
    n_pictures = 0
    for cell in _cells(executed, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            assert "image/png" not in data, f"{cell['id']}: end the cell with figures.show"
            alts = _Images(data.get("text/html", "")).alts
            n_pictures += len(alts)
            assert all(alt and len(alt.split()) >= 8 for alt in alts), f"{cell['id']}: {alts}"
    assert n_pictures >= 2


def test_it_is_short_enough_for_one_sitting(notebook: NotebookNode, topics: ModuleType) -> None:
    assert len(topics.prose_of(notebook.cells).split()) <= MOST_WORDS


def test_it_has_a_lessons_parts(lesson: Path, notebook: NotebookNode) -> None:
    if lesson.stem == ERRATA:
        pytest.skip("the errata are a list, not a lesson")
    title = _cell(notebook, "title").source
    assert title.startswith("# ")
    assert re.search(r"^About \d\d minutes", title, re.MULTILINE)
    assignment = TOPICS[lesson.stem]["assignment"]
    assert f"](../release/{assignment}/{assignment}.ipynb)" in title
    assert 2 <= _text(notebook).count("**Predict") <= 4
    assert re.findall(r"^\d\. ", _cell(notebook, "remember").source, re.MULTILINE) == ["1. ", "2. ", "3. "]
    assert "ipynb)" in _cell(notebook, "onward").source
    assert f'"{lesson.name}"' in _cell(notebook, "quiz-widget").source


def test_its_quiz_has_five_questions(lesson: Path) -> None:
    if lesson.stem == ERRATA:
        pytest.skip("the errata have no quiz")
    asked = list(quiz.questions(lesson))
    assert len(asked) == 5
    assert all(len(question.choices) >= 3 for question in asked)
    assert all(len(question.explanation.split()) >= 12 for question in asked)
    assert len({question.right for question in asked}) >= 3, "a reader would see the pattern"


def test_its_links_lead_somewhere(lesson: Path, notebook: NotebookNode) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", _prose(notebook)):
        if not target.startswith("http"):
            assert (lesson.parent / target).exists(), target


def test_every_topic_has_a_cell(lesson: Path, notebook: NotebookNode) -> None:
    if lesson.stem == ERRATA:
        pytest.skip("the errata belong to no row of the syllabus")
    covered = {topic for cell in _cells(notebook, "markdown") for topic in cell.metadata.get("topics", [])}
    named = covered | {t for cell in _cells(notebook, "code") for t in cell.metadata.get("topics", [])}
    topics = set(TOPICS[lesson.stem]["topics"])
    assert named <= topics
    of_text = {
        topic
        for cell in _cells(notebook, "markdown")
        if not cell["id"].startswith("quiz")
        for topic in cell.metadata.get("topics", [])
    }
    assert of_text == topics
    asked = [cell.metadata.get("topics") for cell in notebook.cells if re.match(r"quiz-\d", cell["id"])]
    assert all(asked), "each question says its topic"
    assert TOPICS[lesson.stem]["assignment"] in ASSIGNMENTS


def test_there_is_a_lesson_for_each_row_of_the_syllabus() -> None:
    lessons = {path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert lessons == set(TOPICS)


def test_it_has_no_outputs_and_ids_that_a_person_can_read(notebook: NotebookNode) -> None:
    assert notebook.metadata.kernelspec == {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        assert re.fullmatch(r"[A-Za-z][\w-]*", cell["id"])
        assert not cell.get("outputs")


def test_it_imports_what_students_and_browsers_have(notebook: NotebookNode) -> None:
    imported = {name for cell in _cells(notebook, "code") for name in _imports(ast.parse(cell.source))}
    assert "helpers.reference" not in {".".join(name.split(".")[:2]) for name in imported}
    packages = {name.split(".")[0] for name in imported}
    assert packages <= {"helpers", "matplotlib", "numpy"} | (sys.stdlib_module_names - NOT_IN_A_BROWSER)


def test_it_gives_no_exercise_away(lesson: Path, notebook: NotebookNode) -> None:
    defined = {
        node.name
        for cell in _cells(notebook, "code")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert not defined & GRADED
