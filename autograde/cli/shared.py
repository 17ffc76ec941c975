"""What the commands share: the application, the console, options that several of them have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich import markup
from rich.console import Console

from autograde.sandbox import Requested

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


def escape(text: object) -> str:
    """Text for the console, in which neither markup nor a control character is obeyed."""
    from autograde.display import harmless

    return markup.escape(harmless(str(text)))


class State:
    """Options that come before the command."""

    course = Path()
    db: str | None = None


Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Names as in source/; all there are by default.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Do it again, even where nothing has changed.")]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, help="Worker processes; 0 is one for each core, and bound to it."),
]
Sandbox = Annotated[
    Requested,
    typer.Option(
        help="`auto` is the best that this machine has. "
        "`none` runs students' code unprotected: for your own work only."
    ),
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


def warn_if_unprotected(sandbox: Requested) -> None:
    """Say in red that nothing stands between students' code and this account."""
    if sandbox == "none":
        errors.print("[bold red]No sandbox: this code runs with all your rights. Only for your own work.[/]")


@contextmanager
def track(description: str, total: int) -> Iterator[Callable[[], object]]:
    """A progress bar: yields what to call after each step."""
    from rich.progress import Progress

    with Progress(console=console) as progress:
        task = progress.add_task(escape(description), total=total)
        yield lambda: progress.advance(task)
