"""The command line: it parses, calls and prints; what it calls lives in the modules named after it."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich import markup
from rich.console import Console

from autograde.course import Course, CourseError
from autograde.sandbox import Kind, SandboxUnavailable, Zygote
from autograde.startup import prepare
from autograde.submission import UnreadableSource, UnreadableSubmission

if TYPE_CHECKING:
    from autograde.pipeline import Outcome
    from autograde.similarity import SimilarPair
    from autograde.verdict import SubmissionVerdict
    from autograde.workers import Workers

prepare()

app = typer.Typer(
    name="autograde",
    help="Grade nbgrader courses: students' code in a sandbox, tests outside of it.",
    epilog="A first look: `autograde demo` grades a made-up class. "
    "Everything works on nbgrader's own folders and gradebook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
errors = Console(stderr=True)

INTERRUPTED_STATUS = 130


class Interrupted(BaseException):
    """Ctrl-C, as an exception that neither typer nor nbgrader takes for its own."""


def escape(text: object) -> str:
    """Text for the console, in which neither markup nor a control character is obeyed."""
    from autograde.display import harmless

    return markup.escape(harmless(str(text)))


def _interrupt(*_: object) -> None:
    raise Interrupted


class State:
    """Options that come before the command."""

    course = Path()
    db: str | None = None


Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Names as in source/; all there are by default.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Do it again, even where nothing has changed.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0 is one for each core.")]
Sandbox = Annotated[
    Kind, typer.Option(help="`none` runs students' code unprotected: for your own work only.")
]


@app.callback()
def options(
    course: Annotated[Path, typer.Option(help="The course's folder, where nbgrader_config.py is.")] = Path(),
    db: Annotated[
        str | None, typer.Option(help="The gradebook's SQLAlchemy URL; nbgrader's by default.")
    ] = None,
) -> None:
    """Take the options that come before the command."""
    State.course, State.db = course, db


@app.command()
def demo(
    assignment: Annotated[
        str, typer.Argument(help="The assignment that the made-up class hands in.")
    ] = "initialization",
    force: Force = False,
    jobs: Jobs = 0,
) -> None:
    """Grade a made-up class, honest and not, from submissions to report."""
    from autograde import sample_class

    course = Course.open(State.course, State.db)
    students = sample_class.write(course, assignment)
    console.print(f"{len(students)} students have handed in [bold]{escape(assignment)}[/] (submitted/).")
    outcome = _grade(course, [assignment], (), force, _Where(jobs))
    feedback([assignment])
    report([assignment])
    _print(outcome)


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
        course, download, assignment, _track, roster=table, force=force, dry_run=dry_run
    )
    console.print(collection_view(collection, dry_run))
    if collection.left_out:
        raise typer.Exit(1)


@app.command()
def grade(
    assignments: Assignments = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this student's; may be repeated.")] = None,
    force: Force = False,
    jobs: Jobs = 0,
    cluster: Annotated[
        str | None, typer.Option(help="Grade on the Dask cluster whose scheduler is there: tcp://host:8786.")
    ] = None,
    sandbox: Sandbox = "bubblewrap",
) -> None:
    """Grade what is in submitted/ and write autograded/ and the gradebook.

    What has been graded and has not changed since is left alone. Stop it whenever you like: what was graded
    is kept, and the next run goes on from there.
    """
    course = Course.open(State.course, State.db)
    _warn_if_unprotected(sandbox)
    chosen = assignments or course.submitted_assignments()
    outcome = _grade(course, chosen, student or (), force, _Where(jobs, sandbox, cluster))
    _print(outcome)
    if outcome.problems:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Where:
    """Where students' code is to run."""

    jobs: int
    sandbox: Kind = "bubblewrap"
    cluster: str | None = None

    def workers(self, course: Course, tasks: int) -> "AbstractContextManager[Workers]":
        from autograde import workers

        if self.cluster:
            return workers.cluster_workers(self.cluster)
        return workers.local_workers(
            min(self.jobs or workers.default_jobs(), tasks), self.sandbox, course.limits
        )


def _grade(
    course: Course, assignments: Sequence[str], students: Sequence[str], force: bool, where: _Where
) -> "Outcome":
    """Grade with a progress bar that tallies the verdicts."""
    from autograde import pipeline
    from autograde.recorder import Recorder

    with Recorder(course) as recorder, ExitStack() as stack:
        submitted = pipeline.look(course, recorder.journal, assignments, students)
        likely = sum(force or not each.known for each in submitted)
        workers = stack.enter_context(where.workers(course, likely)) if likely else None  # warms up meanwhile
        plan = pipeline.plan(course, recorder.gradebook, submitted, force)
        outcome = pipeline.Outcome()
        if plan.todo:
            workers = workers or stack.enter_context(where.workers(course, len(plan.todo)))
            advance = stack.enter_context(_tally(len(plan.todo)))
            outcome = pipeline.run(course, recorder, plan.todo, workers, where.sandbox, advance)
        outcome.unchanged = plan.unchanged
        outcome.problems += recorder.settle(plan.unchanged)
        outcome.waiting = sum(sum(recorder.gradebook.waiting(each).values()) for each in set(assignments))
    return outcome


@contextmanager
def _tally(total: int) -> "Iterator[Callable[[SubmissionVerdict], None]]":
    """A progress bar with rate and remaining time: yields what to call with each verdict."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[tally]}"),
    )
    full = none = 0
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("grading", total=total, tally="", rate="")

        def advance(verdict: "SubmissionVerdict") -> None:
            nonlocal full, none
            full += verdict.points == verdict.max_points
            none += verdict.points == 0
            speed = progress.tasks[task].speed
            progress.update(
                task,
                advance=1,
                description=escape(verdict.assignment),
                rate=f"{speed:.1f}/s" if speed else "",
                tally=f"{full} with full marks, {none} with none",
            )

        yield advance


def _print(outcome: "Outcome") -> None:
    """The class's tables, then what could not be recorded."""
    from autograde.display import wait_for_a_person
    from autograde.terminal import class_table

    for verdicts in outcome.verdicts().values():
        console.print(class_table(verdicts))
    console.print(f"{len(outcome.graded)} graded, {len(outcome.unchanged)} unchanged.")
    if outcome.waiting:
        console.print(f"{wait_for_a_person(outcome.waiting)}: open Formgrader, Manual Grading.")
    for problem in outcome.problems:
        errors.print(f"[red]{escape(problem)}[/]", soft_wrap=True)


@app.command()
def feedback(assignments: Assignments = None, force: Force = False) -> None:
    """Write feedback/ with nbgrader, for what has been graded since the last time."""
    from autograde.release import generate_feedback

    course = Course.open(State.course, State.db)
    for assignment in assignments or course.graded_assignments():
        written = generate_feedback(course, assignment, force, _track)
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
    found = [pair for name in chosen for pair in _similar(course, name)] if pairs else []
    page, notebooks, pages = report_on(course, chosen, _track, pairs=found, students=students)
    console.print(f"{page.relative_to(course.root)} written: {notebooks} notebooks.")
    if students:
        console.print(f"A page for each of {pages} students is in {page.parent.name}/students/.")


def _similar(course: Course, assignment: str) -> "Sequence[SimilarPair]":
    """The similar pairs of an assignment, with their pages; none where what was handed in is gone."""
    from autograde.similar_pages import write_pages
    from autograde.similarity import compare

    if not course.submitted.is_dir() or not course.students(assignment):
        return []
    _, comparisons = write_pages(compare(course, assignment, _track), course.root / "report")
    return [pair for comparison in comparisons for pair in comparison.pairs]


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A student's notebook.")],
    exercises: Annotated[
        list[str] | None,
        typer.Argument(help="Show these functions alone.", show_default=False),
    ] = None,
    assignment: Annotated[
        str | None, typer.Option(help="Its assignment; the notebook's own name by default.")
    ] = None,
    sandbox: Sandbox = "bubblewrap",
) -> None:
    """Grade one notebook and print points, reasons and hints. Nothing is recorded."""
    course = Course.open(State.course, State.db)
    _warn_if_unprotected(sandbox)
    (source, *_) = (
        p
        for p in course.source_notebooks(assignment or notebook.stem)
        if p.stem == notebook.stem or assignment
    )
    with Zygote(sandbox, limits=course.limits) as zygote:
        from autograde import releases
        from autograde.grading import Job, SourceNotebook, grade
        from autograde.submission import parse, points_by_hand, read_regular_file
        from autograde.terminal import check_view

        data = read_regular_file(notebook, course.limits.notebook_size)
        parse(data, course.limits)
        job = Job(notebook.absolute().parent.parent.name, source.parent.name, source.stem, data)
        known = SourceNotebook.read(source, course.secret())
        earlier = releases.earlier(course, known.assignment, known.name, known.content)
        graded = grade(replace(known, earlier=earlier), job, zygote, course.limits)
    by_hand = sum(points_by_hand(graded.notebook))
    console.print(check_view(graded.verdict, by_hand, _known_exercises(graded.verdict, exercises or ())))


def _known_exercises(verdict: "SubmissionVerdict", names: Sequence[str]) -> Sequence[str]:
    known = [test.exercise for test in verdict.tests]
    for name in names:
        if name not in known:
            raise CourseError(f"no exercise `{name}` in {verdict.assignment}: there are {', '.join(known)}")
    return names


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
        page, comparisons = write_pages(compare(course, assignment, _track), course.root / "report")
        for comparison in comparisons:
            console.print(similar_view(comparison))
        console.print(f"{escape(page.relative_to(course.root))} written.")


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
    from autograde.terminal import bundle_view, leak_table

    course = Course.open(State.course, State.db)
    chosen = list(dict.fromkeys(assignments or course.assignments()))
    place = output or Path(f"{course.name}.zip")
    try:
        made = bundles.make(course, chosen, lessons, _track)
    except bundles.Leaked as leaked:
        errors.print(leak_table(leaked.leaks))
        raise
    bundles.write(made, place, force)
    console.print(bundle_view(made))
    console.print(f"{escape(place)} written: {len(made.files)} files, {place.stat().st_size / 1e6:.1f} MB.")


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


@app.command()
def doctor(
    attack: Annotated[
        bool, typer.Option("--attack", help="Also grade every hostile submission of tests/attacks here.")
    ] = False,
) -> None:
    """Tell which layers of the sandbox are active on this machine."""
    from autograde.doctor import examine
    from autograde.terminal import layer_table

    found = examine()
    console.print(layer_table(found))
    if not all(layer.active for layer in found if layer.required):
        errors.print("[red]Grading is refused until every required layer is active.[/]")
        raise typer.Exit(1)
    if attack:
        _attack()


def _attack() -> None:
    """Grade the attacks and their honest twins in a course of their own, and say what went wrong."""
    import tempfile

    from autograde import attacks
    from autograde.terminal import attack_table

    found = attacks.load()
    with tempfile.TemporaryDirectory() as folder:
        attacks.make_course(Path(folder), found)
        course = Course.open(Path(folder))
        _grade(course, [attacks.ASSIGNMENT], (), False, _Where(attacks.WORKERS))
        results = {attack: list(attacks.complaints(course, attack)) for attack in found}
    console.print(attack_table(results))
    if any(results.values()):
        raise typer.Exit(1)


def _warn_if_unprotected(sandbox: Kind) -> None:
    if sandbox == "none":
        errors.print("[bold red]No sandbox: this code runs with all your rights. Only for your own work.[/]")


@contextmanager
def _track(description: str, total: int) -> Iterator[Callable[[], object]]:
    """A progress bar: yields what to call after each step."""
    from rich.progress import Progress

    with Progress(console=console) as progress:
        task = progress.add_task(escape(description), total=total)
        yield lambda: progress.advance(task)


def main() -> None:
    """Run the command line; every expected error is one line."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except (CourseError, SandboxUnavailable, UnreadableSource, UnreadableSubmission) as error:
        errors.print(f"[red]autograde: {escape(error)}[/]", soft_wrap=True)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        errors.print(f"[red]autograde: {escape(where)}{escape(error.strerror or error)}[/]", soft_wrap=True)
        sys.exit(1)
    except Interrupted:
        errors.print("autograde: interrupted; what was done is kept. Run it again to go on.")
        sys.exit(INTERRUPTED_STATUS)
