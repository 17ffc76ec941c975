"""Choose from requirements.lock the packages that some requirements need, with all that those need.

The lock pins everything that any command of this project uses. Under each package, uv notes which packages
need it (``# via``); following these notes backward from a few names gives all that has to be installed for
them. Only the standard library is used, because this runs before anything is installed.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT, LOCK = "pyproject.toml", "requirements.lock"


def canonical(name: str) -> str:
    """Return a package's name as registries compare it: ``Foo_bar`` and ``foo-bar`` are the same."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Pin:
    """A package of the lock; one whose version depends on the Python or platform has several."""

    name: str
    requirement: str
    """Such as ``colorama==0.4.6 ; os_name == 'nt'``."""
    hashes: tuple[str, ...]
    """Such as ``sha256:…``: the files that may be installed."""
    via: frozenset[str]
    """The packages that need it."""

    def __str__(self) -> str:
        return " \\\n    ".join([self.requirement, *(f"--hash={each}" for each in self.hashes)])


def read_pins(lock: str) -> list[Pin]:
    """Return the packages in uv's lock: each has a line with version and marker, hashes, and who needs it."""
    pins = []
    for block in re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]:
        requirement, *rest = block.splitlines()
        comments = (line.strip() for line in rest if line.startswith("    #"))
        via = (re.sub(r"#\s*(via\b)?", "", line).split() for line in comments)
        pins.append(
            Pin(
                canonical(requirement.split("==")[0]),
                requirement.removesuffix("\\").strip(),
                tuple(re.findall(r"--hash=(\S+)", block)),
                frozenset(canonical(words[0]) for words in via if words),
            )
        )
    return pins


class Unpinned(LookupError):
    """The lock does not pin a package that is needed. The argument is the package's name."""


def closure(pins: Sequence[Pin], roots: Iterable[str]) -> list[Pin]:
    """Return the pins of some packages and of all that they need, in the lock's order.

    Extras are not told apart: what a package needs with an extra counts as needed by the package.

    Raises
    ------
    Unpinned
        If one of the roots is not in the lock.
    """
    needed = {canonical(name) for name in roots}
    while more := {pin.name for pin in pins if pin.via & needed} - needed:
        needed |= more
    for name in sorted(needed - {pin.name for pin in pins}):
        raise Unpinned(name)
    return [pin for pin in pins if pin.name in needed]


def roots_of(project: Path, extras: Collection[str]) -> list[str]:
    """Return the names of the packages that a pyproject.toml asks for itself, with some of its extras."""
    content = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    listed = [*content["dependencies"]]
    for extra in extras:
        listed += content["optional-dependencies"][extra]
    return [re.match(r"[\w.-]+", requirement)[0] for requirement in listed]  # type: ignore[index]
