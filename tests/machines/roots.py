"""Debian root file systems to try things in, made once and kept.

Two folders for each release: ``base/<name>``, as debootstrap makes it (``minbase``), and ``readme/<name>``,
the same with the packages that README names and an ordinary user's account. A stamp beside each says what is
in it and is written last, so one that was interrupted is made again.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13", "forky": "Debian 14"}

Run = Callable[[Path, str], int]
"""Runs a shell command as root in a root file system that it may change; its exit status."""


class CannotTry(Exception):
    """Why nothing can be tried here: one line, with the way out."""


def named_in_readme(readme: str) -> list[str]:
    """Return the Debian packages that README tells people to install.

    Raises
    ------
    CannotTry
        When README has no such line any more.
    """
    found = re.search(r"sudo apt(?:-get)? install ((?:[a-z0-9][a-z0-9+.-]*[ \t]?)+)", readme)
    if not found:
        raise CannotTry("README.md has no `sudo apt install ...`: name the packages with --packages")
    return found[1].split()


def base(release: str, cache: Path, copy_from: Path | None, log: Path) -> Path:
    """Return a root as debootstrap makes it, which nothing may change.

    Parameters
    ----------
    copy_from
        A folder with roots that debootstrap made, by their release's name; they are copied.
    log
        What debootstrap prints goes there.

    Raises
    ------
    CannotTry
        When it cannot be made.
    """
    root = cache / "base" / release
    if is_made(root, release):
        return root
    _remove(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    ready = copy_from / release if copy_from else None
    if ready and (ready / "etc/debian_version").exists():
        if (ready / "debootstrap").exists():
            raise CannotTry(f"{ready} is incomplete: debootstrap has not finished there")
        subprocess.run(["cp", "-a", "--reflink=auto", ready, root], check=True)
    else:
        _debootstrap(release, root, log)
    _stamp(root).write_text(release)
    return root


def _debootstrap(release: str, root: Path, log: Path) -> None:
    program = shutil.which("debootstrap", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        raise CannotTry("debootstrap is missing. On Debian and Ubuntu: sudo apt install debootstrap")
    with log.open("w") as output:
        command = [program, "--variant=minbase", release, str(root)]
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise CannotTry(
            f"debootstrap could not make {release} ({last_line(log)}). Is there a network? Its output: {log}"
        )


def with_packages(
    release: str, below: Path, packages: Sequence[str], account: tuple[str, int], run: Run, log: Path
) -> Path:
    """Return a root with packages and an account, which nothing may change any more.

    Parameters
    ----------
    log
        Where `run` puts what the packages' installation prints.

    Raises
    ------
    CannotTry
        When the packages cannot be installed.
    """
    root = below.parents[1] / "readme" / release
    name, uid = account
    content = f"{release} {' '.join(packages)} {name}"
    if is_made(root, content):
        return root
    _remove(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", below, root], check=True)
    install = (
        "export DEBIAN_FRONTEND=noninteractive && apt-get update && "
        f"apt-get install --yes {' '.join(packages)} && apt-get clean && "
        f"useradd --create-home --shell /bin/bash --uid {uid} {name}"
    )
    if run(root, install):
        raise CannotTry(f"{release}: apt could not install packages. Is there a network? Its output: {log}")
    _stamp(root).write_text(content)
    return root


def is_made(root: Path, content: str) -> bool:
    """Whether a root is complete and holds what it should."""
    stamp = _stamp(root)
    return root.is_dir() and stamp.exists() and stamp.read_text() == content


def _stamp(root: Path) -> Path:
    return root.with_name(f"{root.name}.made")


def _remove(root: Path) -> None:
    _stamp(root).unlink(missing_ok=True)
    if root.exists():
        shutil.rmtree(root)


def last_line(log: Path) -> str:
    """Return the last line of a log that is not empty, without color and what a carriage return hides."""
    lines = last_lines(log, 1)
    return lines[0] if lines else "it printed nothing"


def last_lines(log: Path, count: int) -> list[str]:
    """Return the last lines of a log that are not empty."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", log.read_text(errors="replace"))
    lines = [line.rstrip("\r").rpartition("\r")[2].strip() for line in text.splitlines()]
    return [line for line in lines if line][-count:]


# The network settings of the host.

PASSED = re.compile(
    r"(?:https?|ftp|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO"
    r"|NODE_EXTRA_CA_CERTS|PIP_\w+|UV_\w+|npm_config_\w+",
    re.IGNORECASE,
)
"""Variables that say how to reach the network and the package registries."""


def network(environment: Mapping[str, str], shown_at: Path) -> tuple[dict[str, str], list[str]]:
    """Return the variables to pass into a machine, and the host's files to show there.

    A file that a variable names is shown below `shown_at`, and the variable then names it there: in its own
    place it would be in the way of the machine's packages.
    """
    variables: dict[str, str] = {}
    files: set[str] = set()
    for name, value in environment.items():
        if not PASSED.fullmatch(name):
            continue
        words = re.split(r"([\s:]+)", value) if "://" not in value else [value]
        for index, word in enumerate(words):
            if word.startswith("/") and Path(word).exists():
                files.add(word)
                words[index] = f"{shown_at}{word}"
        variables[name] = "".join(words)
    return variables, sorted(each for each in files if files.isdisjoint(map(str, Path(each).parents)))
