"""What students are shown: points that nbgrader reads back, reasons and hints, and no hidden test."""

import copy
import html
import json
import math
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograde.display import with_code
from autograde.feedback import (
    NOTES_CELL,
    as_bytes,
    autograded_notebook,
    notes_cell,
    outputs_of,
    recorded_tests,
)
from autograde.nbgrader_plugin import HideTests
from autograde.pages import inert_notebook
from autograde.verdict import METADATA_KEY, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict
from tests.conftest import Toy

HIDDEN = "assert mystery(31337) == 'MARKER'"
SOURCE = f"checks.close(f(1), 2)\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"

# A loaded machine is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

points = st.floats(0, 100, allow_nan=False)
texts = st.text(max_size=60)


@st.composite
def judged(draw: st.DrawFn) -> TestVerdict:
    """A test whose parts earn any share of their points."""
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        maximum = draw(points)
        earned = draw(st.sampled_from([0.0, maximum]) | st.floats(0, maximum))
        outcome = Outcome.PASSED if earned == maximum else draw(st.sampled_from(list(Outcome)[1:]))
        reason, detail, hint = draw(texts), draw(texts), draw(texts)
        parts.append(
            PartVerdict(draw(texts), earned, maximum, outcome, draw(st.booleans()), reason, detail, hint)
        )
    earned, maximum = math.fsum(p.points for p in parts), math.fsum(p.max_points for p in parts)
    return TestVerdict("test_f", draw(texts), earned, maximum, tuple(parts))


def graded(test: TestVerdict, source: str = "f(1)") -> NotebookNode:
    """A notebook whose only cell is the test's, as it is stored."""
    nbgrader = {
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": test.test_id,
        "points": test.max_points,
        "schema_version": 3,
    }
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": nbgrader}, outputs=outputs_of(test))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    verdict = SubmissionVerdict("a", "a", "ada", (test,))
    notebook.metadata[METADATA_KEY] = verdict.to_json()
    return notebook


def hide(notebook: NotebookNode, config: Config | None = None) -> NotebookNode:
    hidden, _ = HideTests(config=config).preprocess(notebook, {})
    return hidden


def html_of(notebook: NotebookNode) -> str:
    text, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    return str(text)


def test_the_autograded_notebook_is_written_as_nbformat_reads_it(
    toy: Toy, verdicts: list[SubmissionVerdict]
) -> None:
    verdict = verdicts[1]
    cells = [toy.test(test.test_id, test.max_points, "f(1)") for test in verdict.tests]
    cells[0]["metadata"]["trusted"] = True
    notebook = {**toy.notebook(*cells), "metadata": {"signature": "x", "title": "ü “quoted”\n\\"}}
    before = copy.deepcopy(notebook)
    graded = autograded_notebook(notebook, verdict, {cells[0]["id"]: "checksum"})
    data = as_bytes(graded)
    assert notebook == before
    assert json.loads(data) == json.loads(nbformat.writes(graded, split_lines=False)) == graded
    assert "trusted" not in graded.cells[0].metadata
    assert "signature" not in graded.metadata
    assert recorded_tests(graded.metadata[METADATA_KEY]) == {test.test_id: test for test in verdict.tests}


def test_outputs_of_equal_tests_are_equal_and_not_the_same(verdicts: list[SubmissionVerdict]) -> None:
    test = verdicts[1].tests[0]
    first, second = outputs_of(test), outputs_of(replace(test, seconds=test.seconds + 1))
    assert first == second
    first[0].data["text/html"] = "changed"
    assert outputs_of(test) == second != first


@patient
@given(judged())
def test_nbgrader_reads_exactly_the_points_earned(test: TestVerdict) -> None:
    notebook = graded(test)
    nbformat.validate(notebook)
    assert determine_grade(notebook.cells[0]) == (test.points, test.max_points)


@patient
@given(judged())
def test_the_stored_outputs_survive_a_file(test: TestVerdict) -> None:
    written = nbformat.writes(graded(test))
    notebook = nbformat.reads(written, as_version=4)
    assert determine_grade(notebook.cells[0]) == (test.points, test.max_points)


@patient
@given(judged())
def test_the_points_are_never_a_bare_number_on_a_page(test: TestVerdict) -> None:
    for output in outputs_of(test):
        assert "text/html" in output.data


def test_outputs_are_the_same_each_time(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        for test in verdict.tests:
            assert outputs_of(test) == outputs_of(test)


def test_every_part_says_its_points_and_a_failed_one_why(
    verdicts: list[SubmissionVerdict], sentences: dict[str, str]
) -> None:
    test = verdicts[1].tests[2]
    page, plain = (outputs_of(test)[0].data[mime] for mime in ("text/html", "text/plain"))
    for part in test.parts:
        assert with_code(part.name) in page
        assert part.name in plain
    assert with_code(f"Hint: {sentences['sqrt_one_over_n']}") in page
    assert f"    Hint: {sentences['sqrt_one_over_n']}\n" in plain
    assert "✗ Var W is 2/n (hidden test): 0 of 3 points" in plain


def test_details_of_hidden_parts_are_not_shown() -> None:
    part = PartVerdict("p", 0, 1, Outcome.WRONG, hidden=True, reason="Wrong.", detail="Expected 42.")
    assert "42" not in str(outputs_of(TestVerdict("t", "f", 0, 1, (part,))))


def test_hostile_text_comes_out_inert(hostile: SubmissionVerdict) -> None:
    (test,) = hostile.tests
    cell = notes_cell(hostile)
    assert cell is not None
    text = html_of(nbformat.v4.new_notebook(cells=[cell, *graded(test).cells]))
    shown = text[text.index("<body") :]
    assert "<script>alert" not in shown
    assert not set(shown) & set("\x1b\x07\r\u202e\u200f\ud800")
    for data in (output.data for output in outputs_of(test)):
        assert "<script" not in data["text/html"]
        assert not set(str(data)) & set("\x1b\x07\r\u202e\u200f\ud800")


def test_outputs_need_no_style_sheet_no_script_and_no_network(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        for output in (each for test in verdict.tests for each in outputs_of(test)):
            page = output.data["text/html"]
            assert not any(word in page for word in ("<style", "<script", "http", "src=", "href=", "url("))


def test_hidden_regions_do_not_reach_the_feedback(verdicts: list[SubmissionVerdict]) -> None:
    notebook = hide(graded(verdicts[1].tests[2], SOURCE))
    (cell,) = notebook.cells
    assert cell.source == "checks.close(f(1), 2)\n\n# Hidden tests ran here."
    assert cell.outputs == outputs_of(verdicts[1].tests[2])
    assert METADATA_KEY not in notebook.metadata
    assert "MARKER" not in html_of(notebook)


@pytest.mark.parametrize("record", ["recorded", "by stock nbgrader", "by another version"])
def test_outputs_that_quote_a_hidden_region_are_dropped(
    verdicts: list[SubmissionVerdict], record: str
) -> None:
    notebook = graded(verdicts[1].tests[2], SOURCE)
    if record == "by stock nbgrader":
        del notebook.metadata[METADATA_KEY]
    elif record == "by another version":
        notebook.metadata[METADATA_KEY].schema = 0
    notebook.cells[0].outputs += [
        nbformat.v4.new_output("error", ename="AssertionError", evalue=HIDDEN, traceback=[HIDDEN]),
        nbformat.v4.new_output("stream", name="stdout", text="called with 31337, MARKER"),
    ]
    hidden = hide(notebook)
    assert hidden.cells[0].outputs == (outputs_of(verdicts[1].tests[2]) if record == "recorded" else [])
    assert "MARKER" not in str(hidden)


def test_visible_tests_and_students_cells_are_left_alone(verdicts: list[SubmissionVerdict]) -> None:
    notebook = graded(verdicts[0].tests[0])
    notebook.cells.append(nbformat.v4.new_code_cell("### BEGIN HIDDEN TESTS\nmine"))
    notebook.cells.append(nbformat.v4.new_markdown_cell("### BEGIN HIDDEN TESTS"))
    before = [dict(cell) for cell in notebook.cells]
    assert [dict(cell) for cell in hide(notebook).cells] == before


def test_markers_are_the_ones_configured_for_nbgrader(verdicts: list[SubmissionVerdict]) -> None:
    config = Config()
    config.ClearHiddenTests.begin_test_delimeter = "SECRET ON"
    config.ClearHiddenTests.end_test_delimeter = "SECRET OFF"
    source = f"f(1)\n# SECRET ON\n{HIDDEN}\n# SECRET OFF"
    assert "MARKER" not in str(hide(graded(verdicts[0].tests[0], source), config))


def test_students_are_told_what_was_noticed_but_tampering(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        cell = notes_cell(verdict)
        told = [note for note in verdict.notes if note.kind is not NoteKind.TAMPERING]
        assert (cell is None) == (not told)
        if cell is None:
            continue
        assert cell.id == NOTES_CELL
        nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
        text = html_of(nbformat.v4.new_notebook(cells=[cell]))
        assert "A note on your notebook" in text
        assert all(words(note.text) in words(text) for note in told)


def test_tampering_is_never_mentioned_to_students(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        shown: list[Any] = [notes_cell(verdict), *(outputs_of(test) for test in verdict.tests)]
        assert "tampering" not in str(shown).lower()
        for note in verdict.notes:
            if note.kind is NoteKind.TAMPERING:
                assert note.text not in str(shown)


def words(text: str) -> str:
    """The letters and digits of a page, entities read."""
    return "".join(each for each in html.unescape(text) if each.isalnum())


def test_a_page_leaves_out_the_cell_that_looks_for_what_is_needed_and_no_cell_of_the_students() -> None:
    locked = {"nbgrader": {"grade_id": "environment", "locked": True}, "tags": ["remove-cell"]}
    hers = {"tags": ["remove-cell"]}
    cells = [
        nbformat.v4.new_code_cell(text, metadata=meta) for text, meta in (("find()", locked), ("x", hers))
    ]
    shown = inert_notebook(nbformat.v4.new_notebook(cells=cells))
    assert [cell.source for cell in shown.cells] == ["x"]
