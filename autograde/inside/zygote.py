"""The zygote: a warm interpreter that forks one process per submission. It never runs a student's code."""

import contextlib
import gc
import os
import posix
import select
import selectors
import signal
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograde.inside import landlock, lockdown, student, system_calls
from autograde.inside.read_once import import_once
from autograde.inside.sessions import LOOK_SECONDS, Sessions
from autograde.inside.shell import Shell, new_shell
from autograde.wire import Channel, Closed, decode, encode

CONTROL_MESSAGE = 2**16

PRIVATE = ("/tmp", "/dev/shm")
"""What a session with namespaces may write: file systems of its own."""


@dataclass(frozen=True)
class Confinement:
    """How sessions are locked down, prepared before any of them is forked."""

    tier: str
    files: landlock.Ruleset
    calls: system_calls.Filter
    capabilities: tuple[int, ...]
    """What a session keeps, so that it can read Python where other users cannot go."""
    others: int
    """Threads of the same user outside of sessions, which the kernel counts as if they were inside."""

    @classmethod
    def prepared(cls, settings: dict[str, Any]) -> "Confinement":
        """Open what may be read, and compile the system call filter.

        Raises
        ------
        LockdownError
            When libseccomp is missing.
        """
        tier, version = settings["tier"], min(landlock.version(), int(settings["landlock"]))
        if tier == "namespaces":
            rights = [("/", landlock.READ), ("/dev", landlock.DEVICE)]
        else:
            rights = [(path, landlock.READ) for path in settings["readable"]]
            rights += [(path, landlock.DEVICE) for path in settings["devices"]]
        calls = system_calls.compiled(tier, version)
        others = lockdown.threads_of_this_user() if settings["shared_uid"] else 0
        files = landlock.Ruleset.of(rights, version)
        return cls(tier, files, calls, tuple(settings["capabilities"]), others)


def main(control_descriptor: int, settings: dict[str, Any]) -> None:
    """Serve the supervisor on an inherited socket until it closes.

    A request is ``{"limits": {...}, "without": [...]}`` with the socket of a new session attached; the
    session's process answers on that socket itself. ``{"ping": True}`` shows that the zygote is there. Before
    the first one ``{"modules": {...}}`` brings the texts of helpers whose files are not in the sandbox.
    Without namespaces, ``{"end": pid}`` ends a session, and is answered when nothing of it is left.

    Parameters
    ----------
    settings
        The tier; for *landlock* also what may be read, and the folder in which sessions get theirs.
    """
    os.environ.pop("LISTEN_FDS", None)
    control = Channel(socket.socket(fileno=control_descriptor))
    try:
        texts = decode(control.receive(CONTROL_MESSAGE))["modules"]
    except Closed:
        return
    warm_up(texts)
    del texts
    shell = new_shell()
    os.register_at_fork = posix.register_at_fork  # which `autograde.sandbox` had put out of work until now
    try:
        confinement = Confinement.prepared(settings) if settings["tier"] != "none" else None
        sessions = Sessions(settings["base"]) if settings["tier"] == "landlock" else None
    except (lockdown.LockdownError, OSError) as error:
        control.send(encode({"failed": str(error)}))
        return
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL if sessions is not None else signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control.send(encode({"ready": True}))
    with contextlib.suppress(Closed):
        _serve(control, shell, confinement, sessions)
    if sessions is not None:
        sessions.close()


def _serve(
    control: Channel, shell: Shell, confinement: Confinement | None, sessions: Sessions | None
) -> None:
    while True:
        while sessions and not select.select([control], [], [], LOOK_SECONDS)[0]:
            sessions.watch()
        request, descriptors = control.receive_with_descriptors(CONTROL_MESSAGE)
        wanted = decode(request)
        if "ping" in wanted:
            control.send(encode({"pong": True}))
            continue
        if sessions is not None and "end" in wanted:
            sessions.end(wanted["end"])
            control.send(encode({"ended": wanted["end"]}))
            continue
        (descriptor,) = descriptors
        folder = "/tmp" if sessions is None else sessions.new_folder()
        zygote, pid = os.getpid(), os.fork()
        if pid == 0:
            control.close()
            place = _Place(folder, zygote)
            _become_student(socket.socket(fileno=descriptor), wanted, shell, confinement, place)
        os.close(descriptor)
        if sessions is not None:
            sessions.add(pid, folder, wanted["limits"])


def warm_up(texts: Mapping[str, str]) -> None:
    """Import what nearly every notebook imports, so that forks have it already.

    Not h5py, whose libraries would make each fork a fifth slower: hardly any cell that is graded reads data.

    Parameters
    ----------
    texts
        Of modules that are imported from memory, by name.
    """
    import matplotlib as mpl
    import numpy as np

    mpl.use("agg")
    import matplotlib.pyplot  # noqa: F401

    selectors.DefaultSelector = selectors.PollSelector  # type: ignore[misc,assignment] # sessions have no epoll
    with contextlib.suppress(ImportError):
        from helpers import checks, datasets, plotting, progress  # noqa: F401

        import_once(texts)
    np.random.default_rng(0).normal(size=(2, 2)) @ np.ones((2, 2))


@dataclass(frozen=True)
class _Place:
    """Where a session without namespaces is."""

    folder: str
    parent: int


def _become_student(
    sock: socket.socket, wanted: dict[str, Any], shell: Shell, confinement: Confinement | None, place: _Place
) -> None:
    """Lock this process down, say hello and serve; or say what is missing. Never returns."""
    status = 1
    try:
        channel = Channel(sock)
        try:
            lockdown.reset_signals()
            if confinement is not None and confinement.tier == "namespaces":
                _with_namespaces(confinement, wanted["limits"], wanted["without"])
            elif confinement is not None:
                _with_landlock(confinement, wanted["limits"], wanted["without"], place)
        except (lockdown.LockdownError, OSError) as error:
            channel.send(encode({"failed": str(error)}))
            return
        channel.send(encode({"hello": os.getpid()}))
        student.Session(channel, shell, wanted["limits"]).serve()
        status = 0
    finally:
        os._exit(status)


def _with_namespaces(confinement: Confinement, limits: dict[str, Any], without: list[str]) -> None:
    """Every layer that is not left out (`autograde.sandbox.Layer`), in the order in which they must come."""
    if "userns" not in without:
        lockdown.new_namespaces(without)
    if os.fork():
        os._exit(0)
    os.setsid()  # kill(0, …) and setpriority reach a process group across namespaces: the zygote's, too
    lockdown.first_victim()
    if "rlimits" not in without:
        lockdown.resource_limits(limits)
    if not {"mount", "userns"} & set(without):
        lockdown.private_mounts(limits["file_size"])
    lockdown.working_folder()
    if "capabilities" not in without:
        lockdown.drop_capabilities()
    _last_layers(confinement, without, PRIVATE)


def _with_landlock(
    confinement: Confinement, limits: dict[str, Any], without: list[str], place: _Place
) -> None:
    """The same without namespaces: a process group, a folder, and what Landlock and seccomp refuse."""
    os.setsid()
    lockdown.end_with_parent(place.parent)
    lockdown.first_victim()
    for name in ("HOME", "TMPDIR"):
        os.environ[name] = place.folder
    for name in ("MPLCONFIGDIR", "IPYTHONDIR"):
        os.environ[name] = os.path.join(place.folder, name.lower())
    tempfile.tempdir = None
    if "rlimits" not in without:
        lockdown.resource_limits(limits, confinement.others)
    lockdown.working_folder(place.folder)
    if "capabilities" not in without:
        lockdown.keep_capabilities(confinement.capabilities)
    _last_layers(confinement, without, (place.folder,))


def _last_layers(confinement: Confinement, without: list[str], writable: tuple[str, ...]) -> None:
    """What needs no privileges but the promise to gain none."""
    if "landlock" not in without and confinement.files.available:
        lockdown.no_new_privileges()
        confinement.files.restrict(writable)
    if "seccomp" not in without:
        lockdown.no_new_privileges()
        confinement.calls.load()
