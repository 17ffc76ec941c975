"""What the gradebook holds of a class, read as nbgrader computes it: points, late penalties, totals."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nbgrader import api
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograde.course import Course, CourseError
from autograde.gradebook import Gradebook
from autograde.nbgrader_calls import course_directory, nbgrader_at_work
from autograde.submission import load_source, nbgrader_of

Place = tuple[str, str]
"""A notebook's name and a cell's grade_id."""


@dataclass(frozen=True)
class Student:
    """A student as nbgrader knows her; what it does not know is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Exercise:
    """One cell that carries points: a function's test, or an answer that a person grades."""

    place: Place
    name: str
    max_points: float


@dataclass(frozen=True)
class Graded:
    """One student's points for an assignment."""

    points: Mapping[Place, float]
    """Without the late penalty, which belongs to the whole."""
    total: float
    """With the late penalty; never below 0."""
    waiting: int
    """Answers that a person has not graded yet."""


@dataclass(frozen=True)
class Grades:
    """A class's points for one assignment."""

    assignment: str
    exercises: Sequence[Exercise]
    max_points: float
    graded: Mapping[str, Graded]
    """By student id; those of whom nothing has been graded are not in it."""


@contextmanager
def opened(course: Course) -> Iterator[api.Gradebook]:
    """Open nbgrader's own view of the course's gradebook.

    Raises
    ------
    CourseError
        When there is none yet, or it cannot be opened.
    """
    with suppress(SQLAlchemyError):  # a URL that is none: said below
        url = make_url(course.db_url)
        if url.drivername.startswith("sqlite") and url.database and not Path(url.database).exists():
            raise CourseError(f"{url.database} does not exist: grade something first with `autograde grade`")
    Gradebook(course).close()  # says in one line what is wrong with a database
    with (
        nbgrader_at_work("read the gradebook"),
        api.Gradebook(course.db_url, course_directory(course).course_id) as gradebook,
    ):
        yield gradebook


def students(gradebook: api.Gradebook) -> list[Student]:
    """Everybody in the gradebook, by last name, first name and id."""
    return [
        Student(
            each.id, each.first_name or "", each.last_name or "", each.email or "", each.lms_user_id or ""
        )
        for each in gradebook.students
    ]


def choose(gradebook: api.Gradebook, names: Sequence[str]) -> list[str]:
    """The named assignments; without names, all of which something has been graded.

    Raises
    ------
    CourseError
        When the gradebook does not know one of them, or holds no grades.
    """
    known = [each.name for each in gradebook.assignments]
    for name in names:
        if name not in known:
            raise CourseError(
                f"the gradebook has no assignment `{name}`: there are {', '.join(known) or 'none'}"
            )
    chosen = list(dict.fromkeys(names)) or [
        each.name for each in gradebook.assignments if each.num_submissions
    ]
    if not chosen:
        raise CourseError("the gradebook holds no grades: run `autograde grade` first")
    return chosen


def read(course: Course, gradebook: api.Gradebook, assignment: str) -> Grades:
    """Everybody's points for an assignment. Exercises are in the order of its notebooks in source/."""
    db = gradebook.db
    totals = (
        db.query(
            api.SubmittedAssignment.student_id,
            api.SubmittedAssignment.score,
            api.SubmittedAssignment.late_submission_penalty,
        )
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .filter(api.Assignment.name == assignment)
    )
    points: dict[str, dict[Place, float]] = {}
    waiting: Counter[str] = Counter()
    with closing(Gradebook(course)) as ours:
        for score in ours.scores(assignment):
            points.setdefault(score.student, {})[score.notebook, score.cell] = score.points
            waiting[score.student] += score.waits
    graded = {
        student: Graded(points.get(student, {}), max(0.0, score - penalty), waiting[student])
        for student, score, penalty in totals
    }
    found = gradebook.find_assignment(assignment)
    return Grades(assignment, _exercises(course, found), float(found.max_score), graded)


def _exercises(course: Course, assignment: api.Assignment) -> list[Exercise]:
    """The cells that carry points. A test's name is its function's, as everywhere."""
    worth = {
        (notebook.name, cell.name): float(cell.max_score)
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    order = _order(course, assignment.name)
    places = sorted(worth, key=lambda place: (order.get(place, len(order)), place))
    names = [cell.removeprefix("test_") for _, cell in places]
    seen = Counter(names)
    return [
        Exercise(place, name if seen[name] == 1 else " / ".join(place), worth[place])
        for place, name in zip(places, names, strict=True)
    ]


def _order(course: Course, assignment: str) -> dict[Place, int]:
    """Where each cell stands in source/; nothing where that is gone."""
    with suppress(CourseError):
        cells = [
            (path.stem, str(nbgrader_of(cell).get("grade_id")))
            for path in course.source_notebooks(assignment)
            for cell in load_source(path)["cells"]
        ]
        return {place: number for number, place in enumerate(cells)}
    return {}
