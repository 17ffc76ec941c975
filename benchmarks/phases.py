"""Where the time goes: the product's own functions, timed from outside while they grade.

One worker grades in this process, bound to a core as workers are. What it would send to the main process is
pickled and unpickled, so that every phase is seen by one clock and the phases add up to the wall time.
"""

import functools
import os
import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any

from autograde import feedback, grading, judge, pipeline, recorder, student, suspicion, workers
from autograde.autograded import StagedFolder
from autograde.course import Course
from autograde.gradebook import Gradebook
from autograde.journal import Journal
from autograde.lock import lock
from autograde.recorder import Recorder
from autograde.sandbox import Requested
from autograde.submitted import look

REST = "everything else"
SENDING = "sending it"
PHASES: dict[str, tuple[tuple[Any, str], ...]] = {
    "reading and merging": (
        (pipeline, "read_job"),
        (grading, "parse"),
        (grading, "merge"),
        (grading.SourceNotebook, "key"),
        (suspicion, "notes_on"),
    ),
    "start and end of the session": ((student.Session, "__init__"), (student.Session, "close")),
    "the student's cells": ((student.Session, "run"),),
    "branches": ((student.Session, "branch"), (student.Branch, "close")),
    "tests: calls across the wire": ((student.Branch, "get"), (student.Branch, "call")),
    "tests: checks and references": ((judge.Trial, "__init__"), (judge.Trial, "finish")),
    "tests: naming the mistake": ((judge, "named_mistakes"),),
    "building the notebook": ((feedback, "autograded_notebook"), (feedback, "as_bytes")),
    SENDING: (),
    "recording: folders": ((Recorder, "_stage"), (StagedFolder, "publish")),
    "recording: database": ((recorder, "_points"), (Gradebook, "save")),
    "recording: journal": ((Journal, "append"),),
    REST: (),
}


class Clock:
    """Seconds of each phase. Time in a phase within another one counts for the inner one alone."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PHASES, 0.0)
        self._phase = REST
        self._since = time.perf_counter()

    def _switch(self, phase: str) -> str:
        now = time.perf_counter()
        self.spent[self._phase] += now - self._since
        before, self._phase, self._since = self._phase, phase, now
        return before

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count what happens in the context for a phase."""
        before = self._switch(name)
        try:
            yield
        finally:
            self._switch(before)

    def stop(self) -> None:
        """Count what has happened since the last switch."""
        self._switch(REST)


@contextmanager
def timed(clock: Clock) -> Iterator[None]:
    """Have the product's functions tell the clock when they are at work."""
    with ExitStack() as stack:
        for phase, functions in PHASES.items():
            for owner, name in functions:
                stack.enter_context(_wrapped(clock, phase, owner, name))
        yield


@contextmanager
def _wrapped(clock: Clock, phase: str, owner: Any, name: str) -> Iterator[None]:
    function = getattr(owner, name)
    inherited = name not in vars(owner)

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with clock.phase(phase):
            return function(*args, **kwargs)

    setattr(owner, name, wrapper)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, function)


class InlineWorkers(workers.Workers):
    """One worker: this process. It does each task at once, with all the packing that another would need."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(1)
        self.clock = clock
        self.seconds: list[float] = []
        """How long each task took, without the packing."""

    def submit(self, task: workers.Task) -> "Future[workers.Result]":
        """Do a task."""
        future: Future[workers.Result] = Future()
        with self.clock.phase(SENDING):
            function, task = pickle.loads(pickle.dumps((workers.grade_task, task)))
        started = time.perf_counter()
        result = function(task)
        self.seconds.append(time.perf_counter() - started)
        with self.clock.phase(SENDING):
            future.set_result(pickle.loads(pickle.dumps(result)))
        return future

    def close(self) -> None:
        """Let the sandbox go."""
        zygote = workers._here.__dict__.pop("zygote", None)
        if zygote is not None:
            zygote.stop()


@contextmanager
def graded_here(
    course: Course, assignments: list[str], sandbox: Requested = "auto"
) -> Iterator[Callable[[], tuple[dict[str, float], list[float]]]]:
    """Prepare to grade a course in this process, warm; yields what grades it all.

    That gives the seconds of each phase, and those of each notebook in the worker, in order of assignment
    and student.
    """
    warm = InlineWorkers(Clock())
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        workers.warm_up()
        journal = Journal.of(course)
        with lock(course), Recorder(course, journal) as writer:
            submitted = look(course, journal, assignments)
            todo = pipeline.plan(course, writer.gradebook, submitted, force=True).todo
            first = {each.source.assignment: each for each in reversed(todo)}
            pipeline.run(course, writer, list(first.values()), warm, sandbox)

            def grade_all() -> tuple[dict[str, float], list[float]]:
                clock = Clock()
                here = InlineWorkers(clock)
                with timed(clock):
                    outcome = pipeline.run(course, writer, todo, here, sandbox)
                    clock.stop()
                if outcome.problems:
                    raise RuntimeError(outcome.problems[0])
                return clock.spent, here.seconds

            yield grade_all
    finally:
        warm.close()
        os.sched_setaffinity(0, cores)
