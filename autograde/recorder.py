"""The one writer of a course: autograded folders, gradebook and journal, a batch of notebooks at a time."""

import contextlib
import json
import signal
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc
from sqlalchemy.exc import SQLAlchemyError

from autograde.autograded import StagedFolder, remove_leftovers
from autograde.course import Course, CourseError
from autograde.gradebook import Gradebook, Points, points_of_answers, without_password
from autograde.journal import Journal
from autograde.submission import (
    DELETED,
    NO_ANSWER,
    TIMESTAMP,
    UnreadableSubmission,
    is_students,
    read_regular_file,
)
from autograde.verdict import SubmissionVerdict
from autograde.workers import Result

HANDED_ON = (TIMESTAMP, "submission_secret.txt")
"""What nbgrader's exchange puts beside a submission, and its `release_feedback` wants beside the feedback."""
_HANDED_ON_SIZE = 1000
_A_TASK = b'"task": true'
"""What stands in an autograded notebook with tasks, and in no text of it: there, quotes are escaped."""


class Recorder:
    """Records what grading found. Use it as a context manager, holding the course's `autograde.lock`.

    A notebook is in the journal only after its folder and its points are in their places. A run that is
    killed in between leaves it out of the journal, and the next run does it again.

    Raises
    ------
    CourseError
        On entering, when the database cannot be opened.
    """

    def __init__(self, course: Course, journal: Journal) -> None:
        self._course = course
        self._journal = journal

    def __enter__(self) -> "Recorder":
        remove_leftovers(self._course.autograded)
        self.gradebook = Gradebook(self._course)
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    def record(self, batch: Sequence[Result]) -> tuple[list[SubmissionVerdict], list[str]]:
        """Store graded notebooks: the verdicts of those that are stored, and a line for each problem."""
        problems: list[str] = []
        staged: list[tuple[StagedFolder, list[Result]]] = []
        points: list[Points] = []
        with _undisturbed():
            for results in _by_folder(batch):
                with _naming(problems, self._course, results[0].verdict):
                    handed_on = self._handed_on(results[0].verdict)
                    when = self._time(results[0].verdict, handed_on.get(TIMESTAMP), problems)
                    staged.append((self._stage(results, handed_on), results))
                    points += [_points(result, when, self._rewritten(result)) for result in results]
            try:
                self.gradebook.save(points)
            except (SQLAlchemyError, CourseError) as error:
                for folder, results in staged:
                    folder.discard()
                    who = results[0].verdict.student
                    problems.append(
                        f"{who} is not recorded: {without_password(self._course.db_url)}: {error}"
                    )
                return [], problems
            recorded: list[SubmissionVerdict] = []
            for folder, results in staged:
                with _naming(problems, self._course, results[0].verdict):
                    folder.publish()
                    recorded += [result.verdict for result in results]
            self._journal.append(recorded)
        return recorded, problems

    def settle(self, unchanged: Sequence[SubmissionVerdict]) -> list[str]:
        """Bring times and late penalties of unchanged notebooks up to date: a line for each problem."""
        problems: list[str] = []
        by_assignment: dict[str, dict[str, datetime]] = {}
        for verdict in unchanged:
            times = by_assignment.setdefault(verdict.assignment, {})
            time = self._time(
                verdict, self._handed_on(verdict).get(TIMESTAMP), []
            )  # what is wrong with it was said before
            if time is not None:
                times[verdict.student] = time
        for assignment, times in by_assignment.items():
            try:
                changed = self.gradebook.settle_late_penalties(assignment, times)
            except CourseError as error:
                problems.append(str(error))
                continue
            for student, notebook in changed:  # feedback is written anew for what is newer
                (self._course.autograded / student / assignment / f"{notebook}.ipynb").touch()
        return problems

    def _stage(self, results: Sequence[Result], handed_on: dict[str, bytes]) -> StagedFolder:
        verdict = results[0].verdict
        files = {f"{result.verdict.notebook}.ipynb": result.data for result in results} | handed_on
        return StagedFolder(self._course.autograded / verdict.student / verdict.assignment, files)

    def _rewritten(self, result: Result) -> bool:
        """Whether a notebook with tasks holds other answers than when it was last graded."""
        if _A_TASK not in result.data:
            return False
        verdict = result.verdict
        folder = self._course.autograded / verdict.student / verdict.assignment
        try:
            before = (folder / f"{verdict.notebook}.ipynb").read_bytes()
            return _words_of_hers(before) != _words_of_hers(result.data)
        except (OSError, ValueError, KeyError, TypeError):  # then nobody knows
            return True

    def _handed_on(self, verdict: SubmissionVerdict) -> dict[str, bytes]:
        found = {}
        for name in HANDED_ON:
            with contextlib.suppress(UnreadableSubmission):
                found[name] = read_regular_file(self._submitted(verdict) / name, _HANDED_ON_SIZE)
        return {name: data for name, data in found.items() if data}

    def _time(
        self, verdict: SubmissionVerdict, timestamp: bytes | None, problems: list[str]
    ) -> datetime | None:
        if timestamp is None:
            return None
        try:
            return parse_utc(timestamp.decode().strip())  # type: ignore[no-any-return]
        except (ValueError, OverflowError):
            place = self._submitted(verdict) / TIMESTAMP
            problems.append(f"{verdict.student} is recorded without a time: {place} holds none")
            return None

    def _submitted(self, verdict: SubmissionVerdict) -> Path:
        return self._course.submitted / verdict.student / verdict.assignment


def _by_folder(batch: Sequence[Result]) -> Iterable[list[Result]]:
    """The results that go into the same autograded folder, together."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in batch:
        found.setdefault((result.verdict.student, result.verdict.assignment), []).append(result)
    return found.values()


def _words_of_hers(notebook: bytes) -> list[str]:
    """What a student has written into an autograded notebook, cell by cell."""
    texts = ("".join(cell["source"]) for cell in json.loads(notebook)["cells"] if is_students(cell))
    return [text for text in texts if text not in (NO_ANSWER, DELETED)]  # exercises may come and go


def _points(result: Result, timestamp: datetime | None, rewritten: bool) -> Points:
    verdict = result.verdict
    scores, comments = points_of_answers(result.answers)
    scores |= {test.test_id: test.points for test in verdict.tests}
    names = (verdict.student, verdict.assignment, verdict.notebook)
    return Points(*names, scores, comments, timestamp, rewritten)


@contextlib.contextmanager
def _naming(problems: list[str], course: Course, verdict: SubmissionVerdict) -> Iterator[None]:
    """Turn a failure to write one student's folder into a line."""
    try:
        yield
    except OSError as error:
        place = error.filename or course.autograded / verdict.student / verdict.assignment
        problems.append(f"{verdict.student} is not recorded: {place}: {error.strerror}")


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait until what has been begun is whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
