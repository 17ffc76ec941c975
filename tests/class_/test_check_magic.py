"""`%check` in a notebook's kernel says what `autograde check` says, and what a class is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from IPython.core.error import UsageError
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograde.attacked import released
from autograde.magics import course_above, not_saved
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.conftest import Toy

pytestmark = pytest.mark.slow

WRONG = crowd.ANSWERS[1]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A wrong answer, saved where a reader has it: in the release folder of a course."""
    place = (
        crowd.make(tmp_path / "course", size=0) / "release" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    )
    place.parent.mkdir(parents=True)
    given = crowd.cells(Toy(), WRONG)
    given[-1]["source"] = released(crowd.TEST)
    place.write_bytes(Toy().data(*given))
    return place


def said_in_a_kernel(notebook: Path, *cells: str, told: bool = True) -> str:
    """What the last of some cells prints in a kernel beside the notebook."""
    session = new_notebook(cells=[new_code_cell(text) for text in cells])
    if told:
        session.cells.insert(0, new_code_cell(f"%env JPY_SESSION_NAME={notebook}"))
    NotebookClient(
        session, resources={"metadata": {"path": str(notebook.parent)}}, allow_errors=True
    ).execute()
    outputs = session.cells[-1].outputs
    text = "".join(output.get("text") or "\n".join(output.get("traceback", [])) for output in outputs)
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def words(text: str) -> str:
    return " ".join(re.sub(r"[^\w./]+", " ", text).split())


@pytest.mark.slow
def test_the_magic_says_what_the_command_says(notebook: Path) -> None:
    course = notebook.parents[2]
    command = autograde(course, "check", str(notebook)).stdout
    assert "hidden test" in command
    assert words(said_in_a_kernel(notebook, "%load_ext autograde", "%check")) == words(command)


@pytest.mark.thorough
def test_the_magic_shows_the_exercises_that_it_is_asked_for(notebook: Path) -> None:
    assert "no exercise g in toy there are f" in words(
        said_in_a_kernel(notebook, "%load_ext autograde", "%check g")
    )
    assert "1 of 3 points" in said_in_a_kernel(notebook, "%load_ext autograde", "%check f")


@pytest.mark.slow
def test_the_magic_says_when_the_notebook_is_not_saved(notebook: Path) -> None:
    said = said_in_a_kernel(notebook, "%load_ext autograde", crowd.ANSWERS[0], "%check")
    assert said.startswith("f: what you ran last is not what is saved.")
    assert "1 of 3 points" in said  # it grades what is saved


@pytest.mark.thorough
def test_the_magic_asks_for_the_name_where_nobody_tells_it(notebook: Path) -> None:
    said = said_in_a_kernel(notebook, "%env JPY_SESSION_NAME=", "%load_ext autograde", "%check", told=False)
    assert "Name it: %check --notebook FILE" in said
    said = said_in_a_kernel(notebook, "%load_ext autograde", "%check --notebook toy.ipynb", told=False)
    assert "1 of 3 points" in said


def test_what_is_saved_is_compared_with_what_ran_last(notebook: Path) -> None:
    assert list(not_saved(["", crowd.ANSWERS[0], WRONG + "\n"], notebook)) == []
    assert list(not_saved(["", WRONG, crowd.ANSWERS[0]], notebook)) == ["f"]
    assert list(not_saved(["f(", "%magic", "x = 1"], notebook)) == []


@pytest.mark.thorough
def test_a_notebook_that_cannot_be_read_is_one_line(notebook: Path) -> None:
    notebook.write_text("no notebook")
    said = said_in_a_kernel(notebook, "%load_ext autograde", "%check")
    assert "not valid JSON" in said
    assert "Traceback" not in said


def test_a_course_without_hidden_tests_is_told_in_one_line(tmp_path: Path, notebook: Path) -> None:
    assert course_above(notebook.parent) == notebook.parents[2]
    with pytest.raises(UsageError, match="needs the whole course"):
        course_above(tmp_path)
