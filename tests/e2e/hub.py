"""A course server for a test: Unix accounts, what install.sh lays out, and a running JupyterHub.

Everything lies in one folder that root makes where everybody may pass, and is removed with it.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "jupyterhub"
BUILT = ROOT / ".hub" / "current"
"""The environment that `make .hub/.installed` builds."""

COURSE = "backprop-by-hand"
OWNER, INSTRUCTOR, STUDENT, CLASSMATE = "hubtest-owner", "hubtest-ines", "hubtest-sam", "hubtest-ulla"
INSTRUCTORS, STUDENTS = "hubtest-teach", "hubtest-learn"
PROGRAMS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
"""Where root's programs are, which an ordinary user's PATH may lack."""
NEEDED = ("useradd", "groupadd", "chpasswd", "setpriv")
COURSE_FILES = ("autograde", "data", "helpers", "release", "source", "nbgrader_config.py")


def missing() -> str:
    """What this machine lacks for the test; empty when it has everything."""
    if os.geteuid() != 0:
        return "not root: the test makes Unix accounts"
    if not (BUILT / "complete").exists():
        return ".hub is not built: `make .hub/.installed`"
    absent = [name for name in NEEDED if shutil.which(name, path=PROGRAMS) is None]
    if absent:
        return f"{', '.join(absent)} is not there: `apt install passwd util-linux`"
    if not Path("/etc/pam.d/login").exists():
        return "/etc/pam.d/login is not there: `apt install login`"
    return ""


@dataclass(frozen=True)
class Hub:
    """A running course server."""

    folder: Path
    address: str
    passwords: Mapping[str, str]
    settings: Mapping[str, str]

    @property
    def exchange(self) -> Path:
        """The course's folder in nbgrader's exchange."""
        return Path(self.settings["EXCHANGE"], COURSE)

    @property
    def course(self) -> Path:
        return self.home(OWNER) / "course"

    def home(self, user: str) -> Path:
        return self.folder / "home" / user

    @property
    def log(self) -> str:
        return (self.folder / "hub.log").read_text()

    def server(self, user: str) -> int:
        """The process id of a user's notebook server."""
        (pid,) = (pid for pid in processes(user) if "jupyterhub-singleuser" in command(pid))
        return pid

    def at_terminal(self, user: str, *command: str, folder: Path | None = None) -> str:
        """Run a command as in a terminal of a user's JupyterLab; gives all that it printed."""
        lines = Path(f"/proc/{self.server(user)}/environ").read_text().split("\0")
        account = pwd.getpwnam(user)
        done = subprocess.run(
            ["/bin/bash", "-c", 'exec "$@"', "bash", *command],
            env=dict(line.split("=", 1) for line in lines if line),
            cwd=folder or account.pw_dir,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            umask=0o022,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == 0, printed
        return printed


@contextlib.contextmanager
def running() -> Iterator[Hub]:
    """A course server with a course, an instructor and two students, and nothing left of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="backprop-hub-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        (folder / "home").mkdir(mode=0o755)
        passwords = _make_accounts(folder / "home")
        settings = _lay_out(folder)
        with _serving(folder, settings) as address:
            yield Hub(folder, address, passwords, settings)
    finally:
        _remove_accounts()
        shutil.rmtree(folder)


def _make_accounts(homes: Path) -> dict[str, str]:
    """Make the accounts; all but the course's own have a password."""
    _remove_accounts()
    for group in (INSTRUCTORS, STUDENTS):
        _run("groupadd", group)
    groups = {OWNER: "", INSTRUCTOR: INSTRUCTORS, STUDENT: STUDENTS, CLASSMATE: STUDENTS}
    for user, group in groups.items():
        _run(
            "useradd",
            "--create-home",
            "--base-dir",
            str(homes),
            "--shell",
            "/bin/bash",
            "--groups",
            group,
            user,
        )
    passwords = {user: secrets.token_urlsafe(12) for user in groups if user != OWNER}
    lines = "".join(f"{user}:{password}\n" for user, password in passwords.items())
    _run("chpasswd", stdin=lines)
    return passwords


def _remove_accounts() -> None:
    """End what runs as the test's accounts, and remove them."""
    for user in (OWNER, INSTRUCTOR, STUDENT, CLASSMATE):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(user)
            while pids := processes(user):
                for pid in pids:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)
            _run("userdel", user)
    for group in (INSTRUCTORS, STUDENTS):
        with contextlib.suppress(KeyError):
            grp.getgrnam(group)
            _run("groupdel", group)


def processes(user: str) -> list[int]:
    """What runs as a user: process ids."""
    uid = pwd.getpwnam(user).pw_uid
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid == uid and (path / "stat").read_text().rsplit(")")[-1].split()[0] != "Z":
                found.append(int(path.name))
    return found


def command(pid: int) -> str:
    """A process's command line; empty if it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _lay_out(folder: Path) -> dict[str, str]:
    """Do what README.md of deploy/jupyterhub says, with an environment that was built elsewhere."""
    settings = {
        "PREFIX": str(folder / "prefix"),
        "EXCHANGE": str(folder / "exchange"),
        "COURSE_OWNER": OWNER,
        "INSTRUCTORS": INSTRUCTORS,
        "STUDENTS": STUDENTS,
    }
    (folder / "hub.env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    course = folder / "home" / OWNER / "course"
    course.mkdir()
    for name in COURSE_FILES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, course / name, ignore=ignored, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(ROOT / name, course / name)
    _run("chown", "--recursive", f"{OWNER}:", str(course))
    _move_environment(Path(settings["PREFIX"], "versions", BUILT.resolve().name))
    _run(str(DEPLOY / "install.sh"), str(folder / "hub.env"))
    return settings


def _move_environment(place: Path) -> None:
    """Copy the built environment by hard links where that goes, and tell its scripts where they are now."""
    built = BUILT.resolve()
    place.parent.mkdir(parents=True)
    try:
        shutil.copytree(built, place, symlinks=True, copy_function=os.link)
    except shutil.Error:  # another file system
        shutil.copytree(built, place, symlinks=True, dirs_exist_ok=True)
    for path in (place / "complete", *(place / "venv/bin").iterdir()):
        if path.is_file() and not path.is_symlink() and bytes(built) in (text := path.read_bytes()):
            mode = path.stat().st_mode
            path.unlink()  # the original has to stay
            path.write_bytes(text.replace(bytes(built), bytes(place)))
            path.chmod(mode)


@contextlib.contextmanager
def _serving(folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Run JupyterHub with the configuration that is tested; only its ports are the test's own."""
    for name, mode in (("state", 0o700), ("run", 0o755)):
        (folder / name).mkdir(mode=mode)
    port, hub, proxy = _free_ports(3)
    shutil.copy(DEPLOY / "jupyterhub_config.py", folder)
    (folder / "test_config.py").write_text(
        f"load_subconfig({str(folder / 'jupyterhub_config.py')!r})\n"
        f"c.JupyterHub.bind_url = 'http://127.0.0.1:{port}'\n"
        f"c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{hub}'\n"
        f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{proxy}'\n"
    )
    environment = {
        **settings,
        "STATE_DIRECTORY": str(folder / "state"),
        "RUNTIME_DIRECTORY": str(folder / "run"),
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }
    program = Path(settings["PREFIX"], "current/venv/bin/jupyterhub")
    with (folder / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [program, f"--config={folder / 'test_config.py'}"],
            cwd=folder / "state",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/hub/login", timeout=60).close()
                break
            if process.poll() is not None:
                pytest.fail((folder / "hub.log").read_text())
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _run(*command: str, stdin: str | None = None) -> None:
    done = subprocess.run(
        command,
        input=stdin,
        env={**os.environ, "PATH": PROGRAMS},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
