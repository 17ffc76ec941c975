"""The zygote: a warm interpreter that forks one process per submission. It never runs a student's code."""

import contextlib
import gc
import os
import posix
import signal
import socket
from typing import Any

from autograde.inside import lockdown, student
from autograde.inside.shell import Shell, new_shell
from autograde.wire import Channel, Closed, decode, encode

CONTROL_MESSAGE = 2**16


def main(control_descriptor: int, locked_down: bool = True) -> None:
    """Serve the supervisor on an inherited socket until it closes.

    Each request is ``{"limits": {...}, "without": [...]}`` with the socket of a new session attached; the
    session's process answers on that socket itself.
    """
    os.environ.pop("LISTEN_FDS", None)
    control = Channel(socket.socket(fileno=control_descriptor))
    warm_up()
    shell = new_shell()
    os.register_at_fork = posix.register_at_fork  # which `autograde.sandbox` had put out of work until now
    rules = lockdown.system_call_filter() if locked_down else None
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control.send(encode({"ready": True}))
    while True:
        try:
            request, descriptors = control.receive_with_descriptors(CONTROL_MESSAGE)
        except Closed:
            return
        (descriptor,) = descriptors
        wanted = decode(request)
        if os.fork() == 0:
            control.close()
            _become_student(socket.socket(fileno=descriptor), wanted, shell, rules)
        os.close(descriptor)


def warm_up() -> None:
    """Import what nearly every notebook imports, so that forks have it already.

    Not h5py, whose libraries would make each fork a fifth slower: hardly any cell that is graded reads data.
    """
    import matplotlib as mpl
    import numpy as np

    mpl.use("agg")
    import matplotlib.pyplot  # noqa: F401

    with contextlib.suppress(ImportError):
        from helpers import checks, convnet, datasets, network, plotting, progress  # noqa: F401
    np.random.default_rng(0).normal(size=(2, 2)) @ np.ones((2, 2))


def _become_student(sock: socket.socket, wanted: dict[str, Any], shell: Shell, rules: Any) -> None:
    """Lock this process down, say hello and serve; or say what is missing. Never returns."""
    status = 1
    try:
        channel = Channel(sock)
        try:
            lockdown.reset_signals()
            if rules is not None:
                _lock_down(wanted["limits"], wanted["without"], rules)
        except (lockdown.LockdownError, OSError) as error:
            channel.send(encode({"failed": str(error)}))
            return
        channel.send(encode({"hello": os.getpid()}))
        student.Session(channel, shell, wanted["limits"]).serve()
        status = 0
    finally:
        os._exit(status)


def _lock_down(limits: dict[str, Any], without: list[str], rules: Any) -> None:
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
    if "seccomp" not in without:
        rules.load()
