"""The notebook is a symbolic link to a classmate's."""

from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.symlink_to("../../classmate/attacked/attacked.ipynb")


def place_plainly(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (path.parent / "data").symlink_to(path.name)


attack = Attack(Work(place=place), twin=Work(place=place_plainly), points=0.0, outcome="unanswered")
