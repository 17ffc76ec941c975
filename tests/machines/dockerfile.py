"""Follow a Dockerfile in a machine, where no images can be pulled.

This is not a builder. It knows one stage that starts from Debian: ``RUN`` and ``COPY`` are carried out, under
what Docker's defaults leave of a machine; ``ENV``, ``ARG``, ``WORKDIR`` and ``USER`` hold for what follows;
and the rest is for whoever runs the image.
"""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.machines.enter import HOST, ROOT, Account
from tests.machines.machines import Machine, Machines, git
from tests.machines.roots import CannotTry

FROM = {"debian:12-slim": "bookworm", "debian:13-slim": "trixie", "debian:14-slim": "forky"}
"""Images that a root of debootstrap's ``minbase`` stands for."""

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""What Debian's images set."""

LATER = ("LABEL", "EXPOSE", "VOLUME", "CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL")


@dataclass(frozen=True)
class Instruction:
    """One instruction, its lines joined."""

    name: str
    text: str


def parse(dockerfile: str) -> list[Instruction]:
    """Return the instructions of a Dockerfile; comments and empty lines are gone."""
    lines = [line for line in dockerfile.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\[ \t]*\n", "", "\n".join(lines))
    split = (line.strip().partition(" ") for line in joined.splitlines())
    return [Instruction(name.upper(), text.strip()) for name, _, text in split]


def release(instructions: list[Instruction]) -> str:
    """Return the Debian release of the only stage.

    Raises
    ------
    CannotTry
        When the image is another, or there are several stages.
    """
    images = [each.text for each in instructions if each.name == "FROM"]
    if len(images) != 1 or images[0] not in FROM:
        raise CannotTry(
            f"a Dockerfile must have one FROM, of {', '.join(FROM)}: this has {', '.join(images)}"
        )
    return FROM[images[0]]


@dataclass
class State:
    """What earlier instructions left for the next one."""

    environment: dict[str, str] = field(default_factory=lambda: {"PATH": PATH})
    arguments: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "root"

    @property
    def variables(self) -> dict[str, str]:
        return self.arguments | self.environment

    def follow(self, instruction: Instruction, context: Path) -> str | None:
        """Take an instruction in, and return the shell command that it needs, if any.

        Raises
        ------
        CannotTry
            For an instruction that this does not know.
        """
        match instruction.name:
            case "RUN":
                return instruction.text
            case "COPY":
                return copy_command(expanded(instruction.text, self.variables), self.folder, context)
            case "ENV":
                self.environment |= _assignments(instruction.text, self.variables)
            case "ARG":
                self.arguments |= _assignments(instruction.text, self.variables)
            case "USER":
                self.user = expanded(instruction.text, self.variables)
            case "WORKDIR":
                self.folder = str(Path(self.folder, expanded(instruction.text, self.variables)))
                return f"mkdir -p {shlex.quote(self.folder)}"
            case name if name != "FROM" and name not in LATER:
                raise CannotTry(f"this does not know the instruction {name}")
        return None


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """Return a text with ``$NAME`` and ``${NAME}`` replaced."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: variables.get(found[1] or found[2], ""), text)


def _assignments(text: str, variables: Mapping[str, str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: expanded(value, variables) for name, _, value in pairs}


def copy_command(text: str, folder: str, context: Path) -> str:
    """Return a shell command that does what ``COPY`` does, from the context as the machine shows it.

    Raises
    ------
    CannotTry
        For an option other than ``--chown``, and for a source that is not in the context.
    """
    words = shlex.split(text)
    options = [word for word in words if word.startswith("--")]
    *sources, target = words[len(options) :]
    if unknown := [each for each in options if not each.startswith("--chown=")]:
        raise CannotTry(f"this does not know COPY {unknown[0]}")
    owner = options[0].removeprefix("--chown=") if options else "root:root"
    into = Path(folder, target)
    commands = []
    for source in sources:
        origin = context / source
        if not origin.exists():
            raise CannotTry(f"COPY {source}: it is not in the context; is it in .dockerignore?")
        # A folder's contents are copied, not the folder.
        to_folder = origin.is_dir() or target.endswith(("/", ".")) or len(sources) > 1
        copied = into if origin.is_dir() or not to_folder else into / origin.name
        commands += [
            ["mkdir", "-p", str(into if to_folder else into.parent)],
            ["cp", "-R", f"{HOST}{origin}{'/.' if origin.is_dir() else ''}", str(into)],
            ["chown", "-R", owner, str(copied)],
        ]
    return " && ".join(map(shlex.join, commands))


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore leaves a file out of the context: the last pattern that matches decides."""
    result = False
    for pattern in patterns:
        again = pattern.startswith("!")
        words = pattern.removeprefix("!").strip("/").split("/")
        parts = ["(?:.*/)?" if word == "**" else _glob(word) + "/" for word in words]
        # What matches a folder matches everything in it.
        if re.fullmatch("".join(parts).removesuffix("/") + "(?:/.*)?", path):
            result = not again
    return result


def _glob(word: str) -> str:
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter)) for letter in word)


def patterns(text: str) -> list[str]:
    """Return the patterns of a .dockerignore."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def make_context(folder: Path, dockerignore: str) -> None:
    """Fill a folder with the files of the last commit that an image is built from."""
    folder.mkdir(parents=True)
    archive = subprocess.run([*git(), "archive", "HEAD"], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    rules = patterns(dockerignore)
    for path in [each for each in folder.rglob("*") if not each.is_dir()]:
        if ignored(path.relative_to(folder).as_posix(), rules):
            path.unlink()
    for path in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def account(machine: Machine, name: str) -> Account:
    """Return an account of a machine.

    Raises
    ------
    CannotTry
        When there is none.
    """
    for line in machine.file("/etc/passwd").read_text().splitlines():
        user, _, uid, _, _, home, _ = line.split(":")
        if name in (user, uid):
            return Account(user, int(uid), home)
    raise CannotTry(f"USER {name}: there is no such account")


class Image:
    """A machine made by a Dockerfile."""

    def __init__(self, machines: Machines, machine: Machine, dockerfile: str) -> None:
        self.machines, self.machine = machines, machine
        self.instructions = parse(dockerfile)
        self.state = State()
        self.context = machine.root.parent / "context"

    def build(self, dockerignore: str) -> Iterator[tuple[str, int, Path]]:
        """Follow the instructions: text, exit status and log of each that runs, up to one that fails."""
        make_context(self.context, dockerignore)
        for number, instruction in enumerate(self.instructions, 1):
            if command := self.state.follow(instruction, self.context):
                user = self.state.user if instruction.name == "RUN" else "root"
                log = self.machines.logs / f"dockerfile-{number}-{instruction.name}.log"
                status = self._run(command, user, self.state.variables, log, self.context)
                yield f"{instruction.name} {instruction.text}", status, log
                if status:
                    return

    def run(self, command: str, log: Path) -> int:
        """Run a command as those who run the image do; its exit status."""
        return self._run(command, self.state.user, self.state.environment, log)

    def _run(self, command: str, user: str, variables: dict[str, str], log: Path, *visible: Path) -> int:
        there = self.machine.file(self.state.folder).is_dir()
        who = ROOT if user == "root" else account(self.machine, user)
        entry = self.machine.entry(command, who, "docker", self.state.folder if there else "/")
        entry.environment.update(variables)
        return self.machines.run(entry, log, *visible)

    def program(self) -> list[str]:
        """The program that the image runs: ``CMD``, which is JSON."""
        found = [each.text for each in self.instructions if each.name == "CMD"]
        words: list[str] = json.loads(found[-1]) if found else []
        return words

    def port(self) -> int | None:
        """The port of ``EXPOSE``."""
        found = [each.text for each in self.instructions if each.name == "EXPOSE"]
        return int(found[0]) if found else None


def answers(program: list[str], port: int) -> str:
    """Return a shell command that starts a server, waits until it answers, and stops it."""
    return shlex.join(["python3", "-c", _ANSWERS, str(port), *program])


_ANSWERS = """
import subprocess, sys, time, urllib.error, urllib.request
port, *program = sys.argv[1:]
server = subprocess.Popen(program)
for second in range(90):
    time.sleep(1)
    if server.poll() is not None:
        sys.exit(f"it has stopped, with status {server.returncode}")
    try:
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5)
    except (OSError, urllib.error.URLError):
        continue
    server.terminate()
    print(f"answered after {second + 1} s, and stopped with status {server.wait(30)}")
    sys.exit(page.status != 200)
sys.exit("no answer in 90 seconds")
"""
