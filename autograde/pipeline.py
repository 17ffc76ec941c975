"""Grading a class: which notebooks need it, workers that grade, one writer that records."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from autograde.course import Course, CourseError
from autograde.gradebook import Recorder, read_verdict
from autograde.grading import Graded, Job, SourceNotebook, grade
from autograde.journal import Entry, Journal
from autograde.limits import Limits
from autograde.sandbox import Kind, Zygote
from autograde.submission import UnreadableSubmission, read_regular_file
from autograde.verdict import SubmissionVerdict


@dataclass
class Outcome:
    """What became of a grading run."""

    graded: list[SubmissionVerdict] = field(default_factory=list)
    unchanged: list[SubmissionVerdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """One line for each notebook that could not be recorded."""

    @property
    def verdicts(self) -> list[SubmissionVerdict]:
        return sorted(self.graded + self.unchanged, key=lambda v: (v.assignment, v.student, v.notebook))


@dataclass(frozen=True)
class Plan:
    """What is to be graded of an assignment, and what is already."""

    assignment: str
    jobs: list[tuple[Path, Job]]
    unchanged: list[SubmissionVerdict]


def plan(
    course: Course, recorder: Recorder, assignment: str, students: Sequence[str] = (), force: bool = False
) -> Plan:
    """Register the assignment, read the submissions and leave out those whose verdict stands.

    Raises
    ------
    CourseError
        For an unknown assignment or student, or a damaged course.
    """
    paths = course.source_notebooks(assignment)
    submitted = course.students(assignment)
    for student in students:
        if student not in submitted:
            raise CourseError(
                f"{course.submitted / student / assignment} does not exist: nothing of hers to grade"
            )
    students = students or submitted
    secret = course.secret()
    sources = [SourceNotebook.read(path, secret) for path in paths]
    recorder.prepare(assignment)
    keys = Journal(course.state / "journal.jsonl").keys()
    recorded = recorder.graded(assignment)
    result = Plan(assignment, [], [])
    for path, source in zip(paths, sources, strict=True):
        for student in students:
            job = read_job(course, assignment, path.stem, student)
            place = course.autograded / student / assignment / path.name
            stands = keys.get(Entry(student, assignment, path.stem)) == source.key(job) and place.exists()
            if stands and (student, path.stem) in recorded and not force:
                result.unchanged.append(read_verdict(place))
            else:
                result.jobs.append((path, job))
    return result


def read_job(course: Course, assignment: str, notebook: str, student: str) -> Job:
    """One student's notebook, read as far as it can be."""
    path = course.submitted / student / assignment / f"{notebook}.ipynb"
    try:
        return Job(student, assignment, notebook, read_regular_file(path, course.limits.notebook_size))
    except UnreadableSubmission as error:
        return Job(student, assignment, notebook, unreadable=str(error))


def run(
    course: Course,
    recorder: Recorder,
    todo: Plan,
    executor: Executor,
    on_graded: Callable[[SubmissionVerdict], None] = lambda verdict: None,
) -> Outcome:
    """Grade what is to be graded; each notebook is recorded as soon as it is graded.

    Raises
    ------
    SandboxUnavailable
        When students' code cannot be run safely; nothing is recorded then.
    """
    outcome = Outcome(unchanged=list(todo.unchanged))
    journal = Journal(course.state / "journal.jsonl")
    secret = course.secret()
    futures = [executor.submit(grade_one, path, secret, job) for path, job in todo.jobs]
    try:
        for future in as_completed(futures):
            _record(course, recorder, journal, future.result(), outcome, on_graded)
    finally:
        for future in futures:
            future.cancel()
    return outcome


def _record(
    course: Course,
    recorder: Recorder,
    journal: Journal,
    graded: Graded,
    outcome: Outcome,
    on_graded: Callable[[SubmissionVerdict], None],
) -> None:
    try:
        recorder.record(graded)
        journal.append([graded.verdict])
    except OSError as error:
        place = error.filename or course.autograded / graded.job.student / graded.job.assignment
        outcome.problems.append(f"{graded.job.student} is not recorded: {place}: {error.strerror}")
        return
    except SQLAlchemyError as error:
        outcome.problems.append(f"{graded.job.student} is not recorded: {course.db_url}: {error}")
        return
    outcome.graded.append(graded.verdict)
    on_graded(graded.verdict)


_worker: "_Worker | None" = None


@dataclass
class _Worker:
    """What a worker process keeps: its warm sandbox and the source notebooks that it has read."""

    zygote: Zygote
    limits: Limits
    sources: dict[Path, SourceNotebook] = field(default_factory=dict)


@contextmanager
def local_workers(jobs: int, kind: Kind, limits: Limits) -> Iterator[Executor]:
    """Worker processes on this machine, each with a sandbox and a user id slot of its own."""
    context = multiprocessing.get_context("spawn")
    slots = context.Value("i", 0)
    executor = ProcessPoolExecutor(jobs, context, _start_worker, (slots, kind, limits))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start_worker(slots: "Synchronized[int]", kind: Kind, limits: Limits) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with slots.get_lock():
        slot = slots.value
        slots.value += 1
    zygote = Zygote(kind, slot, limits)
    zygote.start()
    _worker = _Worker(zygote, limits)


def grade_one(path: Path, secret: bytes, job: Job) -> Graded:
    """Grade one notebook in a worker."""
    assert _worker is not None
    if path not in _worker.sources:
        _worker.sources[path] = SourceNotebook.read(path, secret)
    return grade(_worker.sources[path], job, _worker.zygote, _worker.limits)


def default_jobs() -> int:
    """One worker for each core that this process may use."""
    return len(os.sched_getaffinity(0))
