"""Hands exercises out to worker processes and collects what they say; one that ends is replaced."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TextIO

from autograde.course import CourseError

Advance = Callable[[str, int, int], object]
"""Told of progress: the exercise, how many variants more there are to judge, and how many are done."""


@dataclass(frozen=True)
class Job:
    """One exercise, and which of its variants to judge."""

    notebook: Path
    exercise: str
    most: int
    seed: int


@dataclass
class Found:
    """What came of one exercise."""

    right: list[dict[str, Any]] = field(default_factory=list)
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    mutants: list[dict[str, Any]] = field(default_factory=list)
    inputs: dict[str, int] = field(default_factory=dict)


def judge_all(jobs: Sequence[Job], workers: int, advance: Advance) -> list[Found]:
    """What came of each exercise, in order.

    Raises
    ------
    CourseError
        When a worker ends before it has begun with a variant: the notebook's own cells cannot be run. When
        a variant cannot be judged: an error of this package must not count as a verdict.
    """
    queue: SimpleQueue[tuple[int, Job]] = SimpleQueue()
    for numbered in enumerate(jobs):
        queue.put(numbered)
    found: dict[int, Found] = {}
    problems: list[BaseException] = []

    def work() -> None:
        try:
            with _worker() as worker:
                while not problems:
                    number, job = queue.get_nowait()
                    found[number] = _judged(worker, job, advance)
        except Empty:
            pass
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(max(1, min(workers, len(jobs))))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return [found[number] for number in range(len(jobs))]


class _Worker:
    """One process after another, to which jobs are given."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: TextIO | None = None

    def ask(self, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What a process says about a job, until it ends, gives up or has done it."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._lines is not None
        print(json.dumps(job), file=self._process.stdin, flush=True)
        for line in self._lines:
            said = json.loads(line)
            yield said
            if "done" in said:
                return
        self.end()

    def _start(self) -> None:
        reading, writing = os.pipe()
        environment = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
        command = [sys.executable, "-m", "autograde.verify.worker", str(writing)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            pass_fds=[writing],
            env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        os.close(writing)
        self._lines = os.fdopen(reading)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        if self._lines is not None:
            self._lines.close()
        self._process = self._lines = None


@contextmanager
def _worker() -> Iterator[_Worker]:
    worker = _Worker()
    try:
        yield worker
    finally:
        worker.end()


def _judged(worker: _Worker, job: Job, advance: Advance) -> Found:
    found, first = Found(), 0
    kept = {"right": found.right, "mistake": found.mistakes, "mutant": found.mutants}
    while True:
        running: dict[str, Any] | None = None
        asked = {"notebook": str(job.notebook), "exercise": job.exercise, "most": job.most, "seed": job.seed}
        for said in worker.ask(asked | {"first": first}):
            if "tasks" in said and first == 0:
                advance(job.exercise, said["tasks"], 0)
            elif "begins" in said:
                running = said
            elif "ends" in said:
                kept[said["kind"]].append(said["result"])
                first, running = said["ends"] + 1, None
                advance(job.exercise, 0, 1)
            elif "problem" in said:
                name = running["name"] if running else "?"
                raise CourseError(f"{job.exercise}: {name} cannot be judged: {said['problem']}")
            elif "done" in said:
                found.inputs = said["done"]
                return found
        if running is None:
            raise CourseError(f"{job.notebook.name}: the cells of `{job.exercise}` cannot be run")
        kept[running["kind"]].append(_ended(running))
        first = running["begins"] + 1
        advance(job.exercise, 0, 1)


def _ended(running: dict[str, Any]) -> dict[str, Any]:
    """What is known of a variant that ended its process: a grader's limits would have ended it, too."""
    if running["kind"] == "right":
        return {"name": running["name"], "accepted": False, "part": "the process ended"}
    if running["kind"] == "mistake":
        return {"name": running["name"], "rejected": True, "named": "not", "as": "", "part": ""}
    base, _, rest = running["name"].partition(", line ")
    line, _, rest = rest.partition(", ")
    kind, _, change = rest.partition(": ")
    ended = {"base": base, "line": int(line), "kind": kind, "change": change, "verdict": "killed"}
    nothing = dict.fromkeys(("cell", "named", "compared", "diff"), "")
    ended |= nothing | {"by": "limit", "part": "the process ended", "only_hidden": False}
    return ended | {"missed": False, "difference": {}}
