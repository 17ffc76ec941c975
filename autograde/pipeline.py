"""Grading a class: what of it stands already, workers that grade, one writer that records in batches."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace

from autograde import releases
from autograde.autograded import read_verdict
from autograde.course import Course, CourseError
from autograde.gradebook import Gradebook
from autograde.grading import SourceNotebook
from autograde.recorder import Recorder
from autograde.sandbox import Requested, SandboxUnavailable
from autograde.submitted import Submitted, Todo, read_job
from autograde.verdict import SubmissionVerdict
from autograde.workers import Result, Task, Workers, WorkersLost

AHEAD = 8
"""How many tasks wait for each worker: enough to keep it busy, few enough to hold in memory."""

BATCH_SECONDS = 0.5
"""How long results wait for others to be recorded with."""

LOST_IN_A_ROW = 3
"""How often workers may be lost without a notebook graded in between."""


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

    A worker that is lost costs nothing but time: what it had not sent back is graded again.

    Raises
    ------
    SandboxUnavailable, OtherVersion
        When students' code cannot be run safely, or not by the same rules; nothing more is recorded then.
    WorkersLost
        When workers die again and again. What was graded until then is recorded.
    """
    outcome, waiting = Outcome(), deque(todo)
    running: dict[Future[Result], Todo] = {}
    batch: list[Result] = []
    written, lost_in_a_row = time.monotonic(), 0

    def record() -> None:
        recorded, problems = recorder.record(batch)
        batch.clear()
        outcome.graded.extend(recorded)
        outcome.problems.extend(problems)
        for verdict in recorded:
            on_recorded(verdict)

    try:
        while waiting or running:
            try:
                while waiting and len(running) < AHEAD * workers.count:
                    job = read_job(course, waiting[0].source, waiting[0].student)
                    task = Task(waiting[0].source, job, course.limits, sandbox, course.minimum)
                    running[workers.submit(task)] = waiting[0]
                    waiting.popleft()
                done, _ = wait(running, BATCH_SECONDS, FIRST_COMPLETED)
                if not done:
                    workers.check()
                for future in done:
                    try:
                        batch.append(future.result())
                    except Exception as error:  # one notebook that breaks the grader costs no other
                        if isinstance(error, (CourseError, SandboxUnavailable, *workers.lost)):
                            raise
                        reason = ascii(" ".join(f"{type(error).__name__}: {error}".split()))[1:-1]
                        outcome.problems.append(f"{running[future].student!a} is not graded: {reason}")
                    del running[future]
                    lost_in_a_row = 0
            except workers.lost:
                lost_in_a_row += 1
                if lost_in_a_row == LOST_IN_A_ROW:
                    raise WorkersLost(
                        f"workers were lost {LOST_IN_A_ROW} times in a row: is there memory enough for "
                        f"{workers.count}? What was graded is kept; go on with fewer, by --jobs"
                    ) from None
                waiting.extendleft(running.values())
                running.clear()
                workers.renew()
            if batch and (not running or time.monotonic() - written >= BATCH_SECONDS):
                record()
                written = time.monotonic()
    finally:
        for future in running:
            future.cancel()
        if batch:
            record()
    return outcome
