"""The quiz: read from the lesson's own cells, answered by clicking where there are widgets."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from helpers import quiz
from helpers.quiz import Question, QuizError

TEXT = """\
**2. With $W = 0$ and tanh, what is the gradient of $W$?**

- (a) It is large.
- (b) It is 0, since every `A` is 0.
- (c) It depends on the seed.

<details><summary>Answer</summary>

**(b)** All activations are 0.

And so is each product.
</details>"""

REST = TEXT[TEXT.index("- (b)") :]

QUESTION = Question(
    text="With $W = 0$ and tanh, what is the gradient of $W$?",
    choices={"a": "It is large.", "b": "It is 0, since every `A` is 0.", "c": "It depends on the seed."},
    right="b",
    explanation="All activations are 0.\n\nAnd so is each product.",
)


def markdown(name: str, source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str) -> dict[str, Any]:
    return markdown(name, source) | {"cell_type": "code", "execution_count": None, "outputs": []}


@pytest.fixture
def lesson(tmp_path: Path) -> Callable[..., Path]:
    def write(*cells: dict[str, Any]) -> Path:
        path = tmp_path / "03_lesson.ipynb"
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write


def test_a_question_is_read_with_its_choices_and_its_answer() -> None:
    assert quiz.parse(TEXT) == QUESTION


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_empty_lines_at_the_end_do_no_harm(end: str) -> None:
    assert quiz.parse(TEXT + end) == QUESTION


def test_a_question_may_run_over_lines_and_have_bold_words() -> None:
    question = quiz.parse(TEXT.replace("and tanh, what", "and **tanh**,\nwhat"))
    assert question.text == "With $W = 0$ and **tanh**,\nwhat is the gradient of $W$?"
    assert question.choices == QUESTION.choices


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        pytest.param("**2. ", "**", id="no number"),
        pytest.param("tanh, what", "tanh.\n\nWhat", id="a question of two paragraphs"),
        pytest.param("- (b) ", "- ", id="a choice without a letter"),
        pytest.param("- (c) It", "- (f) It", id="a letter too many"),
        pytest.param("- (c) It", "- (d) It", id="a letter left out"),
        pytest.param("- (c) It", "- (b) It", id="a letter twice"),
        pytest.param("- (a) It is large.\n", "", id="it begins with b"),
        pytest.param("every `A` is 0.", "every `A`\n  is 0.", id="a choice of two lines"),
        pytest.param(REST, REST[REST.index("\n\n") + 1 :].replace("(b)", "(a)"), id="one choice"),
        pytest.param("**(b)**", "**(d)**", id="an answer that is no choice"),
        pytest.param("**(b)** ", "", id="no answer"),
        pytest.param("**(b)** All", "(b) All", id="an answer that is not bold"),
        pytest.param("</summary>\n\n", "</summary>\n", id="an answer that Markdown does not see"),
        pytest.param("seed.\n\n<details>", "seed.\n<details>", id="details within the list"),
        pytest.param("\n</details>", "", id="details that do not end"),
        pytest.param("</details>", "</details>\n\nMore text.", id="text below"),
        pytest.param("</details>", f"</details>\n\n{TEXT}", id="two questions in one cell"),
    ],
)
def test_what_has_another_form_is_refused(part: str, instead: str) -> None:
    assert TEXT.count(part) == 1
    with pytest.raises(QuizError, match=r"no quiz question|lettered|no such choice"):
        quiz.parse(TEXT.replace(part, instead))


def test_a_refusal_shows_where_the_text_begins_and_where_the_form_is_written() -> None:
    with pytest.raises(QuizError, match=r"'What is a bias\?'.*helpers/quiz\.py"):
        quiz.parse("What is a bias?")


def test_the_questions_of_a_lesson_come_in_its_order(lesson: Callable[..., Path]) -> None:
    path = lesson(
        markdown("title", "# A lesson"),
        markdown("quiz", "## Quiz"),
        markdown("quiz-1", TEXT.replace("**2.", "**1.").replace("tanh", "ReLU").splitlines(keepends=True)),
        code("quiz-code", "quiz.show('03_lesson.ipynb')"),
        markdown("quiz-2", TEXT),
    )
    first, second = quiz.questions(path)
    assert "ReLU" in first.text
    assert second == QUESTION
    assert list(quiz.questions(str(path))) == [first, second]


def test_a_lesson_without_a_quiz_has_no_questions(lesson: Callable[..., Path]) -> None:
    assert list(quiz.questions(lesson(markdown("title", TEXT)))) == []


def test_a_malformed_question_is_named_by_its_cell(lesson: Callable[..., Path]) -> None:
    path = lesson(markdown("quiz-1", TEXT), markdown("quiz-2", TEXT.replace("**(b)**", "**(e)**")))
    with pytest.raises(QuizError, match=r"03_lesson\.ipynb, cell quiz-2: .*no such choice"):
        list(quiz.questions(path))


def test_a_lesson_that_is_not_there_says_where_to_run_the_cell(tmp_path: Path) -> None:
    with pytest.raises(
        QuizError, match=r"03_lesson\.ipynb cannot be read .* run this cell in the lesson's own"
    ):
        list(quiz.questions(tmp_path / "03_lesson.ipynb"))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"3", b"\xff\xfe"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "03_lesson.ipynb"
    path.write_bytes(content)
    with pytest.raises(QuizError, match=r"03_lesson\.ipynb is no notebook"):
        list(quiz.questions(path))


class _Widget:
    def __init__(self, **traits: Any) -> None:
        vars(self).update(traits)


class _HTMLMath(_Widget):
    def __init__(self, value: str = "") -> None:
        super().__init__(value=value)


class _Button(_Widget):
    def on_click(self, then: Callable[[Any], None]) -> None:
        self.then = then

    def click(self) -> None:
        self.then(self)


class _Box(_Widget):
    def __init__(self, children: list[Any]) -> None:
        super().__init__(children=tuple(children))


@pytest.fixture(params=["stub", "ipywidgets"])
def widgets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Widgets of a stub, and the real ones where they are installed."""
    if request.param == "ipywidgets":
        pytest.importorskip("ipywidgets")
        return
    stub = ModuleType("ipywidgets")
    vars(stub).update(HTMLMath=_HTMLMath, Button=_Button, HBox=_Box, VBox=_Box)
    monkeypatch.setitem(sys.modules, "ipywidgets", stub)


def buttons(question: Any) -> dict[str, Any]:
    """The buttons of one question by their letters."""
    rows = question.children[1:-1]
    return {row.children[0].description: row.children[0] for row in rows}


@pytest.mark.usefixtures("widgets")
def test_each_question_is_shown_with_its_choices_and_no_answer(lesson: Callable[..., Path]) -> None:
    shown = quiz.show(lesson(markdown("quiz-1", TEXT), markdown("quiz-2", TEXT)))
    assert len(shown.children) == 2
    for question in shown.children:
        text, *rows, reply = question.children
        assert "<strong>With $W = 0$ and tanh" in text.value
        assert [row.children[0].description for row in rows] == ["a", "b", "c"]
        assert "It is 0, since every <code>A</code> is 0." in rows[1].children[1].value
        assert reply.value == ""


@pytest.mark.usefixtures("widgets")
def test_the_right_choice_is_called_right_and_explained(lesson: Callable[..., Path]) -> None:
    (question,) = quiz.show(lesson(markdown("quiz-1", TEXT))).children
    buttons(question)["b"].click()
    reply = question.children[-1].value
    assert "<strong>Right.</strong> All activations are 0." in reply
    assert "And so is each product." in reply


@pytest.mark.usefixtures("widgets")
@pytest.mark.parametrize("letter", ["a", "c"])
def test_a_wrong_choice_is_told_the_right_one_and_why(lesson: Callable[..., Path], letter: str) -> None:
    (question,) = quiz.show(lesson(markdown("quiz-1", TEXT))).children
    buttons(question)[letter].click()
    assert f"<strong>Not ({letter}), but (b).</strong> All activations are 0." in question.children[-1].value


@pytest.mark.usefixtures("widgets")
def test_a_reader_may_change_her_mind_and_other_questions_stay(lesson: Callable[..., Path]) -> None:
    first, second = quiz.show(lesson(markdown("quiz-1", TEXT), markdown("quiz-2", TEXT))).children
    buttons(first)["a"].click()
    buttons(first)["b"].click()
    assert "Right." in first.children[-1].value
    assert "Not (a)" not in first.children[-1].value
    assert second.children[-1].value == ""


@pytest.mark.usefixtures("widgets")
def test_a_widget_of_a_malformed_quiz_is_refused(lesson: Callable[..., Path]) -> None:
    with pytest.raises(QuizError, match="cell quiz-1"):
        quiz.show(lesson(markdown("quiz-1", "Why?")))


@pytest.mark.parametrize("missing", ["ipywidgets", "nbconvert.filters.markdown_mistune"])
def test_without_widgets_a_line_says_how_to_get_them(
    lesson: Callable[..., Path],
    missing: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert quiz.show(lesson(markdown("quiz-1", TEXT))) is None
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert "pip install ipywidgets nbconvert" in said.out
    assert not said.err
