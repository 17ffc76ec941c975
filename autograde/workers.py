"""Who grades: worker processes on this machine, or a Dask cluster. Each keeps a warm sandbox.

Everything that a worker needs travels as bytes, so that workers share no disk with the gradebook's machine.
"""

import gc
import importlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import util
from queue import SimpleQueue
from typing import TYPE_CHECKING

from autograde.course import CourseError
from autograde.grading import Job, SourceNotebook, grade, grader_version
from autograde.limits import Limits
from autograde.sandbox import Minimum, Requested, SandboxUnavailable, Slot, Zygote, resolve
from autograde.submission import Cell, is_solution
from autograde.verdict import SubmissionVerdict

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 5
"""How long to wait for a cluster's scheduler."""

GIVEN = 2
"""Notebooks that a worker of this machine has at a time: one to grade, and the next."""

ALLOCATIONS = 20_000
"""New containers after which a worker's garbage collector looks at them; Python's own choice is 700."""

SERVER_LOST = (EOFError, OSError)
"""What multiprocessing raises when its fork server ends while it is asked for a process."""

OF_A_LOST_CLUSTER = ("distributed", "distributed.client", "tornado.application", "asyncio")
"""The loggers that print a traceback when the scheduler is lost; tornado's and asyncio's when it
is lost while a result is on its way."""

RETRIES = 3
"""How often a notebook is graded again whose worker was lost, before the cluster gives it up."""


@dataclass(frozen=True)
class Task:
    """One notebook to grade, with all that is needed for it."""

    source: SourceNotebook
    job: Job
    limits: Limits
    sandbox: Requested = "auto"
    """Each machine finds its own best tier."""
    minimum: Minimum = "landlock"


@dataclass(frozen=True)
class Result:
    """What a worker sends back: the autograded notebook's bytes, and what is to be recorded of it."""

    verdict: SubmissionVerdict
    data: bytes
    answers: tuple[Cell, ...]
    """The cells that the student writes in, as they were graded."""


def grade_task(task: Task) -> Result:
    """Grade one notebook in this worker.

    Raises
    ------
    SandboxUnavailable
        When students' code cannot be run safely here.
    OtherVersion
        When this worker would grade by other rules than the machine that sent the task.
    """
    from autograde.feedback import as_bytes, autograded_notebook

    source = _same_rules(task.source)
    with _at_most(task.limits.worker_seconds):
        graded = grade(source, task.job, _zygote(task.sandbox, task.minimum, task.limits), task.limits)
        notebook = autograded_notebook(graded.notebook, graded.verdict, source.checksums)
        answers = tuple(cell for cell in notebook.cells if is_solution(cell))
        return Result(graded.verdict, as_bytes(notebook), answers)


class OtherVersion(CourseError):
    """A worker has another version of the grader, of the helpers or of the references."""


class WorkersLost(CourseError):
    """There are no workers who could go on."""


_sources: dict[str, SourceNotebook] = {}
_here = threading.local()


def _same_rules(source: SourceNotebook) -> SourceNotebook:
    """The source notebook as this worker has it from an earlier task: its judge stays warm."""
    known = _sources.get(source.version)
    if known is None or (known.checksums, known.earlier) != (source.checksums, source.earlier):
        if source.grader != grader_version(source.assignment):
            raise OtherVersion(
                f"the worker on {socket.gethostname()} has another version of the course's helpers, "
                "references or autograder: install there what is here, and start it again"
            )
        known = _sources[source.version] = source
    return known


def _zygote(sandbox: Requested, minimum: Minimum, limits: Limits) -> Zygote:
    """The warm sandbox of this worker; of this thread, where a worker has several."""
    tier = resolve(sandbox, minimum)
    kept: Zygote | None = getattr(_here, "zygote", None)
    if kept is None or (kept.tier, kept.limits) != (tier, limits):
        if kept is not None:
            kept.stop()
        kept = _here.zygote = Zygote(tier, _free_slot(), limits)
        kept.start()
        util.Finalize(None, kept.stop, exitpriority=0)  # atexit is not run in forked workers
    return kept


def _free_slot() -> int:
    """The number of this worker; of this thread, where a worker has several."""
    slot: Slot | None = getattr(_here, "slot", None)
    if slot is None:
        slot = _here.slot = Slot()
    return slot.number


class WorkerLost(Exception):
    """A worker ended before it had graded a notebook.

    Attributes
    ----------
    overran
        Whether it had had its whole time for it: then it is of no use to try again.
    """

    def __init__(self, overran: bool = False) -> None:
        super().__init__("the process that graded it ended")
        self.overran = overran


class Workers:
    """Where tasks go.

    Attributes
    ----------
    count
        How many notebooks are graded at a time.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def submit(self, task: Task) -> Future[Result]:
        """Have a notebook graded; the future raises `WorkerLost` when its worker ends."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise `WorkersLost` when nobody is left who could answer."""

    def close(self) -> None:
        """Let the workers go; what they have not begun is not done."""
        raise NotImplementedError


_Given = tuple[Task, Future[Result]]


class _Worker:
    """One worker process, and what it was given, in the order in which it takes it."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self.executor = executor
        self.given: deque[_Given] = deque()
        self.busy_since = 0.0


@dataclass(frozen=True)
class _Ended:
    """What a worker was given, and its answer, an exception if the worker ended."""

    worker: _Worker
    executor: ProcessPoolExecutor
    given: _Given
    answer: Future[Result]


class LocalWorkers(Workers):
    """Worker processes on this machine, each with a sandbox and a user id of its own.

    Each is an executor of its own: so it is known which notebook a worker was grading when it ended, and the
    others go on.
    """

    def __init__(self, count: int, sandbox: Requested, minimum: Minimum, limits: Limits) -> None:
        super().__init__(count)
        self._sandbox: tuple[Requested, Minimum, Limits] = sandbox, minimum, limits
        self._cores = _cores_for(count)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["autograde.preload"])
        self._lock = threading.RLock()
        self._waiting: deque[_Given] = deque()
        self._closed = False
        self._workers = [_Worker(self._start()) for _ in range(count)]
        self._ended: SimpleQueue[_Ended | None] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name="workers' results", daemon=True)
        self._listener.start()

    def _start(self) -> ProcessPoolExecutor:
        executor = ProcessPoolExecutor(1, self._context, _start_worker, (*self._sandbox, self._cores))
        with suppress(*SERVER_LOST):  # it starts its process with the first task; the next starts another
            executor.submit(os.getpid)
        return executor

    def submit(self, task: Task) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            self._waiting.append((task, future))
            self._hand_out()
        return future

    def _hand_out(self) -> None:
        """Give the idle what waits."""
        for worker in self._workers:
            while self._waiting and len(worker.given) < GIVEN and not self._closed:
                self._give(worker, self._waiting.popleft())

    def _give(self, worker: _Worker, given: _Given) -> None:
        if not worker.given:
            worker.busy_since = time.monotonic()
        worker.given.append(given)
        try:
            answer = worker.executor.submit(grade_task, given[0])
        except (BrokenExecutor, *SERVER_LOST):
            self._replace(worker)
        else:
            # An executor tells of its end while it holds a lock of its own, without which it cannot be shut
            # down nor given anything. So what follows from an end is another thread's work.
            ended = partial(_Ended, worker, worker.executor, given)
            answer.add_done_callback(lambda answer: self._ended.put(ended(answer)))

    def _listen(self) -> None:
        while (ended := self._ended.get()) is not None:
            self._done(ended.worker, ended.executor, ended.given, ended.answer)

    def _done(
        self, worker: _Worker, executor: ProcessPoolExecutor, given: _Given, answer: Future[Result]
    ) -> None:
        with self._lock:
            if self._closed or worker.executor is not executor:
                return
            error = answer.exception()
            if isinstance(error, BrokenExecutor):
                self._replace(worker)
                return
            worker.given.remove(given)
            worker.busy_since = time.monotonic()
            self._hand_out()
        if error is not None:
            given[1].set_exception(error)
        else:
            given[1].set_result(answer.result())

    def _replace(self, worker: _Worker) -> None:
        """Start another worker instead of one that has ended; what it had not begun goes to the next."""
        _, _, limits = self._sandbox
        _, future = worker.given.popleft()
        lost = WorkerLost(overran=time.monotonic() - worker.busy_since > limits.worker_seconds)
        self._waiting.extendleft(reversed(worker.given))
        worker.given.clear()
        worker.executor.shutdown(wait=False)
        worker.executor = self._start()
        future.set_exception(lost)
        self._hand_out()

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._ended.put(None)
        for worker in self._workers:
            worker.executor.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.executor.shutdown(wait=True)


def _cores_for(count: int) -> list[int]:
    """The cores to which so many workers are bound, one to each; none when there are more cores than workers.

    Judge and student take turns. Left alone, each is woken on whatever core is idle for a moment, where
    nothing of it is in the caches: that took an eighth of the time of a class.
    """
    cores = sorted(os.sched_getaffinity(0))
    return cores if count >= len(cores) else []


def _start_worker(sandbox: Requested, minimum: Minimum, limits: Limits, cores: Sequence[int]) -> None:
    if cores:
        os.sched_setaffinity(0, {cores[_free_slot() % len(cores)]})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends the process, wherever it is
    _here.is_alone = True
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(SandboxUnavailable):  # the first task raises it again, and the main process says it
        _zygote(sandbox, minimum, limits)
    _limit_memory(limits.worker_memory)


def _limit_memory(most: int) -> None:
    """Limit this process's memory; not that of what it starts (`autograde.inside.lockdown`)."""
    _, highest = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(
        resource.RLIMIT_DATA, (most if highest == resource.RLIM_INFINITY else min(most, highest), highest)
    )


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End this process if it takes longer, even in the midst of a call into C; not a cluster's thread."""
    if not getattr(_here, "is_alone", False):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def warm_up() -> None:
    """Import what the first notebook would wait for; the garbage collector need not look at it again.

    It need not look so often at what a notebook leaves either, which is next to nothing.
    """
    importlib.import_module("autograde.feedback")
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    multiprocessing.connection.wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


class ClusterWorkers(Workers):
    """The workers of a running Dask cluster. It takes over what a lost worker has not done."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._executor = client.get_executor(pure=False, retries=RETRIES)
        super().__init__(max(sum(client.nthreads().values()), 1))

    def submit(self, task: Task) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        self._executor.submit(grade_task, task).add_done_callback(partial(_pass_on, future))
        return future

    def check(self) -> None:
        if self._client.status != "running":
            raise WorkersLost(_SCHEDULER_LOST)

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()


_SCHEDULER_LOST = "the Dask scheduler is gone: what was graded is kept. Go on when it is back"


def _pass_on(future: Future[Result], answer: Future[Result]) -> None:
    """What a cluster answered, in our own terms."""
    from distributed import KilledWorker

    try:
        future.set_result(answer.result())
    except KilledWorker:
        future.set_exception(WorkerLost())
    except CancelledError:
        future.set_exception(WorkersLost(_SCHEDULER_LOST))
    except Exception as error:
        future.set_exception(error)


@contextmanager
def local_workers(count: int, sandbox: Requested, minimum: Minimum, limits: Limits) -> Iterator[Workers]:
    """Workers on this machine, for as long as the context lasts."""
    workers = LocalWorkers(count, sandbox, minimum, limits)
    try:
        yield workers
    finally:
        workers.close()


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """The workers of the Dask cluster whose scheduler listens at `address`, such as ``tcp://host:8786``.

    Raises
    ------
    CourseError
        When distributed is not installed, or nobody answers there, or there is no worker.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "--cluster needs Dask: `make cluster` installs it here; workers need the same version of it"
        ) from None
    for name in OF_A_LOST_CLUSTER:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in one line, by us
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise CourseError(f"no Dask scheduler answers at {address} ({reason}): is it running?") from None
    if not client.nthreads():
        client.close()
        raise CourseError(
            f"the Dask scheduler at {address} has no workers: start one with `dask worker {address}`"
        )
    workers = ClusterWorkers(client)
    try:
        yield workers
    finally:
        workers.close()


def default_jobs() -> int:
    """One worker for each core that this process may use."""
    return len(os.sched_getaffinity(0))
