"""Commands for what goes out to students and what comes in from them."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.cli.shared import Assignments, State, app, console, errors, escape, track
from autograde.course import Course


@app.command()
def release(
    assignments: Assignments = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Drop points that a person gave in cells which are gone from source/."),
    ] = False,
) -> None:
    """Make release/ from source/ with nbgrader: solutions and hidden tests are taken out.

    Run it again after any change, also when students have handed in: the gradebook follows, and the next
    `autograde grade` grades the assignment anew. Notebooks of earlier releases are graded with the new tests.
    """
    from autograde.release import generate

    course = Course.open(State.course, State.db)
    for assignment in assignments or course.assignments():
        for path in generate(course, assignment, force):
            console.print(f"{path.relative_to(course.root)} [green]made[/]")


@app.command()
def bundle(
    assignments: Assignments = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write; COURSE.zip here by default.", show_default=False)
    ] = None,
    lessons: Annotated[bool, typer.Option(help="Whether the lessons of notebooks/ are in it.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no bundle.")] = False,
) -> None:
    """Make a zip file for students: all they need at home, nothing they must not have.

    It holds the students' notebooks, made anew from source/ with nbgrader
    (release/ is not read), the lessons, helpers without the references, the
    data with their licences, environment.yml for conda, requirements.txt with
    exact versions for pip, and a README: how to install it on Windows, macOS
    and Linux, how to work, what to hand in.

        autograde bundle

        autograde bundle initialization optimization --output week3.zip

        autograde bundle --no-lessons

    Before it is written, every file is searched for solutions, hidden tests,
    rubrics, references and outputs. If one is found, the place is shown and
    nothing is written. Code that was rewritten with other names is not found.

    The same course gives the same bytes. A bundle of this course is replaced;
    any other file only with --force. The gradebook is not touched.

    The table tool.autograde.bundle of pyproject.toml says which packages
    students need, and whom they ask.
    """
    from autograde import bundle as bundles
    from autograde.releases import remember_bundle
    from autograde.terminal import bundle_view, leak_table

    course = Course.open(State.course, State.db)
    chosen = list(dict.fromkeys(assignments or course.assignments()))
    place = output or Path(f"{course.name}.zip")
    try:
        made = bundles.make(course, chosen, lessons, track)
    except bundles.Leaked as leaked:
        errors.print(leak_table(leaked.leaks))
        raise
    bundles.write(made, place, force)
    remember_bundle(course, made.files)
    console.print(bundle_view(made))
    console.print(f"{escape(place)} written: {len(made.files)} files, {place.stat().st_size / 1e6:.1f} MB.")


@app.command()
def collect(
    download: Annotated[
        Path, typer.Argument(help="The .zip file from the LMS, or the folder that it was unpacked into.")
    ],
    assignment: Annotated[str, typer.Argument(help="Its name, as in source/.")],
    roster: Annotated[
        Path | None,
        typer.Option(
            help="A CSV table with the LMS's numbers and the students' ids: Moodle's grading worksheet, "
            "Canvas's gradebook, or the table of `nbgrader db student import`.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace submissions that are there.")] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Write nothing; show who gets what, and what is left out and why."),
    ] = False,
) -> None:
    """Put an LMS's download into submitted/, one notebook for each student.

    Nothing is unpacked. Each notebook becomes
    submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb.

    Moodle: in the assignment, choose Submissions, Download all submissions.
    The files are called
    `Ada Lovelace_123456_assignsubmission_file_/initialization.ipynb`.

        autograde collect --dry-run hw1.zip initialization

        autograde collect --roster Grades.csv hw1.zip initialization

    Canvas: in the assignment, choose Download Submissions. The files are
    called `lovelaceada_LATE_12345_67890_initialization-1.ipynb`.

        autograde collect submissions.zip initialization

    Names of other kinds: set `c.FileNameCollectorPlugin.named_regexp` in
    nbgrader_config.py, as for `nbgrader zip_collect`, with the groups
    `student_id` and `file_id`, and if you like `timestamp` and `late`.
    Unlike zip_collect, this command needs no setting for Moodle and Canvas,
    shows first what it would do, opens students' own .zip files within
    limits, and leaves nothing half-written.

    When a student handed in several times, the latest counts. Her only
    notebook is taken under any name, also out of a .zip file of her own.
    A submission that is there already is replaced with --force alone.

    Dates in a .zip file, read in this computer's time zone, become
    nbgrader's timestamp.txt if they can be those of the submissions. They
    are not if they rise from file to file: then the LMS wrote when it packed.

    Hostile archives are refused; the limits are in autograde/limits.py. The
    exit status is 1 when something was left out that looked like a submission.
    """
    from autograde.collect import collect as into_submitted
    from autograde.lms import read_roster
    from autograde.terminal import collection_view

    course = Course.open(State.course, State.db)
    table = read_roster(roster) if roster else None
    collection = into_submitted(
        course, download, assignment, track, roster=table, force=force, dry_run=dry_run
    )
    console.print(collection_view(collection, dry_run))
    if collection.left_out:
        raise typer.Exit(1)
