"""What the sandbox is made of on this machine, found out from inside a session and not from promises."""

import json
import os
import textwrap
import time
from dataclasses import dataclass

from autograde.sandbox import SandboxUnavailable, Zygote, bubblewrap
from autograde.student import Session


@dataclass(frozen=True)
class Layer:
    """One layer of the sandbox, whether it is active, and what was seen of it."""

    name: str
    active: bool
    seen: str
    required: bool = True


_PROBE = textwrap.dedent(
    """
    import ctypes, json, os, resource, socket

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
        "proc": os.listdir("/proc"),
        "root": attempt(lambda: os.mkdir("/probe")),
        "internet": attempt(lambda: socket.socket(socket.AF_INET)),
        "unshare": libc.unshare(0x10000000),
        "capabilities": any(data),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "processes": resource.getrlimit(resource.RLIMIT_NPROC)[0],
    }))
    """
)


def examine() -> list[Layer]:
    """Start a sandbox, look around in it, and say what is there. Never raises."""
    try:
        program = str(bubblewrap())
    except SandboxUnavailable as error:
        return [Layer("bubblewrap", False, str(error))]
    found = [Layer("bubblewrap", True, program)]
    try:
        with Zygote() as zygote:
            session = Session(zygote)
            try:
                printed = session.run(_PROBE, time.monotonic() + 10).printed
            finally:
                session.close()
    except SandboxUnavailable as error:
        return [*found, Layer("session", False, str(error))]
    return [*found, *_layers(json.loads(printed))]


def _layers(seen: dict[str, object]) -> list[Layer]:
    memory, processes = seen["memory"], seen["processes"]
    assert isinstance(memory, int)
    assert isinstance(processes, int)
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
            "network",
            not str(seen["internet"]).startswith("<socket"),
            f"an internet socket: {seen['internet']}",
        ),
        Layer(
            "capabilities", not seen["capabilities"], "none" if not seen["capabilities"] else "some are left"
        ),
        Layer(
            "seccomp",
            seen["unshare"] == -1,
            "new namespaces are refused" if seen["unshare"] == -1 else "not active",
        ),
        Layer(
            "rlimits",
            0 < memory < 2**40 and 0 < processes < 2**16,
            f"{memory / 2**20:.0f} MB of address space, {processes} processes",
        ),
    ]
