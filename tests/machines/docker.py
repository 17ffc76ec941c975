"""Confine this process the way Docker's default settings confine a container: seccomp and capabilities.

Docker's profile lists the system calls that are allowed; all others fail with EPERM, or with ENOSYS if they
are newer than the profile. This module comes close to it from the other side: it names the calls that the
profile refuses to a container without extra privileges. It knows the numbers of x86_64 and aarch64. The other
ABIs of these machines (i386, x32, 32-bit Arm), which Docker allows, are refused.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}

REFUSED: dict[str, tuple[int | None, int | None]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "clock_settime": (227, 112),
    "create_module": (174, None),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "get_mempolicy": (239, 236),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "set_mempolicy": (238, 237),
    "set_mempolicy_home_node": (450, 450),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "sysfs": (139, None),
    "syslog": (103, 116),
    "_sysctl": (156, None),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "uselib": (134, None),
    "userfaultfd": (323, 282),
    "ustat": (136, None),
    "vhangup": (153, 58),
}
"""System calls that fail with EPERM, and their numbers on x86_64 and aarch64; None where there is none."""

CLONE = (56, 220)
CLONE3 = 435
SOCKET, AF_VSOCK = (41, 198), 40
NEW_NAMESPACES = 0x7E020000
"""The flags of clone that make namespaces. clone3 has them in memory, where a filter cannot look: ENOSYS."""
NEWEST = 462
"""The last system call that the profile knows; later ones fail with ENOSYS."""

CAPABILITIES = frozenset({0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31})
"""Docker's fourteen: CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID,
CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_NET_RAW, CAP_SYS_CHROOT, CAP_MKNOD, CAP_AUDIT_WRITE and CAP_SETFCAP."""

MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/interrupts",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
)
"""Files and folders that a container finds empty."""

READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger", "/sys")

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _GREATER_OR_EQUAL, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant."""


def supported(machine: str) -> bool:
    """Whether this module knows the numbers of a machine's system calls."""
    return machine in AUDIT_ARCH


def instructions(machine: str) -> list[Instruction]:
    """The filter as classic BPF, for ``x86_64`` or ``aarch64``.

    Raises
    ------
    KeyError
        For another machine.
    """
    column = _COLUMN[machine]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER_OR_EQUAL, 0, 1, NEWEST + 1),
        (_RETURN, 0, 0, REFUSE | errno.ENOSYS),
        (_EQUAL, 0, 1, CLONE3),
        (_RETURN, 0, 0, REFUSE | errno.ENOSYS),
        *_each_refused(column),
        (_EQUAL, 0, 4, CLONE[column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_AND, 0, 0, NEW_NAMESPACES),
        (_EQUAL, 5, 0, 0),  # to the last line
        (_RETURN, 0, 0, REFUSE | errno.EPERM),
        (_EQUAL, 0, 3, SOCKET[column]),  # or to the last line
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, AF_VSOCK),
        (_RETURN, 0, 0, REFUSE | errno.EPERM),
        (_RETURN, 0, 0, ALLOW),
    ]


def _each_refused(column: int) -> Iterator[Instruction]:
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            yield (_EQUAL, 0, 1, number)
            yield (_RETURN, 0, 0, REFUSE | errno.EPERM)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


_PR_CAPBSET_DROP, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 24, 22, 2
_CAPABILITY_VERSION_3 = 0x20080522
_HIGHEST_CAPABILITY = 63


def load_filter() -> None:
    """Load the filter into this process, for it and all that it starts.

    A container's runtime does so while it is privileged, without ``no_new_privs``: set-user-id programs go on
    working. So this needs CAP_SYS_ADMIN, or ``no_new_privs`` set before.

    Raises
    ------
    OSError
        When the kernel refuses it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    raw = b"".join(struct.pack("HBBI", *each) for each in instructions(platform.machine()))
    memory = ctypes.create_string_buffer(raw, len(raw))
    program = _Program(len(raw) // 8, ctypes.addressof(memory))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp filter refused")


def drop_capabilities() -> None:
    """Keep Docker's default capabilities, and no others, as root.

    Raises
    ------
    OSError
        When the kernel refuses it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(_HIGHEST_CAPABILITY + 1):
        if capability not in CAPABILITIES:
            libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails for those the kernel does not know
    kept = sum(1 << capability for capability in CAPABILITIES)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; the low 32 bits of each, then the high ones.
    sets = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capabilities cannot be dropped")


def main() -> None:
    """Run a command so confined: ``python3 -m tests.machines.docker COMMAND [ARGUMENT ...]``, as root."""
    if len(sys.argv) < 2:
        sys.exit(main.__doc__)
    load_filter()
    drop_capabilities()
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
