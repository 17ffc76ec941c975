"""Grades as a table for spreadsheets or an LMS: nbgrader's points, with manual ones and late penalties."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from nbgrader.api import Gradebook

from autograde import grades
from autograde.course import Course
from autograde.csv_export import COLUMNS, cell
from autograde.csv_export import row as nbgrader_row
from autograde.display import wait_for_a_person
from autograde.grades import Grades, Student
from autograde.lms import read_table
from autograde.lms_tables import GradeTable, Item, canvas, in_full, moodle

Format = Literal["nbgrader", "moodle", "canvas"]


def export(
    course: Course,
    assignments: Sequence[str],
    format: Format,
    *,
    per_exercise: bool = False,
    roster: Path | None = None,
    columns: Mapping[str, str] | None = None,
    missing_as_zero: bool = False,
) -> GradeTable:
    """Make the table for an LMS.

    Parameters
    ----------
    assignments
        Names; all of which something has been graded if there are none.
    per_exercise
        Add a column for each exercise. The total stays, since late penalties count in it alone.
    roster
        A table that the LMS gave: Moodle's grading worksheet or list of participants, Canvas's gradebook. Its
        rows are the table's.
    columns
        By assignment, the title of its column in Canvas's gradebook, where that is another.
    missing_as_zero
        Give 0 for what was never handed in. What was handed in and is not graded yet stays empty.

    Raises
    ------
    CourseError
        When the gradebook has no such grades, or the roster cannot be used.
    """
    with grades.opened(course) as gradebook:
        chosen = grades.choose(gradebook, assignments)
        everybody = grades.students(gradebook)
        found = [grades.read(course, gradebook, name) for name in chosen]
        items, notices = _items(course, everybody, found, per_exercise, missing_as_zero)
        if format == "nbgrader":
            made = _nbgrader(gradebook, items)
        else:
            table = read_table(roster) if roster else None
            if format == "moodle":
                made = moodle(everybody, items, table, per_exercise)
            else:
                made = canvas(everybody, items, table, columns or {})
    made.graded = len({student for each in found for student in each.graded} - set(made.left_out))
    made.notices = notices + made.notices
    return made


def _items(
    course: Course, everybody: Sequence[Student], found: Sequence[Grades], per_exercise: bool, zero: bool
) -> tuple[list[Item], list[str]]:
    """The columns of grades, and what is still missing from them."""
    items: list[Item] = []
    notices: list[str] = []
    for each in found:
        absent = [student.id for student in everybody if student.id not in each.graded]
        handed_in = [name for name in absent if os.path.lexists(course.submitted / name / each.assignment)]
        missing = dict.fromkeys(set(absent) - set(handed_in), "0") if zero else {}
        if per_exercise:
            for exercise in each.exercises:
                points = {
                    student: in_full(graded.points.get(exercise.place, 0.0))
                    for student, graded in each.graded.items()
                }
                title = f"{each.assignment}: {exercise.name}"
                items.append(Item(title, each.assignment, exercise.max_points, missing | points, False))
        totals = {student: in_full(graded.total) for student, graded in each.graded.items()}
        items.append(Item(each.assignment, each.assignment, each.max_points, missing | totals))
        if handed_in:
            notices.append(
                f"{each.assignment}: handed in and not graded, so empty here: {', '.join(handed_in)}. "
                f"Run `autograde grade {each.assignment}` first"
            )
        if waiting := sum(graded.waiting for graded in each.graded.values()):
            notices.append(f"{each.assignment}: {wait_for_a_person(waiting)}, and count 0 until then")
    return items, notices


def _nbgrader(gradebook: Gradebook, items: Sequence[Item]) -> GradeTable:
    """Make nbgrader's own table, a row for each student and assignment, with the exercises behind it."""
    exercises = [item for item in items if not item.is_total]
    rows = []
    for total in (item for item in items if item.is_total):
        assignment = gradebook.find_assignment(total.assignment)
        for student in gradebook.students:
            more = [
                each.values.get(student.id, "") if each.assignment == total.assignment else ""
                for each in exercises
            ]
            rows.append([*map(cell, nbgrader_row(gradebook, assignment, student)), *more])
    return GradeTable([*COLUMNS, *(each.title for each in exercises)], rows)
