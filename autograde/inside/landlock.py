"""Landlock: which files a process may reach, for good, without privileges. See landlock(7).

Rules are added by open directories, so that they can be prepared once and applied after every fork.
"""

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from autograde.inside.lockdown import LockdownError

_libc = ctypes.CDLL(None, use_errno=True)

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System call numbers, the same on every architecture."""

_VERSION = 1
_RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_FIRST_VERSION = (1 << 13) - 1
TRUNCATE_SINCE = 3
_SINCE = {2: REFER, TRUNCATE_SINCE: TRUNCATE, 5: IOCTL_DEVICE}
"""File rights by the version of Landlock that brought them."""

_TCP = 0b11
_TCP_SINCE = 4
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
SCOPES_SINCE = 6

READ = EXECUTE | READ_FILE | READ_DIR
_OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
DEVICE = READ_FILE | WRITE_FILE

MISSING = {
    2: "files cannot be renamed or linked across folders (Linux 5.19)",
    3: "truncation is refused by seccomp instead (Linux 6.2)",
    4: "TCP is refused by seccomp alone (Linux 6.7)",
    5: "ioctl on devices is refused by seccomp alone (Linux 6.10)",
    6: "signals and abstract sockets are refused by seccomp alone (Linux 6.12)",
}
"""What a kernel lacks whose version of Landlock is older, and what stands in for it."""


def version() -> int:
    """The kernel's version of Landlock; 0 where there is none."""
    found = _libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    return max(int(found), 0)


def missing(available: int) -> list[str]:
    """What a version of Landlock lacks, one sentence each."""
    return [text for since, text in MISSING.items() if available < since]


class _Handled(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True)
class Ruleset:
    """What a process may do with which files. Everything else about files, TCP and other processes is denied.

    Attributes
    ----------
    rules
        Open descriptors (``O_PATH``) and the rights on what is beneath each.
    available
        The version of Landlock to use.
    """

    rules: tuple[tuple[int, int], ...]
    available: int

    @classmethod
    def of(cls, rights: Iterable[tuple[str, int]], available: int) -> Self:
        """Open the paths that exist; what does not exist needs no rule."""
        rules = []
        for path, allowed in rights:
            with suppress(FileNotFoundError, NotADirectoryError):
                descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
                rules.append((descriptor, allowed if os.path.isdir(path) else allowed & _OF_A_FILE))
        return cls(tuple(rules), available)

    @property
    def _files(self) -> int:
        later = (right for since, right in _SINCE.items() if self.available >= since)
        return _FIRST_VERSION | sum(later)

    def restrict(self, writable: Iterable[str] = ()) -> None:
        """Apply the rules to this process and all that it will start; these folders may be written, too.

        Called in a fork: it closes what was opened to prepare the rules.

        Raises
        ------
        LockdownError
            When the kernel refuses.
        """
        handled = _Handled(
            self._files,
            _TCP if self.available >= _TCP_SINCE else 0,
            _ABSTRACT_SOCKETS_AND_SIGNALS if self.available >= SCOPES_SINCE else 0,
        )
        size = 24 if self.available >= SCOPES_SINCE else 16 if self.available >= _TCP_SINCE else 8
        ruleset = _call(CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(size), ctypes.c_uint32(0))
        try:
            for descriptor, allowed in self.rules:
                _add(ruleset, descriptor, allowed & self._files)
            for folder in writable:
                descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
                _add(ruleset, descriptor, self._files & ~EXECUTE)
                os.close(descriptor)
            _call(RESTRICT_SELF, ruleset, ctypes.c_uint32(0))
        finally:
            os.close(ruleset)
            for descriptor, _ in self.rules:
                os.close(descriptor)


def _add(ruleset: int, descriptor: int, allowed: int) -> None:
    rule = _PathBeneath(allowed, descriptor)
    _call(ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise LockdownError(f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
