"""What a class has submitted, read and compared with the journal. Nothing is written.

It does without nbgrader, which takes a second to import: workers can warm up in that time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from autograde.course import Course, CourseError
from autograde.grading import Job, SourceNotebook
from autograde.journal import Entry, Journal
from autograde.submission import UnreadableSubmission, read_regular_file


@dataclass(frozen=True)
class Todo:
    """One student's notebook that is to be graded. Its bytes are read when its turn comes."""

    source: SourceNotebook
    student: str


@dataclass(frozen=True)
class Submitted:
    """One student's notebook as it was found."""

    todo: Todo
    key: str
    known: bool
    """Whether the journal says that it has been graded like this."""


def look(
    course: Course, journal: Journal, assignments: Sequence[str], students: Sequence[str] = ()
) -> list[Submitted]:
    """Read the assignments and what was submitted, and compare with the journal.

    Raises
    ------
    CourseError
        For an unknown assignment or student, or a damaged course.
    """
    secret, keys = course.secret(), journal.keys()
    sources = [
        SourceNotebook.read(path, secret, course.carried_forward)
        for name in assignments
        for path in course.source_notebooks(name)
    ]
    classes = {name: _class(course, name, students) for name in assignments}
    found = []
    for source in sources:
        for student in classes[source.assignment]:
            key = source.key(read_job(course, source, student))
            known = keys.get(Entry(student, source.assignment, source.name)) == key
            found.append(Submitted(Todo(source, student), key, known))
    return found


def _class(course: Course, assignment: str, students: Sequence[str]) -> Sequence[str]:
    submitted = course.students(assignment)
    for student in students:
        if student not in submitted:
            raise CourseError(
                f"{course.submitted / student / assignment} does not exist: nothing of hers to grade"
            )
    return students or submitted


def read_job(course: Course, source: SourceNotebook, student: str) -> Job:
    """One student's notebook, read as far as it can be."""
    assignment, notebook = source.assignment, source.name
    path = course.submitted / student / assignment / f"{notebook}.ipynb"
    try:
        return Job(student, assignment, notebook, read_regular_file(path, course.limits.notebook_size))
    except UnreadableSubmission as error:
        return Job(student, assignment, notebook, unreadable=str(error))
