"""The levels of the environment: what each command needs installed, and no more."""

from dataclasses import dataclass
from pathlib import Path

from autograde.environment.pins import LOCK, PROJECT, Pin, closure, read_pins, roots_of


@dataclass(frozen=True)
class Level:
    """Some of the extras in pyproject.toml, installed together."""

    extras: tuple[str, ...]
    megabytes: int
    """What it adds to the environment, about."""


GRADE = "grade"
"""The level that the others are added to."""
LEVELS = {
    GRADE: Level(("sandbox",), 550),
    "cluster": Level(("cluster",), 50),
    "postgresql": Level(("postgresql",), 20),
    "test": Level(("test", "dev"), 400),
    "site": Level(("site",), 100),
    "frameworks": Level(("frameworks",), 1500),
}
INSTALLER = "uv"


def pins_of(root: Path) -> dict[str, list[Pin]]:
    """Return what each level adds to the first, and what is needed to install it all.

    Raises
    ------
    Unpinned
        If pyproject.toml asks for what requirements.lock does not have.
    """
    pins = read_pins((root / LOCK).read_text(encoding="utf-8"))
    installers = [name for name in roots_of(root / PROJECT, ("install",)) if name != INSTALLER]
    base = closure(pins, [*roots_of(root / PROJECT, LEVELS[GRADE].extras), *installers])
    chosen = {GRADE: base, INSTALLER: closure(pins, [INSTALLER])}
    for name in LEVELS.keys() - {GRADE}:
        extra = closure(pins, roots_of(root / PROJECT, LEVELS[name].extras))
        chosen[name] = [pin for pin in extra if pin not in base]
    return chosen
