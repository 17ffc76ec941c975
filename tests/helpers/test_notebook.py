"""What a notebook's file says of its exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.notebook import defined_in, exercises_of, notebook_of_this_kernel, visible_points
from tests.conftest import Toy

ROOT = Path(__file__).resolve().parents[2]
CHECK = (
    "with checks.part(2, 'one'):\n    f()\nwith checks.part(0.5, 'two', hint='h'):\n    f()\nchecks.total()"
)
HIDDEN = "with checks.part(2, 'one'):\n    f()\nwith checks.part(3, 'two', hidden=True):\n    f()"


def written(folder: Path, *cells: dict[str, object]) -> Path:
    path = folder / "toy.ipynb"
    path.write_bytes(Toy().data(*cells))
    return path


def test_an_exercise_is_named_as_its_function_and_entitled_as_its_heading(tmp_path: Path, toy: Toy) -> None:
    path = written(
        tmp_path,
        toy.cell("# A notebook", kind="markdown"),
        toy.cell("## 1 First\n\ntext\n\n### Hint\n\n## 2 `f` at last", kind="markdown"),
        toy.solution("f", "def f(): ..."),
        toy.test("test_f", 2, CHECK),
        toy.test("test_g", 1, "pass"),
    )
    f, g = exercises_of(path)
    assert (f.name, f.title, f.cell_id, f.check) == ("f", "2 `f` at last", "test_f", CHECK)
    assert (f.answer, f.points) == ("def f(): ...", 2.5)
    assert (g.name, g.title, g.answer, g.points) == ("g", "g", "", 0)


def test_a_check_that_was_copied_counts_once(tmp_path: Path, toy: Toy) -> None:
    path = written(tmp_path, toy.test("test_f", 1, CHECK), toy.test("test_f", 1, "changed"))
    assert [each.check for each in exercises_of(path)] == [CHECK]


def test_what_is_no_check_is_no_exercise(tmp_path: Path, toy: Toy) -> None:
    by_hand = toy.cell("", "essay", grade_id="essay", grade=True, solution=True, points=3)
    path = written(tmp_path, toy.given("imports", ""), toy.cell("1 + 1"), by_hand)
    assert exercises_of(path) == []


@pytest.mark.parametrize(
    "text",
    ["no notebook", "[]", "{}", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"cell_type": "code"}]}'],
)
def test_what_is_no_notebook_is_a_value_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"\w"):
        exercises_of(path)


def test_the_points_are_those_of_the_parts_that_students_see() -> None:
    assert visible_points(CHECK) == 2.5
    assert visible_points(HIDDEN) == 2
    assert visible_points("checks.part('x', 'one'), checks.part(), part(1), checks.total()") == 0
    assert visible_points("with checks.part(2, 'one'") == 0


@pytest.mark.parametrize("path", sorted(ROOT.glob("release/*/*.ipynb")), ids=lambda path: path.stem)
def test_every_exercise_of_the_course_has_a_title_of_its_own_and_visible_points(path: Path) -> None:
    exercises = exercises_of(path)
    assert len(exercises) > 3
    assert len({each.title for each in exercises}) == len(exercises)
    for each in exercises:
        assert each.title != each.name
        assert each.points > 0
        assert each.name in defined_in(each.answer)


def test_the_name_comes_from_jupyter_or_from_vs_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/x/lab.ipynb")
    assert notebook_of_this_kernel({}) == "/x/lab.ipynb"
    assert notebook_of_this_kernel({"__vsc_ipynb_file__": "/x/code.ipynb"}) == "/x/code.ipynb"
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert notebook_of_this_kernel({}) == ""
