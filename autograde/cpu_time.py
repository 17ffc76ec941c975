"""The processor time of a student's processes, read from outside, where they have no say in it."""

import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from autograde.sandbox import process_status

Clocks = dict[int, int]
"""Nanoseconds of processor time, by process id."""


def clock_of(pid: int) -> int:
    """Nanoseconds that a process and all its threads have had the processor; children do not count.

    Raises
    ------
    OSError
        When there is no such process.
    """
    return time.clock_gettime_ns(~pid << 3 | 2)  # the kernel's CPUCLOCK_SCHED of that process


def start_no_more(pid: int) -> None:
    """Have a process start no other process and no thread from now on: nothing in it can undo that.

    Raises
    ------
    OSError
        When the process is gone.
    """
    try:
        resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
    except PermissionError:  # a root without CAP_SYS_RESOURCE, as in containers, has to become that user
        user, group = (int(process_status(pid, name)[0]) for name in ("Uid", "Gid"))
        command = ["prlimit", f"--pid={pid}", "--nproc=0:0"]
        done = subprocess.run(
            command, capture_output=True, check=False, user=user, group=group, extra_groups=[]
        )
        if done.returncode:
            raise


def clocks_beside(pid: int) -> Clocks:
    """The clocks of the other processes of the session that a branch was forked in.

    With namespaces, all of a session's processes descend from the one that the branch was forked from: what
    loses its parent becomes its child. Without them none can leave its process group.
    """
    parents, groups = dict[int, int](), dict[int, int]()
    for each, parent, group in _processes():
        parents[each], groups[each] = parent, group
    session = parents.get(pid, -1)
    clocks = {}
    for each in parents.keys() - {pid}:
        if groups[each] == groups.get(pid) or session in _ancestors(each, parents):
            try:
                clocks[each] = clock_of(each)
            except OSError:  # it has just ended: the next look will miss it
                clocks[each] = -1
    return clocks


def _processes() -> Iterator[tuple[int, int, int]]:
    """Each process with its parent and its process group."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = Path(f"/proc/{name}/stat").read_text(errors="replace")
        except OSError:
            continue
        parent, group = status.rpartition(")")[2].split()[1:3]
        yield int(name), int(parent), int(group)


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    """A process and those that it descends from."""
    while pid in parents:
        yield pid
        pid = parents[pid]
