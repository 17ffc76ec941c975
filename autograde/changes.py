"""An assignment that changes after students have handed it in: nbgrader's database follows.

nbgrader itself refuses then: "Cannot add or remove cells for notebook … because there are submissions
associated with it". These two preprocessors stand in `c.GenerateAssignment.preprocessors`.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import (
    Comment,
    Grade,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells
from sqlalchemy import or_
from traitlets import Bool

from autograde.course import Course
from autograde.releases import keep


class WorkWouldBeLost(Exception):
    """A cell is gone in which a person has graded. The message names it and the way out."""


class SaveChangedCells(SaveCells):  # type: ignore[misc]
    """Takes the place of nbgrader's preprocessor: cells may come and go when there are submissions.

    A new cell gets its rows in every submission; a test's points are there when it has been graded again.
    With a removed cell go its points. Those that a person gave go only if `drop_points` is set.

    Raises
    ------
    WorkWouldBeLost
        When they would go; the database is as it was then.
    """

    drop_points = Bool(False, help="Remove cells in which a person has graded.").tag(config=True)

    def _create_notebook(self, nb: NotebookNode) -> None:
        with suppress(MissingEntry):
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            if notebook.submissions:
                self._follow(notebook)
        super()._create_notebook(nb)

    def _follow(self, notebook: Notebook) -> None:
        """Remove and add cells in one transaction."""
        db = self.gradebook.db
        kinds = (
            (GradeCell, self.new_grade_cells, notebook.grade_cells),
            (SolutionCell, self.new_solution_cells, notebook.solution_cells),
            (TaskCell, self.new_task_cells, notebook.task_cells),
            (SourceCell, self.new_source_cells, notebook.source_cells),
        )
        gone = [cell for _, new, known in kinds for cell in known if cell.name not in new]
        if not self.drop_points:
            self._refuse_to_lose([cell for cell in gone if not isinstance(cell, SourceCell)])
        for cell in gone:
            db.query(Grade).filter(Grade.cell_id == cell.id).delete()
            db.query(Comment).filter(Comment.cell_id == cell.id).delete()
            db.delete(cell)
        for kind, new, known in kinds:
            for name in new.keys() - {cell.name for cell in known}:
                cell = kind(name=name, notebook=notebook, **new[name])
                db.add(cell)
                db.flush()
                for submitted in notebook.submissions:
                    if kind in (GradeCell, TaskCell):
                        by_hand = kind is TaskCell or name in self.new_solution_cells
                        db.add(Grade(cell_id=cell.id, notebook=submitted, needs_manual_grade=by_hand))
                    if kind in (SolutionCell, TaskCell):
                        db.add(Comment(cell_id=cell.id, notebook=submitted))
        db.commit()

    def _refuse_to_lose(self, gone: list[Any]) -> None:
        db = self.gradebook.db
        for cell in gone:
            given = or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
            students = db.query(Grade).filter(Grade.cell_id == cell.id, given).count()
            said = db.query(Comment).filter(Comment.cell_id == cell.id, Comment.manual_comment.is_not(None))
            if work := max(students, said.count()):
                raise WorkWouldBeLost(
                    f"`{cell.name}` is gone from {self.assignment_id}, and a person has graded {work} "
                    "answers there: give it its old grade_id back, or drop these points and comments with "
                    f"`autograde release --force {self.assignment_id}`"
                )


class KeepRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """Comes last: keeps each notebook as students get it, for when they hand it in after a later change."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        directory = self.parent.parent.coursedir
        course = Course.configured(Path(directory.root), self.config, directory.db_url)
        names = resources["nbgrader"]
        keep(course, names["assignment"], names["notebook"], nb.cells)
        return nb, resources


def follow_changes(converter: GenerateAssignment) -> None:
    """Put these preprocessors into nbgrader's generate_assignment where the configuration does not."""
    if SaveCells in converter.preprocessors:
        steps = [SaveChangedCells if each is SaveCells else each for each in converter.preprocessors]
        converter.preprocessors = [*steps, KeepRelease]
