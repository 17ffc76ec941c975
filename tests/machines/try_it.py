"""Try the README's commands on fresh Debian machines, as root and as an ordinary user.

Usage: sudo python3 -m tests.machines.try_it [OPTION ...], in the repository. `--help` has examples.
"""

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from tests.machines import docker
from tests.machines.enter import HOST, NOT_ENTERED, PIVOT_ROOT, ROOT, USER, Account, Entry, Variant
from tests.machines.roots import RELEASES, CannotTry, base, last_line, last_lines, named_in_readme, network, with_packages

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = ("make grade", "make test")
VARIANTS = get_args(Variant)
ACCOUNTS = {"root": ROOT, "user": USER}
FOLDER = "backprop-by-hand"
"""Where the checkout is cloned to, in the account's home."""

TEXT = """
A machine is a Debian root made by debootstrap, with the packages that README names and nothing else. It gets a
private mount namespace, pivot_root, processes, /proc, /dev and a host name of its own; what it changes is thrown
away. It uses this host's network, and its settings for pip, uv, proxies and certificates. The last commit is
cloned into the account's home, and the commands run there one after the other, as a person would type them.

Variants:
  plain      an ordinary machine
  docker     what Docker's defaults leave of one: 14 capabilities, its seccomp profile, a read-only /sys, 64 MB
             of /dev/shm, and the command as process 1 (x86_64 and aarch64)
  no-userns  user.max_user_namespaces = 0, inside only: the host's value is not touched

Examples:
  sudo python3 -m tests.machines.try_it                                   everything; hours
  sudo python3 -m tests.machines.try_it --command "make grade"            half an hour
  sudo python3 -m tests.machines.try_it --release trixie --user user --variant docker \\
      --command "make grade" --command ".venv/bin/autograde doctor"
  sudo python3 -m tests.machines.try_it --from /srv/roots                 copies /srv/roots/bookworm, trixie, ...
  sudo python3 -m tests.machines.try_it --list                            says what would run
"""


@dataclass(frozen=True)
class Trial:
    """One machine, and the commands to run in it."""

    release: str
    user: str
    variant: Variant
    commands: tuple[str, ...]

    def __str__(self) -> str:
        return f"{RELEASES.get(self.release, self.release)}, {self.user}, {self.variant}"

    @property
    def slug(self) -> str:
        return f"{self.release}-{self.user}-{self.variant}"


@dataclass(frozen=True)
class Outcome:
    """What became of one command."""

    trial: Trial
    command: str
    status: int
    seconds: float
    log: Path

    @property
    def said(self) -> str:
        return last_line(self.log)


def arguments() -> argparse.ArgumentParser:
    """Return the options."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.machines.try_it",
        description=(__doc__ or "").splitlines()[0],
        epilog=TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def several(name: str, default: tuple[str, ...], text: str, choices: tuple[str, ...] | None = None) -> None:
        shown = f"{text}; may be repeated (default: {', '.join(default)})"
        parser.add_argument(name, action="append", choices=choices, metavar=name.strip("-").upper(), help=shown)
        parser.set_defaults(**{f"default_{name.strip('-')}": default})

    several("--release", ("bookworm", "trixie"), "a Debian release by its name")
    several("--user", tuple(ACCOUNTS), "root, or an ordinary user: root, user", tuple(ACCOUNTS))
    several("--variant", VARIANTS, "plain, docker or no-userns", VARIANTS)
    several("--command", COMMANDS, "what to type in the clone")
    parser.add_argument("--packages", help="Debian packages to install, in one word (default: those that README names)")
    parser.add_argument("--cache", type=Path, default=CHECKOUT / "build/machines", metavar="FOLDER",
                        help="where roots are kept, and logs (default: build/machines)")  # fmt: skip
    parser.add_argument("--from", dest="copy_from", type=Path, metavar="FOLDER",
                        help="copy roots that debootstrap made from FOLDER/RELEASE, instead of making them")  # fmt: skip
    parser.add_argument("--minutes", type=float, default=60, help="stop a command after that long (default: 60)")
    parser.add_argument("--copy", action="store_true", help="copy roots instead of using overlayfs (where it is refused)")
    parser.add_argument("--list", action="store_true", help="say what would run, and stop")
    return parser


def trials(options: argparse.Namespace) -> list[Trial]:
    """Return the machines to try, from the options."""

    def chosen(name: str) -> tuple[str, ...]:
        return tuple(getattr(options, name) or getattr(options, f"default_{name}"))

    commands = chosen("command")
    return [Trial(*each, commands) for each in product(chosen("release"), chosen("user"), chosen("variant"))]


def table(outcomes: list[Outcome]) -> str:
    """Return the outcomes as aligned columns."""
    head = ("machine", "user", "variant", "command", "status", "seconds", "last line")
    rows = [
        (RELEASES.get(each.trial.release, each.trial.release), each.trial.user, each.trial.variant, each.command,
         str(each.status), f"{each.seconds:.0f}", shortened(each.said, 100))
        for each in outcomes
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in [head, *rows])


def shortened(text: str, length: int) -> str:
    """Return a text of one line, cut at a length."""
    return text if len(text) <= length else text[: length - 3] + "..."


def possible(wanted: list[Trial]) -> None:
    """Check that this can work here.

    Raises
    ------
    CannotTry
        Saying what is in the way.
    """
    if os.geteuid() != 0:
        raise CannotTry("this makes root file systems and mounts them: run it as root (sudo)")
    machine = platform.machine()
    if machine not in PIVOT_ROOT:
        raise CannotTry(f"this knows x86_64 and aarch64, and not {machine}")
    if any(trial.variant == "docker" for trial in wanted) and not docker.supported(machine):
        raise CannotTry(f"the variant docker knows x86_64 and aarch64, and not {machine}")


class Machines:
    """Makes roots, enters them, and keeps logs."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.cache: Path = options.cache.resolve()
        self.logs = self.cache / "logs" / time.strftime("%Y-%m-%d-%H%M%S")
        self.logs.mkdir(parents=True)
        self.variables, self.visible = network(os.environ, HOST)
        words = options.packages
        self.packages = words.split() if words else named_in_readme((CHECKOUT / "README.md").read_text())

    def bundle(self) -> Path:
        """The last commit, as a file that anyone can clone from."""
        path = self.cache / "checkout.bundle"
        command = ["git", "-c", "safe.directory=*", "-C", str(CHECKOUT)]
        subprocess.run([*command, "bundle", "create", "--quiet", str(path), "HEAD"], check=True)
        path.chmod(0o644)
        if subprocess.run([*command, "status", "--porcelain"], capture_output=True, check=True).stdout:
            print("The working tree has changes that are not committed: the last commit is tried, without them.")
        return path

    def base(self, release: str) -> Path:
        """A root as debootstrap makes it."""
        return base(release, self.cache, self.options.copy_from, self.logs / f"{release}-debootstrap.log")

    def root(self, release: str) -> Path:
        """A root with README's packages."""
        log = self.logs / f"{release}-packages.log"

        def install(root: Path, command: str) -> int:
            return self.run(Entry(str(root), command, environment=self.variables), log)

        return with_packages(release, self.base(release), self.packages, (USER.name, USER.uid), install)

    @contextmanager
    def fresh(self, below: Path, slug: str) -> Iterator[tuple[str, tuple[str, str, str] | None]]:
        """A root that may be changed: its folder, and the folders of its overlay."""
        work = self.cache / "work" / slug
        shutil.rmtree(work, ignore_errors=True)
        for name in ("above", "work", "root"):
            (work / name).mkdir(parents=True)
        try:
            if self.options.copy:
                subprocess.run(["cp", "-a", "--reflink=auto", f"{below}/.", work / "root"], check=True)
                yield str(work / "root"), None
            else:
                yield str(work / "root"), (str(below), str(work / "above"), str(work / "work"))
        finally:
            shutil.rmtree(work)

    def run(self, entry: Entry, log: Path) -> int:
        """Run a command in a machine, with a line of progress; its exit status, 124 when it took too long."""
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.machines.enter", entry.to_json()],
                cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                return wait(process, log, time.monotonic() + 60 * self.options.minutes)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def try_out(self, trial: Trial, bundle: Path) -> Iterator[Outcome]:
        """Run a trial's commands on a fresh machine."""
        account: Account = ACCOUNTS[trial.user]
        with self.fresh(self.root(trial.release), trial.slug) as (root, overlay):
            clone = f"git clone --quiet {HOST}{bundle} {FOLDER}"
            steps = [(clone, account.home), *((command, f"{account.home}/{FOLDER}") for command in trial.commands)]
            for number, (command, folder) in enumerate(steps):
                name = "".join(letter if letter.isalnum() else "-" for letter in command)[:40]
                log = self.logs / f"{trial.slug}-{number}-{name if number else 'clone'}.log"
                entry = Entry(root, command, account, trial.variant, folder, self.variables, overlay,
                              (*self.visible, str(bundle)))  # fmt: skip
                began = time.monotonic()
                status = self.run(entry, log)
                if number or status:
                    yield Outcome(trial, command if number else "git clone", status, time.monotonic() - began, log)
                if status == NOT_ENTERED or (status and not number):
                    return


def wait(process: subprocess.Popen[bytes], log: Path, deadline: float) -> int:
    """Wait for a process, and show on a terminal how long it runs and what it printed last."""
    began = time.monotonic()
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                return 124
            if sys.stdout.isatty():
                line = f"  {time.monotonic() - began:4.0f} s  {last_line(log)}"
                width = shutil.get_terminal_size().columns - 1
                print(f"\r{shortened(line, width).ljust(width)}", end="\r", flush=True)


def report(outcome: Outcome) -> None:
    """Print what became of a command: a line, and more when it failed."""
    print(f"  {outcome.command}: status {outcome.status}, {outcome.seconds:.0f} s", flush=True)
    if outcome.status:
        print(*(f"    {line}" for line in last_lines(outcome.log, 8)), f"    log: {outcome.log}", sep="\n", flush=True)


def main() -> int:
    """Try everything; 1 when something failed, 2 when nothing can be tried here."""
    options = arguments().parse_args()
    wanted = trials(options)
    if options.list:
        print(*(f"{trial}: {' && '.join(trial.commands)}" for trial in wanted), sep="\n")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes: list[Outcome] = []
    try:
        possible(wanted)
        machines = Machines(options)
        bundle = machines.bundle()
        for number, trial in enumerate(wanted, 1):
            print(f"[{number}/{len(wanted)}] {trial}", flush=True)
            for outcome in machines.try_out(trial, bundle):
                outcomes.append(outcome)
                report(outcome)
    except CannotTry as error:
        print(f"try_it: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    print(f"\n{table(outcomes)}\n\nLogs: {machines.logs}")
    (machines.logs / "table.txt").write_text(table(outcomes) + "\n")
    return int(not outcomes or any(each.status for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
