"""Measure a command together with all that it starts: wall time, CPU time and memory.

Sandboxed processes are reaped by others than their parents, so `getrusage` misses most of their CPU time. The
command runs in a control group of its own (version 2), whose kernel counters miss nothing. Where none can be
made, the times seen in /proc every 50 ms are added up: a lower bound, and the result says so.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

EVERY_SECONDS = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
_PR_SET_CHILD_SUBREAPER = 36

Watch = Callable[[list[int]], None]
"""Is called now and then with the pids of all processes that the command has."""


class Failed(Exception):
    """A command did not end well. The message is one line."""


@dataclass
class Usage:
    """What a command used. Times in seconds, memory in bytes."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    """Resident memory of all processes together, at its largest; pages that forks share count in each."""
    largest: int = 0
    """Resident memory of the largest process."""
    first: int = 0
    """Resident memory of the command's own process."""
    counted: str = "kernel"
    """Who counted the CPU time: ``"kernel"``, or ``"samples"`` for a lower bound."""
    _seen: dict[int, float] = field(default_factory=dict, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers and strings."""
        return {name: value for name, value in asdict(self).items() if not name.startswith("_")}


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    watch: Watch | None = None,
    every: float = EVERY_SECONDS,
) -> Usage:
    """Run a command to its end. Nothing that it has started is left, whatever happens.

    Raises
    ------
    Failed
        When it ends with another status than 0; the message quotes its last line.
    """
    usage = Usage()
    with _Group() as group, tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            group.command(command), cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        ended = os.pidfd_open(process.pid)
        try:
            while not select.select([ended], [], [], every)[0]:
                pids = group.pids()
                _sample(usage, process.pid, pids, group.counts)
                if watch is not None:
                    watch(pids)
            usage.wall = time.perf_counter() - started
        finally:
            os.close(ended)
            group.kill()
            process.wait()
            group.reap()
        usage.cpu, usage.counted = group.cpu(usage)
        if process.returncode != 0:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines() or ["it said nothing"]
            raise Failed(f"`{command[-1]}` ended with status {process.returncode}: {lines[-1]}")
    return usage


def _sample(usage: Usage, first: int, pids: list[int], counts: bool) -> None:
    resident = {pid: _resident(pid) for pid in pids}
    usage.memory = max(usage.memory, sum(resident.values()))
    usage.largest = max(usage.largest, max(resident.values(), default=0))
    usage.first = max(usage.first, resident.get(first, 0))
    for pid in pids if not counts else ():
        usage._seen[pid] = max(usage._seen.get(pid, 0.0), _cpu(pid))


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the program's name, which may hold anything."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return []


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def parent(pid: int) -> int:
    """The parent of a process; 0 when it is gone."""
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def proportional(pid: int) -> int:
    """Memory of a process, each shared page divided by the number of its users; 0 when it is gone."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
    return 0


class _Group:
    """All processes of a command: a control group, or the descendants of this process."""

    def __enter__(self) -> "_Group":
        # Orphans become our children, and so are found.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._folder = _control_group()
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            for _attempt in range(100):  # the kernel takes a moment to empty it
                with contextlib.suppress(OSError):
                    self._folder.rmdir()
                    return
                time.sleep(0.01)

    def command(self, command: Sequence[str]) -> list[str]:
        """The command, moving itself into the group before it starts."""
        if self._folder is None:
            return list(command)
        return ["sh", "-c", 'echo $$ >"$0" && exec "$@"', str(self._folder / "cgroup.procs"), *command]

    @property
    def counts(self) -> bool:
        """Whether the kernel counts the CPU time."""
        return self._folder is not None

    def pids(self) -> list[int]:
        if self._folder is not None:
            return [int(line) for line in (self._folder / "cgroup.procs").read_text().split()]
        parents = {int(path.name): parent(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
        found: list[int] = []
        newest = {os.getpid()}
        while newest:
            newest = {pid for pid, above in parents.items() if above in newest}
            found += sorted(newest)
        return found

    def cpu(self, usage: Usage) -> tuple[float, str]:
        if self._folder is None:
            return sum(usage._seen.values()), "samples"
        fields = (self._folder / "cpu.stat").read_text().split()
        return int(fields[fields.index("usage_usec") + 1]) / 1e6, "kernel"

    def kill(self) -> None:
        """End what is left of the group, until nothing is."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            left = [pid for pid in self.pids() if _stat(pid)[:1] != ["Z"]]
            if not left:
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    def reap(self) -> None:
        """Let the orphans go that ended here."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _control_group() -> Path | None:
    """A new control group below this process's own; None where none can be made."""
    with contextlib.suppress(OSError, StopIteration):
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
        mount = next(Path(fields[1]) for fields in mounts if fields[2] == "cgroup2")
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        own = next(line[3:] for line in lines if line.startswith("0::"))
        folder = mount / own.lstrip("/") / f"benchmark-{os.getpid()}"
        folder.mkdir(exist_ok=True)
        with (folder / "cgroup.procs").open("w"):
            return folder
    return None
