"""Grading through the judge from nbgrader: by `nbgrader autograde` and by Formgrader's Autograde button."""

import atexit
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.course import Course
from autograde.gradebook import autograded_notebook
from autograde.grading import SourceNotebook, grade
from autograde.pipeline import read_job
from autograde.sandbox import Zygote


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
        job = read_job(course, names["assignment"], names["notebook"], names["student"])
        graded = grade(SourceNotebook.read(path, course.secret()), job, _zygote(course), course.limits)
        self.log.info("%s: %g of %g points", job.student, graded.verdict.points, graded.verdict.max_points)
        return autograded_notebook(graded), resources


@cache
def _warm(root: Path) -> Zygote:
    zygote = Zygote(limits=Course.open(root).limits)
    zygote.start()
    atexit.register(zygote.stop)
    return zygote


def _zygote(course: Course) -> Zygote:
    """The course's warm sandbox, kept for as long as this process lives."""
    return _warm(course.root)
