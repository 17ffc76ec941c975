"""The command that tests the tests."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograde.cli.shared import Assignments, State, app, console, errors, escape
from autograde.course import Course, CourseError

if TYPE_CHECKING:
    from autograde.verify.pool import Job


@app.command()
def verify(
    assignments: Assignments = None,
    function: Annotated[
        list[str] | None, typer.Option(help="Only this function's tests; may be repeated.")
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, help="Mutants for each exercise; if there are more, they are drawn.")
    ] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draw.")] = 0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0 is one for each core.")
    ] = 0,
    output: Annotated[Path, typer.Option(help="The folder for index.html and record.json.")] = Path(
        "build/verify"
    ),
    publish: Annotated[
        bool, typer.Option("--publish", help="Have reports and docs/verified.md quote the numbers.")
    ] = False,
) -> None:
    """Test the tests: show which wrong variants of an answer they reject.

    Takes the right answers of an assignment (the notebook's solutions, the
    references and the accepted variants of helpers/reference/), makes one
    change to each, such as an axis, a sign or a forgotten copy, and gives
    every such mutant to the real test cells.

        autograde verify softmax

        autograde verify batch_norm --function batch_norm_forward --most 500

    A mutant that no test rejects has survived, unless it behaves as the right
    answer on every valid input of a large sample: then it is equivalent. The
    page shows the code of both, and an input that tells a survivor apart. Use
    one like it in the tests, or write into helpers/reference/survivors.toml
    why the survivor may live. An entry names assignment, function, mutant (as
    it is printed) and reason.

    The exit status is 1 while a survivor has no reason, a right answer is
    rejected or a registered mistake is not. Mutants run in processes with
    limits on time and memory, not in the sandbox: they are the course's own.
    The same seed gives the same mutants.
    """
    from autograde.verify import published
    from autograde.verify.page import write
    from autograde.verify.pool import judge_all
    from autograde.verify.record import REASONS, Exercise, Record, explained, needless, read_reasons
    from autograde.verify.table import verify_view
    from autograde.workers import default_jobs

    if publish and (assignments or function):
        raise CourseError("--publish goes with all assignments and functions: leave out their names")
    course = Course.open(State.course, State.db)
    reasons = read_reasons(course.root / REASONS)
    chosen = _jobs(
        course, list(dict.fromkeys(assignments or course.assignments())), function or [], most, seed
    )
    with _progress(len(chosen) * most) as advance:
        found = judge_all([job for _, job in chosen], jobs or default_jobs(), advance)
    exercises = [Exercise(name, job.exercise, each) for (name, job), each in zip(chosen, found, strict=True)]
    record = Record(explained(exercises, reasons), most, seed)
    page, _ = write(record, output)
    console.print(f"{escape(page)} written.")
    console.print(verify_view(record, needless(record, reasons)))
    if publish and not record.complaint:
        published.publish(record, course.root)
        console.print(f"{published.PAGE} written.")
    if record.complaint:
        errors.print(f"[red]{escape(record.complaint)}[/]", soft_wrap=True)
        raise typer.Exit(1)


def _jobs(
    course: Course, assignments: Sequence[str], functions: Sequence[str], most: int, seed: int
) -> "list[tuple[str, Job]]":
    """What there is to judge: each exercise with its assignment."""
    from autograde.verify.pool import Job
    from helpers.reference.registry import load

    jobs = []
    for assignment in assignments:
        known = load(assignment)
        (notebook, *_) = course.source_notebooks(assignment)
        if known is None:
            raise CourseError(
                f"no references for `{assignment}`: helpers/reference/{assignment}.py is missing"
            )
        jobs += [(assignment, Job(notebook, each.name, most, seed)) for each in known]
    names = [job.exercise for _, job in jobs]
    for name in functions:
        if name not in names:
            raise CourseError(
                f"no exercise `{name}` in {', '.join(assignments)}: there are {', '.join(names)}"
            )
    return [(name, job) for name, job in jobs if not functions or job.exercise in functions]


@contextmanager
def _progress(likely: int) -> "Iterator[Callable[[str, int, int], None]]":
    """A progress bar of variants: `likely` so many, until each exercise has said how many it has."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    known = 0
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("verifying", total=likely)

        def advance(exercise: str, more: int, done: int) -> None:
            nonlocal known
            known += more
            progress.update(task, advance=done, total=max(likely, known), description=escape(exercise))

        yield advance
        progress.update(task, total=known)
