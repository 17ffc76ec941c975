"""The system calls that a student's process may make: an allow list, checked by the kernel (seccomp).

What NumPy, Matplotlib, h5py, IPython and the C library need is on it. Any other call answers that it does not
exist (ENOSYS), so that libraries fall back on an older one, as they do on older kernels.
"""

import ctypes
import errno
import os
import tempfile
from dataclasses import dataclass
from typing import Any, Literal

from autograde.inside.landlock import SCOPES_SINCE, TRUNCATE_SINCE
from autograde.inside.lockdown import LockdownError

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2

Tier = Literal["namespaces", "landlock"]

MEMORY = ("brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "msync")
FILES = (
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2",
    "close", "close_range", "dup", "dup2", "dup3", "lseek", "_llseek", "fsync", "fdatasync", "ftruncate",
    "stat", "lstat", "fstat", "newfstatat", "fstatat64", "stat64", "lstat64", "fstat64", "statx",
    "statfs", "fstatfs", "statfs64", "fstatfs64", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "umask",
    "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "pipe", "pipe2", "sendfile", "sendfile64", "copy_file_range",
)  # fmt: skip
PROCESSES = (
    "fork", "vfork", "execve", "exit", "exit_group", "wait4", "waitid", "getpid", "getppid", "gettid",
    "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getpgrp", "getpgid",
    "getsid", "set_tid_address", "set_robust_list", "rseq", "arch_prctl", "futex", "futex_time64",
    "membarrier", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    "sched_get_priority_max", "sched_get_priority_min", "getcpu", "getpriority", "getrusage", "times",
    "getrlimit", "setrlimit", "capget", "sysinfo", "uname", "restart_syscall", "getrandom",
)  # fmt: skip
SIGNALS = (
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait",
    "sigaltstack", "pause", "alarm", "setitimer", "getitimer",
)  # fmt: skip
WAITING = (
    "poll", "ppoll", "select", "_newselect", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_wait", "epoll_pwait", "eventfd2", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep",
    "gettimeofday", "time", "clock_gettime64", "clock_nanosleep_time64", "ppoll_time64", "pselect6_time64",
)  # fmt: skip
SOCKETS = (
    "sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "shutdown", "getsockopt",
    "setsockopt", "getsockname", "getpeername",
)  # fmt: skip
OF_A_NAMESPACE = (
    "connect", "bind", "listen", "accept", "accept4", "setsid", "setpgid", "truncate", "fallocate",
    "kill", "tgkill", "tkill",
)  # fmt: skip
"""Only where the session has processes, network and files of its own."""

MODES_AND_TIMES = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat",
    "utime", "utimes", "utimensat", "futimesat",
)  # fmt: skip
"""Landlock does not watch these, and they work on files that can be read alone: without namespaces they do
nothing and say that all is well, so that ``shutil.copy`` works."""

LOCKS = (6, 7, 37, 38)
"""fcntl's F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW. Like flock they do nothing and say that all is well:
one session has nobody to share with, and a lock on a file that others read would hold them up."""

_DESCRIPTORS = (0, 1, 2, 3, 4, 1030, 1032)
"""fcntl's F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC and F_GETPIPE_SZ.
Not leases (F_SETLEASE), notification (F_NOTIFY), or signals to others (F_SETOWN, F_SETSIG)."""

_TERMINAL_AND_PIPE = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""ioctl's TCGETS (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""

_ADVICE = (0, 1, 2, 4, 8, 10, 11, 14, 15, 16, 17)
"""madvise, without what reads or evicts pages that others share: WILLNEED, COLD, PAGEOUT, POPULATE_READ."""

_NAMES = (15, 16, 23, 39, 0x53564D41)
"""prctl's PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA."""

NEW_NAMESPACES = 0x7E020000
"""All of clone's CLONE_NEW flags."""

_AF_UNIX = 1


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
    for name in (*MEMORY, *FILES, *PROCESSES, *SIGNALS, *WAITING, *SOCKETS):
        rules.allow(name)
    rules.allow_if("fcntl", 1, _DESCRIPTORS)
    rules.allow_if("ioctl", 1, _TERMINAL_AND_PIPE)
    rules.allow_if("madvise", 2, _ADVICE)
    rules.allow_if("prctl", 0, _NAMES)
    rules.allow_if("socketpair", 0, (_AF_UNIX,))
    for name in ("prlimit64", "sched_setaffinity"):  # of this process, and of no other
        rules.allow_if(name, 0, (0,))
    rules.allow("clone", seccomp.Arg(0, seccomp.MASKED_EQ, NEW_NAMESPACES, 0))
    rules.allow("setpriority", seccomp.Arg(0, seccomp.EQ, 0), seccomp.Arg(1, seccomp.EQ, 0))
    rules.pretend("flock")
    for command in LOCKS:
        rules.pretend("fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for name in ("getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr"):
        rules.answer(errno.ENOTSUP, name)
    if tier == "namespaces":
        _with_namespaces(rules)
    else:
        _with_landlock_alone(rules, landlock)
    return Filter(rules.program())


def _with_namespaces(rules: "_Rules") -> None:
    for name in (*OF_A_NAMESPACE, *MODES_AND_TIMES, "open", "openat", "creat"):
        rules.allow(name)
    rules.allow_if("socket", 0, (_AF_UNIX,))
    rules.answer(errno.EAFNOSUPPORT, "socket", rules.seccomp.Arg(0, rules.seccomp.NE, _AF_UNIX))


def _with_landlock_alone(rules: "_Rules", landlock: int) -> None:
    for name in MODES_AND_TIMES:
        rules.pretend(name)
    for name in ("setsid", "setpgid", "socket"):
        rules.answer(errno.EPERM, name)
    for name, flags in (("open", 1), ("openat", 2)):
        _open(rules, name, flags, landlock)
    rules.allow("creat")
    if landlock >= TRUNCATE_SINCE:
        rules.allow("truncate")
    if landlock >= SCOPES_SINCE:  # Landlock lets signals reach the session alone
        for name in ("kill", "tgkill", "tkill"):
            rules.allow(name)
    else:  # its own process group, which is the session
        rules.allow_if("kill", 0, (0,))
        rules.answer(errno.EPERM, "kill", rules.seccomp.Arg(0, rules.seccomp.NE, 0))
        for name in ("tgkill", "tkill"):
            rules.answer(errno.EPERM, name)


def _open(rules: "_Rules", name: str, flags: int, landlock: int) -> None:
    """Opening a file, which an old Landlock lets truncate what may only be read."""
    if landlock >= TRUNCATE_SINCE:
        rules.allow(name)
        return
    arg, masked = rules.seccomp.Arg, rules.seccomp.MASKED_EQ
    rules.allow(name, arg(flags, masked, os.O_TRUNC, 0))
    for mode in (os.O_WRONLY, os.O_RDWR):
        rules.allow(name, arg(flags, masked, os.O_ACCMODE, mode))


class _Rules:
    """libseccomp's filter, by names; a call that this architecture does not have needs no rule."""

    def __init__(self, seccomp: Any) -> None:
        self.seccomp = seccomp
        self._filter = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))

    def allow(self, name: str, *arguments: Any) -> None:
        self._add(self.seccomp.ALLOW, name, *arguments)

    def allow_if(self, name: str, position: int, values: tuple[int, ...]) -> None:
        """Allow a call whose argument at a position is one of some values."""
        for value in values:
            self.allow(name, self.seccomp.Arg(position, self.seccomp.EQ, value))

    def pretend(self, name: str, *arguments: Any) -> None:
        """Have a call do nothing and return 0."""
        self.answer(0, name, *arguments)

    def answer(self, number: int, name: str, *arguments: Any) -> None:
        """Have a call fail with an errno."""
        self._add(self.seccomp.ERRNO(number), name, *arguments)

    def _add(self, action: Any, name: str, *arguments: Any) -> None:
        if self.seccomp.resolve_syscall(self.seccomp.Arch.NATIVE, name) >= 0:
            self._filter.add_rule(action, name, *arguments)

    def program(self) -> bytes:
        """The filter in the kernel's own form."""
        with tempfile.TemporaryFile() as file:
            self._filter.export_bpf(file)
            file.seek(0)
            return file.read()
