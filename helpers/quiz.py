"""The quiz at the end of a lesson: read as text anywhere, answered by clicking where ipywidgets is installed.

A question is a Markdown cell of the lesson, whose id begins with ``quiz-``::

    **1. Why does a bias start at zero?**

    - (a) Because its gradient would vanish otherwise.
    - (b) Because the weights alone break the symmetry.

    <details><summary>Answer</summary>

    **(b)** The weights differ from unit to unit already, so …
    </details>
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class QuizError(Exception):
    """A lesson's quiz cannot be read; the message names the cell and the way out."""


class Question(NamedTuple):
    """One question with its choices; `right` is the letter of the right one."""

    text: str
    choices: dict[str, str]
    right: str
    explanation: str


# A question is one paragraph and a choice one line, and one cell holds one question: whatever else a pattern
# would let pass, the widget would cut off without a word.
_QUESTION = re.compile(
    r"\*\*\d+\. (?P<text>(?:(?!\n\n).)+)\*\*\n\n"
    r"(?P<choices>(?:- \([a-e]\) [^\n]+\n){2,})\n"
    r"<details><summary>Answer</summary>\n\n"
    r"\*\*\((?P<right>[a-e])\)\*\* (?P<explanation>(?:(?!</details>).)+?)\n</details>\s*",
    re.DOTALL,
)
_CHOICE = re.compile(r"- \(([a-e])\) (.+)")


def parse(text: str) -> Question:
    """Read one question.

    Raises
    ------
    QuizError
        When the text does not have the form that this module's docstring shows.
    """
    match = _QUESTION.fullmatch(text)
    if not match:
        raise QuizError(f"this is no quiz question: {text[:60]!r}. helpers/quiz.py shows the form")
    found = _CHOICE.findall(match["choices"])
    letters, choices = [letter for letter, _ in found], dict(found)
    if letters != list("abcde")[: len(letters)]:
        raise QuizError(f"the choices are lettered {', '.join(letters)}: letter them a, b, c, … in order")
    if match["right"] not in choices:
        raise QuizError(f"the answer is ({match['right']}), and there is no such choice")
    return Question(match["text"], choices, match["right"], match["explanation"])


def questions(lesson: Path | str) -> Iterator[Question]:
    """Read the quiz of a lesson's notebook.

    Raises
    ------
    QuizError
        When the notebook cannot be read, or one of its questions.
    """
    # Not with nbformat, which a browser's Python does not have.
    try:
        cells = json.loads(Path(lesson).read_text(encoding="utf-8"))["cells"]
    except OSError as error:
        raise QuizError(
            f"{lesson} cannot be read ({error}): run this cell in the lesson's own folder"
        ) from None
    except (ValueError, TypeError, LookupError):
        raise QuizError(f"{lesson} is no notebook: get the file again") from None
    for cell in cells:
        name = cell.get("id", "")
        if cell["cell_type"] == "markdown" and name.startswith("quiz-"):
            try:
                yield parse("".join(cell["source"]))
            except QuizError as error:
                raise QuizError(f"{lesson}, cell {name}: {error}") from None


def show(lesson: Path | str) -> Any:
    """Return the quiz of a lesson as a widget, or a line of text where ipywidgets is missing.

    Parameters
    ----------
    lesson : path
        The notebook, such as ``"03_initialization.ipynb"``.

    Raises
    ------
    QuizError
        When the notebook cannot be read, or one of its questions.
    """
    try:
        import ipywidgets
        from nbconvert.filters.markdown_mistune import markdown2html_mistune as as_html
    except ImportError:
        print("To answer by clicking: pip install ipywidgets nbconvert. The questions above work without.")
        return None

    def widget(question: Question) -> Any:
        reply = ipywidgets.HTMLMath()

        def answer(letter: str) -> None:
            verdict = "Right." if letter == question.right else f"Not ({letter}), but ({question.right})."
            reply.value = as_html(f"**{verdict}** {question.explanation}")

        rows = []
        for letter, text in question.choices.items():
            button = ipywidgets.Button(
                description=letter, layout={"width": "3em"}, tooltip=f"Answer {letter}"
            )
            button.on_click(lambda _, letter=letter: answer(letter))
            rows.append(ipywidgets.HBox([button, ipywidgets.HTMLMath(as_html(text))]))
        return ipywidgets.VBox([ipywidgets.HTMLMath(as_html(f"**{question.text}**")), *rows, reply])

    return ipywidgets.VBox([widget(question) for question in questions(lesson)])
