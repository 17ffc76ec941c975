"""Commands for what came of grading: feedback, report, similar pairs, tables of grades."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograde.cli.shared import Assignments, Force, State, app, console, escape, track
from autograde.course import Course, CourseError

if TYPE_CHECKING:
    from autograde.similarity import SimilarPair


@app.command()
def feedback(assignments: Assignments = None, force: Force = False) -> None:
    """Write feedback/ with nbgrader, for what has been graded since the last time."""
    from autograde.release import generate_feedback

    course = Course.open(State.course, State.db)
    for assignment in assignments or course.graded_assignments():
        written = generate_feedback(course, assignment, force, track)
        console.print(
            f"{len(written)} feedback pages written for {escape(assignment)} (in {course.feedback.name}/)."
        )


@app.command()
def report(
    assignments: Assignments = None,
    students: Annotated[
        bool, typer.Option(help="Also write a page for each student, which you may send her.")
    ] = True,
    pairs: Annotated[
        bool, typer.Option("--similar/--no-similar", help="Also compare what was handed in, pair by pair.")
    ] = True,
) -> None:
    """Write report/index.html: the class at a glance, from what has been graded.

    report/students/STUDENT.html tells one student her points, what to
    repeat and what went right. It names nobody else.

        autograde report

        autograde report initialization --no-students

    Pairs of similar notebooks are those of `autograde similar`, which says
    more about them.
    """
    from autograde.report import report_on

    course = Course.open(State.course, State.db)
    chosen = assignments or course.graded_assignments()
    found = [pair for name in chosen for pair in _similar_pairs(course, name)] if pairs else []
    page, notebooks, pages = report_on(course, chosen, track, pairs=found, students=students)
    console.print(f"{page.relative_to(course.root)} written: {notebooks} notebooks.")
    if students:
        console.print(f"A page for each of {pages} students is in {page.parent.name}/students/.")


def _similar_pairs(course: Course, assignment: str) -> "Sequence[SimilarPair]":
    """The similar pairs of an assignment, with their pages; none where what was handed in is gone."""
    from autograde.similar_pages import write_pages
    from autograde.similarity import compare

    if not course.submitted.is_dir() or not course.students(assignment):
        return []
    _, comparisons = write_pages(compare(course, assignment, track), course.root / "report")
    return [pair for comparison in comparisons for pair in comparison.pairs]


@app.command()
def similar(assignments: Assignments = None) -> None:
    """Find pairs of notebooks that share more than the template explains.

    Prints the pairs of each assignment, the most suspicious first, and writes
    report/similar/ASSIGNMENT/index.html with a page for each pair: both
    notebooks side by side, what they share marked with "=".

        autograde similar

        autograde similar softmax

    Other names, comments, spacing, types, and another order of functions and
    cells are seen through. What was released, the references, the right styles
    and known mistakes of helpers/reference/, and what much of the class shares
    count for nothing. Who has too little of her own is left out, and counted.

    A pair is a reason to look and to ask, not a verdict: docs/similarity.md
    says how often copies are found, and what is not seen.

    Nothing that students wrote is run, and no notebook leaves this machine.
    """
    from autograde.similar_pages import write_pages
    from autograde.similarity import compare
    from autograde.terminal import similar_view

    course = Course.open(State.course, State.db)
    for assignment in assignments or course.submitted_assignments():
        page, comparisons = write_pages(compare(course, assignment, track), course.root / "report")
        for comparison in comparisons:
            console.print(similar_view(comparison))
        console.print(f"{escape(page.relative_to(course.root))} written.")


@app.command()
def export(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Names; all that have been graded by default.", show_default=False),
    ] = None,
    format: Annotated[
        Literal["nbgrader", "moodle", "canvas"], typer.Option("--format", help="Who is to read the table.")
    ] = "nbgrader",
    per_exercise: Annotated[
        bool,
        typer.Option("--per-exercise/--total", help="Add a column for each exercise, or write totals alone."),
    ] = False,
    roster: Annotated[
        Path | None,
        typer.Option(
            help="The table to fill: Moodle's grading worksheet or list of participants, Canvas's gradebook."
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("grades.csv"),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="ASSIGNMENT=TITLE, where Canvas calls an assignment otherwise; may be repeated.",
            show_default=False,
        ),
    ] = None,
    missing_as_zero: Annotated[
        bool, typer.Option("--missing-as-zero", help="Give 0 for what was never handed in.")
    ] = False,
) -> None:
    """Write the gradebook's grades as a CSV table that an LMS takes in.

    Manual points and late penalties are in them, as nbgrader counts them.
    Who has no grade has an empty cell, never 0, unless you ask for it.

    Moodle, one assignment: choose Download grading worksheet, fill it here,
    and choose Upload grading worksheet. The maximum grade must be the same.

        autograde export initialization --format moodle --roster Grades.csv

    Moodle, any number: upload it by Grades, Import, CSV file, and say there
    which column belongs to which grade item.

        autograde export --format moodle --per-exercise

    Canvas: choose Grades, Export; fill that table, and choose Import. Only
    columns that change are in it. An assignment that Canvas does not know
    becomes a new one.

        autograde export --format canvas --roster Grades.csv

    It is called otherwise there: add --column 'initialization=Homework 1'.

    Students are found in a roster by nbgrader's id, email and lms_user_id.
    Who is only in the roster or only in the gradebook is listed; the exit
    status is 1 when grades were left out. Late penalties count in the total,
    not in an exercise. No cell is a formula.
    """
    from autograde.export import export as table
    from autograde.terminal import export_view

    if roster and output.exists() and output.samefile(roster):
        raise CourseError(f"{output} is the roster itself: name another file by --output")
    columns = {}
    for pair in column or ():
        name, equals, columns[name] = pair.partition("=")
        if not equals:
            raise CourseError(f"--column {pair} must be ASSIGNMENT=TITLE")
    course = Course.open(State.course, State.db)
    made = table(
        course,
        assignments or (),
        format,
        per_exercise=per_exercise,
        roster=roster,
        columns=columns,
        missing_as_zero=missing_as_zero,
    )
    made.write(output)
    console.print(export_view(made, output))
    if made.left_out:
        raise typer.Exit(1)
