"""What the sandbox is made of on this machine, found out from inside a session and not from promises."""

import errno
import json
import os
import textwrap
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograde import apparmor
from autograde.inside import landlock
from autograde.sandbox import Requested, SandboxUnavailable, Tier, Zygote, confined
from autograde.sandbox.namespaces import bubblewrap
from autograde.sandbox.tiers import without_namespaces
from autograde.student import Session


@dataclass(frozen=True)
class Layer:
    """One layer of the sandbox, whether it is active, and what was seen of it."""

    name: str
    active: bool
    seen: str
    required: bool = True


@dataclass(frozen=True)
class TierHere:
    """A tier of the sandbox, and why this machine cannot have it; empty if it can."""

    tier: Tier
    problem: str
    advice: tuple[str, ...] = ()
    """How to get it, line by line."""


def tiers(requested: Requested = "auto") -> list[TierHere]:
    """The tiers of the sandbox, the strongest first, or the one that is asked for."""
    problem = without_namespaces()
    namespaces = TierHere("namespaces", problem, tuple(how_to_allow_namespaces()) if problem else ())
    found = [namespaces, TierHere("landlock", confined.problem())]
    return [each for each in found if requested in ("auto", each.tier)]


_SETTINGS = ("user.max_user_namespaces", "kernel.unprivileged_userns_clone")
"""Kernel settings that forbid user namespaces when they are 0, or as good as 0."""

_CONTAINER = (Path("/.dockerenv"), Path("/run/.containerenv"))


def how_to_allow_namespaces(root: Path = Path("/")) -> Iterator[str]:
    """What an administrator types to get the stronger sandbox, the narrowest way first; each line by itself.

    Parameters
    ----------
    root
        The file system to look at; tests have one of their own.
    """
    with suppress(SandboxUnavailable):
        lines = apparmor.advice(bubblewrap(), root)
        yield from lines
        if lines:
            yield "# The system loads it again when it starts. Less safe: allow them to every program."
            yield from _permanent(f"kernel.{apparmor.SETTING.name}", 0)
    for name in _SETTINGS:
        path = root / "proc/sys" / name.replace(".", "/")
        if path.exists() and path.read_text().strip() == "0":
            yield f"# The kernel's setting {name} is 0."
            yield from _permanent(name, 15_000 if name.startswith("user") else 1)
    if any((root / path.relative_to("/")).exists() for path in _CONTAINER):
        yield "# In a container: start it as an ordinary user, with"
        yield "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined ..."


def _permanent(name: str, value: int) -> Iterator[str]:
    """Commands that set a kernel setting now, and whenever the system starts."""
    yield f"echo '{name} = {value}' | sudo tee /etc/sysctl.d/60-user-namespaces.conf"
    yield "sudo sysctl --system"


_PROBE = textwrap.dedent(
    """
    import ctypes, json, os, resource, socket, tempfile

    def attempt(action):
        try:
            return str(action())
        except OSError as error:
            return error.strerror

    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    print(json.dumps({
        "uid": os.getuid(),
        "pid": os.getpid(),
        "proc": attempt(lambda: os.listdir("/proc")),
        "home": attempt(lambda: os.listdir("/home")),
        "root": attempt(lambda: os.mkdir("/probe")),
        "usr": attempt(lambda: open("/usr/bin/probe", "w")),
        "temporary": tempfile.gettempdir(),
        "internet": attempt(lambda: socket.socket(socket.AF_INET)),
        "parent": attempt(lambda: os.kill(os.getppid() or 1, 0)),
        "session": attempt(lambda: os.setsid()),
        "unshare": libc.unshare(0x10000000),
        "capabilities": data[0] | data[3] << 32,
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "processes": resource.getrlimit(resource.RLIMIT_NPROC)[0],
    }))
    """
)

_REFUSED = tuple(map(os.strerror, (errno.EACCES, errno.ENOENT, errno.EROFS, errno.EPERM, errno.ENOSYS)))


def examine(tier: Tier) -> list[Layer]:
    """Start a sandbox of a tier, look around in it, and say what is there. Never raises."""
    found = []
    if tier == "namespaces":
        try:
            found = [Layer("bubblewrap", True, str(bubblewrap()))]
        except SandboxUnavailable as error:
            return [Layer("bubblewrap", False, str(error))]
    try:
        with Zygote(tier) as zygote:
            session = Session(zygote)
            try:
                printed = session.run(_PROBE, time.monotonic() + 10).printed
            finally:
                session.close()
    except SandboxUnavailable as error:
        return [*found, Layer("session", False, str(error))]
    seen = json.loads(printed)
    special = _with_namespaces(seen) if tier == "namespaces" else _with_landlock(seen)
    return [*found, *special, *_in_both(seen)]


def _with_namespaces(seen: dict[str, Any]) -> list[Layer]:
    return [
        Layer(
            "user id",
            seen["uid"] != 0,
            f"students' code runs as user {seen['uid']}, this command as {os.getuid()}",
        ),
        Layer(
            "pid namespace",
            seen["pid"] == 1,
            f"process {seen['pid']} of its own namespace; /proc lists {seen['proc']}",
        ),
        Layer("mounts", seen["root"] == "Read-only file system", f"writing outside /tmp: {seen['root']}"),
        Layer(
            "capabilities",
            not seen["capabilities"],
            "none" if not seen["capabilities"] else "some are left",
        ),
        _landlock(required=False),
    ]


def _with_landlock(seen: dict[str, Any]) -> list[Layer]:
    own = seen["uid"] == os.getuid()
    kept = seen["capabilities"]
    return [
        _landlock(required=True),
        Layer(
            "user id",
            seen["uid"] != 0,
            "yours: Landlock and seccomp alone stand between students' code and your files"
            if own
            else f"students' code runs as user {seen['uid']}, this command as {os.getuid()}",
        ),
        Layer("reading", seen["home"] in _REFUSED, f"listing /home: {seen['home']}"),
        Layer(
            "writing",
            seen["usr"] in _REFUSED and seen["root"] in _REFUSED,
            f"outside {seen['temporary']}: {seen['usr']}",
        ),
        Layer("signals", seen["parent"] in _REFUSED, f"to the process it was forked from: {seen['parent']}"),
        Layer("process group", seen["session"] in _REFUSED, f"leaving it: {seen['session']}"),
        Layer(
            "capabilities",
            True,
            f"one is left ({kept:#x}), to read Python in a folder that is root's alone" if kept else "none",
        ),
    ]


def _landlock(required: bool) -> Layer:
    version = landlock.version()
    lacking = "; ".join(landlock.missing(version))
    seen = f"version {version}{f': {lacking}' if lacking else ''}"
    return Layer("Landlock", version > 0, seen if version else "not in this kernel", required)


def _in_both(seen: dict[str, Any]) -> list[Layer]:
    memory, processes = seen["memory"], seen["processes"]
    return [
        Layer(
            "network",
            not str(seen["internet"]).startswith("<socket"),
            f"an internet socket: {seen['internet']}",
        ),
        Layer(
            "seccomp",
            seen["unshare"] == -1,
            "an allow list of system calls" if seen["unshare"] == -1 else "not active",
        ),
        Layer(
            "rlimits",
            0 < memory < 2**40 and 0 < processes < 2**20,
            f"{memory / 2**20:.0f} MB of address space, {processes} processes",
        ),
    ]
