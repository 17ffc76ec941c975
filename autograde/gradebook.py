"""nbgrader's database: assignments registered by nbgrader itself, points written in bulk.

nbgrader writes a cell at a time and commits each. Here a batch of notebooks is one transaction on the same
tables; a test compares every row with what nbgrader's own preprocessors write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Row,
    String,
    Table,
    bindparam,
    create_engine,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.functions import count

from autograde.course import Course, CourseError
from autograde.late import assign_penalty, settle
from autograde.nbgrader_calls import course_directory, nbgrader_at_work
from autograde.registration import Registrations
from autograde.submission import Cell
from autograde.tables import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    GRADE,
    NOTEBOOK,
    SOURCE_CELL,
    STUDENT,
    SUBMISSION,
    SUBMITTED,
)

LOCKED_SECONDS = 60
"""How long to wait for somebody else's transaction on an SQLite file."""


@dataclass(frozen=True)
class Points:
    """What nbgrader's database keeps of one graded notebook."""

    student: str
    assignment: str
    notebook: str
    scores: Mapping[str, float | None]
    """By grade_id; None: a person has to grade it."""
    comments: Mapping[str, str | None]
    """By grade_id of a cell that the student writes in."""
    timestamp: datetime | None = None
    """When it was submitted, in UTC."""
    rewritten: bool = False
    """Whether the student has changed her answers since they were graded: a person looks at tasks again."""


@dataclass(frozen=True)
class Score:
    """What nbgrader's database says of one graded cell of one student."""

    student: str
    notebook: str
    cell: str
    auto: float | None
    manual: float | None
    extra: float
    """Extra credit."""
    waits: bool
    """Whether a person has to grade it still."""
    penalty: float
    """Of the whole notebook, for handing in late."""

    @property
    def points(self) -> float:
        """As nbgrader counts them: what a person gave, else what the test gave, and the extra credit."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + self.extra


def points_of_answers(answers: Iterable[Cell]) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """Scores and comments of the cells that the student writes in, as nbgrader's SaveAutoGrades gives them.

    An answer that is still as it was released scores 0; what else a person must grade has no score yet.
    """
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in map(nbformat.from_dict, answers):
        meta = cell.metadata.nbgrader
        if is_grade(cell):
            scores[meta.grade_id] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            untouched = meta.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comments[meta.grade_id] = "No response." if untouched else None
    return scores, comments


@dataclass
class _Layout:
    """An assignment as the database knows it."""

    assignment_id: str
    has_due_date: bool
    notebooks: dict[str, "_NotebookLayout"] = field(default_factory=dict)


@dataclass
class _NotebookLayout:
    notebook_id: str
    graded: dict[str, str] = field(default_factory=dict)
    """Id of each cell that has points, by grade_id."""
    written: dict[str, str] = field(default_factory=dict)
    """Id of each cell that students write in, by grade_id."""


class Gradebook:
    """The course's gradebook: any database that nbgrader can use.

    Raises
    ------
    CourseError
        When it cannot be opened.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._layouts: dict[str, _Layout] = {}
        with _named(course.db_url), ExitStack() as undo:
            waiting = {"timeout": LOCKED_SECONDS} if make_url(course.db_url).drivername == "sqlite" else {}
            self._engine = create_engine(course.db_url, connect_args=waiting)
            undo.callback(self._engine.dispose)
            if not inspect(self._engine).get_table_names():
                self._make_tables()
            with api.Gradebook(course.db_url, course_directory(course).course_id):
                pass  # it adds the course
            undo.pop_all()
        self._registrations = Registrations(course, self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _make_tables(self) -> None:
        """Make an empty database as nbgrader does, with the version of its tables that it notes there.

        nbgrader asks the program alembic for the version, which takes two seconds.
        """
        migrations = ScriptDirectory(str(Path(api.__file__).with_name("alembic")))
        versions = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
        with self._engine.begin() as connection:
            api.Base.metadata.create_all(connection)
            versions.create(connection)
            connection.execute(versions.insert().values(version_num=migrations.get_current_head()))

    def register(self, assignment: str) -> None:
        """Make sure that the database knows an assignment and its cells as they are in source/."""
        if self._registrations.register(assignment):
            self._layouts.pop(assignment, None)

    def note_registered(self, assignment: str) -> None:
        """Remember that nbgrader's generate_assignment has been run on an assignment."""
        self._registrations.note(assignment)

    def checksums(self, assignment: str, notebook: str) -> dict[str, str]:
        """By grade_id, the checksum of each cell of a registered notebook as it was released."""
        query = select(SOURCE_CELL.c.name, SOURCE_CELL.c.checksum).where(
            SOURCE_CELL.c.notebook_id == self._layout(assignment).notebooks[notebook].notebook_id
        )
        with self._engine.connect() as connection:
            return {each.name: each.checksum for each in connection.execute(query)}

    def graded(self, assignment: str) -> set[tuple[str, str]]:
        """The (student, notebook) pairs of a registered assignment that the database holds."""
        query = (
            select(SUBMISSION.c.student_id, NOTEBOOK.c.name)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
            .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED.c.notebook_id)
            .where(SUBMISSION.c.assignment_id == self._layout(assignment).assignment_id)
        )
        with self._engine.connect() as connection:
            return {(student, notebook) for student, notebook in connection.execute(query)}

    def waiting(self, assignment: str) -> dict[str, int]:
        """By notebook, the answers to an assignment that wait for a person to grade them."""
        query = (
            select(NOTEBOOK.c.name, count())
            .join(SUBMITTED, SUBMITTED.c.notebook_id == NOTEBOOK.c.id)
            .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
            .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
            .where(ASSIGNMENT.c.name == assignment, GRADE.c.needs_manual_grade)
            .group_by(NOTEBOOK.c.name)
        )
        with self._engine.connect() as connection:
            return dict(connection.execute(query).tuples().all())

    def scores(self, assignment: str) -> list[Score]:
        """Every graded cell of an assignment, of every student; none of one that the database lacks."""
        query = (
            select(
                *(SUBMISSION.c.student_id, NOTEBOOK.c.name, BASE_CELL.c.name),
                *(GRADE.c.auto_score, GRADE.c.manual_score, func.coalesce(GRADE.c.extra_credit, 0.0)),
                *(GRADE.c.needs_manual_grade, func.coalesce(SUBMITTED.c.late_submission_penalty, 0.0)),
            )
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
            .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED.c.notebook_id)
            .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
            .join(BASE_CELL, BASE_CELL.c.id == GRADE.c.cell_id)
            .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
            .where(ASSIGNMENT.c.name == assignment)
        )
        with self._engine.connect() as connection:
            return [Score(*row) for row in connection.execute(query)]

    def save(self, batch: Sequence[Points]) -> None:
        """Write the points of some notebooks in one transaction: all of them or none.

        Raises
        ------
        sqlalchemy.exc.SQLAlchemyError
            When the database refuses; nothing is written then.
        """
        layouts = {points.assignment: self._layout(points.assignment) for points in batch}
        with self._engine.begin() as connection:
            _add_students(connection, {points.student for points in batch})
            submissions = _submissions(connection, batch, layouts)
            notebooks = _submitted_notebooks(connection, submissions, layouts)
            _write_points(connection, batch, layouts, submissions, notebooks)
        for points in batch:
            if layouts[points.assignment].has_due_date:
                with nbgrader_at_work(f"assign late penalties to {points.student}"):
                    assign_penalty(self._course, points.student, points.assignment, points.notebook)

    def settle_late_penalties(self, assignment: str, times: Mapping[str, datetime]) -> list[tuple[str, str]]:
        """Bring late penalties up to date for what is not graded again; see `autograde.late.settle`."""
        with nbgrader_at_work(f"assign late penalties for {assignment}"):
            return settle(self._course, assignment, times)

    def _layout(self, assignment: str) -> _Layout:
        if assignment not in self._layouts:
            with self._engine.connect() as connection:
                self._layouts[assignment] = _read_layout(connection, assignment)
        return self._layouts[assignment]


def _read_layout(connection: Connection, assignment: str) -> _Layout:
    query = select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment)
    found: Row[Any] = connection.execute(query).one()
    layout = _Layout(found.id, found.duedate is not None)
    cells = (
        select(NOTEBOOK.c.id, NOTEBOOK.c.name, BASE_CELL.c.id, BASE_CELL.c.name, BASE_CELL.c.type)
        .join(BASE_CELL, BASE_CELL.c.notebook_id == NOTEBOOK.c.id, isouter=True)
        .where(NOTEBOOK.c.assignment_id == layout.assignment_id)
    )
    for notebook_id, notebook, cell_id, name, kind in connection.execute(cells):
        cells_of = layout.notebooks.setdefault(notebook, _NotebookLayout(notebook_id))
        if kind in ("GradeCell", "TaskCell"):
            cells_of.graded[name] = cell_id
        if kind in ("SolutionCell", "TaskCell"):
            cells_of.written[name] = cell_id
    return layout


def _add_students(connection: Connection, students: set[str]) -> None:
    known = set(connection.scalars(select(STUDENT.c.id).where(STUDENT.c.id.in_(students))))
    _insert(connection, STUDENT, [{"id": student} for student in sorted(students - known)])


def _submissions(
    connection: Connection, batch: Sequence[Points], layouts: Mapping[str, _Layout]
) -> dict[tuple[str, str], str]:
    """Ids of the submissions by assignment and student; those that are missing are made."""
    names = {layout.assignment_id: assignment for assignment, layout in layouts.items()}
    query = select(SUBMISSION.c.id, SUBMISSION.c.assignment_id, SUBMISSION.c.student_id).where(
        SUBMISSION.c.assignment_id.in_(names), SUBMISSION.c.student_id.in_({each.student for each in batch})
    )
    ids = {(names[assignment], student): each for each, assignment, student in connection.execute(query)}
    wanted = {(points.assignment, points.student): points.timestamp for points in batch}
    changed = [{"which": ids[key], "when": when} for key, when in wanted.items() if when and key in ids]
    _update(connection, SUBMISSION, changed, timestamp="when")
    new = {key: api.new_uuid() for key in wanted if key not in ids}
    rows = [
        {
            "id": new[assignment, student],
            "assignment_id": layouts[assignment].assignment_id,
            "student_id": student,
            "timestamp": wanted[assignment, student],
        }
        for assignment, student in new
    ]
    _insert(connection, SUBMISSION, rows)
    return {key: (ids | new)[key] for key in wanted}


def _submitted_notebooks(
    connection: Connection, submissions: Mapping[tuple[str, str], str], layouts: Mapping[str, _Layout]
) -> dict[tuple[str, str], str]:
    """Ids of the submitted notebooks by submission and notebook; those that are missing are made."""
    query = select(SUBMITTED.c.id, SUBMITTED.c.assignment_id, SUBMITTED.c.notebook_id).where(
        SUBMITTED.c.assignment_id.in_(submissions.values())
    )
    ids = {(submission, notebook): each for each, submission, notebook in connection.execute(query)}
    wanted = [
        (submission, notebook.notebook_id)
        for (assignment, _), submission in submissions.items()
        for notebook in layouts[assignment].notebooks.values()
    ]
    new = {key: api.new_uuid() for key in wanted if key not in ids}
    rows = [{"id": new[key], "assignment_id": key[0], "notebook_id": key[1]} for key in new]
    _insert(connection, SUBMITTED, rows)
    return ids | new


def _write_points(
    connection: Connection,
    batch: Sequence[Points],
    layouts: Mapping[str, _Layout],
    submissions: Mapping[tuple[str, str], str],
    notebooks: Mapping[tuple[str, str], str],
) -> None:
    """Scores and comments; every cell of a submission gets its row, those not graded yet included."""
    scores: dict[tuple[str, str], float | None] = {}
    comments: dict[tuple[str, str], str | None] = {}
    graded, written, rewritten = set(), set(), set()
    for points in batch:
        submission = submissions[points.assignment, points.student]
        for name, cells in layouts[points.assignment].notebooks.items():
            place = notebooks[submission, cells.notebook_id]
            graded |= {(place, cell) for cell in cells.graded.values()}
            written |= {(place, cell) for cell in cells.written.values()}
            if name == points.notebook:
                scores |= {(place, cells.graded[cell]): score for cell, score in points.scores.items()}
                comments |= {(place, cells.written[cell]): text for cell, text in points.comments.items()}
                tasks = cells.graded.keys() - points.scores.keys() if points.rewritten else ()
                rewritten |= {(place, cells.graded[cell]) for cell in tasks}

    places = {place for place, _ in graded | written}
    query = select(GRADE.c.id, GRADE.c.notebook_id, GRADE.c.cell_id, GRADE.c.manual_score).where(
        GRADE.c.notebook_id.in_(places)
    )
    found = {(each.notebook_id, each.cell_id): each for each in connection.execute(query)}
    _update(
        connection,
        GRADE,
        [
            {
                "which": found[key].id,
                "score": score,
                "manual": found[key].manual_score is not None or score is None,
            }
            for key, score in scores.items()
            if key in found
        ],
        auto_score="score",
        needs_manual_grade="manual",
    )
    again = [{"which": found[key].id, "manual": True} for key in sorted(rewritten & found.keys())]
    _update(connection, GRADE, again, needs_manual_grade="manual")
    new = [
        {
            "notebook_id": key[0],
            "cell_id": key[1],
            "auto_score": scores.get(key),
            "needs_manual_grade": scores.get(key) is None,
        }
        for key in sorted(graded - found.keys())
    ]
    _insert(connection, GRADE, new)

    query = select(COMMENT.c.id, COMMENT.c.notebook_id, COMMENT.c.cell_id).where(
        COMMENT.c.notebook_id.in_(places)
    )
    said = {(each.notebook_id, each.cell_id): each.id for each in connection.execute(query)}
    changed = [{"which": said[key], "text": text} for key, text in comments.items() if key in said]
    _update(connection, COMMENT, changed, auto_comment="text")
    new = [
        {"notebook_id": key[0], "cell_id": key[1], "auto_comment": comments.get(key)}
        for key in sorted(written - said.keys())
    ]
    _insert(connection, COMMENT, new)
    penalized = [{"which": place, "penalty": None} for place in {place for place, _ in scores}]
    _update(connection, SUBMITTED, penalized, late_submission_penalty="penalty")


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _update(connection: Connection, table: Any, rows: list[dict[str, Any]], **columns: str) -> None:
    """Set columns of the rows whose id is each dict's ``which``; `columns` says from which of its entries."""
    if rows:
        values: dict[str, Any] = {column: bindparam(entry) for column, entry in columns.items()}
        connection.execute(table.update().where(table.c.id == bindparam("which")).values(values), rows)


def without_password(db_url: str) -> str:
    """A database's URL as it may be shown."""
    try:
        return make_url(db_url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return db_url


@contextmanager
def _named(db_url: str) -> Iterator[None]:
    """Turn what a database says of itself, over many lines, into one that names it.

    Raises
    ------
    CourseError
        Saying which database cannot be used, why, and what to look at.
    """
    try:
        yield
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise CourseError(
            f"the gradebook {without_password(db_url)} cannot be used ({reason}): is the URL right, its "
            "server running, and its driver installed?"
        ) from error
