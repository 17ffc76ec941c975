"""The notebook is not JSON."""

from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    path.write_bytes(b"PK" + bytes(1000))


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
