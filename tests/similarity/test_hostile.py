"""A notebook that is broken or meant to break things costs nobody else her comparison."""

import json
import os
from pathlib import Path

import pytest

from autograde.similarity import Comparison, compare
from tests.similarity.classroom import ASSIGNMENT, Answers, hands, make_course, notebook, quiet

pytestmark = pytest.mark.slow

HONEST = {name: hands()[name] for name in ("ben", "goran", "ivan", "rui")}
CLASS: dict[str, Answers | bytes] = {**HONEST, "zoe": hands()["rui"]}


def comparison_with(folder: Path, hostile: Answers | bytes) -> Comparison:
    """The class with one more notebook: the copy is found whatever that is."""
    (comparison,) = compare(make_course(folder, {**CLASS, "hostile": hostile}), ASSIGNMENT, quiet)
    assert [(pair.first, pair.second) for pair in comparison.pairs] == [("rui", "zoe")]
    return comparison


def with_cells(number: int, source: str) -> bytes:
    content = json.loads(notebook({}))
    content["cells"] += [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": f"{source}{n}"} for n in range(number)
    ]
    return json.dumps(content).encode()


CODE = {
    "a syntax error": "def softmax(Z)\n    return",
    "null bytes": "def softmax(Z):\x00\n    return\x00 Z",
    "a lone surrogate": "x = '\ud800'",
    "brackets without end": "(" * 40_000,
    "brackets that close nothing": ")" * 40_000,
    "a string without end": '"""' + "a" * 40_000,
    "f-strings in f-strings": 'f"{' * 13_000,
    "signs": "-" * 40_000 + "1",
    "decorators": "@a\n" * 13_000,
    "backslashes": "\\" * 40_000,
    "functions": "def f(x: int): return x\n" * 2_000,
    "one line": "x=" * 20_000,
    "empty lines": "\n" * 40_000,
}


@pytest.mark.parametrize("what", CODE)
def test_odd_code_is_compared_like_any_other(tmp_path: Path, what: str) -> None:
    assert comparison_with(tmp_path, {"softmax": CODE[what]}).unreadable == ()


def test_a_thousand_functions_that_share_a_run_are_not_compared_each_with_each(tmp_path: Path) -> None:
    """Three notebooks of nine hundred had not been compared after eight minutes."""
    code = "".join(f"def f(a):\n x=a+b*c-d/e(f,g,h)[1]-{number}\n" for number in range(1_000))
    alike = {"softmax": code}
    (comparison,) = compare(make_course(tmp_path, {**CLASS, "h1": alike, "h2": alike}), ASSIGNMENT, quiet)
    assert {(pair.first, pair.second) for pair in comparison.pairs} == {("h1", "h2"), ("rui", "zoe")}
    (passages,) = (pair.passages for pair in comparison.pairs if pair.first == "h1")
    assert [passage.first.count("def ") for passage in passages] == [1_000]


def test_padding_does_not_hide_a_copied_answer(tmp_path: Path) -> None:
    """Answers are compared first, however many short cells stand beside them."""
    padded = json.loads(notebook(hands()["rui"]))
    padded["cells"] += json.loads(with_cells(120, "# " + "a " * 250))["cells"][-120:]
    students = {**CLASS, "zoe": json.dumps(padded).encode()}
    (comparison,) = compare(make_course(tmp_path, students), ASSIGNMENT, quiet)
    assert comparison.cut == ["zoe"]
    assert [(pair.first, pair.second) for pair in comparison.pairs] == [("rui", "zoe")]


@pytest.mark.parametrize("length", [10**6, 5 * 10**6])
def test_a_cell_that_is_too_long_is_left_out_and_the_others_are_compared(tmp_path: Path, length: int) -> None:
    comparison = comparison_with(tmp_path, {**hands()["olga"], "softmax": "x" * length})
    work = next(each for each in comparison.work if each.student == "hostile")
    assert comparison.cut == ["hostile"]
    assert [cell.exercise for cell in work.cells] == list(hands()["olga"])[1:]
    assert "1 with more code than is compared" in comparison.summary


@pytest.fixture
def readable() -> dict[str, Answers | bytes]:
    return {"thousands of cells": with_cells(1_900, "x = "), "comments": with_cells(50, "# " + "a " * 500)}


@pytest.mark.parametrize("what", ["thousands of cells", "comments"])
def test_many_cells_are_read(tmp_path: Path, readable: dict[str, Answers | bytes], what: str) -> None:
    assert comparison_with(tmp_path, readable[what]).unreadable == ()


UNREADABLE = {
    "no JSON": b"PK\x03\x04",
    "deeply nested": b"[" * 100_000,
    "no cells": b'{"cells": 3}',
    "too many cells": with_cells(2_100, "x"),
    "empty": b"",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_counted(tmp_path: Path, what: str) -> None:
    comparison = comparison_with(tmp_path, UNREADABLE[what])
    assert comparison.unreadable == ("hostile",)
    assert "1 missing or unreadable." in comparison.summary


def test_links_are_not_followed(tmp_path: Path) -> None:
    course = make_course(tmp_path, {**CLASS, "hostile": b""})
    mine = course.submitted / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    mine.unlink()
    mine.symlink_to(course.submitted / "ben" / ASSIGNMENT / mine.name)
    (course.submitted / "linked").mkdir()
    os.symlink(course.submitted / "ben" / ASSIGNMENT, course.submitted / "linked" / ASSIGNMENT)
    (comparison,) = compare(course, ASSIGNMENT, quiet)
    assert comparison.unreadable == ("hostile", "linked")


def test_a_class_of_one_and_a_class_of_none_have_no_pairs(tmp_path: Path) -> None:
    for number, students in enumerate(({}, {"ada": hands()["ben"]})):
        (comparison,) = compare(make_course(tmp_path / str(number), students), ASSIGNMENT, quiet)
        assert comparison.pairs == ()


def test_an_assignment_without_a_registry_or_a_release_is_compared(tmp_path: Path) -> None:
    course = make_course(tmp_path, CLASS)
    for folder in (course.source, *course.submitted.iterdir()):
        (folder / ASSIGNMENT).rename(folder / "own")
    (comparison,) = compare(course, "own", quiet)
    assert ("rui", "zoe") in {(pair.first, pair.second) for pair in comparison.pairs}
