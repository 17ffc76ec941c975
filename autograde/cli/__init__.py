"""The command line: it parses, calls and prints; what it calls lives in the modules named after it."""

import signal
import sys

from autograde.startup import prepare

prepare()

from autograde.cli import grading, handing, results, verifying  # noqa: E402
from autograde.cli.shared import app, errors, escape  # noqa: E402
from autograde.course import CourseError  # noqa: E402
from autograde.sandbox import SandboxUnavailable  # noqa: E402
from autograde.submission import UnreadableSource, UnreadableSubmission  # noqa: E402

INTERRUPTED_STATUS = 130

_IN_ORDER = (
    grading.demo,
    *(handing.release, handing.bundle, handing.collect),
    *(grading.grade, results.report, results.similar, results.feedback, results.export),
    *(grading.check, verifying.verify, grading.doctor),
)
"""The commands as `--help` lists them: an instructor's week."""
app.registered_commands.sort(key=lambda command: [each is command.callback for each in _IN_ORDER].index(True))


class Interrupted(BaseException):
    """Ctrl-C, as an exception that neither typer nor nbgrader takes for its own."""


def _interrupt(*_: object) -> None:
    raise Interrupted


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
