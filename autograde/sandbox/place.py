"""What a sandbox may see of this machine, its environment, and whose user id it runs under."""

import os
import pwd
import shutil
import socket
import sys
from pathlib import Path

from autograde.startup import ARRAYS_FROM_THE_HEAP
from helpers.answers import GUARDED

COURSE = Path("/course")
"""Where the student part of the course is inside a sandbox with namespaces."""

VENV = Path("/venv")
"""Where the virtual environment is inside: at a place of its own, since outside it may be under /tmp."""

FIRST_UID = 58_000
"""Host user ids from here on run students' code when the grader is root: one for each sandbox."""

LAST_UID = FIRST_UID + 1000

SLOTS = 500
"""Sandboxes that a machine may have at a time."""

SYSTEM = tuple(
    Path(folder)
    for folder in (
        *(f"/usr/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share")),
        *(f"/usr/local/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec")),
    )
)
"""What of /usr is visible inside. Not /usr/local/share and /usr/src: nbgrader's exchange is in the first."""

OLD_SYSTEM = tuple(Path(name) for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"))
"""Links into /usr, or folders of their own on systems where /usr is not merged."""

SETTINGS = tuple(
    Path(name) for name in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
)

ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LOGNAME": "student",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    **ARRAYS_FROM_THE_HEAP,
    "BACKPROP_DATA": str(COURSE / "data"),
}

_PACKAGE = Path(__file__).resolve().parents[1]
ROOT = _PACKAGE.parent


class SandboxUnavailable(Exception):
    """There is no usable sandbox here. The message says what is missing and how to get it."""


def in_venv() -> bool:
    """Whether this Python is a virtual environment's."""
    return sys.prefix != sys.base_prefix


def prefixes() -> list[Path]:
    """Where the interpreter is, apart from the system's folders."""
    found = sorted({sys.base_prefix, str(Path(sys.executable).resolve().parents[1])})
    return [Path(prefix) for prefix in found if prefix not in ("/usr", "/usr/local")]


def student_files() -> dict[Path, Path]:
    """What of the course is visible inside, below `ROOT`: an allow list, so nothing new gets in by itself.

    Returns
    -------
    Of each file's place below `ROOT`, the file that is there: of a helper that answers exercises it is one
    that says so.
    """
    files = [_PACKAGE / "__init__.py", _PACKAGE / "wire.py", *(_PACKAGE / "inside").glob("*.py")]
    files += (ROOT / "helpers").glob("*.py")
    files += (ROOT / "data").glob("*.h5")
    closed = dict.fromkeys(map(_guarded_file, GUARDED), _PACKAGE / "inside" / "closed_helper.py")
    return {path.relative_to(ROOT): closed.get(path, path) for path in sorted(files)}


def guarded_texts() -> dict[str, str]:
    """By name, the modules that answer exercises, which the sandbox has in memory alone."""
    return {f"helpers.{name}": _guarded_file(name).read_text("utf-8") for name in GUARDED}


def _guarded_file(name: str) -> Path:
    return ROOT / "helpers" / f"{name}.py"


class Slot:
    """A number that no other sandbox on this machine has: as root, it makes the user id of its processes.

    It is held by an abstract socket's name, which the kernel frees when the process ends.

    Raises
    ------
    SandboxUnavailable
        When all numbers are taken.
    """

    def __init__(self) -> None:
        for number in range(SLOTS):
            held = socket.socket(socket.AF_UNIX)
            try:
                held.bind(f"\0autograde-worker-{number}")
            except OSError:
                held.close()
                continue
            self.number, self._held = number, held
            return
        raise SandboxUnavailable(f"{SLOTS} sandboxes are on this machine: end some of them")

    def release(self) -> None:
        """Let another have the number."""
        self._held.close()


def unused_uid(slot: int) -> int:
    """The host user id of a slot: one that no account has."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    free = (uid for uid in range(FIRST_UID, LAST_UID) if uid not in taken)
    return next(uid for number, uid in enumerate(free) if number == slot)


def as_nobody(uid: int, kept: str = "") -> list[str]:
    """A command line that starts a program as another user, without capabilities but one (``"chown"``).

    Raises
    ------
    SandboxUnavailable
        When setpriv is missing.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise SandboxUnavailable("setpriv is missing: install the system package `util-linux`")
    sets = f"-all,+{kept}" if kept else "-all"
    ambient = ["--ambient-caps", f"+{kept}"] if kept else []
    return [setpriv, "--reuid", str(uid), "--regid", str(uid), "--clear-groups",
            "--bounding-set", sets, "--inh-caps", sets, *ambient, "--no-new-privs"]  # fmt: skip


def is_root() -> bool:
    """Whether the grader is root, so that students' code must become somebody else."""
    return os.geteuid() == 0
