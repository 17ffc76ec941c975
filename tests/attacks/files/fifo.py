"""The notebook is a named pipe, on which a reader waits for ever."""

import os
from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    os.mkfifo(path)


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
