"""Grading a class: what of it stands already, workers that grade, one writer that records in batches."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace

from autograde import releases
from autograde.autograded import read_verdict
from autograde.course import Course, CourseError
from autograde.gradebook import Gradebook
from autograde.grading import SourceNotebook
from autograde.limits import MB, Limits
from autograde.recorder import Recorder
from autograde.sandbox import Requested, SandboxUnavailable
from autograde.submitted import Submitted, Todo, read_job
from autograde.verdict import SubmissionVerdict
from autograde.workers import Result, Task, WorkerLost, Workers, WorkersLost

AHEAD = 8
"""How many tasks wait for each worker: enough to keep it busy, few enough to hold in memory."""

BATCH_SECONDS = 0.5
"""How long results wait for others to be recorded with."""

TRIES = 3
"""How often a notebook is given to a worker that ends before it has graded it."""

LOST_IN_A_ROW = 10
"""How many notebooks may be given up with none graded in between: then it is the machine's fault."""


@dataclass
class Plan:
    """What is to be graded, and what is already."""

    todo: list[Todo] = field(default_factory=list)
    unchanged: list[SubmissionVerdict] = field(default_factory=list)


@dataclass
class Outcome:
    """What became of a grading run."""

    graded: list[SubmissionVerdict] = field(default_factory=list)
    unchanged: list[SubmissionVerdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """One line for each notebook that could not be recorded."""
    waiting: int = 0
    """Answers to these assignments that wait for a person to grade them."""

    def verdicts(self) -> dict[str, list[SubmissionVerdict]]:
        """By assignment, in order of student and notebook."""
        found: dict[str, list[SubmissionVerdict]] = {}
        for verdict in sorted(
            self.graded + self.unchanged, key=lambda v: (v.assignment, v.student, v.notebook)
        ):
            found.setdefault(verdict.assignment, []).append(verdict)
        return found


def plan(course: Course, gradebook: Gradebook, submitted: Sequence[Submitted], force: bool = False) -> Plan:
    """Register the assignments, and leave out what stands: in the journal, the gradebook and autograded/."""
    result = Plan()
    in_gradebook: dict[str, set[tuple[str, str]]] = {}
    sources: dict[str, SourceNotebook] = {}
    for assignment in dict.fromkeys(each.todo.source.assignment for each in submitted):
        gradebook.register(assignment)
        releases.remember(course, assignment)
        in_gradebook[assignment] = gradebook.graded(assignment)
    for each in submitted:
        source, student = each.todo.source, each.todo.student
        verdict = None
        if each.known and not force and (student, source.name) in in_gradebook[source.assignment]:
            verdict = _recorded(course, source, student)
        if verdict is not None and verdict.key == each.key:
            result.unchanged.append(verdict)
            continue
        if source.version not in sources:
            checksums = gradebook.checksums(source.assignment, source.name)
            earlier = releases.earlier(course, source.assignment, source.name, source.content)
            sources[source.version] = replace(source, checksums=checksums, earlier=earlier)
        result.todo.append(Todo(sources[source.version], student))
    return result


def _recorded(course: Course, source: SourceNotebook, student: str) -> SubmissionVerdict | None:
    """The verdict in autograded/; None where that is gone or damaged."""
    try:
        return read_verdict(course.autograded / student / source.assignment / f"{source.name}.ipynb")
    except CourseError:
        return None


def run(
    course: Course,
    recorder: Recorder,
    todo: Sequence[Todo],
    workers: Workers,
    sandbox: Requested = "auto",
    on_recorded: Callable[[SubmissionVerdict], None] = lambda verdict: None,
) -> Outcome:
    """Grade what is to be graded. Results are recorded every half second, together.

    A worker that is lost costs nothing but time: what it had not sent back is graded again. What ends its
    workers, or takes more time than a notebook may, is left out and named.

    Raises
    ------
    SandboxUnavailable, OtherVersion
        When students' code cannot be run safely, or not by the same rules; nothing more is recorded then.
    WorkersLost
        When there are no workers, or they end whatever they grade. What was graded until then is recorded.
    """
    outcome, waiting = Outcome(), deque(todo)
    running: dict[Future[Result], Todo] = {}
    batch: list[Result] = []
    tries: Counter[tuple[str, str, str]] = Counter()
    written, given_up_in_a_row = time.monotonic(), 0

    def record() -> None:
        recorded, problems = recorder.record(batch)
        batch.clear()
        outcome.graded.extend(recorded)
        outcome.problems.extend(problems)
        for verdict in recorded:
            on_recorded(verdict)

    try:
        while waiting or running:
            while waiting and len(running) < AHEAD * workers.count:
                job = read_job(course, waiting[0].source, waiting[0].student)
                task = Task(waiting[0].source, job, course.limits, sandbox, course.minimum)
                running[workers.submit(task)] = waiting[0]
                waiting.popleft()
            done, _ = wait(running, BATCH_SECONDS, FIRST_COMPLETED)
            if not done:
                workers.check()
            for future in done:
                each = running[future]
                try:
                    batch.append(future.result())
                    given_up_in_a_row = 0
                except (CourseError, SandboxUnavailable):
                    raise
                except WorkerLost as lost:
                    name = (each.student, each.source.assignment, each.source.name)
                    tries[name] += 1
                    if tries[name] < TRIES and not lost.overran:
                        waiting.append(each)
                    else:
                        outcome.problems.append(_given_up(each, lost, course.limits))
                        given_up_in_a_row += 1
                except MemoryError:
                    outcome.problems.append(_too_large(each, course.limits))
                except Exception as error:  # one notebook that breaks the grader costs no other
                    reason = ascii(" ".join(f"{type(error).__name__}: {error}".split()))[1:-1]
                    outcome.problems.append(f"{_named(each)} is not graded: {reason}")
                del running[future]
            if given_up_in_a_row == LOST_IN_A_ROW:
                raise WorkersLost(
                    f"workers ended while they graded each of {LOST_IN_A_ROW} notebooks in a row: is there "
                    f"memory enough for {workers.count} workers? What was graded is kept; go on with fewer, "
                    "by --jobs"
                )
            if batch and (not running or time.monotonic() - written >= BATCH_SECONDS):
                record()
                written = time.monotonic()
    finally:
        if batch:
            record()
    return outcome


def _named(todo: Todo) -> str:
    return f"{todo.source.assignment} of {todo.student!a}"


def _given_up(todo: Todo, lost: WorkerLost, limits: Limits) -> str:
    """Why a notebook is left out, in one line."""
    if lost.overran:
        return (
            f"{_named(todo)} is not graded: it takes more than {limits.worker_seconds:g} s "
            "(c.SandboxLimits.worker_seconds)"
        )
    return f"{_named(todo)} is not graded: the process that graded it ended, {TRIES} times out of {TRIES}"


def _too_large(todo: Todo, limits: Limits) -> str:
    return (
        f"{_named(todo)} is not graded: checking it takes more than {limits.worker_memory // MB} MB "
        "(c.SandboxLimits.worker_memory)"
    )
