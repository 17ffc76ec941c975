"""The student's process as the judge sees it: cells run there, functions are reached through branches."""

import contextlib
import math
import os
import re
import select
import signal
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograde.cpu_time import clock_of, clocks_beside, start_no_more
from autograde.results import Results
from autograde.sandbox import Zygote, channel_pair, process_status
from autograde.watch import within
from autograde.wire import (
    Channel,
    Closed,
    Handle,
    Timeout,
    TooLarge,
    WireError,
    decode,
    decode_weighed,
    encode,
)
from helpers.checks import StudentProcessError, TookTooLong
from helpers.raised import LONGEST_LINE, MOST_VALUES, Line

_AROUND = 2**21
"""Bytes that an answer may have beside what a cell may print, which a student's code can have sent uncut."""

READING = 1.0
"""CPU seconds that it may take to read such an answer."""

GRACE_SECONDS = 1.0
"""How long an interrupted cell may take to end before its process is killed."""


@dataclass(frozen=True)
class Raised:
    """An exception of the student's code: plain text, and the line of her cell."""

    type: str
    builtin: str
    message: str
    line: int | None
    code: str = ""
    """The line's text and what its names stand for, in a sentence."""

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line else ""
        return f"{self.type}: {self.message}{where}" if self.message else f"{self.type}{where}"


@dataclass(frozen=True)
class CellRun:
    """What running one of the student's cells gave."""

    printed: str = ""
    raised: Raised | None = None
    interrupted: bool = False
    ended_the_process: bool = False


class _Process:
    """A process of the student's: its channel, and the pid to kill it by."""

    def __init__(self, zygote: Zygote, channel: Channel, pid: int) -> None:
        self._zygote = zygote
        self._channel = channel
        self._pid = pid
        self._descriptor = self._open(pid)
        self._most = zygote.limits.message
        """Bytes that one of its messages may have."""
        self.memory = 0
        """The most resident memory that it has had when it was closed, in bytes; 0 if it was gone by then."""

    def _open(self, pid: int) -> int | None:
        """A descriptor of the process, which no later process with its number can be mistaken for."""
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            return None
        if self._zygote.is_student_process(pid):
            return descriptor
        os.close(descriptor)
        return None

    @property
    def is_alive(self) -> bool:
        """Whether its process has not ended."""
        return self._descriptor is not None and not select.select([self._descriptor], [], [], 0)[0]

    def _signal(self, number: signal.Signals) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._descriptor, number)

    def close(self) -> None:
        """Kill the process; with namespaces, also whatever it started in them."""
        peak = process_status(self._pid, "VmHWM") if self.is_alive else []
        if peak and self.is_alive:  # still: the number was not another's
            self.memory = int(peak[0]) * 1024
        self._channel.close()
        self._signal(signal.SIGKILL)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _ask(
        self, request: dict[str, Any], deadline: float, descriptors: tuple[int, ...] = ()
    ) -> dict[str, Any]:
        self._channel.send(encode(request), descriptors, deadline)
        return _read(self._answer(deadline))

    def _answer(self, deadline: float) -> bytes:
        return self._channel.receive(self._most, deadline)


class Session(_Process):
    """One submission's process. Cells run in it one after another; a test cell gets a `Branch`."""

    def __init__(self, zygote: Zygote) -> None:
        super().__init__(zygote, *zygote.session())
        self._most = 4 * zygote.limits.output + _AROUND
        self._cells: list[str] = []

    def close(self) -> None:
        """Kill the process and whatever it started."""
        self.kill()
        self._zygote.end(self._pid)

    def kill(self) -> None:
        """Kill the process. What it started ends with the zygote, at the latest."""
        super().close()

    def run(self, source: str, deadline: float, *, is_answer: bool = False) -> CellRun:
        """Run one cell; when the deadline passes, interrupt it as JupyterLab would.

        What has been closed off is open to a cell that is no answer, as long as it runs.

        Raises
        ------
        StudentProcessError
            When the process is gone, answers nonsense or cannot be interrupted. The session is then over.
        """
        self._cells.append(source)
        lines = max(map(_lines, self._cells))  # a function of an earlier cell may be what raises
        try:
            return _cell_run(self._ask({"run": source, "open": not is_answer}, deadline), lines)
        except Timeout:
            self._signal(signal.SIGINT)
        except WireError as error:
            raise _gone(error) from None
        try:
            run = _cell_run(_read(self._answer(time.monotonic() + GRACE_SECONDS)), lines)
        except Timeout:
            raise StudentProcessError(
                "timeout", "this cell took too long and could not be interrupted"
            ) from None
        except WireError as error:
            raise _gone(error) from None
        return CellRun(run.printed, run.raised, interrupted=True)

    def close_off(self, may_use: Collection[str], deadline: float) -> None:
        """Have the helpers that answer exercises refuse from now on, but for those that answers may use."""
        try:
            self._ask({"close off": list(may_use)}, deadline)
        except WireError as error:
            raise _gone(error) from None

    def branch(self, deadline: float) -> "Branch":
        """Fork the process as it is now, for one test cell."""
        channel, theirs = channel_pair()
        try:
            with theirs:
                self._ask({"branch": True}, deadline, (theirs.fileno(),))
            data, pid = channel.receive_with_pid(_AROUND, deadline)
            _read(data)
        except WireError as error:
            channel.close()
            raise _gone(error) from None
        return Branch(self._zygote, channel, pid, deadline, tuple(self._cells))


@dataclass
class Call:
    """One recorded call of a student's function: what the judge sent and what came back."""

    function: str
    arguments: bytes
    part: int
    raised: str = ""
    message: str = ""
    reply: bytes = b""

    @property
    def value(self) -> Any:
        """Another copy of what the function returned."""
        return decode(self.reply)["value"]

    def fresh_arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Another copy of the arguments."""
        args, kwargs = decode(self.arguments)
        return args, kwargs


class Branch(_Process):
    """A fork of the session for one test cell. When it dies, only this test cell is lost."""

    def __init__(
        self, zygote: Zygote, channel: Channel, pid: int, deadline: float, cells: Sequence[str]
    ) -> None:
        super().__init__(zygote, channel, pid)
        self._deadline = deadline
        self._cells = cells
        self._lost: StudentProcessError | None = None
        self._weight = 0
        self._starts_no_more = False
        self.calls: list[Call] = []
        self._returned: list[Call] = []
        self._results = Results()
        self._references: tuple[Branch, frozenset[str]] | None = None
        self.current_part: Callable[[], int] = lambda: 0

    @property
    def deadline(self) -> float:
        """When the time of the test cell is over, on the monotonic clock."""
        return self._deadline

    @property
    def weight(self) -> int:
        """About how many bytes its calls and their results take in this process."""
        return self._weight

    def pause(self) -> None:
        """Stop the clock of the test cell."""
        self._deadline -= time.monotonic()

    def go_on_with_the_time_of(self, other: "Branch") -> None:
        """Have no more time than is left of another's."""
        self._deadline = min(self._deadline, other.deadline)

    def resume(self) -> None:
        """Let the clock of a paused test cell go on."""
        self._deadline += time.monotonic()

    @property
    def is_lost(self) -> bool:
        """Whether nothing more can come of it: it took too long, ended, or sent nonsense."""
        return self._lost is not None

    def get(self, name: str) -> Any:
        """A name of the student's: a `Function` to call, a `Module`, or a copy of the data.

        Raises
        ------
        NameError
            When she has not defined it.
        """
        _, reply = self._request({"get": name})
        if "function" in reply and isinstance(reply["function"], Handle):
            return Function(self, name, reply["function"])
        if type(reply.get("module")) is str:
            return Module(reply["module"])
        if "value" in reply:
            return reply["value"]
        if "raised" in reply:
            raise _exception(_raised(reply["raised"], self._lines_of(name)))
        raise NameError(f"`{name}` is not defined in your notebook")

    def define(self, name: str, source: str, values: Mapping[str, Any]) -> None:
        """Have a name that is there defined once more, in this branch alone, by the source's own code.

        Parameters
        ----------
        values
            Data that the code uses.

        Raises
        ------
        Exception
            What the code raises in the student's process.
        """
        _, reply = self._request({"define": name, "source": source, "values": dict(values)})
        if "raised" in reply:
            raise _exception(_raised(reply["raised"], 0))

    def ask(self, references: "Branch", names: Mapping[str, int | None]) -> None:
        """From now on, have these names of the student's stand for what another branch has under them.

        Her code asks this process, which asks the other branch; what they tell each other it does not read.
        What is defined there is lost with this branch.

        Parameters
        ----------
        names
            With the place of a cache among a function's results, that is still her own function's.

        Raises
        ------
        StudentProcessError
            When one of the processes is gone.
        """
        _, reply = self._request({"stand in": list(map(list, names.items()))})
        if "standing in" in reply:
            self._references = references, frozenset(names)

    def _answer_to(self, question: dict[str, Any]) -> None:
        """Have the references' branch answer a question of the student's code."""
        assert self._references is not None
        references, names = self._references
        name, arguments = question.get("ask"), question.get("arguments")
        if name not in names or type(arguments) is not bytes:
            raise self._lose(StudentProcessError("tampering", "the student's process sent a forged question"))
        request = {"foreign": name, "arguments": arguments}
        references._channel.send(encode(request), deadline=self._deadline)
        self._channel.send(references._answer(self._deadline), deadline=self._deadline)

    def call(self, name: str, function: Handle, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Call a student's function on copies of the arguments; its exceptions are raised here by name."""
        record = Call(name, encode([args, kwargs]), self.current_part())
        self._weigh(2 * len(record.arguments))
        own = self._results.among([args, kwargs], lambda number: self._returned[number].value)
        request = {"call": function, "arguments": record.arguments, "own": own}
        record.reply, reply = self._request(request)
        self.calls.append(record)
        if "raised" in reply:
            raised = _raised(reply["raised"], self._lines_of(name))
            record.raised, record.message = raised.type, raised.message
            raise _exception(raised)
        if "value" not in reply:
            raise self._lose(StudentProcessError("tampering", "the student's process sent a forged reply"))
        self._returned.append(record)
        self._results.add(reply["value"])
        return reply["value"]

    def try_all(self, name: str, sources: Sequence[str], call: Call, ends: float) -> "list[Call | None]":
        """What other texts of a function give for the arguments of a call, one after the other.

        Returns
        -------
        For each text, what came of it; None for what took too long or cannot be compared. The last may be
        missing, when the time is over.

        Raises
        ------
        StudentProcessError
            When the process ends.
        """
        seconds = max(ends - time.monotonic(), 0.01)
        request = {"try": name, "sources": list(sources), "arguments": call.arguments, "seconds": seconds}
        _, reply = self._request(request)
        tried = reply.get("tried")
        results = tried if type(tried) is list else []
        return [_tried(call, result) for result in results[: len(sources)]]

    def share(self, one: Any, two: Any) -> bool:
        """Whether two results of the student's, or parts of such, share something that can be changed."""
        places = [self._results.which(one), self._results.which(two)]
        if None in places:  # a copy
            return False
        _, reply = self._request({"share": places})
        return reply.get("shared") is True

    def forget(self) -> None:
        """Let go of calls and results, which may take megabytes."""
        self.calls.clear()
        self._returned.clear()
        self._results.forget()

    def timed(self, run: Callable[[], Any], expected: Any) -> tuple[Any, float]:
        """Run something that calls the student's functions: its result, and their seconds of processor time.

        All threads of this branch count, and from now on it can start no more, nor another process. Any other
        process of the student's has to rest meanwhile: the time of a call beside which one works is infinite.
        The time of references that her functions ask counts as theirs.
        What it takes to pack and unpack the arguments, and a result as `expected`, is not counted.
        """
        self._require_alive()
        if not self._starts_no_more:
            start_no_more(self._pid)
            self._starts_no_more = True
        beside, before, first = clocks_beside(self._pid), self._clock(), len(self.calls)
        try:
            result = run()
        except (RuntimeError, BlockingIOError) as error:
            if isinstance(error, BlockingIOError) or "start new thread" in str(error):
                error.hint = _NO_MORE_PROCESSES  # type: ignore[union-attr]
            raise
        self._require_alive()
        used = (self._clock() - before) / 1e9
        if clocks_beside(self._pid) != beside:
            return result, math.inf
        before = time.thread_time_ns()
        for call in self.calls[first:]:
            decode(call.arguments)  # the judge's own bytes: nothing that a student sends may seem costly here
            with contextlib.suppress(TypeError, ValueError):
                encode(expected)
        packing = (time.thread_time_ns() - before) / 1e9
        return result, max(used - packing, 0.0)

    def _clock(self) -> int:
        """Nanoseconds of processor time that this branch and its references have had."""
        return clock_of(self._pid) + (clock_of(self._references[0]._pid) if self._references else 0)

    def _require_alive(self) -> None:
        if self._lost is not None or not self.is_alive:
            raise self._lost or self._lose(_gone(Closed()))

    def _request(self, request: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
        """The answer as it came, and what it says."""
        if self._lost is not None:
            raise self._lost.with_traceback(None)  # which would hold what its frames do
        try:
            self._channel.send(encode(request), deadline=self._deadline)
            while True:
                data = self._answer(self._deadline)
                value, weight = decode_weighed(data)
                reply = _reply(value)
                if self._references is None or "ask" not in reply:
                    break
                self._weigh(weight)
                self._answer_to(reply)
        except WireError as error:
            raise self._lose(_gone(error)) from None
        except TookTooLong as error:  # perhaps in the midst of a message
            self._lose(StudentProcessError("timeout", str(error)))
            raise
        self._weigh(weight)
        return data, reply

    def _weigh(self, more: int) -> None:
        """Count what the test keeps in this process's memory.

        Raises
        ------
        StudentProcessError
            When it is more than a test may.
        """
        self._weight += more
        if self._weight > self._zygote.limits.results:
            raise self._lose(_too_much())

    def _lines_of(self, name: str) -> int:
        """The lines of the cell that defines a name, 0 when no cell's text shows that it does."""
        word = re.escape(name)
        defines = re.compile(rf"^[ \t]*(?:async +def|def|class) +{word}\b|^{word} *[:=]", re.MULTILINE)
        return next((_lines(cell) for cell in reversed(self._cells) if defines.search(cell)), 0)

    def _lose(self, error: StudentProcessError) -> StudentProcessError:
        self._lost = error
        return error


_NO_MORE_PROCESSES = "No thread or process can be started while the time is taken."


@dataclass(frozen=True)
class Module:
    """What a name stands for in the student's process when it is a module: the module's name there."""

    name: str


class Function:
    """Stands for a student's function in the judge's process."""

    copies_its_arguments = True
    """For `checks.call`: they are sent, so no change of hers comes back."""

    def __init__(self, branch: Branch, name: str, handle: Handle) -> None:
        self._branch, self._handle = branch, handle
        self.__name__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._branch.call(self.__name__, self._handle, args, kwargs)

    def __deepcopy__(self, memo: object) -> "Function":
        return self

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"


def _read(data: bytes) -> dict[str, Any]:
    """What an answer about a cell or a branch says; as `_reply`."""
    try:
        return _reply(within(READING, lambda: decode(data)))
    except TookTooLong:
        raise WireError("a reply that takes too long to read") from None


def _reply(reply: Any) -> dict[str, Any]:
    """What an answer says.

    Raises
    ------
    WireError
        When it is no answer at all.
    """
    if not isinstance(reply, dict):
        raise WireError("a reply that is not a dict")
    return reply


def _gone(error: WireError) -> StudentProcessError:
    if isinstance(error, Timeout):
        return StudentProcessError("timeout", "your code took too long: look for a loop that does not end")
    if isinstance(error, Closed):
        return StudentProcessError(
            "crash", "your code ended its own process (os._exit, a crash, too much memory or CPU time)"
        )
    if isinstance(error, TooLarge):
        return _too_much()
    return StudentProcessError("tampering", f"your code's process sent {error}")


def _too_much() -> StudentProcessError:
    return StudentProcessError("memory", "your code returned more than a test can take")


def _lines(source: str) -> int:
    return source.count("\n") + 1


def _cell_run(reply: dict[str, Any], lines: int) -> CellRun:
    raised = reply.get("raised")
    return CellRun(_text(reply.get("printed")), None if raised is None else _raised(raised, lines))


def _raised(data: Any, lines: int) -> Raised:
    """An exception as the student's process describes it: it may claim any line, but `lines` is the last."""
    if not isinstance(data, dict):
        raise StudentProcessError("tampering", "the student's process sent a forged reply")
    line = data.get("line")
    return Raised(
        _text(data.get("type"))[:80] or "Exception",
        _text(data.get("builtin"))[:80],
        _text(data.get("message"))[:500],
        line if type(line) is int and 0 < line <= lines else None,
        _line(data),
    )


def _line(data: dict[str, Any]) -> str:
    values = data.get("values")
    pairs = [pair for pair in values[:MOST_VALUES] if type(pair) is list] if type(values) is list else []
    said = tuple((_text(pair[0])[:80], _text(pair[1])[:80]) for pair in pairs if len(pair) == 2)
    return str(Line(0, _text(data.get("code"))[:LONGEST_LINE], said))


def _tried(call: Call, result: Any) -> Call | None:
    if type(result) is bytes:
        return replace(call, raised="", message="", reply=result)
    return replace(call, raised=result, message="", reply=b"") if type(result) is str else None


def _text(value: Any) -> str:
    return value if type(value) is str else ""


def _exception(raised: Raised) -> Exception:
    """A built-in exception of the same name, so that a test may ask for it; else of its built-in base."""
    import builtins

    for name in (raised.type, raised.builtin):
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and kind not in _NEEDS_ARGUMENTS:
            break
    else:
        kind = Exception
    error = kind(raised.message)
    error.student_type = raised.type  # type: ignore[attr-defined]
    error.student_line = raised.line  # type: ignore[attr-defined]
    error.student_code = raised.code  # type: ignore[attr-defined]
    assert isinstance(error, Exception)
    return error


_NEEDS_ARGUMENTS = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, ExceptionGroup)
