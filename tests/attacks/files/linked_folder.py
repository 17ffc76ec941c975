"""The folder is a symbolic link to a classmate's."""

from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.parent.rmdir()
    path.parent.symlink_to("../classmate/attacked")


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
