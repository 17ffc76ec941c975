"""Run one command in a machine: a root file system with mounts, processes and a host name of its own.

`machines` starts this as a process of its own, as root, with the machine as JSON in the only argument. All
mounts are in a private mount namespace and go away with the process. The first process of a new pid namespace
runs the command as its child; when that first process dies, the kernel kills all the others.

In the variants of Docker the command is itself the first process, as in a container.
"""

import ctypes
import json
import os
import platform
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, NoReturn

from tests.machines import docker

Variant = Literal["plain", "docker", "no-userns", "docker-unconfined"]

NOT_ENTERED = 125
"""Exit status when the machine could not be set up; the reason is the last line printed."""

HOST = Path("/run/machines")
"""Where files of the host are visible in a machine, read-only, below their own path."""

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT = 1, 2, 4, 8, 32
_BIND, _REC, _PRIVATE, _DETACH = 4096, 16384, 1 << 18, 2
_PR_SET_PDEATHSIG = 1
_ALL_IDS = "0 0 4294967295"

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """A user of the machine."""

    name: str
    uid: int
    home: str


ROOT = Account("root", 0, "/root")
USER = Account("someone", 1000, "/home/someone")


@dataclass(frozen=True)
class Entry:
    """One command, and the machine that it runs in."""

    root: str
    """Folder of the root file system: where the overlay is mounted, or the files themselves."""
    command: str
    """For ``/bin/sh -c``."""
    account: Account = ROOT
    variant: Variant = "plain"
    folder: str = "/"
    """Working directory, inside."""
    environment: dict[str, str] = field(default_factory=dict)
    """Added to the few variables that a login sets."""
    overlay: tuple[str, str, str] | None = None
    """Folders below, above and for overlayfs to work in; None when `root` is used as it is."""
    visible: tuple[str, ...] = ()
    """Files and folders of the host, seen read-only below `HOST`."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @property
    def is_container(self) -> bool:
        return self.variant in ("docker", "docker-unconfined")

    @classmethod
    def from_json(cls, text: str) -> "Entry":
        content = json.loads(text)
        content["account"] = Account(**content["account"])
        content["overlay"] = tuple(content["overlay"]) if content["overlay"] else None
        content["visible"] = tuple(content["visible"])
        return cls(**content)


def login_environment(entry: Entry) -> dict[str, str]:
    """Return the variables that the command starts with: a login's, or the few of a container."""
    account = entry.account
    sbin = "/usr/local/sbin:/usr/sbin:/sbin:" if account.uid == 0 or entry.is_container else ""
    variables = {"HOME": account.home, "PATH": f"{sbin}/usr/local/bin:/usr/bin:/bin"}
    if not entry.is_container:
        variables |= {"USER": account.name, "LOGNAME": account.name, "SHELL": "/bin/bash"}
        variables |= {"LANG": "C.UTF-8", "TERM": "dumb"}
    return variables | entry.environment


def enter(entry: Entry) -> int:
    """Set the machine up, run the command in it, and return its exit status.

    Raises
    ------
    OSError
        When a namespace or the root cannot be had. What fails later, in the machine's first process, is
        printed there, and the status is `NOT_ENTERED`.
    """
    _end_with_parent()
    _checked(_libc.unshare(_NEWNS | _NEWPID | _NEWUTS | _NEWIPC), "no namespaces of its own")
    _mount("none", "/", "", _REC | _PRIVATE)
    if entry.overlay:
        below, above, work = entry.overlay
        _mount("overlay", entry.root, "overlay", 0, f"lowerdir={below},upperdir={above},workdir={work}")
    else:
        _mount(entry.root, entry.root, "", _BIND)
    return _wait_for(_fork(lambda: _first_process(entry)))


def _first_process(entry: Entry) -> int:
    """Process 1 of the machine: it mounts, confines and runs the command."""
    _end_with_parent()
    _mount_all(entry)
    os.chdir(entry.root)
    _checked(_libc.syscall(PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    # The old root is now on top of the new one. Detached, it is gone, with all that is mounted below it.
    _checked(_libc.umount2(b".", _DETACH), "umount of the old root")
    os.chdir("/")
    name = f"{entry.account.name}-{entry.variant}".encode()
    _checked(_libc.sethostname(name, len(name)), "sethostname")
    if entry.is_container:
        if entry.variant == "docker":
            docker.load_filter()
        docker.drop_capabilities()
        _execute(entry)
    if entry.variant == "no-userns":
        return _without_user_namespaces(entry)
    return _wait_for(_fork(lambda: _execute(entry)))


def _without_user_namespaces(entry: Entry) -> int:
    """Run the command where no user namespace can be made, not even by root.

    The limit user.max_user_namespaces belongs to a user namespace. The command gets one with all ids mapped
    to themselves, and the limit is set to 0 in there: the host's own is never touched.
    """
    ours, theirs = socket.socketpair()

    def limited() -> NoReturn:
        _checked(_libc.unshare(_NEWUSER | _NEWNS), "no user namespace to set the limit in")
        theirs.send(b"?")
        theirs.recv(1)
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
        _execute(entry)

    command = _fork(limited)
    theirs.close()
    if ours.recv(1):
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{command}/{name}").write_text(_ALL_IDS)
        ours.send(b"!")
    return _wait_for(command)


def _execute(entry: Entry) -> NoReturn:
    """Become the account, and the command."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these
        signal.signal(number, signal.SIG_DFL)
    os.umask(0o022)
    if entry.account.uid:
        os.setgroups([])
        os.setgid(entry.account.uid)
        os.setuid(entry.account.uid)
    os.chdir(entry.folder)
    os.execve("/bin/sh", ["sh", "-c", entry.command], login_environment(entry))


def _mount_all(entry: Entry) -> None:
    root = Path(entry.root)
    _files_of_its_own(root)
    for source in map(Path, entry.visible):
        _show(source, root / HOST.relative_to("/") / source.relative_to("/"))
    _mount("proc", root / "proc", "proc", _NOSUID | _NODEV | _NOEXEC)
    _mount("/sys", root / "sys", "", _BIND | _REC)
    _make_devices(root / "dev", shared_memory="64m" if entry.is_container else "50%")
    if entry.variant == "docker":
        for name in docker.MASKED:
            _hide(root / name.lstrip("/"))
        for name in docker.READ_ONLY:
            _make_read_only(root / name.lstrip("/"))


def _files_of_its_own(root: Path) -> None:
    """Name resolution as on the host; a root that debootstrap made has no /etc/hosts."""
    resolver = root / "etc/resolv.conf"
    resolver.unlink(missing_ok=True)
    resolver.write_text(Path("/etc/resolv.conf").read_text())
    if not (root / "etc/hosts").exists():
        (root / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    (root / "tmp").chmod(0o1777)


def _show(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(source, target, "", _BIND | _REC)
    _mount("none", target, "", _BIND | _REMOUNT | _RDONLY)


def _make_devices(dev: Path, shared_memory: str) -> None:
    _mount("tmpfs", dev, "tmpfs", _NOSUID, "mode=755")
    for name in ("null", "zero", "full", "random", "urandom", "tty"):
        (dev / name).touch()
        _mount(f"/dev/{name}", dev / name, "", _BIND)
    for name, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
    ):
        (dev / name).symlink_to(target)
    for name in ("pts", "shm"):
        (dev / name).mkdir()
    _mount("devpts", dev / "pts", "devpts", _NOSUID | _NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=5")
    _mount("tmpfs", dev / "shm", "tmpfs", _NOSUID | _NODEV, f"mode=1777,size={shared_memory}")


def _hide(path: Path) -> None:
    """Make a file or folder empty, as container runtimes do."""
    if path.is_dir():
        _mount("tmpfs", path, "tmpfs", _RDONLY)
    elif path.exists():
        _mount("/dev/null", path, "", _BIND)


def _make_read_only(path: Path) -> None:
    if not path.exists():
        return
    _mount(path, path, "", _BIND | _REC)
    # A remount concerns one mount: those below need their own.
    below = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for point in sorted({each for each in below if Path(each).is_relative_to(path)}):
        _mount("none", point, "", _BIND | _REMOUNT | _RDONLY | _NOSUID | _NODEV | _NOEXEC)


def _mount(source: str | Path, target: str | Path, kind: str, flags: int, options: str = "") -> None:
    words = (os.fsencode(source), os.fsencode(target), kind.encode() or None)
    result = _libc.mount(*words, ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, f"mount on {target}")


def _checked(result: int, doing: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _fork(action: Callable[[], int]) -> int:
    """Fork, and do something in the child, whose status is what that returns. Returns the child's pid."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = NOT_ENTERED
    try:
        status = action()
    except OSError as error:
        print(f"machine not entered: {error.strerror}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _wait_for(child: int) -> int:
    """Reap all children until this one has ended; its status as a shell gives it."""
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


if __name__ == "__main__":
    try:
        sys.exit(enter(Entry.from_json(sys.argv[1])))
    except OSError as error:
        print(f"machine not entered: {error.strerror}", file=sys.stderr)
        sys.exit(NOT_ENTERED)
