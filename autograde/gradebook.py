"""Writing down what grading found: the autograded notebook, and nbgrader's database through its own classes.

There is one writer. An autograded folder is written whole beside its place and then renamed into it.
"""

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades

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
        with quiet(), tempfile.TemporaryDirectory() as folder:
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
        """Store one graded notebook; when this returns, folder and database hold it."""
        job = graded.job
        notebook = autograded_notebook(graded)
        timestamp = self._timestamp(job)
        with Gradebook(self._course.db_url, self._directory.course_id) as gradebook:
            gradebook.update_or_create_student(job.student)
            details = (
                {"timestamp": self._directory.get_existing_timestamp(self._submitted(job))}
                if timestamp
                else {}
            )
            gradebook.update_or_create_submission(job.assignment, job.student, **details)
            _take_checksums(gradebook, job, notebook)
        names = {"student": job.student, "assignment": job.assignment, "notebook": job.notebook}
        resources = {"nbgrader": {**names, "db_url": self._course.db_url}}
        for preprocessor in (SaveAutoGrades, AssignLatePenalties):
            notebook, resources = preprocessor(config=self._course.config).preprocess(notebook, resources)
        self._write(job, nbformat.writes(notebook), timestamp)

    def _submitted(self, job: Job) -> str:
        return str(self._course.submitted / job.student / job.assignment)

    def _timestamp(self, job: Job) -> bytes | None:
        try:
            return read_regular_file(Path(self._submitted(job)) / TIMESTAMP, _TIMESTAMP_SIZE)
        except UnreadableSubmission:
            return None

    def _write(self, job: Job, text: str, timestamp: bytes | None) -> None:
        place = self._course.autograded / job.student / job.assignment
        with replacing_folder(place) as folder:
            (folder / f"{job.notebook}.ipynb").unlink(missing_ok=True)
            (folder / f"{job.notebook}.ipynb").write_text(text, encoding="utf-8")
            if timestamp is not None:
                (folder / TIMESTAMP).unlink(missing_ok=True)
                (folder / TIMESTAMP).write_bytes(timestamp)
            for path in folder.iterdir():
                path.chmod(0o444)


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
    """Give nbgrader's own view of the course."""
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


@contextmanager
def quiet() -> Iterator[None]:
    """Keep nbgrader's progress messages from the terminal; errors are raised all the same."""
    logger = logging.getLogger("traitlets")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


class _Registration(GenerateAssignment):  # type: ignore[misc]
    """nbgrader's generate_assignment with its notebooks written elsewhere: only the database counts."""

    release_folder = ""

    @property
    def _output_directory(self) -> Any:
        return self.release_folder
