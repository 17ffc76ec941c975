"""What students read about their graded notebook: the outputs of test cells, and a note at the top.

Both are stored in the autograded notebook, so that nbgrader's feedback, Formgrader and JupyterLab all show
them. Nothing here tells what a hidden test contains, or what looked like tampering.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution

from autograde.display import explained, harmless, of_points, templates
from autograde.verdict import METADATA_KEY, NoteKind, SubmissionVerdict, TestVerdict

NOTES_CELL = "autograde-notes"
"""Id of the cell that `notes_cell` makes."""

_TITLES = {
    NoteKind.UNREADABLE: "It could not be read, so it scores 0 for now:",
    NoteKind.REPAIRED: "It was not as released, and has been put right before grading:",
    NoteKind.STUDENT_CELL: "Not every cell ran to its end, and what it should have defined may be missing:",
}


def outputs_of(test: TestVerdict) -> list[NotebookNode]:
    """The outputs to store on a graded test cell.

    The first shows what became of each part. When points are missing, a second one shows the points earned,
    and carries them as a plain float for nbgrader's partial credit: `nbgrader.utils.determine_grade` gives
    exactly ``test.points``.
    """
    complete = test.points >= test.max_points
    total_html = _render("test_total.html.j2", test=test)
    total = f"{harmless(test.exercise)}: {of_points(test.points, test.max_points)}"
    html = _render("test_cell.html.j2", test=test, total=total_html, complete=complete)
    lines = [*_lines(test), total]
    outputs = [new_output("display_data", data={"text/html": str(html), "text/plain": "\n".join(lines)})]
    if not complete:
        data = {"text/html": str(total_html), "text/plain": repr(float(test.points))}
        outputs.append(new_output("execute_result", data=data, execution_count=None))
    return outputs


def notes_cell(verdict: SubmissionVerdict) -> NotebookNode | None:
    """A friendly message for the top of the notebook: what could not be read, was repaired or did not run.

    None when there is nothing to say. What looked like tampering is never said here.
    """
    groups = [
        (title, [(_literal(note.place), _literal(note.text)) for note in verdict.notes if note.kind is kind])
        for kind, title in _TITLES.items()
    ]
    groups = [(title, found) for title, found in groups if found]
    if not groups:
        return None
    source = _render("notes_cell.html.j2", groups=groups)
    cell: NotebookNode = new_markdown_cell(str(source), id=NOTES_CELL)
    return cell


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes what students must not see out of an autograded notebook, before nbgrader makes feedback of it.

    Hidden regions of test cells go, with every output that might quote them; what `outputs_of` says takes
    its place. The regions' markers are those of nbgrader's `ClearHiddenTests`; in a student's own cell they
    mean nothing.
    """

    _tests: Mapping[str, TestVerdict] = {}

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Hide the tests of one notebook, and the record of the verdict."""
        self._tests = _recorded_tests(nb.metadata.pop(METADATA_KEY, None))
        result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return result

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Hide what is hidden in one cell."""
        if is_grade(cell) and not is_solution(cell) and self._remove_hidden_test_region(cell):
            cell.source = f"{cell.source.rstrip()}\n\n# Hidden tests ran here.".lstrip()
            if cell.cell_type == "code":
                test = self._tests.get(cell.metadata.nbgrader.grade_id)
                cell.outputs = outputs_of(test) if test else []
        return cell, resources


def _recorded_tests(record: Any) -> dict[str, TestVerdict]:
    """The tests in a notebook's metadata; none when stock nbgrader or another version has graded it."""
    try:
        tests = SubmissionVerdict.from_json(record).tests if isinstance(record, Mapping) else ()
    except ValueError:
        return {}
    return {test.test_id: test for test in tests}


def _lines(test: TestVerdict) -> list[str]:
    lines = []
    for part, sentences in explained(test):
        hidden = " (hidden test)" if part.hidden else ""
        mark = "✓" if part.passed else "✗"
        points = of_points(part.points, part.max_points)
        lines.append(f"{mark} {harmless(part.name)}{hidden}: {points}")
        lines += [f"    {harmless(sentence)}" for sentence in sentences]
    return lines


def _literal(text: str) -> Markup:
    """Text as HTML entities throughout: neither Markdown nor MathJax finds a character of its own in it."""
    shown = harmless(text)
    return Markup("".join(each if each.isalnum() or each in " .,;" else f"&#{ord(each)};" for each in shown))


def _render(template: str, **values: Any) -> Markup:
    return Markup(templates().get_template(template).render(**values).strip())
