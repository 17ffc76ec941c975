"""nbgrader's own programs, called on a course: its view of the course, and its failures in one line."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from autograde.changes import follow_changes
from autograde.course import Course, CourseError


def course_directory(course: Course) -> CourseDirectory:
    """Give nbgrader's own view of the course, and let it find its program alembic where no venv is active."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", os.defpath)))
    directory = CourseDirectory(config=course.config)
    directory.root = str(course.root)
    directory.db_url = course.db_url
    return directory


class _Kept(logging.Handler):
    """Keeps nbgrader's error messages, of which the last line of the first is the reason."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def reason(self) -> str:
        tracebacks = [text for text in self.messages if text.startswith("Traceback")] or self.messages
        last = tracebacks[0].strip().splitlines()[-1] if tracebacks else ""
        return last.removeprefix("autograde.changes.WorkWouldBeLost: ")


@contextmanager
def nbgrader_at_work(doing: str) -> Iterator[None]:
    """Keep nbgrader's progress messages from the terminal, and turn its failure into one line.

    Raises
    ------
    CourseError
        Saying what nbgrader could not do, and its reason.
    """
    logger, kept = logging.getLogger("traitlets"), _Kept()
    propagated = logger.propagate
    logger.addHandler(kept)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            # SQLAlchemy 2.1 remarks on how nbgrader's own code adds its objects to a session.
            warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")
            yield
    except NbGraderException as error:
        raise CourseError(f"nbgrader could not {doing}: {kept.reason() or error}") from error
    finally:
        logger.removeHandler(kept)
        logger.propagate = propagated


class GenerateElsewhere(GenerateAssignment):  # type: ignore[misc]
    """nbgrader's generate_assignment with its notebooks written to another folder than release/."""

    release_folder = ""

    @property
    def _output_directory(self) -> Any:
        return self.release_folder

    def start(self) -> None:
        """Write what students get into that folder, and what the database keeps into the database."""
        self.force = True
        follow_changes(self)
        super().start()
