"""The sessions of a zygote that has no namespaces to end them by: their processes, and what they may use.

A session is a process group that none of its processes can leave (setsid and setpgid are refused). Whatever
outlives its parent becomes a child of the zygote. So killing the group ends all of it, and waiting for the
zygote's children of that group shows that nothing is left.
"""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_CHILD_SUBREAPER = 36

LOOK_SECONDS = 0.05
"""How often a running session is looked at."""

MOST_FILES = 4096
"""Files and folders that one session may have, as in a session's own file system."""

BLOCK = 512


@dataclass(frozen=True)
class _Session:
    folder: str
    size: int
    """Bytes that its files may have in all."""
    processes: int


class Sessions:
    """The running sessions, each in a folder of its own below `base`."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._count = 0
        self._running: dict[int, _Session] = {}
        if _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "subreaper")

    def __bool__(self) -> bool:
        return bool(self._running)

    def new_folder(self) -> str:
        """An empty folder for the next session."""
        self._count += 1
        folder = os.path.join(self._base, f"session-{self._count}")
        os.mkdir(folder, 0o700)
        return folder

    def add(self, pid: int, folder: str, limits: dict[str, Any]) -> None:
        """Watch a session from now on; `pid` leads its process group."""
        self._running[pid] = _Session(folder, int(limits["file_size"]), int(limits["processes"]))

    def watch(self) -> None:
        """Kill the sessions that have more files or processes than they may."""
        for leader, session in self._running.items():
            pids = [leader, *_descendants(leader), *self._orphans()]
            if sum(map(_threads, pids)) > session.processes or _is_over(session, pids):
                _kill_group(leader)

    def _orphans(self) -> Iterator[int]:
        """Children that sessions have left to the zygote, and theirs."""
        for child in _children(os.getpid()):
            if child not in self._running:
                yield child
                yield from _descendants(child)

    def end(self, leader: int) -> None:
        """Kill a session, wait until nothing of it is left, and remove its folder."""
        session = self._running.pop(leader, None)
        if session is None:
            return
        _kill_group(leader)
        with suppress(ChildProcessError):
            while True:  # a process's own children become ours before it can be waited for
                os.waitpid(-leader, 0)
        remove(session.folder)

    def close(self) -> None:
        """End every session, and remove the sandbox's folder."""
        for leader in list(self._running):
            self.end(leader)
        remove(self._base)


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _threads(pid: int) -> int:
    """How many threads a process has, as the kernel counts them for its limit; 0 when it is gone."""
    with suppress(OSError):
        return os.stat(f"/proc/{pid}/task").st_nlink - 2
    return 0


def _children(pid: int) -> list[int]:
    """A process's children, whichever of its threads has started them."""
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError):
                text = Path(f"/proc/{pid}/task/{thread}/children").read_text()
                found += map(int, text.split())
    return found


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _is_over(session: _Session, pids: list[int]) -> bool:
    used = 0
    for entries, status in enumerate(_files(session.folder), 1):
        used += _size(status)
        if used > session.size or entries > MOST_FILES:
            return True
    return used + sum(_unlinked(session.folder, pids).values()) > session.size


def _size(status: os.stat_result) -> int:
    """What a file takes: not the holes in it, nor what the file system has reserved behind its end."""
    return min(status.st_size, status.st_blocks * BLOCK) if S_ISREG(status.st_mode) else 0


def _files(folder: str) -> Iterator[os.stat_result]:
    """What is in a folder, at any depth; links are not followed."""
    waiting = [folder]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    yield entry.stat(follow_symlinks=False)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)


def _unlinked(folder: str, pids: list[int]) -> dict[int, int]:
    """Sizes of files that some processes have open and no folder has any more, by inode."""
    device = os.stat(folder).st_dev
    found = {}
    for pid in pids:
        with suppress(OSError):
            for name in os.listdir(f"/proc/{pid}/fd"):
                with suppress(OSError):
                    status = os.stat(f"/proc/{pid}/fd/{name}")
                    if S_ISREG(status.st_mode) and not status.st_nlink and status.st_dev == device:
                        found[status.st_ino] = _size(status)
    return found


def remove(folder: str) -> None:
    """Remove a session's folder, whatever its names, depths and modes are."""
    with suppress(OSError):  # most sessions leave nothing
        os.rmdir(os.path.join(folder, "work"))
        os.rmdir(folder)
        return
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    if os.geteuid() != 0:  # root needs no permission, and must not follow what somebody else may be moving
        subprocess.run([shutil.which("chmod") or "/bin/chmod", "-R", "u+rwx", "--", folder], **quiet)
    subprocess.run([shutil.which("rm") or "/bin/rm", "-rf", "--", folder], **quiet)
