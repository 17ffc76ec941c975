"""The zygote as the grader sees it: started in its tier, asked for sessions, and stopped with all of them."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO, Any, Literal

from autograde.limits import Limits
from autograde.sandbox import confined, namespaces
from autograde.sandbox.place import COURSE, ENVIRONMENT, ROOT, SandboxUnavailable, Slot, guarded_texts
from autograde.sandbox.tiers import Requested, Tier, advice, resolve
from autograde.wire import Channel, WireError, decode, encode

Layer = Literal["seccomp", "userns", "pid", "net", "mount", "rlimits", "uid", "capabilities", "landlock"]
"""A part of the sandbox that a test can leave out, to show what it is there for."""

NEWEST_LANDLOCK = 2**16
START_SECONDS = 60.0
HELLO_SECONDS = 10.0
GONE_SECONDS = 10.0
CONTROL_MESSAGE = 2**16


class Zygote:
    """One warm interpreter in its sandbox. Use it as a context manager.

    Parameters
    ----------
    tier
        ``"auto"`` is the best that this machine has; ``"none"`` is for an instructor's own work.
    slot
        The worker's number, which no other has; without it, a free one is taken while the zygote is there. As
        root each slot runs under a host user id of its own.
    without
        Layers to leave out. For tests alone: no option and no configuration reaches it.
    landlock
        Use no more of Landlock than this version has. For tests alone.

    Raises
    ------
    SandboxUnavailable
        On entering, or on the first session, when a layer cannot be had; at once when no tier can.
    """

    def __init__(
        self,
        tier: Requested = "auto",
        slot: int | None = None,
        limits: Limits | None = None,
        without: Collection[Layer] = (),
        landlock: int = NEWEST_LANDLOCK,
    ) -> None:
        self.tier: Tier = resolve(tier)
        self.limits = limits or Limits()
        self._slot = slot
        self._own_slot: Slot | None = None
        self._without = without
        self._landlock = landlock
        self._process: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None
        self._messages: IO[bytes] | None = None
        self._init: int | None = None
        self._ready = False
        self._folder: confined.Folder | None = None
        self.losses = 0
        """How often it was found to have been killed; its sessions ended with it."""
        self.at_stop: list[Callable[[], None]] = []
        """What is to be let go of before it stops, once."""
        self._groups: set[int] = set()
        """The leaders of running sessions, where a session is a process group."""

    def __enter__(self) -> "Zygote":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start warming up; the first `session` waits until it is warm."""
        ours, theirs = socket.socketpair()
        self._messages = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        read_info, info = os.pipe()
        with theirs, os.fdopen(read_info) as born:
            command, environment = self._command(theirs.fileno(), info)
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno(), *([info] if self.tier == "namespaces" else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._messages,
                env=environment,
                cwd="/",
                start_new_session=True,
            )
            os.close(info)
            self._init = _init_process(born.read()) if self.tier == "namespaces" else None
        self._control = Channel(ours)
        with contextlib.suppress(WireError):  # when it has ended already, the first session says why
            self._control.send(encode({"modules": guarded_texts()}))
        self._ready = False

    def stop(self) -> None:
        """Kill the zygote and every process that it started, and wait until they are gone."""
        while self.at_stop:
            self.at_stop.pop()()
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            if self.tier == "landlock":  # it ends its sessions when the channel is closed
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(GONE_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)
            select.select([self._init], [], [], GONE_SECONDS)
            os.close(self._init)
            self._init = None
        if self._folder is not None:
            for leader in self._groups:
                _kill_confined(leader)
            self._groups.clear()
            self._folder.remove()
            self._folder = None
        if self._messages is not None:
            self._messages.close()
        if self._own_slot is not None:
            self._own_slot.release()
            self._own_slot = None
        self._process = self._control = self._messages = None

    def session(self) -> tuple[Channel, int]:
        """A new locked-down process: its channel, and its pid here.

        A zygote that has served before and is gone is replaced, once.
        """
        if self._process is not None and self._ready:
            with contextlib.suppress(SandboxUnavailable):
                return self._session()
            self._lose()
        return self._session()

    def _lose(self) -> None:
        self.stop()
        self.losses += 1

    def is_there(self) -> bool:
        """Whether it answers; if it does not, the next session starts another."""
        if self._process is None or self._control is None or not self._ready:
            return True
        try:
            deadline = time.monotonic() + GONE_SECONDS
            self._control.send(encode({"ping": True}), deadline=deadline)
            decode(self._control.receive(CONTROL_MESSAGE, deadline))
        except WireError:
            self._lose()
            return False
        return True

    def _session(self) -> tuple[Channel, int]:
        if self._process is not None and self._process.poll() is not None:
            self._lose()
        if self._process is None:
            self.start()
        try:
            self._wait_until_warm()
            channel, pid = self._new_session()
        except WireError as error:
            raise SandboxUnavailable(self._why_not(str(error))) from None
        if self.tier == "landlock":
            self._groups.add(pid)
        return channel, pid

    def _wait_until_warm(self) -> None:
        assert self._control is not None
        if not self._ready:
            said = decode(self._control.receive(CONTROL_MESSAGE, time.monotonic() + START_SECONDS))
            if "failed" in said:
                raise SandboxUnavailable(advice(str(said["failed"])))
            self._ready = True

    def _new_session(self) -> tuple[Channel, int]:
        """Ask for a session; its channel is closed again unless it says hello."""
        assert self._control is not None
        with contextlib.ExitStack() as stack:
            channel, theirs = channel_pair()
            stack.callback(channel.close)
            with theirs:
                wanted = {"limits": self.limits.to_dict(), "without": list(self._without)}
                self._control.send(encode(wanted), (theirs.fileno(),))
            data, pid = channel.receive_with_pid(CONTROL_MESSAGE, time.monotonic() + HELLO_SECONDS)
            hello = decode(data)
            if "failed" in hello:
                raise SandboxUnavailable(advice(str(hello["failed"])))
            stack.pop_all()
        return channel, pid

    def end(self, pid: int) -> None:
        """See to it that nothing is left of a session whose process has been killed."""
        if pid not in self._groups or self._control is None:
            return
        try:
            deadline = time.monotonic() + GONE_SECONDS
            self._control.send(encode({"end": pid}), deadline=deadline)
            decode(self._control.receive(CONTROL_MESSAGE, deadline))
            self._groups.discard(pid)
        except WireError:
            self._lose()

    def is_student_process(self, pid: int) -> bool:
        """Whether a pid is a process in a session of this sandbox: only those are ever killed."""
        if self.tier == "landlock":
            with contextlib.suppress(ProcessLookupError):
                return os.getpgid(pid) in self._groups
            return False
        return self.tier == "none" or len(process_status(pid, "NSpid")) >= 3

    def _number(self) -> int:
        if self._slot is not None:
            return self._slot
        self._own_slot = self._own_slot or Slot()
        return self._own_slot.number

    def _command(self, control: int, info: int) -> tuple[list[str], dict[str, str]]:
        """What starts the zygote in its tier, and the environment to start it in."""
        settings: dict[str, Any] = {
            "tier": self.tier,
            "landlock": self._landlock,
            "capabilities": [],
            "shared_uid": False,
        }
        if self.tier == "namespaces":
            before, python = namespaces.command(self._number(), info, self._without), namespaces.python()
            return [*before, python, *_program(COURSE, control, settings)], {}
        if self.tier == "landlock":
            self._folder = confined.Folder(self._number())
            settings |= self._folder.settings()
            program = _program(self._folder.course, control, settings)
            return [*self._folder.command(), sys.executable, *program], self._folder.environment()
        return [sys.executable, *_program(ROOT, control, settings)], ENVIRONMENT

    def _why_not(self, error: str) -> str:
        assert self._process is not None
        assert self._messages is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._messages.seek(0)
        said = self._messages.read().decode(errors="replace").strip().splitlines()
        return advice(said[-1] if said else error)


def process_status(pid: int, name: str) -> list[str]:
    """The words of one line of the kernel's description of a process; none when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return []
    _, _, rest = status.partition(f"\n{name}:")
    return rest.partition("\n")[0].split()


def channel_pair() -> tuple[Channel, socket.socket]:
    """Our end, on which the kernel names the sender's pid, and the end to give away."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return Channel(ours), theirs


def _init_process(info: str) -> int | None:
    """A descriptor of the first process in the sandbox: it ends when all others in there have ended."""
    try:
        return os.pidfd_open(json.loads(info)["child-pid"])
    except (ValueError, KeyError, OSError):
        return None


def _program(course: Path, control: int, settings: dict[str, Any]) -> list[str]:
    """Python's arguments for the zygote.

    Hooks of the modules that it imports are left out: they mend locks, which nobody holds in a process of one
    thread, and write on two hundred pages, each to be copied after every fork.
    """
    code = (
        "import os; os.register_at_fork = lambda **hooks: None; "
        f"import json, sys; sys.path.insert(0, {str(course)!r}); "
        f"from autograde.inside import zygote; zygote.main({control}, json.loads(sys.argv[1]))"
    )
    return ["-I", "-B", "-c", code, json.dumps(settings)]


def _kill_confined(leader: int) -> None:
    """Kill what a zygote that was killed has left of a session: those of its group whom a filter confines."""
    found = True
    while found:
        found = False
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                found |= _kill_one_confined(int(path.name), leader)


def _kill_one_confined(pid: int, leader: int) -> bool:
    """Kill a process if it is of a session's group, and wait until it has ended."""
    if os.getpgid(pid) != leader or process_status(pid, "State")[:1] == ["Z"]:
        return False
    descriptor = os.pidfd_open(pid)
    try:  # now that it is held fast, look again
        if os.getpgid(pid) != leader or process_status(pid, "Seccomp") != ["2"]:
            return False
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        return bool(select.select([descriptor], [], [], GONE_SECONDS)[0])
    finally:
        os.close(descriptor)
