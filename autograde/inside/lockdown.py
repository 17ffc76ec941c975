"""What a forked process gives up before it runs a student's code.

Linux only. The order matters: namespaces first, mounts while there are capabilities in them, then limits,
capabilities, and the system call filter last.
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
CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWTIME = 0x02000000, 0x04000000, 0x00000080
_OF_LAYER = {"pid": CLONE_NEWPID, "mount": CLONE_NEWNS, "net": CLONE_NEWNET}
"""Layers that are namespaces of their own."""

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 24, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522

FORBIDDEN_CALLS = (
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "bpf",
    "perf_event_open",
    "keyctl",
    "add_key",
    "request_key",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "syslog",
    "quotactl",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "personality",
    "vhangup",
    # Memory that neither the address space nor a file system's size counts.
    "memfd_create",
    "memfd_secret",
    "shmget",
    "shmat",
    "msgget",
    "semget",
    # Old doors into the kernel that no notebook needs.
    "modify_ldt",
    "ioperm",
    "iopl",
    "lookup_dcookie",
    "uselib",
    "_sysctl",
    "migrate_pages",
    "move_pages",
)


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


def working_folder() -> None:
    """Go to where the student's code runs."""
    os.makedirs("/tmp/work", exist_ok=True)
    os.chdir("/tmp/work")


def _mount_tmpfs(target: str, options: str, flags: int = 0) -> None:
    flags |= _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    if _libc.mount(b"tmpfs", target.encode(), b"tmpfs", flags, options.encode()) != 0:
        raise LockdownError(f"mounts: an empty {target}: {os.strerror(ctypes.get_errno())}")


def resource_limits(limits: dict[str, Any]) -> None:
    """Set the rlimits of this process and all that it starts; memory counts from what it uses now."""
    address_space = _address_space() + int(limits["memory"])
    for name, value in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_CPU, int(limits["cpu_seconds"])),
        (resource.RLIMIT_NPROC, int(limits["processes"])),
        (resource.RLIMIT_FSIZE, int(limits["file_size"])),
        (resource.RLIMIT_NOFILE, int(limits["open_files"])),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_SIGPENDING, 1024),
    ):
        try:
            resource.setrlimit(name, (value, value))
        except (OSError, ValueError) as error:
            raise LockdownError(f"rlimits: {error}") from error


def first_victim() -> None:
    """Have the kernel end this process, and what it starts, before any other when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


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
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc.capset(header, nothing) != 0 or _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise LockdownError(f"capabilities: {os.strerror(ctypes.get_errno())}")


def system_call_filter() -> Any:
    """A seccomp filter, ready to be loaded: no namespaces, mounts, tracing, keys; Unix sockets only."""
    try:
        import pyseccomp as seccomp  # needs libseccomp, which every Debian and Ubuntu has
    except (ImportError, OSError, RuntimeError) as error:
        raise LockdownError(f"seccomp: libseccomp is missing ({error}): install libseccomp2") from error
    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in FORBIDDEN_CALLS:
        if seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) > 0:
            rules.add_rule(refuse, name)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in (
        CLONE_NEWNS,
        CLONE_NEWIPC,
        CLONE_NEWUSER,
        CLONE_NEWPID,
        CLONE_NEWNET,
        CLONE_NEWCGROUP,
        CLONE_NEWUTS,
        CLONE_NEWTIME,
    ):
        rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    unix_sockets = 1
    for name in ("socket", "socketpair"):
        rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), name, seccomp.Arg(0, seccomp.NE, unix_sockets))
    return rules


def reset_signals() -> None:
    """Default signal handling, with Ctrl-C as KeyboardInterrupt."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
