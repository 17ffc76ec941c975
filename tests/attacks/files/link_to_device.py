"""The notebook is a link to a device that never ends."""

from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.symlink_to("/dev/zero")


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
