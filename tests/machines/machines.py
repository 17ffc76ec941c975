"""Fresh machines: their roots, the network settings they get, and commands run in them with a log each."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.machines.enter import HOST, USER, Account, Entry, Variant
from tests.machines.roots import base, last_line, named_in_readme, network, with_packages

CHECKOUT = Path(__file__).resolve().parents[2]
TOO_LONG = 124
"""Exit status of a command that was stopped."""


@dataclass(frozen=True)
class Settings:
    """What all machines have in common."""

    cache: Path
    """Folder for roots and logs."""
    copy_from: Path | None = None
    """Folder of roots that debootstrap has made, to be copied."""
    packages: tuple[str, ...] = ()
    """Debian packages, instead of those that README names."""
    minutes: float = 60
    """How long one command may take."""
    overlay: bool = True
    """Use overlayfs; a copy otherwise."""


@dataclass(frozen=True)
class Machine:
    """A root that may be changed, and goes away."""

    root: Path
    below: Path
    above: Path
    overlay: tuple[str, str, str] | None

    def entry(self, command: str, account: Account, variant: Variant, folder: str) -> Entry:
        return Entry(str(self.root), command, account, variant, folder, overlay=self.overlay)

    def file(self, path: str) -> Path:
        """Where a file of the machine is on the host while nothing runs."""
        changed = (self.above if self.overlay else self.root) / path.lstrip("/")
        return changed if changed.exists() else self.below / path.lstrip("/")


class Machines:
    """Makes roots and machines, and runs commands in them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = replace(settings, cache=settings.cache.resolve())
        self.cache = self.settings.cache
        logs = self.cache / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = Path(tempfile.mkdtemp(prefix=time.strftime("%Y-%m-%d-%H%M%S-"), dir=logs))
        self.logs.chmod(0o755)
        self.variables, self.visible = network(os.environ, HOST)

    def base(self, release: str) -> Path:
        """A root as debootstrap makes it."""
        return base(release, self.cache, self.settings.copy_from, self.logs / f"{release}-debootstrap.log")

    def readme(self, release: str) -> Path:
        """A root with the packages that README names, and the account `USER`."""
        readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
        packages = self.settings.packages or named_in_readme(readme)
        log = self.logs / f"{release}-packages.log"

        def install(root: Path, command: str) -> int:
            return self.run(Entry(str(root), command), log)

        return with_packages(release, self.base(release), packages, (USER.name, USER.uid), install, log)

    @contextmanager
    def fresh(self, below: Path, name: str) -> Iterator[Machine]:
        """A machine with a root's files; what it changes is removed afterwards."""
        folder = self.cache / "work" / name
        shutil.rmtree(folder, ignore_errors=True)
        root, above, work = (folder / each for each in ("root", "above", "work"))
        for each in (root, above, work):
            each.mkdir(parents=True)
        try:
            if self.settings.overlay:
                yield Machine(root, below, above, (str(below), str(above), str(work)))
            else:
                subprocess.run(["cp", "-a", "--reflink=auto", f"{below}/.", root], check=True)
                yield Machine(root, below, above, None)
        finally:
            shutil.rmtree(folder)

    def run(self, entry: Entry, log: Path, *visible: Path) -> int:
        """Run a command in a machine; its exit status, `TOO_LONG` when it was stopped.

        The machine gets the host's network settings. A line of progress is shown on a terminal.
        """
        entry = replace(
            entry,
            environment=self.variables | entry.environment,
            visible=(*self.visible, *map(str, visible)),
        )
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.machines.enter", entry.to_json()],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            return _wait(process, log, time.monotonic() + 60 * self.settings.minutes)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def bundle(self) -> Path:
        """The last commit, as a file that anyone can clone from."""
        path = self.cache / "checkout.bundle"
        subprocess.run([*git(), "bundle", "create", "--quiet", str(path), "HEAD"], check=True)
        path.chmod(0o644)
        if subprocess.run([*git(), "status", "--porcelain"], capture_output=True, check=True).stdout:
            print(
                "The working tree has changes that are not committed: the last commit is tried.", flush=True
            )
        return path


def git() -> list[str]:
    """Return the command for git in the checkout, whoever owns that."""
    return ["git", "-c", "safe.directory=*", "-C", str(CHECKOUT)]


def _wait(process: subprocess.Popen[bytes], log: Path, deadline: float) -> int:
    """Wait for a process, and show on a terminal how long it has run and what it printed last."""
    began = time.monotonic()
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if now > deadline:
                return TOO_LONG
            if sys.stdout.isatty():
                width = shutil.get_terminal_size().columns - 1
                line = shortened(f"  {now - began:4.0f} s  {last_line(log)}", width)
                print(f"\r{line.ljust(width)}", end="\r", flush=True)


def shortened(text: str, length: int) -> str:
    """Return a text of one line, cut at a length."""
    return text if len(text) <= length else text[: length - 3] + "..."
