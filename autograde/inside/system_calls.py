"""The system calls that a student's process may make: an allow list, checked by the kernel (seccomp).

What NumPy, Matplotlib, h5py, IPython and the C library need is on it; beside each call stands why nobody
outside of the session can see it or has to wait for it. Any other call answers that it does not exist, so
that libraries fall back on an older one, as they do on older kernels.
`python -m autograde.inside.system_calls` prints the table of docs/system_calls.md.
"""

import ctypes
import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from autograde.inside.landlock import SCOPES_SINCE, TRUNCATE_SINCE
from autograde.inside.lockdown import LockdownError

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_WHOLE = 2**64 - 1
_INT = 2**32 - 1

Tier = Literal["namespaces", "landlock"]
BOTH: tuple[Tier, ...] = ("namespaces", "landlock")


@dataclass(frozen=True)
class Argument:
    """What an argument must be: one of some values, after a mask."""

    position: int
    values: tuple[int, ...]
    mask: int = _WHOLE


@dataclass(frozen=True)
class Calls:
    """System calls that are answered alike.

    Attributes
    ----------
    names
        Names, between spaces; a call that this machine's architecture does not have needs no rule.
    why
        Why nobody outside of the session sees them or waits for them.
    when
        What the arguments must be. When they are not, another entry may answer the call; else it is refused.
    answer
        The error that the call fails with; 0 does nothing and says that all is well. None allows it.
    """

    names: str
    why: str
    when: tuple[Argument, ...] = ()
    answer: int | None = None
    tiers: tuple[Tier, ...] = BOTH


_CREATES_FOR_ITSELF_ALONE = Argument(0, (0,), 0x7E020000 | 0x1000 | 0x8000)
"""clone's flags without all that begin with CLONE_NEW, CLONE_PIDFD (the whole machine's pidfds are numbered)
and CLONE_PARENT (the child would be the zygote's)."""

_PRIVATE = Argument(1, (128,), 128)
_SHARED_WAIT = Argument(1, (0, 9), _INT & ~256)
_SHARED_WAKE = Argument(1, (1, 10), _INT)
"""futex's FUTEX_PRIVATE_FLAG; FUTEX_WAIT(_BITSET) with any clock; FUTEX_WAKE(_BITSET)."""

_DESCRIPTORS = Argument(1, (0, 1, 2, 3, 4, 1030, 1032))
"""fcntl's F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC and F_GETPIPE_SZ."""

_LOCKS = Argument(1, (6, 7, 37, 38))
"""fcntl's F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW."""

_TERMINAL_AND_PIPE = Argument(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451))
"""ioctl's TCGETS (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""

_ADVICE = Argument(2, (0, 1, 2, 4, 8, 10, 11, 14, 15, 16, 17))
"""madvise's NORMAL, RANDOM, SEQUENTIAL, DONTNEED, FREE, (DO|DONT)FORK, (NO)HUGEPAGE and (DO|DONT)DUMP."""

_NAMES = Argument(0, (15, 16, 23, 39, 0x53564D41))
"""prctl's PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA."""

_SOCKET_OPTIONS = (Argument(1, (1,)), Argument(2, (3, 4, 7, 8, 30, 38, 39)))
"""getsockopt's SOL_SOCKET: SO_TYPE, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_ACCEPTCONN, SO_PROTOCOL, SO_DOMAIN."""

_ITSELF = Argument(0, (0,), _INT)
_AF_UNIX = Argument(0, (1,))
_OWN_CLOCKS = Argument(0, tuple(range(12)))
"""All but those of another process or thread, which are negative numbers made of its id."""

_MAP_HUGETLB = 0x40000
_SYNCHRONOUS = os.O_DSYNC
"""Also a bit of O_SYNC."""

CALLS = (
    Calls("brk munmap mremap mprotect", "This process's address space alone. RLIMIT_AS counts it."),
    Calls(
        "mmap",
        "The same; files that others read are never writable. Not MAP_HUGETLB: the machine has one pool of "
        "huge pages.",
        (Argument(3, (0,), _MAP_HUGETLB),),
    ),
    Calls("mmap2", "The same on 32-bit machines.", (Argument(3, (0,), _MAP_HUGETLB),)),
    Calls(
        "madvise",
        "Only advice on its own pages. Not WILLNEED, COLD, PAGEOUT and POPULATE_READ, which read or evict "
        "pages of files that others have mapped, and not MERGEABLE, which merges pages with others'.",
        (_ADVICE,),
    ),
    Calls(
        "read write readv writev pread64 pwrite64 preadv pwritev sendfile sendfile64 copy_file_range",
        "Bytes of its own files, and of files that nobody here can write. Reading brings pages into memory "
        "and may set times of access, which are side channels.",
    ),
    Calls(
        "preadv2 pwritev2",
        "The same, without flags: RWF_NOWAIT tells whether a page is in memory.",
        (Argument(5, (0,)),),
    ),
    Calls(
        "close close_range dup dup2 dup3 lseek _llseek getdents getdents64 ftruncate umask getcwd",
        "Descriptors and folders of its own: sessions inherit none that another one has.",
    ),
    Calls(
        "stat lstat fstat newfstatat fstatat64 stat64 lstat64 fstat64 statx access faccessat faccessat2 "
        "readlink readlinkat chdir fchdir",
        "Nobody sees that it asked. What it learns about others: under Landlock whether a path that it knows "
        "exists, and numbers of inodes: side channels.",
    ),
    Calls(
        "mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat",
        "Only where it may write: a file system or folder of its own.",
    ),
    Calls("open openat creat", "The same.", tiers=("namespaces",)),
    Calls("truncate fallocate", "Its own file system.", tiers=("namespaces",)),
    Calls(
        "fsync fdatasync msync",
        "Do nothing, and say that all is well: on a disk they would have it write for everybody, who waits.",
        answer=0,
    ),
    Calls("pipe", "Its own. A user's pipes have a quota, which is a side channel."),
    Calls(
        "pipe2",
        "The same; only with O_CLOEXEC, O_NONBLOCK and O_DIRECT.",
        (Argument(1, (0,), _INT & ~(os.O_CLOEXEC | os.O_NONBLOCK | os.O_DIRECT)),),
    ),
    Calls(
        "fcntl",
        "Duplicates and flags of its own descriptors. Not leases (F_SETLEASE), notification (F_NOTIFY), "
        "signals to others (F_SETOWN) and large pipes (F_SETPIPE_SZ).",
        (_DESCRIPTORS,),
    ),
    Calls(
        "fcntl",
        "Locks do nothing, and say that all is well: a session has nobody to share with, and a lock on a "
        "file that others read would hold them up.",
        (_LOCKS,),
        answer=0,
    ),
    Calls("flock", "The same.", answer=0),
    Calls("ioctl", "Whether it is a terminal, what can be read, close-on-exec.", (_TERMINAL_AND_PIPE,)),
    Calls(
        "getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr",
        "Answer that there are none.",
        answer=errno.ENOTSUP,
    ),
    Calls(
        "chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes utimensat futimesat",
        "Its own files: whatever else it can reach is mounted read-only.",
        tiers=("namespaces",),
    ),
    Calls(
        "chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes utimensat futimesat",
        "Do nothing, and say that all is well, so that `shutil.copy` works: Landlock does not watch them, "
        "and they work on files that can only be read.",
        answer=0,
        tiers=("landlock",),
    ),
    Calls("clone", "Without new namespaces, CLONE_PIDFD and CLONE_PARENT.", (_CREATES_FOR_ITSELF_ALONE,)),
    Calls(
        "fork vfork execve exit exit_group wait4 waitid",
        "Its own processes. Their number is limited. Under Landlock their ids are the machine's: a side "
        "channel. A program that runs cannot be overwritten, only replaced.",
    ),
    Calls(
        "getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp "
        "set_tid_address set_robust_list rseq arch_prctl getcpu sched_yield sched_get_priority_max "
        "sched_get_priority_min getrusage times getrlimit setrlimit uname restart_syscall getrandom",
        "Facts and settings of this process, and constants of the machine.",
    ),
    Calls("capget", "Facts of a process; under Landlock it tells whether there is one, as kill does."),
    Calls(
        "getpgid getsid sched_getaffinity sched_getparam sched_getscheduler sched_setaffinity prlimit64",
        "This process alone: under Landlock the ids of others are known.",
        (_ITSELF,),
    ),
    Calls("getpriority setpriority", "The same.", (_ITSELF, Argument(1, (0,), _INT))),
    Calls("prctl", "Names and facts of this process.", (_NAMES,)),
    Calls("futex", "Private futexes are known by an address of this process.", (_PRIVATE,)),
    Calls(
        "futex",
        "Others are known by file and offset, and every sandbox has the same libraries mapped. Whoever waits "
        "for one is told at once to look again: `pthread_join` and the locks of `multiprocessing` spin.",
        (_SHARED_WAIT,),
        answer=errno.EAGAIN,
    ),
    Calls("futex", "There is nobody to wake.", (_SHARED_WAKE,), answer=0),
    Calls("kill tgkill tkill", "To processes of its own namespace.", tiers=("namespaces",)),
    Calls("setsid setpgid", "The same.", tiers=("namespaces",)),
    Calls(
        "setsid setpgid",
        "Refused: a session is ended by its process group.",
        answer=errno.EPERM,
        tiers=("landlock",),
    ),
    Calls(
        "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack "
        "pause alarm setitimer getitimer",
        "Its own signals, and three timers. None are queued (RLIMIT_SIGPENDING is 0): the queue's length is "
        "counted for each user.",
    ),
    Calls(
        "poll ppoll select _newselect pselect6 ppoll_time64 pselect6_time64 nanosleep",
        "Waits for its own descriptors. Not epoll: what it watches is counted for each user, and nested ones "
        "take a lock of the whole machine.",
    ),
    Calls("eventfd2", "A number of its own."),
    Calls("gettimeofday time", "Clocks that everybody has."),
    Calls(
        "clock_gettime clock_getres clock_nanosleep clock_gettime64 clock_nanosleep_time64",
        "The same and its own. Not those of other processes, which tell what CPU time they have used.",
        (_OWN_CLOCKS,),
    ),
    Calls(
        "socketpair",
        "Both ends are its own. There is no other way to a socket: no address, no network, no queue of "
        "connections that the kernel keeps when nobody accepts them.",
        (_AF_UNIX,),
    ),
    Calls("socket", "Refused.", answer=errno.EPERM),
    Calls(
        "sendto recvfrom recvmsg recvmmsg shutdown getsockname getpeername",
        "Its own sockets. Not sendmsg: descriptors under way are counted for each user, and keep open more "
        "files than a process may have.",
    ),
    Calls("getsockopt", "Facts. Not SO_COOKIE, a number for the whole machine.", _SOCKET_OPTIONS),
    Calls(
        "setsockopt",
        "Does nothing, and says that all is well: buffers stay as small as they are.",
        answer=0,
    ),
)
"""Calls with an answer of their own; those that depend on the kernel are in `_with_landlock_alone`."""


@dataclass(frozen=True)
class Filter:
    """A compiled filter, to be loaded after a fork in a tenth of a millisecond."""

    program: bytes

    def load(self) -> None:
        """Filter this process's system calls, and those of all that it will start, for good.

        Raises
        ------
        LockdownError
            When the kernel refuses.
        """
        buffer = ctypes.create_string_buffer(self.program, len(self.program))
        program = _Program(len(self.program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
        if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
            raise LockdownError(f"seccomp: {os.strerror(ctypes.get_errno())}")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def compiled(tier: Tier, landlock: int) -> Filter:
    """The filter of a tier.

    Parameters
    ----------
    landlock
        The version of Landlock in force; what an older one does not watch, this filter refuses.

    Raises
    ------
    LockdownError
        When libseccomp is missing.
    """
    try:
        import pyseccomp as seccomp  # needs libseccomp, which every Debian, Ubuntu and Fedora has
    except (ImportError, OSError, RuntimeError) as error:
        raise LockdownError(f"seccomp: libseccomp is missing ({error}): install libseccomp2") from error
    rules = _Rules(seccomp)
    for calls in CALLS:
        if tier in calls.tiers:
            rules.add(calls)
    if tier == "landlock":
        for calls in _with_landlock_alone(landlock):
            rules.add(calls)
    return Filter(rules.program())


def _with_landlock_alone(landlock: int) -> Iterator[Calls]:
    only: tuple[Tier, ...] = ("landlock",)
    yield from _open("open", 1, landlock)
    yield from _open("openat", 2, landlock)
    yield Calls("creat", "The same.", tiers=only)
    if landlock >= TRUNCATE_SINCE:
        yield Calls("truncate", "The same.", tiers=only)
    if landlock >= SCOPES_SINCE:
        yield Calls("kill tgkill tkill", "To processes of the session: Landlock's scopes.", tiers=only)
    else:
        yield Calls("kill", "To its own process group, which is the session.", (_ITSELF,), tiers=only)
        yield Calls("kill tgkill tkill", "Refused otherwise.", answer=errno.EPERM, tiers=only)


def _open(name: str, flags: int, landlock: int) -> Iterator[Calls]:
    """Opening a file, which an old Landlock lets truncate what may only be read."""
    why = "Only files that Landlock allows. Not O_SYNC and O_DSYNC, which have a disk write for everybody."
    if landlock >= TRUNCATE_SINCE:
        when = [Argument(flags, (0,), _SYNCHRONOUS)]
    else:
        reading = Argument(flags, (0,), _SYNCHRONOUS | os.O_TRUNC)
        when = [reading, Argument(flags, (os.O_WRONLY, os.O_RDWR), _SYNCHRONOUS | os.O_ACCMODE)]
    yield from (Calls(name, why, (each,), tiers=("landlock",)) for each in when)


class _Rules:
    """libseccomp's filter, by names."""

    def __init__(self, seccomp: Any) -> None:
        self._seccomp = seccomp
        self._filter = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))

    def add(self, calls: Calls) -> None:
        action = self._seccomp.ALLOW if calls.answer is None else self._seccomp.ERRNO(calls.answer)
        for name in calls.names.split():
            if self._seccomp.resolve_syscall(self._seccomp.Arch.NATIVE, name) >= 0:
                for arguments in self._combinations(calls.when):
                    self._filter.add_rule(action, name, *arguments)

    def _combinations(self, when: tuple[Argument, ...]) -> Iterator[tuple[Any, ...]]:
        seccomp = self._seccomp
        each = [
            [seccomp.Arg(arg.position, seccomp.MASKED_EQ, arg.mask, value) for value in arg.values]
            for arg in when
        ]
        return product(*each)

    def program(self) -> bytes:
        """The filter in the kernel's own form."""
        with tempfile.TemporaryFile() as file:
            self._filter.export_bpf(file)
            file.seek(0)
            return file.read()


NEWEST = 2**16


def as_markdown() -> str:
    """The table of all calls: which, how they are answered in which sandbox, and why."""
    rows = []
    for calls in (*CALLS, *_with_landlock_alone(NEWEST)):
        names = ", ".join(f"`{name}`" for name in calls.names.split())
        answer = {None: "allowed", 0: "does nothing"}.get(calls.answer) or errno.errorcode[calls.answer or 0]
        only = "" if calls.tiers == BOTH else f" ({calls.tiers[0]})"
        rows.append(f"| {names} | {answer}{only} | {calls.why} |")
    return "\n".join(["| calls | answer | why |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    print(as_markdown(), end="")
