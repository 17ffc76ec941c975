"""The tier *landlock*: an ordinary process with a folder of its own, for machines without user namespaces.

With Landlock, what may be read stays where it is. Only the student part of the course is copied into the
sandbox's folder, because a folder that Python imports from must be readable as a whole.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograde.inside import landlock
from autograde.inside.sessions import remove
from autograde.sandbox.place import (
    ENVIRONMENT,
    FIRST_UID,
    LAST_UID,
    OLD_SYSTEM,
    SETTINGS,
    SYSTEM,
    SandboxUnavailable,
    as_nobody,
    in_venv,
    is_root,
    prefixes,
    student_files,
    unused_uid,
)

DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PREFIX = "autograde-"
_LOCK = "in-use"

READS_ANYWHERE = {"dac_read_search": 2, "dac_override": 1}
"""Capabilities that let another user into root's folders, the lesser one first. Landlock and seccomp, which
see to it that no more than Python can be read, are not lifted by them."""


class Folder:
    """The sandbox's folder: the student part of the course, and below it a folder for each session.

    It belongs to the user that students' code runs as. A lock tells the folders in use from those that a
    killed grader has left behind; the next grader removes these.
    """

    def __init__(self, slot: int) -> None:
        _remove_leftovers()
        self.uid = unused_uid(slot) if is_root() else os.geteuid()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.path / "new", os.O_CREAT)
        os.rename(self.path / "new", self.path / _LOCK)  # nobody can find it before it is locked
        course = self.path / "course"
        for place, source in student_files().items():
            target = course / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        if is_root():
            for place in (self.path, *self.path.rglob("*")):
                os.chown(place, self.uid, self.uid)

    @property
    def course(self) -> Path:
        return self.path / "course"

    def command(self) -> list[str]:
        """The command line up to the program.

        Raises
        ------
        SandboxUnavailable
            When setpriv is missing, or Python cannot be read by another user.
        """
        return as_nobody(self.uid, self._capability()) if is_root() else []

    def environment(self) -> dict[str, str]:
        """The zygote's environment; a session gets a home of its own."""
        home = str(self.path)
        return {
            **ENVIRONMENT,
            **dict.fromkeys(("HOME", "TMPDIR"), home),
            "MPLCONFIGDIR": f"{home}/matplotlib",
            "IPYTHONDIR": f"{home}/ipython",
            "BACKPROP_DATA": str(self.course / "data"),
        }

    def settings(self) -> dict[str, Any]:
        """What `autograde.inside.zygote` has to know."""
        kept = self._capability()
        return {
            "base": str(self.path),
            "readable": [str(path) for path in (*_readable(), self.course)],
            "devices": DEVICES,
            "capabilities": [READS_ANYWHERE[kept]] if kept else [],
            "shared_uid": not is_root(),
        }

    def _capability(self) -> str:
        """What another user needs to read Python, where it is in a folder that is root's alone."""
        if not is_root() or all(map(_others_can_read, (*_readable(), *_needed(), self.path.parent))):
            return ""
        for name, number in READS_ANYWHERE.items():
            if _may_pass_on(number):
                return name
        raise SandboxUnavailable(
            f"students' code runs as user {self.uid}, who cannot read {sys.prefix} or a folder above it: "
            "move the course to a folder that all may enter, such as /srv, and build .venv there"
        )

    def remove(self) -> None:
        """Remove it and all that is in it."""
        os.close(self._lock)
        remove(str(self.path))


def problem() -> str:
    """Why this tier cannot be had here; empty if it can."""
    if sys.platform != "linux":
        return "it needs Linux"
    if not landlock.version():
        return (
            "this kernel has none. It needs Linux 5.13 or later, and `landlock` in /sys/kernel/security/lsm"
        )
    return ""


def _readable() -> Iterator[Path]:
    yield from SYSTEM
    yield from (path for path in OLD_SYSTEM if not path.is_symlink())
    yield from SETTINGS
    yield from prefixes()
    if in_venv():
        yield Path(sys.prefix)


def _needed() -> Iterator[Path]:
    """Some files that a session needs, one from each folder that has its own permissions."""
    import numpy as np

    yield from (Path(sys.executable), Path(os.__file__), Path(np.__file__))


def _others_can_read(path: Path) -> bool:
    """Whether any user can enter the folders above a path, and read what is there."""
    try:
        real = path.resolve(strict=True)
        may_enter = all(folder.stat().st_mode & 0o001 for folder in real.parents)
        return may_enter and bool(real.stat().st_mode & 0o004)
    except FileNotFoundError:
        return True


def _may_pass_on(capability: int) -> bool:
    """Whether this process may give a capability to one that it starts."""
    status = Path("/proc/self/status").read_text()
    sets = [line.split()[1] for line in status.splitlines() if line.startswith(("CapPrm:", "CapBnd:"))]
    return all(int(value, 16) >> capability & 1 for value in sets)


def _locked(path: Path, flags: int = 0) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _remove_leftovers() -> None:
    """Remove the folders of sandboxes whose grader has ended without a chance to."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            owner = path.lstat().st_uid
            if owner == os.geteuid() or (is_root() and FIRST_UID <= owner < LAST_UID):
                descriptor = _locked(path / _LOCK)
                remove(str(path))
                os.close(descriptor)
