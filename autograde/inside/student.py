"""The student's process: it runs her cells in IPython and forks a branch for each test cell.

Everything in here is within reach of the student's code, so nothing that it says is believed by the judge.
"""

import builtins
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from resource import RLIM_INFINITY, RLIMIT_CPU, getrlimit, setrlimit
from types import FunctionType, ModuleType
from typing import Any

from autograde.inside.returned import at, with_own
from autograde.inside.shell import CappedOutput, Shell
from autograde.wire import Channel, Closed, Handle, decode, encode, encode_readable
from helpers.answers import Guard
from helpers.checks import share_memory
from helpers.raised import line_in_a_cell


class Session:
    """Serves the supervisor's requests about one submission."""

    def __init__(self, channel: Channel, shell: Shell, limits: dict[str, Any]) -> None:
        self._channel = channel
        self._shell = shell
        self._max_bytes = int(limits["message"])
        self._test_cpu_seconds = int(limits["test_cpu_seconds"])
        self._output = CappedOutput(int(limits["output"]))
        self._branches: list[int] = []
        self._guard: Guard | None = None
        _close_standard_streams()
        sys.stdout = sys.stderr = self._output

    def serve(self) -> None:
        """Answer ``run`` and ``branch`` until the supervisor closes the socket."""
        while True:
            try:
                data, descriptors = self._channel.receive_with_descriptors(self._max_bytes)
            except Closed:
                return
            request = decode(data)
            spare = _spare_descriptor()
            if "close off" in request:
                self._guard = Guard(request["close off"])
                self._guard.close()
                reply: dict[str, Any] = {"closed off": True}
            elif "run" in request:
                reply = self._run_open(request["run"]) if request["open"] else self._run(request["run"])
            else:
                reply = self._branch(descriptors[0])
            if spare is not None:  # room for the next branch's, however many the student's code has opened
                with contextlib.suppress(OSError):
                    os.close(spare)
            self._channel.send(encode(reply))

    def _run_open(self, source: str) -> dict[str, Any]:
        """Run a cell that may use what is closed off, since it is no answer."""
        if self._guard is None:
            return self._run(source)
        self._guard.open()
        try:
            return self._run(source)
        finally:
            self._guard.close()

    def _run(self, source: str) -> dict[str, Any]:
        """Run a cell. An interrupt ends this cell; one that comes too late must not end the next."""
        self._output.clear()
        sys.stdout = sys.stderr = self._output
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                error = self._shell.run(source)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except BaseException as escaped:  # SystemExit from a hook of IPython's, or an interrupt between lines
            error = escaped
        return {"printed": self._output.text(), "raised": describe(error) if error else None}

    def _branch(self, descriptor: int) -> dict[str, Any]:
        self._reap()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self._channel.close()
                _limit_cpu(self._test_cpu_seconds)
                sys.stdout = sys.stderr = CappedOutput(0)
                Branch(
                    Channel(socket.socket(fileno=descriptor)), self._shell.user_ns, self._max_bytes
                ).serve()
                status = 0
            finally:
                os._exit(status)
        os.close(descriptor)
        self._branches.append(pid)
        return {"branched": pid}

    def _reap(self) -> None:
        for pid in self._branches:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


TRY_SECONDS, TRY_WALL_SECONDS = 0.1, 2.0
"""Processor time and wall time of a function's text that is tried."""

TRY_BYTES = 2**16
"""Bytes of what it gives: more is not compared."""


class _TooLong(BaseException):
    """What is tried takes too long."""


def _too_long(*_: object) -> None:
    raise _TooLong


def _let_take(seconds: float, wall_seconds: float) -> None:
    """Have `_TooLong` raised when so much time has passed; never, with 0."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


class Branch:
    """A fork of the session, for one test cell: hands out names and calls functions."""

    def __init__(self, channel: Channel, names: dict[str, Any], max_bytes: int) -> None:
        self._channel = channel
        self._names = names
        self._max_bytes = max_bytes
        self._kept: list[Any] = []
        self._returned: list[Any] = []

    def serve(self) -> None:
        self._channel.send(encode({"hello": os.getpid()}))
        while True:
            try:
                data = self._channel.receive(self._max_bytes)
            except Closed:
                return
            try:
                reply = self._answer(decode(data, self._find))
            except BaseException as error:  # whatever a student's code raises, SystemExit included
                reply = encode({"raised": describe(error)})
            self._channel.send(reply)

    def _answer(self, request: dict[str, Any]) -> bytes:
        if "get" in request:
            name = request["get"]
            if name not in self._names:
                return encode({"missing": name})
            value = self._names[name]
            if isinstance(value, ModuleType):
                return encode({"module": value.__name__})
            return encode({"function": self._keep(value)}) if callable(value) else self._value(value)
        if "define" in request:
            if request["define"] in self._names:
                self._names.update(request["values"])
                exec(compile(request["source"], "<locked cells>", "exec"), self._names)
            return encode({"defined": request["define"]})
        if "stand in" in request:
            for name, cache in request["stand in"]:
                if not isinstance(self._names.get(name), type):  # objects of a class stay in their process
                    self._put(name, self._stand_in(name, cache))
            return encode({"standing in": True})
        if "try" in request:
            return encode({"tried": list(self._tried(request))})
        if "foreign" in request:
            args, kwargs = decode(request["arguments"], _none_here)
            return encode({"value": self._names[request["foreign"]](*args, **kwargs)})
        if "share" in request:
            one, two = (at(self._returned[number], place) for number, place in request["share"])
            return encode({"shared": share_memory(one, two)})
        arguments = decode(request["arguments"], self._find)
        args, kwargs = with_own(arguments, request["own"], self._returned)
        value = request["call"](*args, **kwargs)
        reply = self._value(value)
        self._returned.append(value)
        return reply

    def _tried(self, request: dict[str, Any]) -> Iterator[bytes | str | None]:
        """What each text of a function gives for the same arguments, or the name of what it raises."""
        ends = time.monotonic() + request["seconds"]
        before = self._names.get(request["try"])
        signal.signal(signal.SIGALRM, _too_long)
        signal.signal(signal.SIGPROF, _too_long)
        try:
            for source in request["sources"]:
                if time.monotonic() > ends:
                    return
                yield self._try(request["try"], source, request["arguments"])
        finally:
            _let_take(0, 0)
            self._names[request["try"]] = before

    def _try(self, name: str, source: str, arguments: bytes) -> bytes | str | None:
        try:
            _let_take(TRY_SECONDS, TRY_WALL_SECONDS)
            args, kwargs = decode(arguments, self._find)
            exec(compile(source, "<repair>", "exec"), self._names)
            value = self._names[name](*args, **kwargs)
            _let_take(0, 0)
            reply = encode_readable({"value": value}, _not_kept)
        except _TooLong:
            _let_take(0, 0)
            return None
        except BaseException as error:
            _let_take(0, 0)
            return type(error).__name__
        return reply if reply is not None and len(reply) <= TRY_BYTES else None

    def _put(self, name: str, function: Callable[..., Any]) -> None:
        """Have a name stand for another function, and what it stood for do the same under all its names."""
        before = self._names.get(name)
        self._names[name] = function
        if not isinstance(before, FunctionType) or before.__globals__ is not self._names:  # a library's
            return
        if not before.__code__.co_freevars:
            hidden = f"__stands_in_for_{name}__"
            before.__globals__[hidden] = function
            source = f"def stands_in(*args, **kwargs):\n    return {hidden}(*args, **kwargs)"
            made: dict[str, Any] = {}
            exec(compile(source, "<locked cells>", "exec"), made)
            before.__code__ = made["stands_in"].__code__
            before.__defaults__ = before.__kwdefaults__ = None

    def _stand_in(self, name: str, cache: int | None) -> Callable[..., Any]:
        """A function that the judge answers for; where it has a `cache`, that is her own function's."""
        own = _copy(self._names.get(name))

        def stands_in(*args: Any, **kwargs: Any) -> Any:
            self._channel.send(encode({"ask": name, "arguments": encode([args, kwargs])}))
            reply = decode(self._channel.receive(self._max_bytes), _none_here)
            if "value" not in reply:
                raise exception_like(reply["raised"])
            if cache is None:
                return reply["value"]
            results = list(reply["value"])
            results[cache] = own(*args, **kwargs)[cache]
            return tuple(results)

        stands_in.__name__ = stands_in.__qualname__ = name
        return stands_in

    def _value(self, value: Any) -> bytes:
        """A reply with a value. What the judge would not read (too deep, too large) stays as a handle.

        Of several results, only those stay that must: ``y, cache`` can be told apart.
        """
        reply = self._readable(value)
        if reply is None and type(value) is tuple:
            reply = self._readable(
                tuple(self._keep(item) if self._readable(item) is None else item for item in value)
            )
        return reply or encode({"value": self._keep(value)})

    def _readable(self, value: Any) -> bytes | None:
        """The reply with a value as it is, None if the judge would refuse it."""
        reply = encode_readable({"value": value}, self._keep)
        return reply if reply is not None and len(reply) <= self._max_bytes else None

    def _keep(self, value: Any) -> Handle:
        self._kept.append(value)
        return Handle(len(self._kept) - 1, type(value).__name__)

    def _find(self, handle: Handle) -> Any:
        return self._kept[handle.number]


def _copy(function: Any) -> Any:
    """A function that does what another does now, whatever becomes of that one."""
    if not isinstance(function, FunctionType):
        return function
    copied = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copied.__kwdefaults__ = function.__kwdefaults__
    return copied


def _not_kept(value: Any) -> Handle:
    return Handle(0, type(value).__name__)


def _none_here(handle: Handle) -> Any:
    raise TypeError(f"a {handle.type_name} stays in its own process")


def exception_like(described: dict[str, Any]) -> Exception:
    """A built-in exception of the kind that was described."""
    kind = getattr(builtins, described["builtin"], Exception)
    usable = isinstance(kind, type) and issubclass(kind, Exception)
    return kind(described["message"]) if usable else Exception(described["message"])


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: its type, its message, and the student's own line where it arose."""
    try:
        message = str(error)[:2000]
    except BaseException:  # a __str__ of the student's may raise anything
        message = ""
    try:
        found = line_in_a_cell(error)
    except BaseException:  # values may have ways of their own to say what they are
        found = None
    line = found.number if found else None
    if line is None and isinstance(error, SyntaxError):
        line, message = error.lineno, error.msg
    # Since Python 3.13, code that ends too early raises a private subclass of SyntaxError.
    kinds = [
        kind for kind in type(error).__mro__ if kind.__module__ != "builtins" or kind.__name__[:1] != "_"
    ]
    bases = [kind.__name__ for kind in kinds if kind.__module__ == "builtins"]
    return {
        "type": kinds[0].__name__,
        "builtin": bases[0] if bases else "Exception",
        "message": message,
        "line": line,
        "code": found.text if found else "",
        "values": [list(pair) for pair in found.values] if found else [],
    }


def _limit_cpu(seconds: int) -> None:
    """Lower the CPU time that this process may use from now on; a fork begins to count at nothing."""
    _, most = getrlimit(RLIMIT_CPU)
    seconds = seconds if most == RLIM_INFINITY else min(seconds, most)
    setrlimit(RLIMIT_CPU, (seconds, seconds))


def _spare_descriptor() -> int | None:
    try:
        return os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return None


def _close_standard_streams() -> None:
    """Point the three standard descriptors at /dev/null; what the student prints is caught in Python."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)
