"""Writing down what grading found: the autograded notebook, and nbgrader's database through its own classes.

There is one writer. An autograded folder is written whole beside its place and then renamed into it.
"""

import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from sqlalchemy.exc import SAWarning

from autograde.course import Course, CourseError
from autograde.feedback import notes_cell, outputs_of
from autograde.grading import Graded, Job
from autograde.submission import Notebook, UnreadableSubmission, is_test, nbgrader_of, read_regular_file
from autograde.verdict import METADATA_KEY, SubmissionVerdict

TIMESTAMP = "timestamp.txt"
_TIMESTAMP_SIZE = 1000


def autograded_notebook(graded: Graded) -> NotebookNode:
    """The notebook that nbgrader stores: test cells carry their verdicts, the metadata the whole record."""
    verdicts = {test.test_id: test for test in graded.verdict.tests}
    content: Notebook = json.loads(json.dumps(graded.notebook))
    notebook: NotebookNode = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, **content})
    for cell in notebook.cells:
        if is_test(cell) and nbgrader_of(cell)["grade_id"] in verdicts:
            cell.outputs = outputs_of(verdicts[nbgrader_of(cell)["grade_id"]])
    notes = notes_cell(graded.verdict)
    if notes is not None:
        notebook.cells.insert(0, notes)
    notebook.metadata[METADATA_KEY] = graded.verdict.to_json()
    nbformat.validate(notebook)
    return notebook


def read_verdict(path: Path) -> SubmissionVerdict:
    """The verdict in an autograded notebook's metadata.

    Raises
    ------
    CourseError
        When the file has none, naming it and the way out.
    """
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        return SubmissionVerdict.from_json(metadata[METADATA_KEY])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} holds no verdict ({error}): grade it again with `autograde grade --force`"
        ) from None


class Recorder:
    """The one writer of a course's gradebook and autograded folders.

    Raises
    ------
    CourseError
        On entering, when the database cannot be opened.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._directory = course_directory(course)

    def prepare(self, assignment: str) -> None:
        """Make sure that the database knows the assignment and its cells as they are in source/."""
        converter = _Registration(coursedir=self._directory, config=self._course.config)
        self._directory.assignment_id = assignment
        with nbgrader_at_work(f"register {assignment}"), tempfile.TemporaryDirectory() as folder:
            converter.release_folder = folder
            converter.force = True
            converter.start()

    def graded(self, assignment: str) -> set[tuple[str, str]]:
        """The (student, notebook) pairs of an assignment that the database holds."""
        with Gradebook(self._course.db_url, self._directory.course_id) as gradebook:
            try:
                submissions = gradebook.assignment_submissions(assignment)
            except MissingEntry:
                return set()
            return {(each.student.id, notebook.name) for each in submissions for notebook in each.notebooks}

    def record(self, graded: Graded) -> None:
        """Store one graded notebook: when this returns, folder and database hold it.

        Raises
        ------
        OSError, sqlalchemy.exc.SQLAlchemyError
            When it cannot be stored. The folder is then as it was before.
        """
        job = graded.job
        notebook = autograded_notebook(graded)
        timestamp = self._timestamp(job)
        with replacing_folder(self._course.autograded / job.student / job.assignment) as folder:
            with nbgrader_at_work(f"record the points of {job.student}"):
                self._save_points(job, notebook, timestamp is not None)
            for name, data in (
                (f"{job.notebook}.ipynb", nbformat.writes(notebook).encode()),
                (TIMESTAMP, timestamp),
            ):
                (folder / name).unlink(missing_ok=True)
                if data is not None:
                    (folder / name).write_bytes(data)
                    (folder / name).chmod(0o444)

    def _save_points(self, job: Job, notebook: NotebookNode, has_timestamp: bool) -> None:
        """Write the points into the database, with nbgrader's own preprocessors."""
        with Gradebook(self._course.db_url, self._directory.course_id) as gradebook:
            gradebook.update_or_create_student(job.student)
            when = self._directory.get_existing_timestamp(self._submitted(job)) if has_timestamp else None
            details = {"timestamp": when} if when else {}
            gradebook.update_or_create_submission(job.assignment, job.student, **details)
            _take_checksums(gradebook, job, notebook)
        names = {"student": job.student, "assignment": job.assignment, "notebook": job.notebook}
        resources = {"nbgrader": {**names, "db_url": self._course.db_url}}
        for preprocessor in (SaveAutoGrades, AssignLatePenalties):
            preprocessor(config=self._course.config).preprocess(notebook, resources)

    def _submitted(self, job: Job) -> str:
        return str(self._course.submitted / job.student / job.assignment)

    def _timestamp(self, job: Job) -> bytes | None:
        try:
            return read_regular_file(Path(self._submitted(job)) / TIMESTAMP, _TIMESTAMP_SIZE)
        except UnreadableSubmission:
            return None


@contextmanager
def replacing_folder(place: Path) -> Iterator[Path]:
    """A folder to write into that takes the place of `place`, and what it held, only when all went well."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        folder.chmod(0o755)
        if place.is_dir():
            shutil.copytree(place, folder, dirs_exist_ok=True)
        yield folder
        if place.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{place.name}.old.", dir=place.parent))
            os.rename(place, old / place.name)
            os.rename(folder, place)
            shutil.rmtree(old)
        else:
            os.rename(folder, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def course_directory(course: Course) -> CourseDirectory:
    """Give nbgrader's own view of the course, and let it find its program alembic where no venv is active."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", os.defpath)))
    directory = CourseDirectory(config=course.config)
    directory.root = str(course.root)
    directory.db_url = course.db_url
    return directory


def _take_checksums(gradebook: Gradebook, job: Job, notebook: NotebookNode) -> None:
    """Give each cell the checksum it was released with: nbgrader tells by it that an answer is untouched."""
    checksums = {
        cell.name: cell.checksum
        for cell in gradebook.find_notebook(job.notebook, job.assignment).source_cells
    }
    for cell in notebook.cells:
        grade_id = nbgrader_of(cell).get("grade_id")
        if grade_id in checksums:
            cell.metadata.nbgrader.checksum = checksums[grade_id]


class _Kept(logging.Handler):
    """Keeps nbgrader's error messages, of which the last line of the first is the reason."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def reason(self) -> str:
        tracebacks = [text for text in self.messages if text.startswith("Traceback")] or self.messages
        return tracebacks[0].strip().splitlines()[-1] if tracebacks else ""


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


class _Registration(GenerateAssignment):  # type: ignore[misc]
    """nbgrader's generate_assignment with its notebooks written elsewhere: only the database counts."""

    release_folder = ""

    @property
    def _output_directory(self) -> Any:
        return self.release_folder
