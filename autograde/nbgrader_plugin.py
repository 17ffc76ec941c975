"""What nbgrader_config.py plugs into nbgrader.

`nbgrader autograde` and Formgrader's Autograde button grade through the judge; feedback shows no hidden test.
"""

import atexit
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets.config import Config

from autograde import releases
from autograde.course import Course, CourseError
from autograde.display import harmless
from autograde.feedback import autograded_notebook, outputs_of, recorded_tests
from autograde.gradebook import Gradebook
from autograde.grading import SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Tier, Zygote, resolve
from autograde.submitted import read_job
from autograde.verdict import METADATA_KEY, TestVerdict

WAITING = "This answer waits for a person to grade it."


class SubmissionExporter(NotebookExporter):
    """Leaves the submitted file unread: `JudgeSubmission` reads it itself, and distrusts it.

    Raises
    ------
    NbGraderException
        When the course's configuration cannot be used; nbgrader shows the one line and stops.
    """

    def __init__(self, config: Any = None, parent: Any = None, **kwargs: Any) -> None:
        super().__init__(config=config, parent=parent, **kwargs)  # type: ignore[no-untyped-call]
        if parent is not None:
            try:
                _course(self.config, parent.coursedir)
            except CourseError as error:
                self.log.error(str(error))
                raise NbGraderException(str(error)) from error

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
        course = _course(self.config, self.parent.parent.coursedir)
        (path,) = (p for p in course.source_notebooks(names["assignment"]) if p.stem == names["notebook"])
        source = SourceNotebook.read(path, course.secret(), course.carried_forward)
        releases.remember(course, source.assignment)
        earlier = releases.earlier(course, source.assignment, source.name, source.content)
        source = replace(source, earlier=earlier)
        zygote = _warm(resolve("auto", course.minimum), course.limits)
        graded = grade(source, read_job(course, source, names["student"]), zygote, course.limits)
        verdict = graded.verdict
        self.log.info("%s: %g of %g points", harmless(verdict.student), verdict.points, verdict.max_points)
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
        self._tests = recorded_tests(nb.metadata.pop(METADATA_KEY, None))
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


class PointsAndComments(GetGrades):  # type: ignore[misc]
    """nbgrader's preprocessor, which shows 0 points where nobody has graded yet: it says so beside them."""

    def _get_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_comment(cell, resources)
        if cell.metadata.nbgrader.comment or not (is_task(cell) or is_grade(cell)):
            return
        names = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, *names)
        if grade.needs_manual_grade and grade.manual_score is None:
            cell.metadata.nbgrader.comment = WAITING


def _course(config: Config, directory: CourseDirectory) -> Course:
    """The course as nbgrader is configured for it, on its command line too."""
    return Course.configured(Path(directory.root), config, directory.db_url)


@cache
def _warm(tier: Tier, limits: Limits) -> Zygote:
    """A warm sandbox under these limits, kept for as long as this process lives."""
    zygote = Zygote(tier, limits=limits)
    zygote.start()
    atexit.register(zygote.stop)
    return zygote
