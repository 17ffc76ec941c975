"""What a forked process gives up before it runs a student's code.

Linux only. The order matters: namespaces first, mounts while there are capabilities in them, then limits,
capabilities, Landlock (`autograde.inside.landlock`), and the system call filter last
(`autograde.inside.system_calls`).
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
from collections.abc import Collection
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x00020000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_OF_LAYER = {"pid": CLONE_NEWPID, "mount": CLONE_NEWNS, "net": CLONE_NEWNET}
"""Layers that are namespaces of their own."""

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 1, 38, 24
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522


class LockdownError(Exception):
    """A layer could not be put in place. The message names it."""


def new_namespaces(without: Collection[str] = ()) -> None:
    """Move this process into new user, pid (for its children), mount, network and IPC namespaces."""
    uid, gid = os.getuid(), os.getgid()
    wanted = CLONE_NEWUSER | CLONE_NEWIPC
    wanted |= sum(flag for layer, flag in _OF_LAYER.items() if layer not in without)
    if _libc.unshare(wanted) != 0:
        raise LockdownError(f"user namespaces: {os.strerror(ctypes.get_errno())}")
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    except OSError as error:
        raise LockdownError(f"user namespaces: mapping the user id: {error.strerror}") from error


def private_mounts(size: int) -> None:
    """Give this process its own empty /tmp and /dev/shm of `size` bytes, and an empty /proc."""
    writable = f"size={size},nr_inodes=4096,mode=700"
    _mount_tmpfs("/tmp", writable)
    _mount_tmpfs("/dev/shm", writable)
    _mount_tmpfs("/proc", "size=0,nr_inodes=2,mode=555", _MS_RDONLY)


def working_folder(temporary: str = "/tmp") -> None:
    """Go to where the student's code runs, a folder in the session's folder for temporary files."""
    work = os.path.join(temporary, "work")
    os.makedirs(work, exist_ok=True)
    os.chdir(work)


def _mount_tmpfs(target: str, options: str, flags: int = 0) -> None:
    flags |= _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    if _libc.mount(b"tmpfs", target.encode(), b"tmpfs", flags, options.encode()) != 0:
        raise LockdownError(f"mounts: an empty {target}: {os.strerror(ctypes.get_errno())}")


ROOM_FOR_OTHERS = 512
"""Threads that the user may start elsewhere while a session with her user id runs."""


def resource_limits(limits: dict[str, Any], others: int = 0) -> None:
    """Set the rlimits of this process and all that it starts; memory counts from what it uses now.

    Parameters
    ----------
    others
        Threads of the same user outside of sessions. Where there are any, the limit of processes leaves room
        for more, and `autograde.inside.sessions` counts those of each session.
    """
    processes = int(limits["processes"]) + (others + ROOM_FOR_OTHERS if others else 0)
    _, most = resource.getrlimit(resource.RLIMIT_NPROC)
    if most != resource.RLIM_INFINITY:
        processes = min(processes, most)
    address_space = _address_space() + int(limits["memory"])
    _, most_data = resource.getrlimit(resource.RLIMIT_DATA)
    for name, value in (
        (resource.RLIMIT_DATA, most_data),  # what is less is the grader's own
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_CPU, int(limits["cpu_seconds"])),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, int(limits["file_size"])),
        (resource.RLIMIT_NOFILE, int(limits["open_files"])),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_SIGPENDING, 0),
    ):
        try:
            resource.setrlimit(name, (value, value))
        except (OSError, ValueError) as error:
            raise LockdownError(f"rlimits: {error}") from error


def first_victim() -> None:
    """Have the kernel end this process, and what it starts, before any other when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def threads_of_this_user() -> int:
    """How many threads the user of this process has, in all processes that can be seen."""
    count = 0
    for process in os.scandir("/proc"):
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if process.stat().st_uid == os.getuid():
                    count += len(os.listdir(f"/proc/{process.name}/task"))
    return count


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            if ctypes.get_errno() == errno.EINVAL:
                break
            raise LockdownError(f"capabilities: {os.strerror(ctypes.get_errno())}")
    keep_capabilities(())


def keep_capabilities(kept: Collection[int]) -> None:
    """Give up every capability but those, and gain none by starting a program."""
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    effective = sum(1 << capability for capability in kept)
    low, high = effective & 0xFFFFFFFF, effective >> 32
    data = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)
    if _libc.capset(header, data) != 0:
        raise LockdownError(f"capabilities: {os.strerror(ctypes.get_errno())}")
    no_new_privileges()


def no_new_privileges() -> None:
    """Have no program that is started from here gain rights; Landlock and seccomp ask for it."""
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise LockdownError(f"no_new_privs: {os.strerror(ctypes.get_errno())}")


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent, whose pid is given, ends."""
    if _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0 or os.getppid() != parent:
        raise LockdownError("the process that sessions are forked from has ended")


def reset_signals() -> None:
    """Default signal handling, with Ctrl-C as KeyboardInterrupt."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
