"""The notebook has a gigabyte, of which the disk holds nothing."""

import os
from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.touch()
    os.truncate(path, 2**30)


attack = Attack(Work(place=place), harms="it takes all memory", points=0.0, outcome="unanswered")
