"""Running a submission cell by cell: the student's cells in her process, a branch for each test cell."""

import time
from collections.abc import Collection

from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.student import Branch, CellRun, Raised, Session
from helpers.checks import StudentProcessError


class Run:
    """One submission being run. Use it as a context manager.

    A cell that kills the process or cannot be stopped is left out: the process is started again and the other
    cells are run again, so that such a cell costs no more than what it defines.
    """

    def __init__(self, zygote: Zygote, limits: Limits, may_use: Collection[str] = ()) -> None:
        self._may_use = may_use
        self.zygote = self._zygote = zygote
        self.limits = self._limits = limits
        self._ends = time.monotonic() + limits.notebook_seconds
        self._session: Session | None = None
        self._done: list[tuple[str, bool]] = []
        self._branches: list[Branch] = []
        self.memory = 0
        """The most resident memory that one of the student's processes has had, in bytes, once it is over."""

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def cell(self, source: str, *, is_answer: bool = False) -> CellRun:
        """Run one of the student's cells."""
        try:
            self._require_time()
        except StudentProcessError as error:
            return CellRun(raised=Raised("TimeoutError", "Exception", str(error), None))
        try:
            run = self._run(source, is_answer)
        except StudentProcessError as error:
            self._drop()
            raised = Raised(_NAMES[error.kind], "Exception", str(error), None)
            return CellRun(raised=raised, ended_the_process=True)
        self._done.append((source, is_answer))
        if run.interrupted:
            return CellRun(
                run.printed, Raised("TimeoutError", "TimeoutError", "this cell took too long", None), True
            )
        return run

    def _run(self, source: str, is_answer: bool) -> CellRun:
        """Run a cell; if the process ends, but tests ran since the last cell, once more in a new process.

        Without namespaces a test's code can kill the process that it was forked from.
        """
        try:
            return self._run_in(self._current(), source, is_answer)
        except StudentProcessError as error:
            if error.kind != "crash" or not self._branches or self._zygote.tier == "namespaces":
                raise
        self._drop()
        return self._run_in(self._current(), source, is_answer)

    def _run_in(self, session: Session, source: str, is_answer: bool) -> CellRun:
        return session.run(source, self._deadline(self._limits.cell_seconds), is_answer=is_answer)

    def branch(self) -> Branch:
        """A branch of the process as it is now, with the time of one test cell.

        Raises
        ------
        StudentProcessError
            When the process cannot be brought to branch.
        """
        self._require_time()
        try:
            return self._branch()
        except StudentProcessError:
            self._drop()
        try:
            return self._branch()
        except StudentProcessError:
            self._drop()
            raise

    def _branch(self) -> Branch:
        branch = self._current().branch(self._deadline(self._limits.test_seconds))
        self._branches.append(branch)
        return branch

    def _current(self) -> Session:
        self._require_time()
        return self._session or self._restart()

    def _require_time(self) -> None:
        if time.monotonic() >= self._ends:
            raise StudentProcessError("timeout", "the notebook as a whole took too long")

    def _restart(self) -> Session:
        """A new process in which the cells so far are run again, without those that break it."""
        while True:
            self._require_time()
            self._session = Session(self._zygote)
            self._session.close_off(self._may_use, self._deadline(self._limits.cell_seconds))
            for source, is_answer in self._done:
                try:
                    self._run_in(self._session, source, is_answer)
                except StudentProcessError:
                    self._drop()
                    self._done.remove((source, is_answer))
                    break
            else:
                return self._session

    def _drop(self) -> None:
        """Let the process go, and its branches, which end with it."""
        processes = [*self._branches, *([self._session] if self._session else [])]
        for process in processes:
            process.close()
            self.memory = max(self.memory, process.memory)
        self._branches.clear()
        self._session = None

    def _deadline(self, seconds: float) -> float:
        return min(time.monotonic() + seconds, self._ends)


_NAMES = {
    "timeout": "TimeoutError",
    "crash": "ProcessDied",
    "memory": "MemoryError",
    "tampering": "ProtocolError",
}
