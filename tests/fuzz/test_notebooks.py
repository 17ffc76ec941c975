"""Whatever a student hands in: a verdict, no traceback, and no more points than its honest twin gets."""

import copy
import functools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograde import suspicion
from autograde.feedback import autograded_notebook
from autograde.gradebook import points_of_answers
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.submission import (
    Notebook,
    UnreadableSubmission,
    is_given,
    is_solution,
    is_test,
    merge,
    nbgrader_of,
    parse,
)
from autograde.verdict import NoteKind, SubmissionVerdict
from tests.conftest import ROOT, Toy

pytestmark = pytest.mark.xdist_group("fuzz")
LIMITS = Limits()
ASSIGNMENT = "initialization"

half_a_character = st.sampled_from(["\ud800", "x\udfff", "\U0001f600"])
texts = (
    st.text(max_size=20)
    | half_a_character
    | st.sampled_from(["", "\0", "\x1b[31m", "\u202e", "</script>", "a\r\nb"])
)
deep = st.builds(
    lambda depth, wrap: functools.reduce(lambda inner, _: wrap(inner), range(depth), None),
    st.integers(2, 300),
    st.sampled_from([lambda inner: [inner], lambda inner: {"cells": inner}]),
)
scalars = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | texts
junk = st.recursive(
    scalars | deep,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
KEYS = ("cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "points", "grade", "solution")
KEYS += (
    "locked",
    "tags",
    "id",
    "outputs",
    "nbformat",
    "nbformat_minor",
    "execution_count",
    "schema_version",
    "task",
)


def change_a_node(draw: st.DrawFn, notebook: Any) -> None:
    """Replace, remove, rename or double something, anywhere."""
    node = notebook
    for _ in range(draw(st.integers(1, 6))):
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not places:
            return
        place = draw(st.sampled_from(places))
        if isinstance(node[place], dict | list) and draw(st.booleans()):
            node = node[place]
            continue
        change = draw(st.sampled_from(["replace", "remove", "rename", "double"]))
        if change == "replace":
            node[place] = draw(junk)
        elif change == "remove":
            del node[place]
        elif isinstance(node, dict):
            node[draw(st.sampled_from(KEYS) | texts)] = copy.deepcopy(node[place])
        else:
            node.insert(place, copy.deepcopy(node[place]))
        return


def change_a_cell(draw: st.DrawFn, notebook: Any) -> None:
    """What a hostile student does to her cells."""
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not cells:
        return
    number, other = (draw(st.integers(0, len(cells) - 1)) for _ in range(2))
    cell = cells[number]
    if not isinstance(cell, dict):
        return
    nbgrader = cell.get("metadata", {}).get("nbgrader", {}) if isinstance(cell.get("metadata"), dict) else {}
    ids = [
        each["metadata"]["nbgrader"]["grade_id"] for each in BASE["cells"] if "nbgrader" in each["metadata"]
    ]
    match draw(st.integers(0, 8)):
        case 0:
            cells.insert(other, cells.pop(number))
        case 1:
            cells.insert(other, copy.deepcopy(cell))
        case 2:
            cell["cell_type"] = draw(st.sampled_from(["code", "markdown", "raw", "heading"]) | junk)
        case 3 if isinstance(nbgrader, dict):
            nbgrader["grade_id"] = draw(st.sampled_from(ids) | junk)
        case 4 if isinstance(nbgrader, dict):
            nbgrader["points"] = draw(st.sampled_from([1e308, math.inf, math.nan, -1, 10**400]) | junk)
        case 5 if isinstance(cell.get("metadata"), dict):
            cell["metadata"]["tags"] = draw(st.sampled_from([["skip-execution"], ["demo"], "demo"]) | junk)
        case 6:
            cell["id"] = draw(st.sampled_from([BASE["cells"][0]["id"], "student-1", "x" * 99]) | junk)
        case 7 if isinstance(cell.get("source"), str):
            cell["source"] = draw(st.just(list(cell["source"])) | texts.map(lambda text: [text, 3, None]))
        case _:
            del cells[number]


def encoded(draw: st.DrawFn, notebook: Any) -> bytes:
    """The bytes of JSON, in an odd encoding or damaged now and then."""
    text = json.dumps(notebook, ensure_ascii=draw(st.booleans()))
    if draw(st.integers(0, 9)) == 0:
        text = text.replace('"cells"', '"cells": [], "cells"', 1)
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-32", "utf-7", "latin-1"]))
    data = bytearray(text.encode(encoding, "surrogatepass" if encoding.startswith("utf-") else "replace"))
    if draw(st.integers(0, 4)) == 0:
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 50))] = draw(st.binary(max_size=10))
    return bytes(data)


@st.composite
def mutated(draw: st.DrawFn, notebook: Notebook) -> bytes:
    """A submission with a few things changed."""
    changed = copy.deepcopy(notebook)
    for _ in range(draw(st.integers(1, 6))):
        draw(st.sampled_from([change_a_node, change_a_cell]))(draw, changed)
    return encoded(draw, changed)


def solved(release: Path, source: Path) -> Notebook:
    """A released notebook with the answers of its source."""
    notebook: Notebook = json.loads(release.read_text())
    answers = {
        nbgrader_of(cell)["grade_id"]: cell["source"]
        for cell in json.loads(source.read_text())["cells"]
        if is_solution(cell)
    }
    for cell in filter(is_solution, notebook["cells"]):
        cell["source"] = answers[nbgrader_of(cell)["grade_id"]]
    return notebook


SOURCE = SourceNotebook.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", b"a secret for tests")
BASE = solved(
    ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb",
    ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb",
)


def merged(data: bytes) -> None:
    """Read a submission as for grading; what is trusted must be the source's, whole and in order."""
    try:
        result = merge(SOURCE.content, parse(data, LIMITS))
    except UnreadableSubmission as error:
        if len(str(error).splitlines()) != 1:
            raise AssertionError(f"not one line: {error}") from error
        return
    cells = result.notebook["cells"]
    trusted = [cell for cell in SOURCE.content["cells"] if is_test(cell) or is_given(cell)]
    assert [cell for cell in cells if is_test(cell) or is_given(cell)] == trusted
    assert len({cell["id"] for cell in cells}) == len(cells)
    notes = [*result.notes, *suspicion.notes_on(cells)]
    assert all(len(note.text.splitlines()) == 1 for note in notes)
    verdict = SubmissionVerdict(ASSIGNMENT, ASSIGNMENT, "ada", (), tuple(notes))
    nbformat.writes(autograded_notebook(result.notebook, verdict, {})).encode()


@given(mutated(BASE))
def test_a_changed_submission_is_merged_into_the_source_or_refused(data: bytes) -> None:
    merged(data)


@given(st.binary(max_size=2000) | st.binary(max_size=100).map(lambda junk: b'{"cells": [' + junk + b"]}"))
@example(b"")
@example(b"\xff\xfe{\x00}\x00")
@example(b"[" * 10**6)
@example(b'{"cells": [' + b'{"a":' * 10**5)
@example(b'{"cells": ' + b"9" * 10**5 + b"}")
def test_any_bytes_are_a_submission_or_refused(data: bytes) -> None:
    merged(data)


TOY = Toy()
TEST = """
with checks.part({points}, "{name} of 3"):
    checks.close(checks.call({name}, 3), {value}, "{name}(3)")
checks.total()
"""
IMPORTS = TOY.given("imports", "from helpers import checks")
TESTS = {
    name: TOY.test(f"test_{name}", points, TEST.format(points=points, name=name, value=value))
    for name, points, value in (("double", 2, 6), ("square", 5, 9))
}
HONEST = TOY.notebook(
    IMPORTS,
    TOY.solution("double", "def double(x):\n    return 2 * x"),
    TOY.cell("double(4)", "own"),
    TESTS["double"],
    TOY.solution("square", "def square(x):\n    return x"),
    TESTS["square"],
)


@pytest.fixture(scope="module")
def toy_source(tmp_path_factory: pytest.TempPathFactory) -> SourceNotebook:
    path = tmp_path_factory.mktemp("fuzz") / "toy" / "toy.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(HONEST))
    return SourceNotebook.read(path, b"a secret for tests")


Grade = Callable[[bytes], SubmissionVerdict]


@pytest.fixture(scope="module")
def graded(toy_source: SourceNotebook, zygote: Zygote) -> Grade:
    """Grades the bytes of a toy notebook; all that is stored of it must be in its format."""

    def run(data: bytes) -> SubmissionVerdict:
        result = grade(toy_source, Job("ada", "toy", "toy", data), zygote, LIMITS)
        notebook = autograded_notebook(result.notebook, result.verdict, {})
        nbformat.writes(notebook).encode()
        points_of_answers(cell for cell in notebook.cells if is_solution(cell))
        record = json.loads(json.dumps(result.verdict.to_json()))
        assert SubmissionVerdict.from_json(record) == result.verdict
        return result.verdict

    return run


def test_the_honest_twin_gets_its_points(graded: Grade) -> None:
    assert graded(json.dumps(HONEST).encode()).points == 2


@given(mutated(HONEST))
def test_a_changed_submission_gets_a_verdict_and_no_more_points(graded: Grade, data: bytes) -> None:
    verdict = graded(data)
    assert [test.max_points for test in verdict.tests] == [2, 5]
    assert 0 <= verdict.points <= 2
    if any(note.kind is NoteKind.UNREADABLE for note in verdict.notes):
        assert verdict.points == 0
