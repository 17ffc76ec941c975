"""Late penalties, by nbgrader's own plugin (`c.AssignLatePenalties.plugin_class`)."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import nbformat
from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties

from autograde.course import CONFIG_FILE, Course, CourseError


def assign_penalty(course: Course, student: str, assignment: str, notebook: str) -> None:
    """Let the plugin look at one submitted notebook, and write its penalty, as `nbgrader autograde` does.

    Raises
    ------
    CourseError
        When the plugin cannot be loaded, or fails.
    """
    names = {"student": student, "assignment": assignment, "notebook": notebook, "db_url": course.db_url}
    with _beside_the_course(course):
        try:
            empty = nbformat.v4.new_notebook()
            AssignLatePenalties(config=course.config).preprocess(empty, {"nbgrader": names})
        except Exception as error:  # the plugin is the instructor's own code
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise CourseError(
                f"{course.root / CONFIG_FILE}: the plugin for late penalties failed ({reason}): correct it"
            ) from error


def settle(course: Course, assignment: str, times: Mapping[str, datetime]) -> list[tuple[str, str]]:
    """Bring penalties up to date for what is not graded again.

    Due date, extensions, times of submission and points by hand may have changed since it was graded.

    Parameters
    ----------
    times
        When it was submitted, in UTC without a time zone, by student.

    Returns
    -------
    Student and notebook, where the penalty is another now.
    """
    changed: list[tuple[str, str]] = []
    with api.Gradebook(course.db_url) as gradebook:
        found = gradebook.find_assignment(assignment)
        penalized = (
            gradebook.db.query(api.SubmittedNotebook)
            .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
            .filter(api.Notebook.assignment_id == found.id, api.SubmittedNotebook.late_submission_penalty > 0)
        )
        if found.duedate is None and not penalized.count():
            return []
        for submission in found.submissions:
            submission.timestamp = times.get(submission.student_id, submission.timestamp)
        gradebook.db.commit()
        to_look_at = [
            (submission.student_id, notebook.name, notebook.late_submission_penalty or 0.0)
            for submission in found.submissions
            for notebook in submission.notebooks
            if notebook.late_submission_penalty or (found.duedate and submission.total_seconds_late > 0)
        ]
    for student, name, before in to_look_at:
        assign_penalty(course, student, assignment, name)
        with api.Gradebook(course.db_url) as gradebook:
            now = gradebook.find_submission_notebook(name, assignment, student).late_submission_penalty
        if (now or 0.0) != before:
            changed.append((student, name))
    return changed


@contextmanager
def _beside_the_course(course: Course) -> Iterator[None]:
    """Let a plugin be imported that lies beside nbgrader_config.py, as nbgrader's commands do."""
    folder = str(course.root)
    if folder in sys.path:
        yield
        return
    sys.path.append(folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
