"""What nbgrader_config.py plugs into nbgrader.

`nbgrader autograde` and Formgrader's Autograde button grade through the judge; feedback shows no hidden test.
"""

import atexit
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograde.course import Course
from autograde.feedback import autograded_notebook, outputs_of
from autograde.gradebook import Gradebook
from autograde.grading import SourceNotebook, grade
from autograde.pipeline import read_job
from autograde.sandbox import Zygote
from autograde.verdict import METADATA_KEY, SubmissionVerdict, TestVerdict


class SubmissionExporter(NotebookExporter):
    """Leaves the submitted file unread: `JudgeSubmission` reads it itself, and distrusts it."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        if getattr(self.parent, "_sanitizing", False):
            empty = nbformat.v4.new_notebook()
            return self.from_notebook_node(empty, resources=resources, **kwargs)  # type: ignore[no-untyped-call]
        return super().from_filename(filename, resources=resources, **kwargs)


class JudgeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the place of nbgrader's sanitizing and executing preprocessors.

    The notebook that it gives is complete: the source notebook with the student's answers, and the verdicts
    as the outputs of its test cells, in the form from which nbgrader's SaveAutoGrades takes the points.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        names = resources["nbgrader"]
        directory = self.parent.parent.coursedir
        course = Course.open(Path(directory.root), directory.db_url)
        (path,) = (p for p in course.source_notebooks(names["assignment"]) if p.stem == names["notebook"])
        source = SourceNotebook.read(path, course.secret())
        graded = grade(source, read_job(course, source, names["student"]), _zygote(course), course.limits)
        verdict = graded.verdict
        self.log.info("%s: %g of %g points", verdict.student, verdict.points, verdict.max_points)
        with closing(Gradebook(course)) as gradebook:
            checksums = gradebook.checksums(source.assignment, source.name)
        return autograded_notebook(graded.notebook, verdict, checksums), resources


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


@cache
def _warm(root: Path) -> Zygote:
    zygote = Zygote(limits=Course.open(root).limits)
    zygote.start()
    atexit.register(zygote.stop)
    return zygote


def _zygote(course: Course) -> Zygote:
    """The course's warm sandbox, kept for as long as this process lives."""
    return _warm(course.root)
