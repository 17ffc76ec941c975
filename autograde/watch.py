"""An end to the judge's own work: what takes too long is interrupted, in the middle of a check if need be.

Checking, comparing and naming a mistake take time in proportion to what a student's function returned, which
may be 64 MB of anything. One thread of the process looks ten times a second at what is being watched, and
raises `TookTooLong` in the thread that works. A single long call into C is not interrupted; the memory limit
of the worker and its wall-clock limit (`autograde.workers`) are for that.
"""

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from helpers.checks import TookTooLong

T = TypeVar("T")

LOOK_SECONDS = 0.1
"""Time between two looks, and between two interrupts of work that goes on after the first."""

_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in.argtypes = (ctypes.c_ulong, ctypes.py_object)


class _Watch:
    """One piece of work: how much more CPU time its thread may use, once the deadline has passed."""

    def __init__(self, cpu_seconds: float, deadline: float) -> None:
        self._thread = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._deadline = deadline
        self._cpu_seconds = cpu_seconds
        self._ends: float | None = None
        self._interrupted = False

    def look(self) -> None:
        """Interrupt the work if its time is over."""
        if time.monotonic() < self._deadline:
            return
        used = time.clock_gettime(self._clock)
        if self._ends is None:
            self._ends = used + self._cpu_seconds
        if used >= self._ends:
            self._interrupted = True
            _raise_in(self._thread, ctypes.py_object(TookTooLong))

    def end(self) -> None:
        """Await an interrupt that has not arrived yet, in the thread that works.

        It arrives when a loop goes on. Taken back, it would have the interpreter look for it ever after.
        """
        if self._interrupted:
            with contextlib.suppress(TookTooLong):
                for _ in range(1000):
                    pass


_watched: set[_Watch] = set()
_lock = threading.Lock()
_looks: threading.Thread | None = None


def within(cpu_seconds: float, work: Callable[[], T], *, deadline: float = 0.0) -> T:
    """What `work` returns, if it takes at most so much CPU time of this thread.

    CPU time is not used up by waiting, nor by others on a busy machine.

    Parameters
    ----------
    deadline
        On the monotonic clock: CPU time counts from then on; 0, from now on.

    Raises
    ------
    TookTooLong
        When it takes longer; then, as long as it goes on, ten times a second.
    """
    watch = _Watch(cpu_seconds, deadline)
    try:
        try:
            _begin(watch)
            return work()
        finally:
            _end(watch)
    finally:
        _end(watch)  # an interrupt may have arrived in the midst of the first


def _begin(watch: _Watch) -> None:
    global _looks
    with _lock:
        _watched.add(watch)
        if _looks is None or not _looks.is_alive():  # which it is not in a process that was forked
            _looks = threading.Thread(target=_look, name="watch", daemon=True)
            _looks.start()


def _end(watch: _Watch) -> None:
    with _lock:
        if watch in _watched:
            _watched.remove(watch)
            watch.end()


def _look() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        with _lock:
            for watch in _watched:
                watch.look()
