"""The notebook is another name of a classmate's file."""

import os
from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    os.link(path.parents[2] / "classmate" / path.parent.name / path.name, path)


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
