"""Commands that run students' code: a class, one notebook, and whether this machine can do it safely."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograde.cli.results import feedback, report
from autograde.cli.shared import (
    Assignments,
    Force,
    Jobs,
    Sandbox,
    State,
    app,
    console,
    errors,
    escape,
    warn_if_unprotected,
)
from autograde.course import Course, CourseError
from autograde.sandbox import Requested, Zygote, resolve

if TYPE_CHECKING:
    from autograde.grading import SourceNotebook
    from autograde.pipeline import Outcome
    from autograde.verdict import SubmissionVerdict
    from autograde.workers import Workers


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
def grade(
    assignments: Assignments = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this student's; may be repeated.")] = None,
    force: Force = False,
    jobs: Jobs = 0,
    cluster: Annotated[
        str | None, typer.Option(help="Grade on the Dask cluster whose scheduler is there: tcp://host:8786.")
    ] = None,
    sandbox: Sandbox = "auto",
    unproven: Annotated[
        bool, typer.Option("--unproven", help="Grade although a source's own solution loses points.")
    ] = False,
) -> None:
    """Grade what is in submitted/ and write autograded/ and the gradebook.

    What has been graded and has not changed since is left alone. Stop it whenever you like: what was graded
    is kept, and the next run goes on from there. Before an assignment is first graded, and whenever it has
    changed, its own solution is: where that loses points, nobody is graded.
    """
    course = Course.open(State.course, State.db)
    warn_if_unprotected(sandbox)
    chosen = assignments or course.submitted_assignments()
    outcome = _grade(course, chosen, student or (), force, _Where(jobs, sandbox, cluster), unproven=unproven)
    _print(outcome)
    if outcome.problems:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Where:
    """Where students' code is to run."""

    jobs: int
    sandbox: Requested = "auto"
    cluster: str | None = None

    def workers(self, course: Course, tasks: int) -> "AbstractContextManager[Workers]":
        from autograde import workers

        if self.cluster:
            return workers.cluster_workers(self.cluster)
        return workers.local_workers(
            min(self.jobs or workers.default_jobs(), tasks), self.sandbox, course.minimum, course.limits
        )


def _grade(
    course: Course,
    assignments: Sequence[str],
    students: Sequence[str],
    force: bool,
    where: _Where,
    *,
    unproven: bool = False,
) -> "Outcome":
    """Grade with a progress bar that tallies the verdicts."""
    from autograde.journal import Journal
    from autograde.lock import lock
    from autograde.submitted import look

    with lock(course), ExitStack() as stack:
        journal = Journal.of(course)
        submitted = look(course, journal, assignments, students)
        likely = sum(force or not each.known for each in submitted)
        workers = stack.enter_context(where.workers(course, likely)) if likely else None
        # They warm up while nbgrader is imported.
        from autograde import pipeline
        from autograde.recorder import Recorder

        recorder = stack.enter_context(Recorder(course, journal))
        plan = pipeline.plan(course, recorder.gradebook, submitted, force)
        outcome = pipeline.Outcome()
        if plan.todo:
            workers = workers or stack.enter_context(where.workers(course, len(plan.todo)))
            if not unproven:
                _require_right_solutions(course, [each.source for each in plan.todo], workers, where.sandbox)
            advance = stack.enter_context(_tally(len(plan.todo)))
            outcome = pipeline.run(course, recorder, plan.todo, workers, where.sandbox, advance)
        outcome.unchanged = plan.unchanged
        outcome.problems += recorder.settle(plan.unchanged)
        outcome.waiting = sum(sum(recorder.gradebook.waiting(each).values()) for each in set(assignments))
    return outcome


def _require_right_solutions(
    course: Course, sources: "Sequence[SourceNotebook]", workers: "Workers", sandbox: Requested
) -> None:
    """Grade the solutions of source notebooks that are new or have changed.

    Raises
    ------
    CourseError
        When one loses points: nobody else would get them.
    """
    from autograde import proven

    wrong = proven.complaints(course, sources, workers, sandbox)
    if wrong:
        listed = "\n".join(wrong)
        raise CourseError(
            f"{listed}\nNobody is graded. Fix the test or the solution, or grade nevertheless with --unproven"
        )


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
    from autograde.terminal import class_table, sandboxes

    for verdicts in outcome.verdicts().values():
        console.print(class_table(verdicts))
    console.print(f"{len(outcome.graded)} graded, {len(outcome.unchanged)} unchanged.")
    for line in sandboxes(outcome.graded):
        console.print(line)
    if outcome.waiting:
        console.print(f"{wait_for_a_person(outcome.waiting)}: open Formgrader, Manual Grading.")
    for problem in outcome.problems:
        errors.print(f"[red]{escape(problem)}[/]", soft_wrap=True)


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
    sandbox: Sandbox = "auto",
) -> None:
    """Grade one notebook and print points, reasons and hints. Nothing is recorded."""
    course = Course.open(State.course, State.db)
    warn_if_unprotected(sandbox)
    (source, *_) = (
        p
        for p in course.source_notebooks(assignment or notebook.stem)
        if p.stem == notebook.stem or assignment
    )
    with Zygote(resolve(sandbox, course.minimum), limits=course.limits) as zygote:
        from autograde import releases
        from autograde.grading import Job, SourceNotebook, grade
        from autograde.submission import parse, points_by_hand, read_regular_file
        from autograde.terminal import check_view

        data = read_regular_file(notebook, course.limits.notebook_size)
        parse(data, course.limits)
        job = Job(notebook.absolute().parent.parent.name, source.parent.name, source.stem, data)
        known = SourceNotebook.read(source, course.secret(), course.carried_forward)
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
def doctor(
    attack: Annotated[
        bool, typer.Option("--attack", help="Also grade every hostile submission of tests/attacks here.")
    ] = False,
    sandbox: Sandbox = "auto",
) -> None:
    """Tell which sandbox this machine can have, and which of its layers are active."""
    from autograde.doctor import examine, tiers
    from autograde.terminal import layer_table, tier_view

    found = tiers(sandbox)
    console.print(tier_view(found))
    best = next((each.tier for each in found if not each.problem), None)
    layers = examine(best) if best else []
    console.print(layer_table(layers))
    if not all(layer.active for layer in layers if layer.required) or not best:
        errors.print("[red]Grading is refused until every required layer is active.[/]")
        raise typer.Exit(1)
    if attack:
        _attack(best)


def _attack(sandbox: Requested) -> None:
    """Grade the attacks and their honest twins in a course of their own, and say what went wrong."""
    import tempfile

    from autograde import attacks
    from autograde.terminal import attack_table

    found = attacks.load()
    with tempfile.TemporaryDirectory() as folder:
        attacks.make_course(Path(folder), found)
        course = Course.open(Path(folder))
        _grade(course, attacks.ASSIGNMENTS, (), False, _Where(attacks.WORKERS, sandbox))
        results = {attack: list(attacks.complaints(course, attack)) for attack in found}
    console.print(attack_table(results))
    if any(results.values()):
        raise typer.Exit(1)
