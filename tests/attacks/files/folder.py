"""The notebook is a folder."""

from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.mkdir()


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
