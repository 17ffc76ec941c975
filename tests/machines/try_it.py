"""Try the README's commands on fresh Debian machines, as root and as an ordinary user.

Run it in the repository, as root: ``python3 -m tests.machines.try_it``. ``--help`` has examples.
"""

import argparse
import os
import platform
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from tests.machines import docker, dockerfile
from tests.machines.enter import HOST, NOT_ENTERED, PIVOT_ROOT, ROOT, USER, Variant
from tests.machines.machines import CHECKOUT, Machines, Settings, shortened
from tests.machines.roots import RELEASES, CannotTry, last_line, last_lines

USERS = {"root": ROOT, "user": USER}
FOLDER = "backprop-by-hand"
"""Where the checkout is cloned to, in the account's home."""

DEFAULTS: dict[str, tuple[str, ...]] = {
    "release": ("bookworm", "trixie"),
    "user": tuple(USERS),
    "variant": ("plain", "docker", "no-userns"),
    "command": ("make grade", "make test"),
}

TEXT = """
A machine is a Debian root made by debootstrap, with the packages that README names and nothing else. It has
a mount namespace (entered by pivot_root), processes, /proc, /dev and a host name of its own, and what it
changes is thrown away. It uses this host's network, and what the environment says about proxies,
certificates, pip and uv. The last commit is cloned into the account's home, and the commands run there one
after the other.

Variants:
  plain      an ordinary machine
  docker     what Docker's defaults leave of one: 14 capabilities, its seccomp profile, a read-only /sys,
             64 MB of /dev/shm, and the command as process 1 (x86_64 and aarch64)
  no-userns  user.max_user_namespaces is 0, inside only: the host's value is not touched
  docker-unconfined
             the same as docker, after --security-opt seccomp=unconfined --security-opt systempaths=unconfined

Examples:
  sudo python3 -m tests.machines.try_it                             everything; hours
  sudo python3 -m tests.machines.try_it --command "make grade"      about half an hour
  sudo python3 -m tests.machines.try_it --release trixie --user user --variant docker \\
      --command "make grade" --command ".venv/bin/autograde doctor"
  sudo python3 -m tests.machines.try_it --from /srv/roots           copy /srv/roots/bookworm and so on
  sudo python3 -m tests.machines.try_it --dockerfile deploy/docker/Dockerfile
  python3 -m tests.machines.try_it --list                           say what would run

The exit status is 0 if every command ended with 0, 1 if one did not, 2 if something is missing here, and 130
if it was stopped.
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


@dataclass(frozen=True)
class Outcome:
    """What became of one command."""

    release: str
    user: str
    variant: str
    command: str
    status: int
    seconds: float
    log: Path

    def row(self) -> tuple[str, ...]:
        machine = RELEASES.get(self.release, self.release)
        said = shortened(last_line(self.log), 90)
        command = shortened(self.command, 40)
        return (machine, self.user, self.variant, command, str(self.status), f"{self.seconds:.0f}", said)


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    result = argparse.ArgumentParser(
        prog="python3 -m tests.machines.try_it",
        description="Try the README's commands on fresh Debian machines, as root and as an ordinary user.",
        epilog=TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    several = {
        "release": "a Debian release by its name",
        "user": "root, or an ordinary user",
        "variant": "the kind of machine, below",
        "command": "what to type in the clone",
    }
    for name, text in several.items():
        choices = {"user": tuple(USERS), "variant": get_args(Variant)}.get(name)
        text = f"{text}; may be repeated (default: {', '.join(DEFAULTS[name])})"
        result.add_argument(f"--{name}", action="append", choices=choices, metavar=name.upper(), help=text)
    for option, text in {
        "--cache": "where roots and logs are kept (default: build/machines)",
        "--from": "copy roots that debootstrap made, FOLDER/RELEASE, instead of making them",
        "--dockerfile": "follow a Dockerfile instead, then start what it runs and type the commands",
    }.items():
        result.add_argument(option, type=Path, metavar="FILE" if "file" in option else "FOLDER", help=text)
    result.add_argument("--packages", default="", help="Debian packages, instead of those that README names")
    result.add_argument(
        "--minutes", type=float, default=60, help="stop a command after so long (default: 60)"
    )
    result.add_argument("--copy", action="store_true", help="copy roots: for hosts that refuse overlayfs")
    result.add_argument("--list", action="store_true", help="say what would run, and stop")
    return result


def trials(options: argparse.Namespace) -> list[Trial]:
    """Return the machines to try, from the options."""
    chosen = {name: tuple(getattr(options, name) or default) for name, default in DEFAULTS.items()}
    machines = product(chosen["release"], chosen["user"], chosen["variant"])
    return [Trial(*each, chosen["command"]) for each in machines]


def check_that_it_can_work() -> None:
    """Check that this host can make machines.

    Raises
    ------
    CannotTry
        Saying what is in the way.
    """
    if os.geteuid() != 0:
        raise CannotTry("this mounts file systems and makes accounts: run it as root (sudo)")
    if platform.machine() not in PIVOT_ROOT or not docker.supported(platform.machine()):
        raise CannotTry(f"this knows x86_64 and aarch64, and not {platform.machine()}")


def try_readme(machines: Machines, wanted: list[Trial]) -> Iterator[Outcome]:
    """Run every trial's commands on a fresh machine."""
    bundle = machines.bundle()
    for number, trial in enumerate(wanted, 1):
        print(f"[{number}/{len(wanted)}] {trial}", flush=True)
        home = USERS[trial.user].home
        name = f"{trial.release}-{trial.user}-{trial.variant}"
        with machines.fresh(machines.readme(trial.release), name) as machine:
            steps = [(f"git clone --quiet {HOST}{bundle} {FOLDER}", home)]
            steps += [(command, f"{home}/{FOLDER}") for command in trial.commands]
            for index, (command, folder) in enumerate(steps):
                log = machines.logs / f"{name}-{index}-{slug(command) if index else 'git-clone'}.log"
                entry = machine.entry(command, USERS[trial.user], trial.variant, folder)
                began = time.monotonic()
                status = machines.run(entry, log, bundle)
                if index or status:
                    seconds = time.monotonic() - began
                    yield Outcome(trial.release, trial.user, trial.variant, command, status, seconds, log)
                if status == NOT_ENTERED or (status and not index):
                    break


def try_dockerfile(machines: Machines, path: Path, commands: list[str]) -> Iterator[Outcome]:
    """Follow a Dockerfile, start the server that it is for, and run commands as its user."""
    text = path.read_text(encoding="utf-8")
    release = dockerfile.release(dockerfile.parse(text))
    ignore = CHECKOUT / ".dockerignore"
    with machines.fresh(machines.base(release), "dockerfile") as machine:
        image = dockerfile.Image(machines, machine, text)
        began = time.monotonic()
        for command, status, log in image.build(
            ignore.read_text(encoding="utf-8") if ignore.exists() else ""
        ):
            yield Outcome(release, "build", "docker", command, status, time.monotonic() - began, log)
            if status:
                return
            began = time.monotonic()
        if (port := image.port()) and (program := image.program()):
            commands = [dockerfile.answers(program, port), *commands]
        for index, command in enumerate(commands):
            log = machines.logs / f"image-{index}-{slug(command)}.log"
            began = time.monotonic()
            status = image.run(command, log)
            shown = f"CMD {shlex.join(program)}" if port and not index else command
            yield Outcome(release, image.state.user, "docker", shown, status, time.monotonic() - began, log)


def slug(command: str) -> str:
    """Return a command as a part of a file's name."""
    return "".join(letter if letter.isalnum() else "-" for letter in command)[:40].strip("-")


def report(outcome: Outcome) -> None:
    """Print what became of a command: a line, and more if it failed."""
    command = shortened(outcome.command, 80)
    print(f"  {command}: status {outcome.status}, {outcome.seconds:.0f} s", flush=True)
    if outcome.status:
        print(*(f"    {line}" for line in last_lines(outcome.log, 8)), f"    log: {outcome.log}", sep="\n")


def table(outcomes: list[Outcome]) -> str:
    """Return the outcomes as aligned columns."""
    head = ("machine", "user", "variant", "command", "status", "seconds", "last line")
    rows = [head, *(each.row() for each in outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def main() -> int:
    """Try it; the exit status."""
    options = parser().parse_args()
    wanted = trials(options)
    if options.list:
        print(*(f"{trial}: {' && '.join(trial.commands)}" for trial in wanted), sep="\n")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes: list[Outcome] = []
    stopped = False
    try:
        check_that_it_can_work()
        cache = options.cache or CHECKOUT / "build" / "machines"
        packages = tuple(options.packages.split())
        copy_from = getattr(options, "from")
        machines = Machines(Settings(cache, copy_from, packages, options.minutes, not options.copy))
        if options.dockerfile:
            results = try_dockerfile(machines, options.dockerfile, options.command or [])
        else:
            results = try_readme(machines, wanted)
        for outcome in results:
            outcomes.append(outcome)
            report(outcome)
    except (CannotTry, OSError, subprocess.CalledProcessError) as error:
        print(f"try_it: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        stopped = True
        print("\nStopped.", file=sys.stderr)
        if not outcomes:
            return 130
    text = table(outcomes)
    (machines.logs / "table.txt").write_text(f"{text}\n")
    print(f"\n{text}\n\nLogs: {machines.logs}")
    return 130 if stopped else int(any(each.status for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
